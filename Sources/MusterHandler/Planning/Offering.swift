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

  /// Locks, checks and gives what may be assigned. `clashing`: the shifts of the member's offers that are locked as well, where
  /// the asker has seen the shift already; nil where it has not. `leaving`: a shift that the member gives up for this one.
  /// `takesOver`: whoever waits on the shift to be taken over from gives way.
  func examine(
    shift id: Int64, member: Int64, alsoLocking clashing: [Int64]? = nil, leaving: Int64? = nil, takesOver: Bool = false
  ) async throws -> Eligibility {
    if clashing == nil, try await transaction.first(ShiftGate.one(id)) == nil { throw Answer.notFound("shift") }
    // One round trip, as others wait for the shift from its lock on. Each statement sees what was committed before it.
    let (_, _, gates, shifts, pairs) = try await transaction.rows(
      of: Locks.shifts(Set((clashing ?? []) + [id]).sorted()), Locks.members([member]), ShiftGate.one(id),
      PlanningShift.these([id]), AssignmentRow.of(shift: id, member: member))
    guard let gate = gates.first, let shift = shifts.first else { throw Answer.notFound("shift") }
    _ = try gate.state.after(.assign)
    if let pair = pairs.first { try refuse(pair) }
    guard gate.taken < gate.seats || (takesOver && gate.hasLeaver) else { throw Refusal.full(seats: Int(gate.seats)) }
    guard let found = try await Eligibility.of(member: member, shift: shift, leaving: leaving, zone: zone, in: transaction)
    else {
      throw Answer.notFound("member")
    }
    guard transaction.now < found.span.start else {
      throw Refusal.outsideWindow(action: "assign", opens: nil, closes: found.span.start)
    }
    return found
  }

  /// A pair that is on record already, unless it may be asked again.
  func refuse(_ row: AssignmentRow) throws {
    let code = cipher.code(of: Identifier(.assignment, row.id))
    guard !row.state.isOpenAgain else { return }
    switch row.state {
    case .offered:
      throw Answer(.no, .exists, [Field("id", code)], "已有邀约 \(code)，请 ACCEPT", "there is an offer, \(code): ACCEPT it")
    case .declined, .expired, .absent, .excused, .withdrawn, .released:
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
