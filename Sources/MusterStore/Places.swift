import Postgres

/// One area of the tree, as AREAS lists it.
public struct AreaRow: Sendable {
  public let id: Int32
  public let parent: Int32?
  public let level: Int16
  public let code: String
  public let name: String
  public let `class`: String?
  public let mark: String?
  public let v: Int32

  public struct Filter: Sendable {
    public var id: Int32?
    public var under: Int32?
    public var level: Int?
    public var `class`: String?
    public var mark: String?
    /// The last row seen.
    public var after: Int64?

    public init(id: Int32?, under: Int32?, level: Int?, class: String?, mark: String?, after: Int64?) {
      self.id = id
      self.under = under
      self.level = level
      self.class = `class`
      self.mark = mark
      self.after = after
    }
  }

  /// From the city down, each level in the official order: that of the parents, then the areas' own. The numbers of the path decide,
  /// so that areas given the same place in the order still stand in one order. A whole city has some 5,000 areas: read at once,
  /// they take milliseconds.
  public static func list(_ filter: Filter, limit: Int) -> Query<AreaRow> {
    Query(
      """
      WITH RECURSIVE tree AS (
        SELECT id, level, array[ordinal, id] AS path FROM muster.area WHERE parent_id IS NULL AND \(filter.id)::int IS NULL
         UNION ALL
        SELECT a.id, a.level, t.path || array[a.ordinal, a.id] FROM tree t JOIN muster.area a ON a.parent_id = t.id),
      seen AS (SELECT level, path FROM tree WHERE id = \(filter.after)::int8)
      SELECT a.id, a.parent_id, a.level, a.code, a.name, a.class, a.mark, a.v
        FROM muster.area a LEFT JOIN tree t ON t.id = a.id
       WHERE (\(filter.id)::int IS NULL OR a.id = \(filter.id))
         AND (\(filter.under)::int IS NULL OR a.id = ANY (muster.subtree(\(filter.under))))
         AND (\(filter.level)::int8 IS NULL OR a.level = \(filter.level))
         AND (\(filter.class)::text IS NULL OR a.class = \(filter.class))
         AND (\(filter.mark)::text IS NULL OR a.mark = \(filter.mark))
         AND (\(filter.after)::int8 IS NULL OR (t.level, t.path) > (SELECT level, path FROM seen))
       ORDER BY a.level, t.path LIMIT \(limit)
      """
    ) { row in
      let (id, parent, level, code, name, `class`, mark, v) = try row.decode(
        Int32.self, Int32?.self, Int16.self, String.self, String.self, String?.self, String?.self, Int32.self)
      return AreaRow(id: id, parent: parent, level: level, code: code, name: name, class: `class`, mark: mark, v: v)
    }
  }

  /// The communities (and higher areas) of a subtree: what guarded rows hang on.
  public static func communities(under area: Int32) -> Query<[Int32]> {
    Query<[Int32]>.value("SELECT muster.communities(\(area))")
  }
}

extension AreaRow {
  /// The area itself at community level or above; below it the community that it lies in. No row where there is no such area.
  public static func community(of area: Int32) -> Query<Int32> {
    Query<Int32>.value("SELECT coalesce(community_id, id) FROM muster.area WHERE id = \(area)")
  }
}
