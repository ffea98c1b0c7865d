import MusterDomain
import Postgres

extension Instant: PostgresEncodable, PostgresDecodable, PostgresArrayElement {
  public static var postgresType: PostgresType { PostgresTimestamp.postgresType }
  public static var postgresArrayType: PostgresType { PostgresTimestamp.postgresArrayType }
  public func encode(into encoder: inout PostgresEncoder) {
    PostgresTimestamp(microseconds: microseconds).encode(into: &encoder)
  }
  public static func decode(_ cell: PostgresCell) throws(PostgresError) -> Instant {
    Instant(microseconds: try PostgresTimestamp.decode(cell).microseconds)
  }
}

extension CivilDate: PostgresEncodable, PostgresDecodable, PostgresArrayElement {
  public static var postgresType: PostgresType { PostgresDate.postgresType }
  public static var postgresArrayType: PostgresType { PostgresDate.postgresArrayType }
  public func encode(into encoder: inout PostgresEncoder) {
    PostgresDate(days: Int32(clamping: daysSinceEpoch)).encode(into: &encoder)
  }
  public static func decode(_ cell: PostgresCell) throws(PostgresError) -> CivilDate {
    CivilDate(daysSinceEpoch: Int(try PostgresDate.decode(cell).days))
  }
}

/// A statement with how its rows are decoded: what the store's callers pass around without knowing the database client.
public typealias Query<Row: Sendable> = Postgres.Query<Row>
