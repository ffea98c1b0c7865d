import MusterDomain
import MusterProtocol
import MusterStore

/// NEED.SET: one step in a need's life.
struct NeedChange {
  let request: Request
  let transaction: StoreTransaction
  let need: NeedRecord
  let action: NeedState.Action

  @Sendable static func set(_ request: Request) async throws -> Reply {
    let id = try request.requiredID("id", .need)
    let rating = request.integer("rating")
    let named = request.text("state").flatMap { NeedState(rawValue: StateText.stored($0)) }
    guard let action = (named ?? (rating == nil ? nil : .rated)).flatMap(NeedState.action(towards:)) else {
      throw Answer.missing("state", "写明 state= 或 rating=", "say state= or rating=")
    }
    guard (action == .rate) == (rating != nil) else {
      throw action == .rate
        ? Answer.missing("rating", "评价须写明 rating=1 到 5", "rating takes rating= from 1 to 5")
        : Answer.value("rating", "rating= 只用于 state=rated", "rating= goes with state=rated only")
    }
    if action.needsReason, request.text("reason") == nil { throw Refusal.reasonMissing(action: action.rawValue) }
    return try await request.write { transaction in
      guard let need = try await transaction.first(NeedRecord.locked(id)) else { throw Answer.notFound("id") }
      try request.requireRevision(need.v)
      return try await NeedChange(request: request, transaction: transaction, need: need, action: action).made()
    }
  }

  private func made() async throws -> Final {
    let hand: Hand = request.principal.role == .staff ? .community : .reporter
    let next = try need.state.decide(action, by: hand, hasReason: request.text("reason") != nil)
    var fields = [Field("id", request.code(.need, need.id)), Field("state", StateText.wire(next))]
    switch next {
    case .accepted: fields.append(Field("shift", request.code(.shift, try await accept())))
    case .rated: try await requireOtherHand()
    case .rejected, .cancelled, .handedOver, .merged: fields.append(Field("released", "\(try await end())"))
    case .reported, .scheduled, .served: break
    }
    let v = try await transaction.change(
      need: need.id, state: next, reason: request.text("reason"), rating: request.integer("rating"))
    try await transaction.audit("NEED.SET", objects: [request.code(.need, need.id)], fields: request.changedFields)
    return Final(.ok, fields: fields + [Field("v", "\(v)")])
  }

  /// Exactly one shift, with the need's alternatives: the schema refuses a second.
  private func accept() async throws -> Int64 {
    try await transaction.add(
      NewShift(
        of: .need(need.id), area: need.area, role: need.title, domain: need.domain, skill: need.skill, minimum: need.minimum,
        seats: need.seats, priority: need.urgency, span: nil, longitude: need.longitude, latitude: need.latitude, isOpen: true))
  }

  /// Nobody praises the own work.
  private func requireOtherHand() async throws {
    guard let shift = need.shift else { return }
    let served = try await transaction.servedOn(
      shift: shift, member: request.principal.member, asUnit: request.principal.role == .unit)
    guard !served else {
      throw Answer.denied("服务的一方不能评价自己的服务", "who served a need does not rate it")
    }
  }

  /// How many assignments were released.
  private func end() async throws -> Int {
    guard let shift = need.shift else { return 0 }
    try await transaction.lock(shifts: [shift])
    try await requireNobodyServed(on: [shift], transaction)
    try await transaction.move(shifts: [shift], .cancel)
    return try await transaction.release([.offered, .accepted], on: [shift], reason: request.text("reason"))
  }
}
