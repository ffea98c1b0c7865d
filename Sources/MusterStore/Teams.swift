import Postgres

/// One team, as TEAMS lists it. Its leader is named to those who may see that member.
public struct TeamRow: Sendable {
  public let id: Int32
  public let area: Int32
  public let name: String
  public let kind: String
  public let domain: String?
  public let leader: Int64?
  public let people: Int32
  public let v: Int32

  public struct Filter: Sendable {
    public var id: Int32?
    public var within: Int32?
    public var kind: String?
    public var domain: String?
    public var after: Int64

    public init(id: Int32?, within: Int32?, kind: String?, domain: String?, after: Int64) {
      self.id = id
      self.within = within
      self.kind = kind
      self.domain = domain
      self.after = after
    }
  }

  /// By id.
  public static func list(_ filter: Filter, limit: Int) -> Query<TeamRow> {
    Query(
      """
      WITH page AS (
        SELECT id, area_id, name, kind, domain, leader_id, v FROM muster.team
         WHERE id > \(filter.after)::int8
           AND (\(filter.id)::int IS NULL OR id = \(filter.id))
           AND (\(filter.within)::int IS NULL OR area_id = ANY ((SELECT muster.subtree(\(filter.within)))::int[]))
           AND (\(filter.kind)::text IS NULL OR kind = \(filter.kind))
           AND (\(filter.domain)::text IS NULL OR domain = \(filter.domain))
         ORDER BY id LIMIT \(limit))
      SELECT p.id, p.area_id, p.name, p.kind, p.domain, (SELECT m.id FROM muster.member m WHERE m.id = p.leader_id),
             coalesce(n.people, 0), p.v
        FROM page p
        LEFT JOIN muster.team_people(array(SELECT id FROM page)) n ON n.team_id = p.id
       ORDER BY p.id
      """
    ) { row in
      let (id, area, name, kind, domain, leader, people, v) = try row.decode(
        Int32.self, Int32.self, String.self, String.self, String?.self, Int64?.self, Int32.self, Int32.self)
      return TeamRow(id: id, area: area, name: name, kind: kind, domain: domain, leader: leader, people: people, v: v)
    }
  }
}
