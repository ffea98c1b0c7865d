import MusterDomain
import Postgres

/// A shift ahead that has too few people, or is likely to.
public struct GapRow: Sendable {
  public let shift: Int64
  public let area: Int32
  public let starts: Instant
  public let role: String
  public let minimum: Int16
  public let firm: Int32
  public let offered: Int32
  /// `below-minimum`, `no-substitute`, `leaving` or `unanswered`: the first that holds.
  public let reason: String

  /// Open shifts that begin from now and before `until` and want people: by start, then id. An offer is a worry `near` its
  /// deadline. Served by shift_area_idx.
  public static func list(
    within area: Int32, now: Instant, until: Instant, near: Instant, after: (start: Instant, id: Int64)?, limit: Int
  ) -> Query<GapRow> {
    Query(
      """
      SELECT g.id, g.area_id, g.starts, g.role, g.minimum, g.firm, g.offered, g.reason
        FROM (SELECT s.id, s.area_id, t.starts, s.role, s.minimum, a.firm, a.offered,
                     CASE WHEN a.firm + a.offered < s.minimum AND EXISTS (
                                 SELECT FROM muster.substitute_search q WHERE q.shift_id = s.id AND q.not_before > \(now))
                            THEN 'no-substitute'
                          WHEN a.firm + a.offered < s.minimum THEN 'below-minimum'
                          WHEN a.firm + a.offered - a.leaving < s.minimum THEN 'leaving'
                          WHEN a.firm - a.leaving < s.minimum AND a.soonest <= \(near) THEN 'unanswered' END AS reason
                FROM muster.shift s
               CROSS JOIN LATERAL (
                 SELECT coalesce(s.starts_at, (SELECT min(n.starts_at) FROM muster.need_time n
                                                WHERE n.need_id = s.need_id AND n.starts_at > \(now))) AS starts) t
               CROSS JOIN LATERAL (
                 SELECT count(*) FILTER (WHERE p.state IN ('accepted', 'checked_in', 'served'))::int AS firm,
                        count(*) FILTER (WHERE p.state = 'offered')::int AS offered,
                        count(*) FILTER (WHERE p.state = 'accepted' AND p.leaving_since IS NOT NULL)::int AS leaving,
                        min(p.deadline) FILTER (WHERE p.state = 'offered') AS soonest
                   FROM muster.assignment p WHERE p.shift_id = s.id) a
               WHERE s.state = 'open' AND s.area_id = ANY ((SELECT muster.communities(\(area)))::int[])
                 AND t.starts > \(now) AND t.starts < \(until)) g
       WHERE g.reason IS NOT NULL
         AND (\(after?.start)::timestamptz IS NULL OR (g.starts, g.id) > (\(after?.start), \(after?.id)))
       ORDER BY g.starts, g.id LIMIT \(limit)
      """
    ) { row in
      let (shift, area, starts, role, minimum, firm, offered, reason) = try row.decode(
        Int64.self, Int32.self, Instant.self, String.self, Int16.self, Int32.self, Int32.self, String.self)
      return GapRow(
        shift: shift, area: area, starts: starts, role: role, minimum: minimum, firm: firm, offered: offered, reason: reason)
    }
  }
}
