import MusterDomain
import MusterSolver
import MusterStore

/// Finds the next best person for a seat that lost its own, and offers it: by the roster's rules and its score, among everybody
/// within reach, leaving out who was asked for that shift before and who is being asked for another at that time.
struct SubstituteSearch: Sendable {
  let environment: Environment

  init(_ environment: Environment) { self.environment = environment }

  struct Candidate: Sendable {
    let member: Int64
    /// What the score gains.
    let gain: Int
    let metres: Int
    let recent: Int
    /// Has an unanswered offer at that time.
    let isAsked: Bool
    let team: Int32?
    /// When the member was asked last, for whatever shift.
    var lastAsked: Instant?
  }

  /// How many candidates are tried before the search is put off: between the ranking and the lock some may be taken.
  private static let mostTried = 5
  /// A search without success looks again so much later.
  private static let pauseMinutes: Int64 = 60

  /// Offers the seat to the best that can be had and gives the new assignment's number; nil where there is nobody now, and then
  /// the search goes on later. Each candidate is a transaction of its own, with its locks in the one order.
  func search(for assignment: Int64) async throws -> Int64? {
    guard let hand = try await environment.store.principal(named: "muster") else { return nil }
    do {
      let found = try await candidates(for: assignment, hand)
      guard let (row, candidates) = found else { return nil }
      for candidate in candidates {
        switch try await offer(row, candidate.member, hand) {
        case .made(let id): return id
        case .over: return nil
        case .unfit: continue
        }
      }
      for chain in try await chains(for: row, hand) {
        switch try await offer(row, chain.member, leaving: chain.left, hand) {
        case .made(let id): return id
        case .over: return nil
        case .unfit: continue
        }
      }
    } catch {
      // Whatever it was, the next search must not run into it first.
      try? await postpone(assignment, hand)
      throw error
    }
    try await postpone(assignment, hand)
    return nil
  }

  private func candidates(for assignment: Int64, _ hand: Principal) async throws -> (AssignmentRow, [Candidate])? {
    try await environment.store.transact(as: hand, at: environment.now()) { transaction in
      guard let row = try await transaction.first(AssignmentRow.one(assignment)), try await transaction.isSearched(assignment)
      else { return nil }
      let policy = try await transaction.substitutePolicy(on: TimeText.date(row.span.start, in: environment.zone))
      guard transaction.now < row.span.start, policy.searches else {
        try await transaction.endSearch(assignment)
        return nil
      }
      guard let shift = try await transaction.first(PlanningShift.these([row.shift])) else { return (row, []) }
      let free = try await free(for: shift, at: row.span, in: transaction)
      let ranked = try await ranked(
        for: shift, at: row.span, leaving: row.member, among: free, limit: Self.mostTried, in: transaction)
      return (row, ranked.filter { !$0.isAsked && $0.gain > 0 })
    }
  }

  private func postpone(_ assignment: Int64, _ hand: Principal) async throws {
    try await environment.store.transact(as: hand, at: environment.now()) { transaction in
      try await transaction.postponeSearch(assignment, to: transaction.now.advanced(minutes: Self.pauseMinutes))
    }
  }

  private enum Step {
    case made(Int64)
    /// Somebody else's now, or nothing is left to fill.
    case over
    /// Not this one.
    case unfit
  }

  /// Asks the one whom the leaver named, whatever the policy; nil where that person cannot take it.
  func ask(_ member: Int64, for assignment: Int64) async throws -> Int64? {
    guard let hand = try await environment.store.principal(named: "muster") else { return nil }
    let row = try await environment.store.transact(as: hand, at: environment.now()) { transaction in
      try await transaction.first(AssignmentRow.one(assignment))
    }
    guard let row, case .made(let id) = try await offer(row, member, hand) else { return nil }
    return id
  }

  /// `left`: what the member would give up for it, by accepting and not before.
  private func offer(
    _ row: AssignmentRow, _ member: Int64, leaving left: AssignmentRow? = nil, _ hand: Principal
  ) async throws -> Step {
    do {
      return try await environment.store.transact(as: hand, at: environment.now()) { transaction in
        let offering = Offering(environment, transaction)
        let found = try await offering.examine(shift: row.shift, member: member, leaving: left?.shift)
        // After the shift's lock: whoever ends the search holds that too.
        guard try await transaction.isSearched(row.id) else { return .over }
        let policy = try await offering.policy(for: found.span)
        guard found.isPossible, let deadline = policy.deadline(offeredAt: transaction.now, shiftStart: found.span.start) else {
          return .unfit
        }
        let new = NewAssignment(
          shift: row.shift, member: member, team: found.team, span: found.span, deadline: deadline)
        let made = try await transaction.assign([new], state: .offered, source: .substitute, substituteFor: row.id)
        guard let id = made.first else { return .unfit }
        if let left { try await transaction.move(id, from: left.id) }
        try await transaction.fixTimes([row.shift])
        try await transaction.endSearch(row.id)
        return .made(id)
      }
    } catch Refusal.full, Refusal.notFrom, Refusal.outsideWindow {
      // Somebody claimed the seat, or the shift is no more or has begun: nothing is left to search for.
      try await environment.store.transact(as: hand, at: environment.now()) { try await $0.endSearch(row.id) }
      return .over
    } catch is Answer {
      return .unfit
    }
  }

