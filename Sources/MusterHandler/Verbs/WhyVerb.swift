import MusterDomain
import MusterProtocol
import MusterSolver
import MusterStore

/// WHY: rule by rule, why somebody serves or could not; or why a seat is open.
extension Handler {
  @Sendable static func why(_ request: Request) async throws -> Reply {
    if let id = try request.id("id", .assignment) {
      guard let row = try await request.read(AssignmentRow.one(id)).first else { throw Answer.notFound("id") }
      return try await whyPair(request, shift: row.shift, member: row.member)
    }
    guard let shift = try request.id("shift", .shift) else {
      throw Answer.missing("shift", "写明派单编号，或 shift=（和 member=）", "give an assignment's id, or shift= (and member=)")
    }
    guard let member = try request.id("member", .member) ?? request.principal.member else {
      return try await whyOpen(request, shift: shift)
    }
    guard request.principal.role != .member || member == request.principal.member else { throw Answer.notFound("member") }
    return try await whyPair(request, shift: shift, member: member)
  }

  private static func whyPair(_ request: Request, shift: Int64, member: Int64) async throws -> Reply {
    let (found, isVisible) = try await request.store.transact(as: request.principal, at: request.now) {
      transaction -> (Eligibility, Bool) in
      guard let row = try await transaction.first(PlanningShift.these([shift])) else { throw Answer.notFound("shift") }
      let zone = request.environment.zone
      guard let found = try await Eligibility.of(member: member, shift: row, zone: zone, in: transaction) else {
        throw Answer.notFound("member")
      }
      return (found, try await transaction.first(TeamMembership.isVisible(member: member)) == true)
    }
    // Seats are left out: the instance counts only those that were free, and SHIFTS shows both.
    let rows = found.verdicts.filter { $0.rule != .seats }.map { verdict -> [String?] in
      // Of somebody whom the asker does not see, that a rule holds or not, and none of the figures that tell where and when.
      let text =
        isVisible
        ? request.language.choose(verdict.chinese, verdict.english)
        : request.language.choose(verdict.rule.chinese, verdict.rule.english)
      return [verdict.rule.rawValue, verdict.passed ? "yes" : "no", nil, text]
    }
    let gain = isVisible ? [Field("gain", "\(found.gain)")] : []
    let final = Final(
      .ok,
      fields: [Field("rows", "\(rows.count)"), Field("possible", found.isPossible ? "yes" : "no")] + gain
        + [Field("starts", request.show(found.span.start))])
    return Reply(final, table: Table(columns: request.command.verb.columns, rows: rows))
  }

  /// The newest roster's counts; without one, everybody within reach looked at now.
  private static func whyOpen(_ request: Request, shift: Int64) async throws -> Reply {
    guard let gate = try await request.read(ShiftGate.one(shift)).first else { throw Answer.notFound("shift") }
    let open = gate.seats - gate.taken
    let kept = try await request.read(RosterGapRow.newest(shift: shift))
    let counts =
      kept.isEmpty && open > 0
      ? try await countedNow(request, shift: shift)
      : kept.compactMap { row in Reason(rawValue: row.reason).map { ($0, Int(row.count)) } }
    let rows = counts.map { reason, count -> [String?] in
      [reason.rawValue, "no", String(count), "\(count) \(request.language.choose(reason.chinese, reason.english))"]
    }
    var final = Final.ok(Field("rows", "\(rows.count)"), Field("open", "\(open)"))
    if let roster = kept.first?.roster { final.fields.append(Field("roster", request.code(.roster, roster))) }
    return Reply(final, table: Table(columns: request.command.verb.columns, rows: rows))
  }

  private static func countedNow(_ request: Request, shift: Int64) async throws -> [(Reason, Int)] {
    let counts = try await request.store.transact(as: request.principal, at: request.now) { transaction -> [Reason: Int] in
      guard let row = try await transaction.first(PlanningShift.these([shift])), let time = row.times.first else { return [:] }
      let zone = request.environment.zone
      let week = PlanningWeek(of: TimeText.date(time.start, in: zone), zone: zone)
      let snapshot = try await PlanningSnapshot.load([row], week: week, in: transaction)
      let planning = try Planning(snapshot, .seat(after: request.now))
      guard let number = planning.instance.shift(String(shift)) else { return [:] }
      return planning.instance.openSeats(in: planning.pinned).first { $0.shift == number }?.counts ?? [:]
    }
    return Reason.allCases.compactMap { reason in counts[reason].map { (reason, $0) } }.sorted { $0.1 > $1.1 }
  }
}
