import MusterDomain
import MusterSolver
import MusterStore

/// Turns a proposal into offers. Everything is locked, read again and checked again: what happened since the roster was made
/// (a claim, an acceptance elsewhere, a decline) wins, and its lines are skipped and counted.
struct Publication {
  struct Result: Sendable {
    var offered = 0
    /// Offers that stood already and stay.
    var kept = 0
    /// Offers that stood and are not in the roster any more.
    var withdrawn = 0
    /// Lines that no longer fit.
    var skipped = 0
    var v: Int32 = 0
  }

  let request: Request
  let transaction: StoreTransaction

  init(_ request: Request, _ transaction: StoreTransaction) {
    self.request = request
    self.transaction = transaction
  }

  func publish(_ id: Int64) async throws -> Result {
    let log = request.environment.logger
    guard let roster = try await transaction.first(RosterRow.locked(id)) else { throw Answer.notFound("id") }
    if let revision = request.revision, revision != Int(roster.v) { throw Answer.stale(now: Int(roster.v)) }
    guard roster.state == "proposed" else {
      throw Refusal.notFrom(state: roster.state, action: "publish", allowed: ["proposed"])
    }
    let week = PlanningWeek(of: roster.from, zone: request.environment.zone)
    let from = try TimeText.midnight(roster.from, in: week.zone, argument: "from")
    let to = try TimeText.midnight(roster.to, in: week.zone, argument: "to")
    guard let span = TimeSpan(from, to) else { throw Answer.notFound("id") }
    let pairs = try await transaction.rows(ProposedPair.of(id))
    let snapshot = try await lockedSnapshot(roster, pairs, span, week)
    let fitting = try await log.timed("publish: checking") {
      try await SolverThread.run(.command) { [now = transaction.now] in
        try LineCheck(snapshot, span, now: now).fit(pairs)
      }
    }
    var result = try await carryOut(fitting, of: pairs.count, snapshot, roster)
    result.v = try await transaction.publish(roster)
    return result
  }

  /// Locks the shifts and members of the roster and of the offers that it may withdraw, and reads what stands now.
  private func lockedSnapshot(
    _ roster: RosterRow, _ pairs: [ProposedPair], _ span: TimeSpan, _ week: PlanningWeek
  ) async throws -> PlanningSnapshot {
    let log = request.environment.logger
    let areas = try await transaction.first(AreaRow.communities(under: roster.area)) ?? []
    let members = try await log.timed("publish: locking") {
      let open = try await transaction.rows(PlanningShift.openNumbers(in: areas, span))
      let holders = try await transaction.rows(SeatHolderRow.of(open))
      let members = Set(pairs.map(\.member)).union(holders.lazy.filter { $0.state == .offered }.map(\.member)).sorted()
      try await transaction.lock(shifts: Set(open).union(pairs.map(\.shift)).sorted(), members: members)
      return members
    }
    return try await log.timed("publish: reading") {
      let still = try await transaction.rows(PlanningShift.open(in: areas, span))
      return try await PlanningSnapshot.load(still, week: week, only: members, in: transaction)
    }
  }

  private func carryOut(
    _ fitting: [ProposedPair], of lines: Int, _ snapshot: PlanningSnapshot, _ roster: RosterRow
  ) async throws -> Result {
    let log = request.environment.logger
    let standing = Dictionary(
      snapshot.holders.filter { $0.state == .offered }.map { (PairKey(shift: $0.shift, member: $0.member), $0) },
      uniquingKeysWith: { first, _ in first })
    let wanted = Set(fitting.map { PairKey(shift: $0.shift, member: $0.member) })
    let planned = Set(snapshot.shifts.map(\.id))
    var result = Result()
    // Only offers within the roster's own shifts and days are its to move.
    let gone = standing.values.filter { holder in
      !wanted.contains(PairKey(shift: holder.shift, member: holder.member)) && planned.contains(holder.shift)
        && holder.span.start > transaction.now
    }
    try await log.timed("publish: withdrawing") {
      try await transaction.move(gone.map(\.assignment).sorted(), to: .withdrawn)
    }
    result.withdrawn = gone.count
    let policy = try await transaction.offerPolicy(on: roster.from)
    let fresh = fitting.filter { standing[PairKey(shift: $0.shift, member: $0.member)] == nil }
    let offers = fresh.compactMap { pair in
      policy.deadline(offeredAt: transaction.now, shiftStart: pair.span.start).map {
        NewAssignment(shift: pair.shift, member: pair.member, team: pair.team, span: pair.span, deadline: $0)
      }
    }
    result.offered = try await log.timed("publish: offering") {
      try await transaction.assign(offers, state: .offered, source: .roster, roster: roster.id).count
    }
    result.kept = fitting.count - fresh.count
    result.skipped = lines - result.offered - result.kept
    // An event's shift has its time for good.
    let ofNeeds = Set(snapshot.shifts.lazy.filter { !$0.isEvent }.map(\.id))
    try await log.timed("publish: fixing times") {
      try await transaction.fixTimes(ofNeeds.intersection(fitting.map(\.shift) + gone.map(\.shift)).sorted())
    }
    return result
  }
}

/// Which lines of a proposal still fit beside what stands now.
struct LineCheck {
  private let planning: Planning
  private let now: Instant

  init(_ snapshot: PlanningSnapshot, _ span: TimeSpan, now: Instant) throws {
    planning = try Planning(snapshot, .roster(span))
    self.now = now
  }

  /// The lines that break no rule beside what stands now; of those that break one together, the later goes. Where the referee
  /// names what stands (it is the later one), the member's lines go instead: what stands never moves.
  func fit(_ pairs: [ProposedPair]) -> [ProposedPair] {
    var left: [(pair: ProposedPair, triple: Triple)] = pairs.compactMap { pair in
      guard pair.span.start > now else { return nil }
      return planning.triple(member: pair.member, shift: pair.shift, span: pair.span).map { (pair, $0) }
    }
    let standing = Set(planning.pinned.triples)
    while true {
      let plan = Plan(planning.pinned.triples + left.map(\.triple))
      let broken = Set(planning.instance.check(plan, keep: plan.triples.count + 1).map(\.triple))
      let bound = Set(broken.intersection(standing).map(\.member))
      let kept = left.filter { !broken.contains($0.triple) && !bound.contains($0.triple.member) }
      if kept.count == left.count { return left.map(\.pair) }
      left = kept
    }
  }
}
