import MusterDomain
import MusterProtocol
import MusterStore

/// EVENT.SET: another title, another time, a step in the event's life, or several at once; of one event, or of those of its series
/// that are still ahead.
struct EventChange {
  let request: Request
  let transaction: StoreTransaction
  let wanted: EventState?
  let from: Instant?
  let to: Instant?

  @Sendable static func set(_ request: Request) async throws -> Reply {
    let id = try request.requiredID("id", .event)
    let wanted = request.text("state").flatMap(EventState.init(rawValue:))
    let moved = (try request.time("from"), try request.time("to"))
    guard wanted != nil || request.text("title") != nil || moved.0 != nil || moved.1 != nil else {
      throw Answer.missing("state", "写明要改什么：state=、title=、from=、to=", "say what to change: state=, title=, from=, to=")
    }
    if wanted == .cancelled, request.text("reason") == nil {
      throw Refusal.reasonMissing(action: EventState.Action.cancel.rawValue)
    }
    return try await request.write { transaction in
      let scope = try await SeriesScope.locked(id, named: "id", request, transaction)
      try request.requireRevision(scope.named.v)
      let change = EventChange(request: request, transaction: transaction, wanted: wanted, from: moved.0, to: moved.1)
      if wanted == .settled || (wanted == .closed && scope.isSeries) { try change.requireAlone(scope) }
      return wanted == .settled ? try await change.settled(scope.named) : try await change.made(scope)
    }
  }

  /// What ends an event looks at who came to that one.
  private func requireAlone(_ scope: SeriesScope) throws {
    guard !scope.isSeries else {
      throw Answer.value("apply", "结束和结算须逐个活动进行，请去掉 apply=", "events are closed and settled one by one: leave apply= out")
    }
  }

  /// SETTLE under another name, and nothing beside it.
  private func settled(_ event: EventRecord) async throws -> Final {
    if let other = ["title", "from", "to"].first(where: { request.text($0) != nil }) {
      throw Answer.value(other, "结算时不能同时改 \(other)=", "\(other)= cannot change while settling")
    }
    return try await Settling(request: request, transaction: transaction).settle(event)
  }

  private func made(_ scope: SeriesScope) async throws -> Final {
    // A step that another event of the series has taken already is nothing to refuse.
    let others = scope.others.filter { (try? next($0)) != nil }
    let events = [scope.named] + others
    let shifts = try await transaction.lockedShifts(of: events.map(\.id))
    let target = try span(of: scope.named)
    var released: Int?
    var people = MovedSeats.Count()
    var v: Int32 = 0
    for event in events {
      let own = shifts[event.id] ?? []
      let next = try next(event)
      let title = try newTitle(event)
      let span = try await moved(event, own, like: target, of: scope.named)
      if target != nil { people += try await MovedSeats(request: request, transaction: transaction).follow(own) }
      let freed = try await carry(event, own, to: next)
      let changed = try await transaction.change(
        event: event.id, title: title, span: span, state: next, reason: request.text("reason"))
      if event.id == scope.named.id { v = changed }
      released = freed.map { (released ?? 0) + $0 } ?? released
    }
    try await transaction.audit(
      "EVENT.SET", objects: events.map { request.code(.event, $0.id) }, fields: request.changedFields)
    let state = wanted ?? scope.named.state
    var fields = [Field("id", request.code(.event, scope.named.id)), Field("state", state.rawValue), Field("v", "\(v)")]
    if target != nil { fields += [Field("kept", "\(people.kept)"), Field("asked", "\(people.asked)")] }
    if let released { fields.append(Field("released", "\(released)")) }
    if scope.isSeries {
      let skipped = scope.passedOver + scope.others.count - others.count
      fields += [Field("events", "\(events.count)"), Field("skipped", "\(skipped)")]
    }
    return Final(.ok, fields: fields)
  }

  /// The event's state as it will be.
  private func next(_ event: EventRecord) throws -> EventState {
    guard let action = wanted.flatMap({ event.state.action(towards: $0) }) else { return event.state }
    return try event.state.decide(action, span: event.span, at: request.now, hasReason: request.text("reason") != nil)
  }

  private func newTitle(_ event: EventRecord) throws -> String {
    guard let title = request.text("title") else { return event.title }
    _ = try event.state.after(.change)
    return title
  }

  /// The named event's time as it will be; nil where it stays.
  private func span(of event: EventRecord) throws -> TimeSpan? {
    guard from != nil || to != nil else { return nil }
    guard let span = TimeSpan(from ?? event.span.start, to ?? event.span.end) else { throw Request.endsTooEarly }
    try Request.requireShort(span, "to")
    return span
  }

  /// An event's time as it will be, with its shifts moved along: by as much on the wall as the named one moves, and of its length.
  /// People who accepted agreed to a time: `MovedSeats` asks them again where it moves by more than a little.
  private func moved(
    _ event: EventRecord, _ shifts: [Int64], like target: TimeSpan?, of named: EventRecord
  ) async throws -> TimeSpan {
    guard let target else { return event.span }
    _ = try event.state.after(.move)
    let zone = request.environment.zone
    let shift = SeriesScope.wallShift(from: named.span.start, to: target.start, in: zone)
    let start = event.id == named.id ? target.start : event.span.start.movedOnWall(seconds: shift, in: zone)
    guard let span = TimeSpan(start, start.advanced(seconds: target.end.seconds(since: target.start))) else {
      throw Request.endsTooEarly
    }
    try await requireNobodyServed(on: shifts, transaction, moving: true)
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
  private func carry(_ event: EventRecord, _ shifts: [Int64], to next: EventState) async throws -> Int? {
    guard next != event.state else { return nil }
    switch next {
    case .published:
      try await transaction.move(shifts: shifts, .open)
      return nil
    case .cancelled: return try await cancel(shifts)
    case .closed: return try await Settling(request: request, transaction: transaction).close(shifts)
    case .draft, .settled: return nil
    }
  }

  private func cancel(_ shifts: [Int64]) async throws -> Int {
    try await requireNobodyServed(on: shifts, transaction)
    try await transaction.move(shifts: shifts, .cancel)
    return try await transaction.release([.offered, .accepted], on: shifts, reason: request.text("reason"))
  }
}

/// What has been served is never called off, nor moved.
func requireNobodyServed(on shifts: [Int64], _ transaction: StoreTransaction, moving: Bool = false) async throws {
  let serving = try await transaction.count(of: [.checkedIn, .served], on: shifts)
  guard serving == 0 else {
    let (chinese, english) = moving ? ("改期", "moved") : ("取消", "called off")
    throw Answer(
      .no, .conflictState, [Field("serving", "\(serving)")], "已有 \(serving) 人签到或完成服务，不能\(chinese)：请结束并结算",
      "\(serving) people have checked in or served, so it cannot be \(english): close and settle it instead")
  }
}
