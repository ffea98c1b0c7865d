import MusterDomain
import Postgres

/// One member as lists show it: the phone is masked by the database but for its last four digits. An administrator, who
/// works with numbers and not with people, gets neither name nor phone.
public struct MemberRow: Sendable {
  public let id: Int64
  public let number: String
  public let name: String?
  public let kind: String
  public let area: Int32
  public let unit: Int32?
  public let phone: String?
  /// The newest registration's, where the asker may see it.
  public let state: String?
  public let v: Int32

  public struct Filter: Sendable {
    public var search: String?
    public var within: Int32?
    public var unit: Int32?
    public var team: Int32?
    public var after: Int64

    public init(search: String?, within: Int32?, unit: Int32?, team: Int32?, after: Int64) {
      self.search = search
      self.within = within
      self.unit = unit
      self.team = team
      self.after = after
    }
  }

  private static let columns: SQL = """
    m.id, m.number, CASE WHEN (SELECT muster.role()) <> 'administrator' THEN m.name END, m.kind, m.area_id, m.unit_id,
    CASE WHEN (SELECT muster.role()) <> 'administrator'
         THEN repeat('*', greatest(length(m.phone) - 4, 0)) || right(m.phone, 4) END,
    (SELECT g.state FROM muster.registration g WHERE g.member_id = m.id ORDER BY g.id DESC LIMIT 1), m.v
    """

  /// By id. What a scope does not reach is not there; an administrator's search looks at numbers only, so that it cannot
  /// find out a name.
  public static func list(_ filter: Filter, limit: Int) -> Query<MemberRow> {
    Query(
      """
      SELECT \(raw: columns)
        FROM muster.member m
       WHERE m.id > \(filter.after)
         AND (\(filter.within)::int IS NULL OR m.area_id = ANY ((SELECT muster.communities(\(filter.within)))::int[])
              OR m.place_id = ANY ((SELECT muster.subtree(\(filter.within)))::int[]))
         AND (\(filter.unit)::int IS NULL OR m.unit_id = ANY ((SELECT muster.unit_subtree(\(filter.unit)))::int[]))
         AND (\(filter.team)::int IS NULL OR EXISTS (
                SELECT FROM muster.team_member t WHERE t.member_id = m.id AND t.team_id = \(filter.team)))
         AND (\(filter.search)::text IS NULL OR position(\(filter.search) in m.number) > 0
              OR ((SELECT muster.role()) <> 'administrator' AND position(\(filter.search) in m.name) > 0))
       ORDER BY m.id LIMIT \(limit)
      """
    ) { row in
      let (id, number, name, kind, area, unit, phone, state, v) = try row.decode(
        Int64.self, String.self, String?.self, String.self, Int32.self, Int32?.self, String?.self, String?.self, Int32.self)
      return MemberRow(
        id: id, number: number, name: name, kind: kind, area: area, unit: unit, phone: phone, state: state, v: v)
    }
  }

  /// One member with what MEMBER shows beside: lists by commas, as the wire writes them.
  public static func one(_ id: Int64) -> Query<MemberDetail> {
    Query(
      """
      SELECT \(raw: columns), m.place_id,
             coalesce((SELECT string_agg(s.skill || coalesce('@' || s.expires, ''), ',' ORDER BY s.skill)
                         FROM muster.member_skill s WHERE s.member_id = m.id), ''),
             coalesce((SELECT string_agg(w.domain, ',' ORDER BY w.domain)
                         FROM muster.member_wish w WHERE w.member_id = m.id), ''),
             coalesce((SELECT string_agg(
                                a.weekday || ' ' || lpad((a.starts / 60)::text, 2, '0') || ':' || lpad((a.starts % 60)::text, 2, '0')
                                || '-' || lpad((a.ends / 60)::text, 2, '0') || ':' || lpad((a.ends % 60)::text, 2, '0'),
                                ',' ORDER BY a.weekday, a.starts)
                         FROM muster.availability a WHERE a.member_id = m.id), ''),
             array(SELECT t.team_id FROM muster.team_member t WHERE t.member_id = m.id ORDER BY t.team_id)
        FROM muster.member m WHERE m.id = \(id)
      """
    ) { row in
      let (id, number, name, kind, area, unit, phone, state, v, place, skills, wishes, windows, teams) = try row.decode(
        Int64.self, String.self, String?.self, String.self, Int32.self, Int32?.self, String?.self, String?.self, Int32.self,
        Int32?.self, String.self, String.self, String.self, [Int32].self)
      return MemberDetail(
        row: MemberRow(
          id: id, number: number, name: name, kind: kind, area: area, unit: unit, phone: phone, state: state, v: v),
        place: place, skills: skills, wishes: wishes, windows: windows, teams: teams)
    }
  }

  /// The whole phone number. Who asks must have the right to, and leave an audit in the same transaction.
  public static func phone(_ id: Int64) -> Query<String?> {
    Query<String?>.value("SELECT phone FROM muster.member WHERE id = \(id)")
  }
}

/// What MEMBER shows of one member.
public struct MemberDetail: Sendable {
  public let row: MemberRow
  public let place: Int32?
  /// `first-aid,driving@2027-05-01`
  public let skills: String
  public let wishes: String
  /// `1 18:30-21:00,6 09:00-12:00`; 1 is Monday.
  public let windows: String
  public let teams: [Int32]
}

/// How an area lies to the communities: what a filter or a registration asks.
public struct AreaPlace: Sendable {
  public let level: Int16
  /// The nearest area at community level or above, itself included.
  public let community: Int32
  /// The communities (and areas above them) that it consists of, or lies in.
  public let communities: [Int32]

  public static func query(_ id: Int32) -> Query<AreaPlace> {
    Query(
      """
      SELECT level, community_id, muster.communities(CASE WHEN level > 4 THEN community_id ELSE id END)
        FROM muster.area WHERE id = \(id)
      """
    ) { row in
      let (level, community, communities) = try row.decode(Int16.self, Int32.self, [Int32].self)
      return AreaPlace(level: level, community: community, communities: communities)
    }
  }
}

extension Principal {
  /// True where the account speaks for that unit or one above it.
  public func speaks(for unit: Int32?) -> Bool { unit.map { units?.contains($0) ?? false } ?? false }
}
