import MusterDomain
import MusterProtocol
import MusterSolver
import MusterStore

/// What people answer to offers, and who could stand in.
extension Handler {
  @Sendable static func accept(_ request: Request) async throws -> Reply {
    let id = try request.requiredID("id", .assignment)
    return try await request.write { transaction in
      guard let seen = try await transaction.first(AssignmentRow.one(id)) else { throw Answer.notFound("id") }
      let byPhone = try request.answersByPhone(for: seen.member)
      let left = try await transaction.left(by: id)
      let clashing = try await transaction.clashingShifts(member: seen.member, seen.span)
      let shifts = Set(clashing + [seen.shift] + (left.map { [$0.shift] } ?? [])).sorted()
      try await transaction.lock(shifts: shifts, members: [seen.member])
      let row = try await request.current(id, in: transaction)
      _ = try row.answered(.accept, at: request.now)
      // A chain: it was told to give that seat up for this one, if it still has it.
      let gone = left == nil ? nil : try await transaction.left(by: id).flatMap { $0.isHeld ? $0.shift : nil }
      try await Self.refuseClash(row, leaving: gone, request, transaction)
      try await transaction.move([id], to: .accepted, byPhone: byPhone)
      try await transaction.withdrawClashing(with: id, locked: shifts)
      try await transaction.audit("ACCEPT", objects: [request.code(.assignment, id)])
      return .ok(
        Field("state", "accepted"), Field("starts", request.show(row.span.start)), Field("v", "\(row.v + 1)"))
    }
  }

  /// The way between two places counts as well as the hours: the schema refuses only the overlap.
  private static func refuseClash(
    _ row: AssignmentRow, leaving left: Int64?, _ request: Request, _ transaction: StoreTransaction
  ) async throws {
    guard let shift = try await transaction.first(PlanningShift.these([row.shift])),
      let found = try await Eligibility.of(
        member: row.member, shift: shift, leaving: left, zone: request.environment.zone, in: transaction),
      let busy = found.failed.first(where: { $0.rule == .busy })
    else { return }
    throw Eligibility.refusal(busy)
  }

  /// An offer declined, or a seat given back before it begins. The search for the next person starts at once.
  @Sendable static func decline(_ request: Request) async throws -> Reply {
    let id = try request.requiredID("id", .assignment)
    let named = try request.id("substitute", .member)
    guard named == nil || request.within == nil else {
      throw Answer.value("substitute", "成批提交时不能写 substitute=", "substitute= does not go into a batch")
    }
    var reply = try await request.write { transaction in
      guard let seen = try await transaction.first(AssignmentRow.one(id)) else { throw Answer.notFound("id") }
      let byPhone = try request.answersByPhone(for: seen.member)
      try await transaction.lock(shifts: [seen.shift], members: [seen.member])
      let row = try await request.current(id, in: transaction)
      _ = try row.answered(.decline, at: request.now)
      let policy = try await transaction.substitutePolicy(on: TimeText.date(row.span.start, in: request.environment.zone))
      if policy == .stay, row.state == .accepted, request.flag("stay") != false {
        try await transaction.leave(id)
        try await transaction.audit("DECLINE", objects: [request.code(.assignment, id)], fields: ["stay"])
        return .ok(Field("state", "accepted"), Field("v", "\(row.v + 1)"), Field("stay", "yes"))
      }
      try await transaction.move([id], to: .declined, byPhone: byPhone, reason: request.text("reason"))
      try await transaction.fixTimes([row.shift])
      try await transaction.search(for: row, notBefore: request.now)
      try await transaction.audit("DECLINE", objects: [request.code(.assignment, id)])
      return .ok(Field("state", "declined"), Field("v", "\(row.v + 1)"))
    }
    // The decline stands whatever comes of the search; what it does not find now the sweeper goes on looking for. Within a
    // batch nothing stands yet, so all of the search is the sweeper's.
    if request.within != nil { return reply }
    if reply.final.fields.contains(where: { $0.name == "replayed" }) { return reply }
    if reply.field("state") != "declined" { return reply }
    let search = SubstituteSearch(request.environment)
    var substitute: Int64?
    if let named { substitute = try? await search.ask(named, for: id) }
    if substitute == nil { substitute = try? await search.search(for: id) }
    if let substitute {
      reply.final.fields.append(Field("substitute", request.code(.assignment, substitute)))
    }
    return reply
  }

  @Sendable static func release(_ request: Request) async throws -> Reply {
    let id = try request.requiredID("id", .assignment)
    return try await request.write { transaction in
      guard let seen = try await transaction.first(AssignmentRow.one(id)) else { throw Answer.notFound("id") }
      try await transaction.lock(shifts: [seen.shift], members: [seen.member])
      let row = try await request.current(id, in: transaction)
      _ = try row.state.after(.release)
      try await transaction.move([id], to: .released, reason: try request.required("reason"))
      try await transaction.fixTimes([row.shift])
      try await transaction.audit("RELEASE", objects: [request.code(.assignment, id)])
      return .ok(Field("state", "released"), Field("v", "\(row.v + 1)"))
    }
  }

  @Sendable static func substitutes(_ request: Request) async throws -> Reply {
    let id = try request.requiredID("id", .assignment)
    guard let row = try await request.read(AssignmentRow.one(id)).first else { throw Answer.notFound("id") }
    let found = try await request.store.transact(as: request.principal, at: request.now) { transaction in
      let ranked = try await SubstituteSearch(request.environment).ranked(for: row, limit: 20, in: transaction)
      let names = try await transaction.rows(TeamMembership.names(ranked.map(\.member)))
      return (ranked, Dictionary(names.map { ($0.member, $0.name) }, uniquingKeysWith: { first, _ in first }))
    }
    let rows = found.0.map { candidate -> [String?] in
      [
        request.code(.member, candidate.member), found.1[candidate.member] ?? nil, String(candidate.gain),
        String(candidate.metres), String(candidate.recent), candidate.isAsked ? "asked" : "free",
      ]
    }
    return Reply(.ok(Field("rows", "\(rows.count)")), table: Table(columns: request.command.verb.columns, rows: rows))
  }
}

extension Request {
  /// A member answers for itself; staff and leaders only what was said to them by telephone, and it is marked.
  func answersByPhone(for member: Int64) throws -> Bool {
    if principal.role == .member {
      guard member == principal.member else { throw Answer.notFound("id") }
      guard text("by") == nil else { throw Answer.denied("by=phone 由工作人员使用", "by=phone is for staff") }
      return false
    }
    guard text("by") == "phone" else {
      throw Answer.missing(
        "by", "替人回答须写 by=phone，会记下是谁接的电话", "to answer for somebody say by=phone; it is marked who took the call")
    }
    return true
  }

  /// The assignment under the lock, at the revision that the asker saw.
  func current(_ id: Int64, in transaction: StoreTransaction) async throws -> AssignmentRow {
    guard let row = try await transaction.first(AssignmentRow.one(id)) else { throw Answer.notFound("id") }
    if let revision, revision != Int(row.v) { throw Answer.stale(now: Int(row.v)) }
    return row
  }
}

extension AssignmentRow {
  fileprivate func answered(_ action: AssignmentState.Action, at now: Instant) throws(Refusal) -> AssignmentState {
    try Presence(state: state, shift: span, checkedInAt: nil).answer(action, at: now, deadline: deadline)
  }
}

extension Reply {
  fileprivate func field(_ name: String) -> String? { final.fields.first { $0.name == name }?.value }
}
