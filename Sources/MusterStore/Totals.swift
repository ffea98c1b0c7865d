import MusterDomain
import Postgres

/// What totals are cut by; the order is that of the columns, and of the rows.
public enum TotalCut: String, CaseIterable, Hashable, Sendable {
  case area, unit, team, domain, day, week, month
}

/// One row of totals over service records: a group, or everything together.
public struct TotalRow: Sendable {
  /// Place of the group in the whole list, from 1; nil for everything together.
  public let place: Int64?
  public let area: Int32?
  public let unit: Int32?
  public let team: Int32?
  public let domain: String?
  /// `2026-05-04`, `2026-W19` (ISO 8601), `2026-05`.
  public let day: String?
  public let week: String?
  public let month: String?
  /// Distinct members; nil, like the two that follow, where the figures are kept back.
  public let people: Int64?
  /// 人次: one member, one event (or need), one day, however many shifts.
  public let times: Int64?
  public let minutes: Int64?
  /// Distinct events.
  public let events: Int64
  /// What a person calls the group: names of its area, unit, team and domain, as far as it is cut by them.
  public let name: String?
  /// Groups of the whole list that are too small to be shown.
  public let small: Int64

  public struct Filter: Sendable {
    /// Through which of an account's rights records are counted: by where they were served, or by the member's unit. Row security
    /// would also let the account's own records through, which belong to no total.
    public enum Scope: Sendable { case areas, units, department }
    public var scope: Scope
    public var cuts: Set<TotalCut>
    public var from: CivilDate
    public var to: CivilDate
    public var within: Int32?
    public var unit: Int32?
    public var team: Int32?
    public var domain: String?
    public var proof: Proof?
    /// Groups of fewer people keep their figures back, but for the events; so does the smallest other one where only one does,
    /// which would follow from the sum. 0: none do.
    public var fewest: Int

    public init(
      scope: Scope, cuts: Set<TotalCut>, from: CivilDate, to: CivilDate, within: Int32? = nil, unit: Int32? = nil,
      team: Int32? = nil, domain: String? = nil, proof: Proof? = nil, fewest: Int = 0
    ) {
      self.scope = scope
      self.cuts = cuts
      self.from = from
      self.to = to
      self.within = within
      self.unit = unit
      self.team = team
      self.domain = domain
      self.proof = proof
      self.fewest = fewest
    }

    fileprivate var held: SQL {
      switch scope {
      case .areas: "r.area_id = ANY ((SELECT muster.areas())::int[])"
      case .units: "r.unit_id = ANY ((SELECT muster.units())::int[])"
      case .department:
        "(r.area_id = ANY ((SELECT muster.total_areas())::int[]) OR r.unit_id = ANY ((SELECT muster.total_units())::int[]))"
      }
    }

    /// A record that another one corrects counts no more.
    fileprivate var records: SQL {
      """
      FROM muster.service_record r
       WHERE r.served_on >= \(from) AND r.served_on < \(to) AND \(raw: held)
         AND NOT EXISTS (SELECT FROM muster.service_record c WHERE c.corrects = r.id)
         AND (\(within)::int IS NULL OR r.area_id = ANY ((SELECT muster.communities(\(within)))::int[]))
         AND (\(unit)::int IS NULL OR r.unit_id = ANY ((SELECT muster.unit_subtree(\(unit)))::int[]))
         AND (\(team)::int IS NULL OR r.team_id = \(team))
         AND (\(domain)::text IS NULL OR r.domain = \(domain))
         AND (\(proof?.rawValue)::text IS NULL OR r.proof = \(proof?.rawValue))
      """
    }
  }

