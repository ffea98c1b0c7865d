import MusterDomain
import MusterProtocol
import MusterStore

/// What every new assignment goes through, by hand or by claim: the shift is there and open, a seat is free, the pair is new, the
/// rules hold; locks in the one order.
struct Offering: Sendable {
  let transaction: StoreTransaction
  let zone: ZoneRules
  let cipher: IdentifierCipher

  init(_ request: Request, _ transaction: StoreTransaction) {
    self.transaction = transaction
    zone = request.environment.zone
    cipher = request.cipher
  }

  init(_ environment: Environment, _ transaction: StoreTransaction) {
    self.transaction = transaction
    zone = environment.zone
    cipher = environment.store.city.cipher
  }

  /// Locks, checks and gives what may be assigned. `clashing`: offers of the member whose shifts are locked as well.
  func examine(shift id: Int64, member: Int64, alsoLocking clashing: [Int64] = []) async throws -> Eligibility {
    guard try await transaction.first(ShiftGate.one(id)) != nil else { throw Answer.notFound("shift") }
    try await transaction.lock(shifts: Set(clashing + [id]).sorted(), members: [member])
    guard let gate = try await transaction.first(ShiftGate.one(id)),
      let shift = try await transaction.first(PlanningShift.these([id]))
    else { throw Answer.notFound("shift") }
    guard gate.state == "open" else { throw Refusal.notFrom(state: gate.state, action: "assign", allowed: ["open"]) }
    try await refuseKnownPair(shift: id, member: member)
    guard gate.taken < gate.seats else { throw Refusal.full(seats: Int(gate.seats)) }
    guard let found = try await Eligibility.of(member: member, shift: shift, zone: zone, in: transaction) else {
      throw Answer.notFound("member")
    }
    guard transaction.now < found.span.start else {
      throw Refusal.outsideWindow(action: "assign", opens: nil, closes: found.span.start)
    }
    return found
  }

  private func refuseKnownPair(shift: Int64, member: Int64) async throws {
    guard let row = try await transaction.first(AssignmentRow.of(shift: shift, member: member)) else { return }
    let code = cipher.code(of: Identifier(.assignment, row.id))
    switch row.state {
    case .withdrawn, .released: return
    case .offered:
      throw Answer(.no, .exists, [Field("id", code)], "已有邀约 \(code)，请 ACCEPT", "there is an offer, \(code): ACCEPT it")
    case .declined, .expired, .absent, .excused:
      throw Answer(
        .no, .conflictRule, [Field("rule", "excluded"), Field("id", code)], "此人已谢绝或错过这一班次，不再邀约",
        "this person declined or missed that shift and is not asked again")
    case .accepted, .checkedIn, .served:
      throw Answer(.no, .exists, [Field("id", code)], "此人已在这一班次（\(code)）", "this person is on that shift already (\(code))")
    }
  }

  /// The clocks of offers on the shift's day.
  func policy(for span: TimeSpan) async throws -> OfferPolicy {
    try await transaction.offerPolicy(on: TimeText.date(span.start, in: zone))
  }
}
