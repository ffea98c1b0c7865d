import MusterProtocol
import MusterSolver
import MusterStore

/// What WHY answers about an open seat as things stand now.
struct WhyOpen: Sendable {
  private let seats: OpenSeats
  private let planning: Planning

  /// Looks at everybody within reach; nil where no time of the shift is left.
  static func now(_ request: Request, shift: Int64) async throws -> WhyOpen? {
    try await request.store.transact(as: request.principal, at: request.now) { transaction in
      guard let row = try await transaction.first(PlanningShift.these([shift])), let time = row.times.first else { return nil }
      let zone = request.environment.zone
      let week = PlanningWeek(of: TimeText.date(time.start, in: zone), zone: zone)
      let snapshot = try await PlanningSnapshot.load([row], week: week, in: transaction)
      let planning = try Planning(snapshot, .seat(after: request.now))
      guard let number = planning.instance.shift(String(shift)),
        let seats = planning.instance.openSeats(in: planning.pinned).first(where: { $0.shift == number })
      else { return nil }
      return WhyOpen(seats: seats, planning: planning)
    }
  }

  /// How many fail by which rule, the most frequent first.
  var counts: [(Reason, Int)] {
    Reason.allCases.compactMap { reason in seats.counts[reason].map { (reason, $0) } }.sorted { $0.1 > $1.1 }
  }

  /// The cheapest way to fill one seat. Nil where there is none: those beyond reach were not looked at, so nothing is claimed.
  func remedyRow(_ request: Request) -> [String?]? {
    guard let remedy = seats.remedy else { return nil }
    let member = { (number: Int) -> String in request.code(.member, planning.memberOf[number]) }
    let shift = { (number: Int) -> String in planning.shiftOf[number].map { request.code(.shift, $0.id) } ?? "" }
    let text = request.language.choose(
      remedy.chinese(member: member, shift: shift), remedy.english(member: member, shift: shift))
    return ["remedy", nil, nil, text, remedy.gain.map { String($0) }]
  }
}
