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
    let answer = try await request.store.transact(as: request.principal, at: request.now) { transaction -> WhyPair in
      guard let row = try await transaction.first(PlanningShift.these([shift])) else { throw Answer.notFound("shift") }
      let zone = request.environment.zone
      guard let found = try await Eligibility.of(member: member, shift: row, zone: zone, in: transaction) else {
        throw Answer.notFound("member")
      }
      var answer = WhyPair(found, isVisible: try await transaction.first(TeamMembership.isVisible(member: member)) == true)
      if answer.isVisible, request.principal.role == .staff {
        answer.isCompared = true
        let search = SubstituteSearch(request.environment)
        let others = try await search.ranked(for: row, at: found.span, leaving: member, limit: 5, in: transaction)
        answer.alternative = others.first { !$0.isAsked }
      }
      return answer
    }
    let (found, rows) = (answer.found, answer.rows(request))
    let gain = answer.isVisible ? [Field("gain", "\(found.gain)")] : []
    let final = Final(
      .ok,
      fields: [Field("rows", "\(rows.count)"), Field("possible", found.isPossible ? "yes" : "no")] + gain
        + [Field("starts", request.show(found.span.start))])
    return Reply(final, table: Table(columns: request.command.verb.columns, rows: rows))
  }

  /// The newest roster's counts; without one, everybody within reach looked at now. Staff are told too how it could be filled now.
  private static func whyOpen(_ request: Request, shift: Int64) async throws -> Reply {
    guard let gate = try await request.read(ShiftGate.one(shift)).first else { throw Answer.notFound("shift") }
    let open = gate.seats - gate.taken
    let kept = try await request.read(RosterGapRow.newest(shift: shift))
    let isStaff = request.principal.role == .staff
    let now = open > 0 && (kept.isEmpty || isStaff) ? try await WhyOpen.now(request, shift: shift) : nil
    let counts =
      kept.isEmpty ? now?.counts ?? [] : kept.compactMap { row in Reason(rawValue: row.reason).map { ($0, Int(row.count)) } }
    var rows = counts.map { reason, count -> [String?] in
      [reason.rawValue, "no", String(count), "\(count) \(request.language.choose(reason.chinese, reason.english))", nil]
    }
    if isStaff, let remedy = now?.remedyRow(request) { rows.append(remedy) }
    var final = Final.ok(Field("rows", "\(rows.count)"), Field("open", "\(open)"))
    if let roster = kept.first?.roster { final.fields.append(Field("roster", request.code(.roster, roster))) }
    return Reply(final, table: Table(columns: request.command.verb.columns, rows: rows))
  }
}
