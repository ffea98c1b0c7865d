import Postgres

/// One unit, as UNITS lists it. `members` and `reported` count within the asker's scope; nil where that does not reach.
public struct UnitRow: Sendable {
  public let id: Int32
  public let parent: Int32?
  public let code: String
  public let name: String
  public let level: String
  public let sector: String
  public let kind: String
  public let members: Int32?
  public let reported: Int32?
  public let v: Int32

  public struct Filter: Sendable {
    public var id: Int32?
    /// Units paired with a community of this area.
    public var paired: Int32?
    public var level: String?
    public var sector: String?
    public var search: String?
    public var after: Int64

    public init(id: Int32?, paired: Int32?, level: String?, sector: String?, search: String?, after: Int64) {
      self.id = id
      self.paired = paired
      self.level = level
      self.sector = sector
      self.search = search
      self.after = after
    }
  }

  /// By id. Everyone who may list sees each unit, except departments, which see what is put under them.
  public static func list(_ filter: Filter, limit: Int) -> Query<UnitRow> {
    Query(
      """
      WITH page AS (
        SELECT id, parent_id, code, name, level, sector, kind, v FROM muster.unit
         WHERE id > \(filter.after)::int8
           AND (\(filter.id)::int IS NULL OR id = \(filter.id))
           AND (\(filter.level)::text IS NULL OR level = \(filter.level))
           AND (\(filter.sector)::text IS NULL OR sector = \(filter.sector))
           AND (\(filter.search)::text IS NULL OR position(\(filter.search) in name) > 0 OR position(\(filter.search) in code) > 0)
           AND (\(filter.paired)::int IS NULL OR EXISTS (
                  SELECT FROM muster.pairing p
                   WHERE p.unit_id = unit.id AND p.area_id = ANY ((SELECT muster.communities(\(filter.paired)))::int[])))
           AND ((SELECT muster.role()) <> 'department' OR (SELECT muster.total_units()) IS NULL
                OR id = ANY ((SELECT muster.total_units())::int[]))
         ORDER BY id LIMIT \(limit))
      SELECT p.id, p.parent_id, p.code, p.name, p.level, p.sector, p.kind,
             CASE WHEN seen THEN coalesce(c.members, 0) END, CASE WHEN seen THEN coalesce(c.reported, 0) END, p.v
        FROM page p
        LEFT JOIN muster.unit_counts(array(SELECT id FROM page)) c ON c.unit_id = p.id
       CROSS JOIN LATERAL (
         SELECT (SELECT muster.role()) <> 'unit' OR p.id = ANY ((SELECT muster.units())::int[]) AS seen) s
       ORDER BY p.id
      """
    ) { row in
      let (id, parent, code, name, level, sector, kind, members, reported, v) = try row.decode(
        Int32.self, Int32?.self, String.self, String.self, String.self, String.self, String.self, Int32?.self, Int32?.self,
        Int32.self)
      return UnitRow(
        id: id, parent: parent, code: code, name: name, level: level, sector: sector, kind: kind, members: members,
        reported: reported, v: v)
    }
  }
}
