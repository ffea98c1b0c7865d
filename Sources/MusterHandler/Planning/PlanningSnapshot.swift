import MusterDomain
import MusterSolver
import MusterStore

/// Everything that planning a part of a week rests on, as the database had it at one moment: the shifts, the members who might
/// serve them, when they are free, and where they are bound to be. `Planning` makes the solver's instance of it.
struct PlanningSnapshot: Sendable {
  let week: PlanningWeek
  let shifts: [PlanningShift]
  let members: [PlanningMember]
  let exceptions: [ExceptionRow]
  let commitments: [CommitmentRow]
  let holders: [SeatHolderRow]
  let spent: [SpentPairRow]

  /// What a roster of that area and span rests on: its open shifts that have not begun yet.
  static func load(
    area: Int32, _ span: TimeSpan, week: PlanningWeek, in transaction: StoreTransaction
  ) async throws -> PlanningSnapshot {
    let areas = try await transaction.first(AreaRow.communities(under: area)) ?? []
    guard let rest = TimeSpan(max(span.start, transaction.now), span.end) else {
      return try await load([], week: week, in: transaction)
    }
    return try await load(try await transaction.rows(PlanningShift.open(in: areas, rest)), week: week, in: transaction)
  }

  /// Loads what concerns those shifts; `only` keeps it to a few members.
  static func load(
    _ shifts: [PlanningShift], week: PlanningWeek, only: [Int64]? = nil, in transaction: StoreTransaction
  ) async throws -> PlanningSnapshot {
    let ids = shifts.map(\.id)
    guard let span = week.span, let box = GeoBox(around: shifts) else {
      return PlanningSnapshot(week: week, shifts: [], members: [], exceptions: [], commitments: [], holders: [], spent: [])
    }
    let members = try await transaction.rows(
      only.map { PlanningMember.named($0, week.dates) } ?? PlanningMember.candidates(around: box, week.dates))
    let people = members.map(\.id)
    return PlanningSnapshot(
      week: week, shifts: shifts, members: members,
      exceptions: try await transaction.rows(ExceptionRow.of(people, week.dates)),
      commitments: try await transaction.rows(CommitmentRow.of(people, span)),
      holders: try await transaction.rows(SeatHolderRow.of(ids)), spent: try await transaction.rows(SpentPairRow.of(ids)))
  }
}
