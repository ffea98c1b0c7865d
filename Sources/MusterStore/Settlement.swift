import MusterDomain
import Postgres

extension StoreTransaction {
  /// Whether minutes that wait to be settled on those shifts were entered by that account.
  public func hasHours(enteredBy account: Int64, on shifts: [Int64]) async throws -> Bool {
    try await transaction.one(
      Query<Bool>.value(
        """
        SELECT EXISTS (SELECT FROM muster.assignment a
                        WHERE a.shift_id = ANY (\(shifts)) AND a.state = 'served' AND a.proof = 'staff'
                          AND a.confirmed_by = \(account)
                          AND NOT EXISTS (SELECT FROM muster.service_record r WHERE r.assignment_id = a.id))
        """))
  }

  /// Turns what was served on those shifts and has no record yet into records, dated by the city's calendar. How many.
  /// `service_record_once` is the wall against a second one.
  public func settle(shifts: [Int64]) async throws -> Int {
    try await execute(
      """
      INSERT INTO muster.service_record (member_id, assignment_id, shift_id, event_id, need_id, area_id, home_id, unit_id, team_id,
                                         domain, served_on, minutes, proof, confirmed_by, settled_at)
      SELECT a.member_id, a.id, s.id, s.event_id, s.need_id, a.area_id, a.home_id, a.unit_id, a.team_id, s.domain,
             (a.starts_at AT TIME ZONE (SELECT time_zone FROM muster.city))::date, a.minutes, a.proof, \(principal.account), \(now)
        FROM muster.assignment a JOIN muster.shift s ON s.id = a.shift_id
       WHERE a.shift_id = ANY (\(shifts)) AND a.state = 'served' AND a.minutes IS NOT NULL AND a.proof IS NOT NULL
         AND NOT EXISTS (SELECT FROM muster.service_record r WHERE r.assignment_id = a.id)
       ORDER BY a.id
      """)
  }
}

/// One record of service, as RECORD lists it.
public struct ServiceRow: Sendable {
  public let id: Int64
  public let date: CivilDate
  public let minutes: Int32
  /// The event's title; for a need its shift's role, which is the need's title.
  public let title: String
  public let role: String
  public let area: Int32
  public let unit: Int32?
  public let domain: String
  public let proof: String
  /// The record that it replaces.
  public let corrects: Int64?

  /// A member's records in a stretch of days, by day, then id. `after`: day (since 1970) and id of the last row seen. Served by
  /// service_record_member_idx.
  public static func list(
    member: Int64, from: CivilDate?, to: CivilDate?, after: [Int64], limit: Int
  ) -> Query<ServiceRow> {
    let day = after.first.map { CivilDate(daysSinceEpoch: Int($0)) }
    return Query(
      """
      SELECT r.id, r.served_on, r.minutes, coalesce(e.title, s.role), s.role, r.area_id, r.unit_id, r.domain, r.proof, r.corrects
        FROM muster.service_record r
        JOIN muster.shift s ON s.id = r.shift_id
        LEFT JOIN muster.event e ON e.id = r.event_id
       WHERE r.member_id = \(member)
         AND (\(from)::date IS NULL OR r.served_on >= \(from))
         AND (\(to)::date IS NULL OR r.served_on < \(to))
         AND (\(day)::date IS NULL OR (r.served_on, r.id) > (\(day), \(after.last)::int8))
       ORDER BY r.served_on, r.id LIMIT \(limit)
      """
    ) { row in
      let (id, date, minutes, title, role, area, unit, domain, proof, corrects) = try row.decode(
        Int64.self, CivilDate.self, Int32.self, String.self, String.self, Int32.self, Int32?.self, String.self, String.self,
        Int64?.self)
      return ServiceRow(
        id: id, date: date, minutes: minutes, title: title, role: role, area: area, unit: unit, domain: domain, proof: proof,
        corrects: corrects)
    }
  }

  /// Whether the asker may see that member at all.
  public static func isVisible(member: Int64) -> Query<Bool> {
    .value("SELECT EXISTS (SELECT FROM muster.member WHERE id = \(member))")
  }
}