  /// Groups in the official order of places (each area under its own, by ordinal and code), then units by code, teams by number,
  /// domains by code, time; from `after` on, and the row of everything together, which comes first. All groups are summed for each
  /// page: totals kept ahead of time are a later matter.
  public static func list(_ filter: Filter, after: Int64, limit: Int) -> Query<TotalRow> {
    func isCut(_ cut: TotalCut) -> Bool { filter.cuts.contains(cut) }
    return Query(
      """
      WITH RECURSIVE tree (id, name, path) AS (
        SELECT id, name, array[lpad(ordinal::text, 10, '0'), code] FROM muster.area WHERE parent_id IS NULL
        UNION ALL
        SELECT a.id, a.name, t.path || array[lpad(a.ordinal::text, 10, '0'), a.code]
          FROM muster.area a JOIN tree t ON t.id = a.parent_id WHERE a.level <= 4),
      counted AS (
        SELECT CASE WHEN \(isCut(.area)) THEN r.area_id END AS area, CASE WHEN \(isCut(.unit)) THEN r.unit_id END AS unit,
               CASE WHEN \(isCut(.team)) THEN r.team_id END AS team, CASE WHEN \(isCut(.domain)) THEN r.domain END AS domain,
               CASE WHEN \(isCut(.day)) THEN to_char(r.served_on, 'YYYY-MM-DD') END AS day,
               CASE WHEN \(isCut(.week)) THEN to_char(r.served_on, 'IYYY-"W"IW') END AS week,
               CASE WHEN \(isCut(.month)) THEN to_char(r.served_on, 'YYYY-MM') END AS month,
               r.member_id, r.event_id, r.need_id, r.served_on, r.minutes
          \(raw: filter.records)),
      grouped AS (
        SELECT area, unit, team, domain, day, week, month, grouping(area) = 1 AS is_whole,
               count(DISTINCT member_id) AS people, count(DISTINCT (member_id, event_id, need_id, served_on)) AS times,
               coalesce(sum(minutes), 0)::int8 AS minutes, count(DISTINCT event_id) AS events
          FROM counted GROUP BY GROUPING SETS ((area, unit, team, domain, day, week, month), ())),
      placed AS (
        SELECT CASE WHEN NOT g.is_whole THEN row_number() OVER (
                 PARTITION BY g.is_whole
                 ORDER BY tree.path, u.code, t.number, g.domain, g.day, g.week, g.month) END AS place,
               nullif(concat_ws(' · ', tree.name, u.name, t.name, d.name), '') AS name, g.*
          FROM grouped g
          LEFT JOIN tree ON tree.id = g.area
          LEFT JOIN muster.unit u ON u.id = g.unit
          LEFT JOIN muster.team t ON t.id = g.team
          LEFT JOIN muster.domain d ON d.code = g.domain),
      judged AS (SELECT *, people > 0 AND people < \(filter.fewest)::int8 AS is_small FROM placed),
      ranked AS (
        SELECT *, count(*) FILTER (WHERE is_small AND NOT is_whole) OVER () AS small,
               row_number() OVER (PARTITION BY is_whole, is_small ORDER BY people, minutes, place) AS rank
          FROM judged),
      shown AS (SELECT *, NOT is_small AND (is_whole OR small <> 1 OR rank > 1) AS is_shown FROM ranked)
      SELECT place, area, unit, team, domain, day, week, month, CASE WHEN is_shown THEN people END,
             CASE WHEN is_shown THEN times END, CASE WHEN is_shown THEN minutes END, events, name, small
        FROM shown WHERE is_whole OR place > \(after)::int8
       ORDER BY place NULLS FIRST LIMIT \(limit + 1)
      """
    ) { row in
      let (place, area, unit, team, domain, day, week, month, people, times, minutes, events, name, small) = try row.decode(
        Int64?.self, Int32?.self, Int32?.self, Int32?.self, String?.self, String?.self, String?.self, String?.self, Int64?.self,
        Int64?.self, Int64?.self, Int64.self, String?.self, Int64.self)
      return TotalRow(
        place: place, area: area, unit: unit, team: team, domain: domain, day: day, week: week, month: month, people: people,
        times: times, minutes: minutes, events: events, name: name, small: small)
    }
  }
}
