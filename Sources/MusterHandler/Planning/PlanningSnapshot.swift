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
  /// Of the week's days.
  let calendar: WorkCalendar
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
      return PlanningSnapshot(
        week: week, shifts: [], members: [], exceptions: [], calendar: .weekdays, commitments: [], holders: [], spent: [])
    }
    let holders = SeatHolderRow.of(ids)
    let spent = SpentPairRow.of(ids)
    let calendar = CalendarRow.of(week.dates)
    if let only {
      let found = try await transaction.rows(
        of: PlanningMember.named(only, week.dates), ExceptionRow.of(only, week.dates), CommitmentRow.of(only, span), holders,
        spent, calendar)
      return PlanningSnapshot(
        week: week, shifts: shifts, members: found.0, exceptions: found.1, calendar: WorkCalendar(found.5),
        commitments: found.2, holders: found.3, spent: found.4)
    }
    let members = try await transaction.rows(PlanningMember.candidates(around: box, week.dates))
    let people = members.map(\.id)
    let found = try await transaction.rows(
      of: ExceptionRow.of(people, week.dates), CommitmentRow.of(people, span), holders, spent, calendar)
    return PlanningSnapshot(
      week: week, shifts: shifts, members: members, exceptions: found.0, calendar: WorkCalendar(found.4),
      commitments: found.1, holders: found.2, spent: found.3)
  }
}
