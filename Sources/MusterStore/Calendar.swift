import MusterDomain
import Postgres

/// What the city's notices say of some days: of each day the latest notice, and which of the days' years are laid out in full.
public struct CalendarRow: Sendable {
  let day: AdjustedDay?
  let knownYear: Int?

  public static func of(_ days: ClosedRange<CivilDate>) -> Query<CalendarRow> {
    Query(
      "SELECT on_date, change, name, source, year FROM muster.calendar(\(days.lowerBound), \(days.upperBound))"
    ) { row in
      let (date, change, name, source, year) = try row.decode(
        CivilDate?.self, String?.self, String?.self, String?.self, Int32?.self)
      guard let date, let change, let source else { return CalendarRow(day: nil, knownYear: year.map(Int.init)) }
      guard let change = AdjustedDay.Change(rawValue: change) else {
        throw PostgresError.decoding(column: "change", problem: "no change \(change)")
      }
      return CalendarRow(day: AdjustedDay(date, change, name: name, source: source), knownYear: nil)
    }
  }
}

extension WorkCalendar {
  public init(_ rows: [CalendarRow]) {
    self.init(days: rows.compactMap(\.day), knownYears: Set(rows.compactMap(\.knownYear)))
  }
}

extension StoreTransaction {
  /// Enters a notice with its days; one that is there already is refused by its number.
  public func add(_ notice: CalendarNotice) async throws {
    let dates = notice.days.map(\.date.description)
    let changes = notice.days.map(\.change.rawValue)
    let names = notice.days.map { $0.name ?? "" }
    try await execute(
      """
      WITH n AS (
        INSERT INTO muster.calendar_notice (number, issued_on, year)
        VALUES (\(notice.number), \(notice.issuedOn), \(notice.year)::int8) RETURNING id)
      INSERT INTO muster.calendar_day (notice_id, on_date, change, name)
      SELECT n.id, d.on_date::date, d.change, nullif(d.name, '')
        FROM n CROSS JOIN unnest(\(dates)::text[], \(changes)::text[], \(names)::text[]) d (on_date, change, name)
      """)
  }
}