  /// The best for one more seat of that assignment's shift at its time, best first.
  func ranked(for row: AssignmentRow, limit: Int, in transaction: StoreTransaction) async throws -> [Candidate] {
    guard let shift = try await transaction.first(PlanningShift.these([row.shift])) else { return [] }
    return try await ranked(for: shift, at: row.span, leaving: row.member, limit: limit, in: transaction)
  }

  /// Whoever might stand in then, and nobody else need be looked at: most of a city is busy, far away or at work.
  func free(for shift: PlanningShift, at span: TimeSpan, in transaction: StoreTransaction) async throws -> [Int64] {
    let day = TimeText.date(span.start, in: environment.zone)
    let calendar = WorkCalendar(try await transaction.rows(CalendarRow.of(day...day)))
    let minutes = PlanningWeek(of: day, zone: environment.zone).minutes(span)
    let first = minutes.start - 1440 * (day.weekday - 1)
    let last = minutes.end - 1440 * (day.weekday - 1)
    let window = last <= 1440 ? (day, calendar.weekdayOfWindows(on: day), first...last) : nil
    return try await transaction.rows(PlanningMember.free(for: shift, at: span, window: window))
  }

  /// The best for the seat that a member has or might have on a shift at that time, the member left out; `among`: only of these.
  func ranked(
    for shift: PlanningShift, at span: TimeSpan, leaving gone: Int64, among: [Int64]? = nil, limit: Int,
    in transaction: StoreTransaction
  ) async throws -> [Candidate] {
    let week = PlanningWeek(of: TimeText.date(span.start, in: environment.zone), zone: environment.zone)
    let snapshot = try await PlanningSnapshot.load([shift], week: week, only: among, in: transaction).without(
      member: gone, on: shift.id)
    let planning = try Planning(snapshot, .seat(after: transaction.now))
    guard let number = planning.instance.shift(String(shift.id)),
      let time = planning.timesOf[number].firstIndex(of: span) ?? planning.timesOf[number].indices.first
    else { return [] }
    let excluded = Set([gone].compactMap { planning.instance.member(String($0)) })
    let found = planning.instance.substitutes(
      for: number, time: time, excluding: excluded, in: planning.pinned, limit: .max)
    let span = planning.timesOf[number][time]
    let asked = Set(snapshot.commitments.filter { $0.state == .offered && $0.span.overlaps(span) }.map(\.member))
    let members = Dictionary(snapshot.members.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let place = Projection(longitude: shift.longitude, latitude: shift.latitude)
    let best = found.sharingPlaces(limit)
    let asking = try await transaction.rows(Asking.last(of: best.map { planning.memberOf[$0.member] }))
    let lastAsked = Dictionary(asking.map { ($0.member, $0.at) }, uniquingKeysWith: { first, _ in first })
    let candidates = best.compactMap { substitute -> Candidate? in
      guard let member = members[planning.memberOf[substitute.member]] else { return nil }
      let (x, y) = place.metres(longitude: member.longitude, latitude: member.latitude)
      return Candidate(
        member: member.id, gain: substitute.gain, metres: Int(Double(x * x + y * y).squareRoot()), recent: member.recent,
        isAsked: asked.contains(member.id), team: shift.teams.first { member.teams.contains($0) },
        lastAsked: lastAsked[member.id])
    }
    return Array(candidates.sorted { $0.comes(before: $1) }.prefix(limit))
  }
}

extension SubstituteSearch.Candidate {
  /// The better one first; of equals who was never asked, then who was asked longest ago, then by number.
  fileprivate func comes(before other: Self) -> Bool {
    let (mine, others) = (lastAsked?.microseconds ?? .min, other.lastAsked?.microseconds ?? .min)
    return (other.gain, mine, member) < (gain, others, other.member)
  }
}

extension [Substitute] {
  /// The first so many of a list by gain, and all that equal the last of them.
  fileprivate func sharingPlaces(_ limit: Int) -> ArraySlice<Substitute> {
    guard limit < count, limit > 0 else { return prefix(Swift.max(0, limit)) }
    let last = self[limit - 1].gain
    return prefix { $0.gain >= last }
  }
}
