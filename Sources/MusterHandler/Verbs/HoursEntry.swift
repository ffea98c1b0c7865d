import MusterDomain
import MusterProtocol
import MusterStore

/// HOURS: minutes entered by staff, from paper or by telephone, for who was on the shift or came without being asked. They may be
/// entered again until they are settled.
enum HoursEntry {
  @Sendable static func enter(_ request: Request) async throws -> Reply {
    let shiftID = try request.requiredID("shift", .shift)
    let memberID = try request.requiredID("member", .member)
    guard let minutes = request.integer("minutes") else {
      throw Answer.missing("minutes", "缺少 minutes=", "minutes= is missing")
    }
    guard request.principal.member != memberID else {
      throw Answer.denied("不能为自己补录时长", "nobody enters the own hours")
    }
    return try await request.write { transaction in
      guard try await transaction.first(ShiftRecord.shift(shiftID)) != nil else { throw Answer.notFound("shift") }
      try await transaction.lock(shift: shiftID, member: memberID)
      guard let shift = try await transaction.first(ShiftRecord.shift(shiftID)) else { throw Answer.notFound("shift") }
      _ = try shift.state.after(.enterHours)
      let final = try await entered(minutes, shift: shift, member: memberID, request, transaction)
      try await transaction.audit(
        "HOURS", objects: [request.code(.shift, shiftID), request.code(.member, memberID)], fields: request.changedFields)
      return final
    }
  }

  private static func entered(
    _ minutes: Int, shift: ShiftRecord, member: Int64, _ request: Request, _ transaction: StoreTransaction
  ) async throws -> Final {
    let held = try await transaction.first(AttendanceRecord.of(member: member, on: shift.id))
    // Who gave the seat up has the time of then; the shift may have moved since.
    let kept = held.flatMap { $0.state.takesSeat ? $0.span : nil }
    guard let span = kept ?? shift.span ?? held?.span else {
      throw Answer(
        .no, .conflictState, "需求的时间还没有定：请先派单", "the need has no time yet: ASSIGN it first")
    }
    guard request.now >= span.start else { throw Refusal.outsideWindow(action: "HOURS", opens: span.start, closes: nil) }
    let policy = try await transaction.offerPolicy(on: TimeText.date(span.start, in: request.environment.zone))
    let most = policy.mostMinutes(at: request.now, shift: span)
    guard minutes <= most else {
      throw Answer.value(
        "minutes", "minutes= 不能超过 \(most)：班次的时长加上可提前签到的时间，且不超过已过去的时间",
        "minutes= is at most \(most): the shift's length and the time to check in before it, and no more than has passed")
    }
    let result: (id: Int64, v: Int32)
    if let held {
      result = (held.id, try await changed(held, minutes, at: span, request, transaction))
    } else {
      let id = try await transaction.enterService(
        shift: shift, span: span, member: member, minutes: minutes, reason: request.text("reason"))
      guard let id else { throw Answer.notFound("member") }
      result = (id, 1)
    }
    return .ok(
      Field("id", request.code(.assignment, result.id)), Field("state", "served"), Field("minutes", "\(minutes)"),
      Field("v", "\(result.v)"),
      text: request.language.choose("结算（SETTLE）后计入统计", "counted once it is settled (SETTLE)"))
  }

  private static func changed(
    _ held: AttendanceRecord, _ minutes: Int, at span: TimeSpan, _ request: Request, _ transaction: StoreTransaction
  ) async throws -> Int32 {
    guard !held.isSettled else {
      throw Answer(
        .no, .conflictState, [Field("state", "settled")], "时长已结算，不能再改", "these hours are settled and stay as they are")
    }
    let v = try await transaction.change(
      held,
      AttendanceChange(
        state: try held.state.after(.enterHours), minutes: minutes, proof: .staff, reason: request.text("reason"),
        isVouched: true, span: span == held.span ? nil : span))
    // A seat that was given up and is taken again has a time again.
    if !held.state.takesSeat { try await transaction.fixTimes([held.shift]) }
    return v
  }
}
