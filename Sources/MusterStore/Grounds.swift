import MusterDomain
import Postgres

/// What a new event or need stands on: an area as the tree has it.
public struct GroundRow: Sendable {
  public let id: Int32
  public let level: Int16
  /// The community (or higher area) that guarded rows hang on; nil for none above it.
  public let community: Int32?
  public let longitude: Double
  public let latitude: Double

  /// Below the community: a quarter, grid or household group.
  public var isWithinCommunity: Bool { level > 4 }

  public static func area(_ id: Int32) -> Query<GroundRow> {
    Query("SELECT id, level, community_id, longitude, latitude FROM muster.area WHERE id = \(id)") { row in
      let (id, level, community, longitude, latitude) = try row.decode(
        Int32.self, Int16.self, Int32?.self, Double.self, Double.self)
      return GroundRow(id: id, level: level, community: community, longitude: longitude, latitude: latitude)
    }
  }
}

/// A hall of an area, with the minutes of the day between which it may be used.
public struct VenueRow: Sendable {
  public let id: Int32
  public let opens: Int
  public let closes: Int
  public let longitude: Double
  public let latitude: Double

  /// The venue, if it stands in that area or below it.
  public static func venue(_ id: Int32, under area: Int32) -> Query<VenueRow> {
    Query(
      """
      SELECT id, opens, closes, longitude, latitude FROM muster.venue
       WHERE id = \(id) AND area_id = ANY (muster.subtree(\(area)))
      """, decode: VenueRow.init(row:))
  }

  /// The venue of an event that has one.
  public static func venue(ofEvent event: Int64) -> Query<VenueRow> {
    Query(
      """
      SELECT v.id, v.opens, v.closes, v.longitude, v.latitude
        FROM muster.venue v JOIN muster.event e ON e.venue_id = v.id WHERE e.id = \(event)
      """, decode: VenueRow.init(row:))
  }

  private init(row: PostgresRow) throws {
    let (id, opens, closes, longitude, latitude) = try row.decode(
      Int32.self, Int16.self, Int16.self, Double.self, Double.self)
    self.id = id
    self.opens = Int(opens)
    self.closes = Int(closes)
    self.longitude = longitude
    self.latitude = latitude
  }
}

/// The city's catalogues, as far as a new thing names them.
public enum Catalogue {
  public static func hasDomain(_ code: String) -> Query<Bool> {
    .value("SELECT EXISTS (SELECT FROM muster.domain WHERE code = \(code))")
  }

  public static func hasSkill(_ code: String) -> Query<Bool> {
    .value("SELECT EXISTS (SELECT FROM muster.skill WHERE code = \(code))")
  }

  /// How many of those teams there are.
  public static func teams(_ ids: [Int32]) -> Query<Int64> {
    .value("SELECT count(*) FROM muster.team WHERE id = ANY (\(ids))")
  }
}

extension Principal {
  /// True where totals over that area (community or higher) are the account's to draw, but no rows.
  public func drawsTotals(overArea area: Int32) -> Bool { totalAreas?.contains(area) ?? false }
  public func drawsTotals(overUnit unit: Int32) -> Bool { totalUnits?.contains(unit) ?? false }
  /// True where that unit is the account's to speak for.
  public func speaks(forUnit unit: Int32) -> Bool { units?.contains(unit) ?? false }
  /// True where that quarter or grid is the account's to report from.
  public func reports(from place: Int32) -> Bool { places?.contains(place) ?? false }
}
