import MusterDomain
import MusterProtocol
import MusterStore

/// SETTLE: what was served becomes records, which never change. Settling again adds what was entered since, and nothing twice.
struct Settling {
  let request: Request
  let transaction: StoreTransaction

  @Sendable static func settle(_ request: Request) async throws -> Reply {
    let isEvent = try request.required("event").uppercased().hasPrefix("E")
    let id = try request.requiredID("event", isEvent ? .event : .shift)
    return try await request.write { transaction in
      let settling = Settling(request: request, transaction: transaction)
      guard isEvent else { return try await settling.settle(shift: id) }
      guard let event = try await transaction.first(EventRecord.locked(id)) else { throw Answer.notFound("event") }
      try request.requireRevision(event.v)
      return try await settling.settle(event)
    }
  }

  /// An event that is over, under the caller's lock of its row.
  func settle(_ event: EventRecord) async throws -> Final {
    let shifts = try await transaction.shifts(ofEvent: event.id)
    try await transaction.lock(shifts: shifts)
    let next = try await ended(event, shifts)
    try await requireOtherHand(creator: event.creator, shifts)
    let records = try await transaction.settle(shifts: shifts)
    var v = event.v
    if next != event.state {
      v = try await transaction.change(event: event.id, title: event.title, span: event.span, state: next, reason: nil)
    }
    return try await final(request.code(.event, event.id), next.rawValue, records: records, shifts: shifts, v: v)
  }

  /// A published event whose end has passed is closed on the way.
  private func ended(_ event: EventRecord, _ shifts: [Int64]) async throws -> EventState {
    let next = try event.state.decide(.settle, span: event.span, at: request.now, hasReason: true)
    if event.state == .published { _ = try await close(shifts) }
    return next
  }

  /// Ends what wants people: open shifts close, offers that stand are released. How many.
  func close(_ shifts: [Int64]) async throws -> Int {
    try await transaction.move(shifts: shifts, .close)
    return try await transaction.release([.offered], on: shifts, reason: request.text("reason"))
  }

  /// A need's shift: the need becomes served with its first record.
  private func settle(shift id: Int64) async throws -> Final {
    guard let seen = try await transaction.first(ShiftRecord.shift(id)) else { throw Answer.notFound("event") }
    guard let needID = seen.need else {
      let event = seen.event.map { request.code(.event, $0) } ?? ""
      throw Answer.value("event", "这是活动的班次：请结算活动 \(event)", "this shift is of an event: settle \(event)")
    }
    guard let need = try await transaction.first(NeedRecord.locked(needID)) else { throw Answer.notFound("event") }
    try await transaction.lock(shifts: [id])
    guard let shift = try await transaction.first(ShiftRecord.shift(id)) else { throw Answer.notFound("event") }
    try request.requireRevision(shift.v)
    try await requireOtherHand(creator: need.creator, [id])
    let next = try need.state.decide(.serve, by: .community, hasReason: true)
    let isServed = next == need.state
    let records = try await transaction.settle(shifts: [id])
    if !isServed {
      guard records > 0 else {
        throw Answer(.no, .conflictState, "还没有人完成服务", "nobody has served it yet")
      }
      _ = try await close([id])
      _ = try await transaction.change(need: needID, state: next, reason: nil, rating: nil)
    }
    let v = try await transaction.first(ShiftRecord.shift(id))?.v ?? shift.v
    return try await final(request.code(.shift, id), StateText.wire(next), records: records, shifts: [id], v: v)
  }

  /// Nobody both creates a thing and alone grants its hours.
  private func requireOtherHand(creator: Int64, _ shifts: [Int64]) async throws {
    guard request.principal.account == creator, try await transaction.hasHours(enteredBy: creator, on: shifts) else { return }
    throw Refusal.sameHand(action: "SETTLE")
  }

  private func final(_ id: String, _ state: String, records: Int, shifts: [Int64], v: Int32) async throws -> Final {
    let waiting = try await transaction.count(of: [.accepted, .checkedIn], on: shifts)
    try await transaction.audit(request.verb, objects: [id], fields: request.changedFields)
    return .ok(
      Field("id", id), Field("state", state), Field("records", "\(records)"), Field("waiting", "\(waiting)"), Field("v", "\(v)")
    )
  }
}
