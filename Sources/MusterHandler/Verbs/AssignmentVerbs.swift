import MusterDomain
import MusterProtocol
import MusterStore

extension Handler {
  /// 派单: offers and what people say to them.
  static let assignmentVerbs: [String: VerbHandler] = [
    "ASSIGNMENTS": assignments, "AGENDA": agenda, "ASSIGN": assign, "RELEASE": release, "ACCEPT": accept, "DECLINE": decline,
    "SUBSTITUTES": substitutes, "CLAIM": claim,
  ]

  @Sendable private static func assignments(_ request: Request) async throws -> Reply {
    try await request.requireVisible(member: try request.id("member", .member))
    let filter = AssignmentListRow.Filter(
      shift: try request.id("shift", .shift), event: try request.id("event", .event), member: try request.id("member", .member),
      within: try request.shortID("in", .area), states: request.text("state").map { [stored($0)] },
      from: try request.boundary("from"), to: try request.boundary("to"))
    return try await list(request, filter) { row in
      [
        request.code(.assignment, row.id), request.code(.shift, row.shift), request.code(.member, row.member), row.name,
        request.show(row.starts), request.show(row.ends), row.role, spelt(row.state), request.show(row.deadline),
        row.source, String(row.v), request.show(row.was),
      ]
    }
  }

  /// What is ahead: of the member itself, or of whoever the reader may see.
  @Sendable private static func agenda(_ request: Request) async throws -> Reply {
    try await request.requireVisible(member: try request.id("member", .member))
    let filter = AssignmentListRow.Filter(
      member: try request.id("member", .member) ?? request.principal.member,
      states: ["offered", "accepted", "checked_in"], from: try request.boundary("from") ?? request.now,
      to: try request.boundary("to"))
    return try await list(request, filter) { row in
      [
        request.code(.assignment, row.id), request.show(row.starts), request.show(row.ends), row.role, row.title,
        request.code(.area, row.area), spelt(row.state), request.show(row.deadline), String(row.v),
        request.show(row.was), request.code(.assignment, row.swap),
      ]
    }
  }

  private static func list(
    _ request: Request, _ filter: AssignmentListRow.Filter, _ spell: (AssignmentListRow) -> [String?]
  ) async throws -> Reply {
    let page = try Page(request, parts: 2)
    let after = page.after.isEmpty ? nil : (start: Instant(microseconds: page.after[0]), id: page.after[1])
    let rows = try await request.read(AssignmentListRow.list(filter, after: after, limit: page.fetch))
    return page.reply(rows, columns: request.command.verb.columns, key: { [$0.starts.microseconds, $0.id] }, spell)
  }

  /// States have `-` on the wire and `_` in the database.
  static func spelt(_ state: AssignmentState) -> String { state.rawValue.replacing("_", with: "-") }
  static func stored(_ state: String) -> String { state.replacing("-", with: "_") }

  /// Staff or a team leader offers a seat. A reason sets aside the rules that may be; the offer then says so.
  @Sendable private static func assign(_ request: Request) async throws -> Reply {
    let shift = try request.requiredID("shift", .shift)
    let member = try request.requiredID("member", .member)
    let team = try await request.ledTeam(of: member)
    return try await request.write { transaction in
      let offering = Offering(request, transaction)
      let found = try await offering.examine(shift: shift, member: member)
      guard request.principal.role != .leader || found.shift.teams.isEmpty || found.team == team else {
        throw Answer(.no, .conflictRule, [Field("rule", "team")], "这一班次不归您的服务队", "the shift is not your team's")
      }
      try found.demand(overriding: request.text("reason") != nil && request.principal.role == .staff)
      let policy = try await offering.policy(for: found.span)
      guard let deadline = policy.deadline(offeredAt: request.now, shiftStart: found.span.start) else {
        throw Refusal.outsideWindow(action: "assign", opens: nil, closes: found.span.start)
      }
      let new = NewAssignment(shift: shift, member: member, team: team ?? found.team, span: found.span, deadline: deadline)
      let id = try await request.made(
        new, on: found.shift, state: .offered, source: .staff, reason: request.text("reason"), in: transaction)
      try await transaction.audit("ASSIGN", objects: [request.code(.assignment, id)], fields: found.overridden)
      var final = Final.ok(
        Field("id", request.code(.assignment, id)), Field("state", "offered"), Field("deadline", request.show(deadline)))
      if !found.isPossible { final.fields.append(Field("override", found.overridden.joined(separator: ","))) }
      return final
    }
  }

  /// First come: taken at once, never more than the seats.
  @Sendable private static func claim(_ request: Request) async throws -> Reply {
    let shift = try request.requiredID("shift", .shift)
    guard let member = try request.id("member", .member) ?? request.principal.member else {
      throw Answer.missing("member", "写明替谁认领：member=M-…", "say for whom: member=M-…")
    }
    let team = try await request.claimingTeam(for: member)
    return try await request.write { transaction in
      let offering = Offering(request, transaction)
      guard let clashing = try await transaction.clashingShifts(member: member, shift: shift) else {
        throw Answer.notFound("shift")
      }
      let found = try await offering.examine(shift: shift, member: member, alsoLocking: clashing, takesOver: true)
      try found.demand()
      let new = NewAssignment(shift: shift, member: member, team: team ?? found.team, span: found.span, deadline: nil)
      let id = try await request.made(new, on: found.shift, state: .accepted, source: .claim, in: transaction)
      try await transaction.withdrawClashing(with: id, locked: clashing + [shift])
      try await transaction.audit("CLAIM", objects: [request.code(.assignment, id)])
      return .ok(
        Field("id", request.code(.assignment, id)), Field("state", "accepted"), Field("starts", request.show(found.span.start)))
    }
  }
}

extension Request {
  /// Makes one assignment and, of a need's shift, fixes its time; the pair was examined.
  func made(
    _ new: NewAssignment, on shift: PlanningShift, state: AssignmentState, source: AssignmentSource, reason: String? = nil,
    in transaction: StoreTransaction
  ) async throws -> Int64 {
    guard let id = try await transaction.assign([new], state: state, source: source, reason: reason).first else {
      throw Answer(.no, .exists, "此人与这一班次已有记录", "this person and that shift are on record already")
    }
    if !shift.isEvent { try await transaction.fixTimes([new.shift]) }
    return id
  }

  /// A member whom the asker may not see is answered like one that is not there.
  func requireVisible(member: Int64?) async throws {
    guard let member else { return }
    guard try await read(TeamMembership.isVisible(member: member)).first == true else { throw Answer.notFound("member") }
  }

  /// A leader offers to the own team's people only, and for the team; nil for staff.
  func ledTeam(of member: Int64) async throws -> Int32? {
    guard principal.role == .leader, let team = principal.team else { return nil }
    guard try await read(TeamMembership.exists(team: team, member: member)).first == true else {
      throw Answer.notFound("member")
    }
    return team
  }

  /// For whom a claim may be made: a member for itself, a leader for the team, a unit contact for its people, staff for
  /// whom it may see.
  func claimingTeam(for member: Int64) async throws -> Int32? {
    switch principal.role {
    case .member:
      guard member == principal.member else { throw Answer.denied("只能为自己认领", "you claim for yourself only") }
      return nil
    case .leader: return try await ledTeam(of: member)
    default:
      guard try await read(TeamMembership.isVisible(member: member)).first == true else { throw Answer.notFound("member") }
      return nil
    }
  }
}
