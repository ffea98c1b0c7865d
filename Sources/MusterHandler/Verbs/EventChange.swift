import MusterDomain
import MusterProtocol
import MusterStore

/// EVENT.SET: another title, another time, a step in the event's life, or several at once.
struct EventChange {
  let request: Request
  let transaction: StoreTransaction
  let event: EventRecord
  let wanted: EventState?

  @Sendable static func set(_ request: Request) async throws -> Reply {
    let id = try request.requiredID("id", .event)
    let wanted = request.text("state").flatMap(EventState.init(rawValue:))
    let moved = (try request.time("from"), try request.time("to"))
    guard wanted != nil || request.text("title") != nil || moved.0 != nil || moved.1 != nil else {
      throw Answer.missing("state", "写明要改什么：state=、title=、from=、to=", "say what to change: state=, title=, from=, to=")
    }
    if wanted == .cancelled, request.text("reason") == nil { throw Refusal.reasonMissing(action: "cancelled") }
    return try await request.write { transaction in
      guard let event = try await transaction.first(EventRecord.locked(id)) else { throw Answer.notFound("id") }
      try request.requireRevision(event.v)
      let change = EventChange(request: request, transaction: transaction, event: event, wanted: wanted)
      return wanted == .settled ? try await change.settled() : try await change.made(from: moved.0, to: moved.1)
    }
  }

  /// SETTLE under another name, and nothing beside it.
  private func settled() async throws -> Final {
    if let other = ["title", "from", "to"].first(where: { request.text($0) != nil }) {
      throw Answer.value(other, "结算时不能同时改 \(other)=", "\(other)= cannot change while settling")
    }
    return try await Settling(request: request, transaction: transaction).settle(event)
  }

  private func made(from: Instant?, to: Instant?) async throws -> Final {
    let next = try wanted.map { try event.state.moving(to: $0) } ?? event.state
    let shifts = try await transaction.shifts(ofEvent: event.id)
    try await transaction.lock(shifts: shifts)
    let span = try await movedSpan(from: from, to: to, shifts)
    let released = try await carry(shifts, to: next)
    let v = try await transaction.change(
      event: event.id, title: try newTitle(), span: span, state: next, reason: request.text("reason"))
    try await transaction.audit("EVENT.SET", objects: [request.code(.event, event.id)], fields: request.changedFields)
    let fields = [Field("id", request.code(.event, event.id)), Field("state", next.rawValue), Field("v", "\(v)")]
    return Final(.ok, fields: fields + (released.map { [Field("released", "\($0)")] } ?? []))
  }

  private func newTitle() throws -> String {
    guard let title = request.text("title") else { return event.title }
    try requirePlanned("title")
    return title
  }

  /// What is over or called off stays as it was told.
  private func requirePlanned(_ action: String) throws {
    guard event.state == .draft || event.state == .published else {
      throw Refusal.notFrom(state: event.state.rawValue, action: action, allowed: ["draft", "published"])
    }
  }

  /// The event's time as it will be, with its shifts moved along. People who accepted agreed to a time: while anybody holds a seat
  /// it does not move under them.
  private func movedSpan(from: Instant?, to: Instant?, _ shifts: [Int64]) async throws -> TimeSpan {
    guard from != nil || to != nil else { return event.span }
    try requirePlanned("move")
    guard let span = TimeSpan(from ?? event.span.start, to ?? event.span.end) else { throw Request.endsTooEarly }
    try Request.requireShort(span, "to")
    let held = try await transaction.count(of: [.offered, .accepted, .checkedIn, .served], on: shifts)
    guard held == 0 else {
      throw Answer(
        .no, .conflictState, [Field("held", "\(held)")],
        "已有 \(held) 人接到邀约或已接单，不能直接改期：先 RELEASE 这些派单，改期后重新派单",
        "\(held) people hold an offer or a seat: RELEASE them first, move the event, then offer again")
    }
    if let venue = try await transaction.first(VenueRow.venue(ofEvent: event.id)) {
      try EventVerbs.requireOpen(venue, span, request)
    }
    guard try await transaction.move(shifts: shifts, from: event.span, to: span) else {
      throw Answer(
        .no, .conflictState, "有班次会超出活动的新时间", "a shift would stick out of the event's new time")
    }
    return span
  }

  /// Takes the shifts along with the event's state; how many assignments were released, where that is a question.
  private func carry(_ shifts: [Int64], to next: EventState) async throws -> Int? {
    guard next != event.state else { return nil }
    switch next {
    case .published:
      try await transaction.move(shifts: shifts, from: ["draft", "closed"], to: "open")
      return nil
    case .cancelled: return try await cancel(shifts)
    case .closed:
      guard request.now >= event.span.start else {
        throw Refusal.outsideWindow(action: "closed", opens: event.span.start, closes: nil)
      }
      return try await Settling(request: request, transaction: transaction).close(shifts)
    case .draft, .settled: return nil
    }
  }

  private func cancel(_ shifts: [Int64]) async throws -> Int {
    try await requireNobodyServed(on: shifts, transaction)
    try await transaction.move(shifts: shifts, from: ["draft", "open", "closed"], to: "cancelled")
    return try await transaction.release([.offered, .accepted], on: shifts, reason: request.text("reason"))
  }
}

/// What has been served is never called off.
func requireNobodyServed(on shifts: [Int64], _ transaction: StoreTransaction) async throws {
  let serving = try await transaction.count(of: [.checkedIn, .served], on: shifts)
  guard serving == 0 else {
    throw Answer(
      .no, .conflictState, [Field("serving", "\(serving)")], "已有 \(serving) 人签到或完成服务，不能取消：请结束并结算",
      "\(serving) people have checked in or served: close and settle it instead")
  }
}
