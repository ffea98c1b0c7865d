import MusterDomain
import MusterProtocol
import MusterStore

/// 换班, answers by telephone taken back, and the watch over what is short of people.
extension Handler {
  static let swapVerbs: [String: VerbHandler] = ["SWAP": swap, "UNDO": undo, "GAPS": gaps]

  /// One member asks, the other agrees by asking the same the other way round; or staff have both their words by telephone.
  @Sendable private static func swap(_ request: Request) async throws -> Reply {
    let (mine, theirs) = (try request.requiredID("id", .assignment), try request.requiredID("with", .assignment))
    let byPhone = request.text("by") == "phone"
    guard byPhone == (request.principal.role != .member) else {
      throw byPhone
        ? Answer.denied("by=phone 由工作人员使用", "by=phone is for staff")
        : Answer.missing("by", "替人换班须写 by=phone，表示两人都在电话里同意", "to swap for others say by=phone: both agreed by telephone")
    }
    guard try await request.read(AssignmentRow.one(mine)).first != nil else { throw Answer.notFound("id") }
    if byPhone, try await request.read(AssignmentRow.one(theirs)).first == nil { throw Answer.notFound("with") }
    return try await request.write { transaction in
      // Within the write, so that a repeat by the same key gets its answer; by a hand and on a connection of its own.
      let checked = try await request.checkedSwap(mine, theirs)
      let state = try await transaction.swap(checked.mine, checked.theirs, teams: checked.teams, byPhone: byPhone)
      guard let state else { throw Answer.notFound("with") }
      try await transaction.audit(
        "SWAP", objects: [request.code(.assignment, mine), request.code(.assignment, theirs)], fields: [state])
      guard state == "swapped" else { return .ok(Field("state", state)) }
      let new = try await transaction.first(AssignmentRow.of(shift: checked.theirs.shift, member: checked.mine.member))
      let id = new.map { [Field("id", request.code(.assignment, $0.id))] } ?? []
      return Final(.ok, fields: id + [Field("state", state)])
    }
  }

  /// The member's own word over what was taken down for it.
  @Sendable private static func undo(_ request: Request) async throws -> Reply {
    let id = try request.requiredID("id", .assignment)
    return try await request.write { transaction in
      let row = try await request.current(id, in: transaction)
      guard row.member == request.principal.member else { throw Answer.notFound("id") }
      _ = try row.state.after(.undo)
      let gate = try await transaction.first(ShiftGate.one(row.shift))
      if let gate, gate.state != .open {
        throw Refusal.notFrom(state: gate.state.rawValue, action: "undo", allowed: [ShiftState.open.rawValue])
      }
      // The shift may have moved since the answer was taken down.
      let start = gate?.starts ?? row.span.start
      let policy = try await transaction.offerPolicy(on: TimeText.date(start, in: request.environment.zone))
      guard let deadline = policy.deadline(offeredAt: request.now, shiftStart: start) else {
        throw Refusal.outsideWindow(action: "undo", opens: nil, closes: start)
      }
      guard let v = try await transaction.undoPhone(id, deadline: deadline) else {
        throw Answer(.no, .conflictState, "这不是电话代答：请用 DECLINE", "nobody answered for you by telephone: use DECLINE")
      }
      try await transaction.audit("UNDO", objects: [request.code(.assignment, id)])
      return .ok(Field("state", "offered"), Field("deadline", request.show(deadline)), Field("v", "\(v)"))
    }
  }

  /// Shifts of the next days with fewer people than they need, and those likely to fail, each with why.
  @Sendable private static func gaps(_ request: Request) async throws -> Reply {
    guard let area = try await request.within() else { throw Answer.missing("in", "缺少 in=", "in= is missing") }
    let page = try Page(request, parts: 2)
    let day = TimeText.date(request.now, in: request.environment.zone)
    let near = try await request.read(Settings.value("gaps.near_hours", on: day)).first.flatMap { Int64($0) } ?? 24
    let rows = try await request.read(
      GapRow.list(
        within: area, now: request.now, until: request.now.advanced(minutes: Int64(request.integer("days") ?? 7) * 1440),
        near: request.now.advanced(minutes: near * 60),
        after: page.after.isEmpty ? nil : (Instant(microseconds: page.after[0]), page.after[1]), limit: page.fetch))
    return page.reply(rows, columns: request.command.verb.columns, key: { [$0.starts.microseconds, $0.shift] }) { row in
      [
        request.code(.shift, row.shift), request.code(.area, row.area), request.show(row.starts), row.role, String(row.minimum),
        String(row.firm), String(row.offered), row.reason,
      ]
    }
  }
}

extension Request {
  fileprivate struct CheckedSwap: Sendable {
    let mine: AssignmentRow
    let theirs: AssignmentRow
    let teams: (mine: Int32?, theirs: Int32?)
  }

  /// Both seats with the rules looked at both ways, by the daemon's own hand: neither may see the other's week. What keeps the
  /// other from it is not told.
  fileprivate func checkedSwap(_ mine: Int64, _ theirs: Int64) async throws -> CheckedSwap {
    guard let hand = try await store.principal(named: "muster") else { throw Answer.notFound("with") }
    let member = principal.role == .member ? principal.member : nil
    return try await store.transact(as: hand, at: now) { [self] transaction in
      guard let a = try await transaction.first(AssignmentRow.one(mine)) else { throw Answer.notFound("id") }
      guard let b = try await transaction.first(AssignmentRow.one(theirs)), b.state == .accepted, b.member != a.member,
        b.shift != a.shift, now < b.span.start
      else { throw Answer.notFound("with") }
      if let member, member != a.member { throw Answer.notFound("id") }
      guard a.state == .accepted else {
        throw Refusal.notFrom(state: a.state.rawValue, action: "swap", allowed: [AssignmentState.accepted.rawValue])
      }
      guard now < a.span.start else { throw Refusal.outsideWindow(action: "swap", opens: nil, closes: a.span.start) }
      if let pair = try await transaction.first(AssignmentRow.of(shift: b.shift, member: a.member)) {
        try Offering(environment, transaction).refuse(pair)
      }
      let spent = try await transaction.first(AssignmentRow.of(shift: a.shift, member: b.member)).map { !$0.state.isOpenAgain }
      let toTheirs = try await eligibility(of: a, for: b, in: transaction)
      let toMine = try await eligibility(of: b, for: a, in: transaction)
      try toTheirs.demand()
      guard toMine.isPossible, spent != true else {
        throw Answer(
          .no, .conflictRule, [Field("rule", "swap")], "对方不能接这一班次，请换一个人", "the other may not take that shift: ask somebody else"
        )
      }
      return CheckedSwap(mine: a, theirs: b, teams: (toTheirs.team, toMine.team))
    }
  }

  /// Whether the member of one seat may take the other, the own given up.
  private func eligibility(
    of mine: AssignmentRow, for other: AssignmentRow, in transaction: StoreTransaction
  ) async throws -> Eligibility {
    guard let shift = try await transaction.first(PlanningShift.these([other.shift])),
      let found = try await Eligibility.of(
        member: mine.member, shift: shift, leaving: mine.shift, zone: environment.zone, in: transaction)
    else { throw Answer.notFound("with") }
    return found
  }
}
