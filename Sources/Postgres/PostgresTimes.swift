/// A `timestamptz`: microseconds since 1970-01-01T00:00:00Z. `infinity` is refused in both directions.
public struct PostgresTimestamp: Hashable, Comparable, Sendable, PostgresEncodable, PostgresDecodable {
  public var microseconds: Int64
  public init(microseconds: Int64) { self.microseconds = microseconds }

  public static var postgresType: PostgresType { .timestamptz }
  public static func < (a: Self, b: Self) -> Bool { a.microseconds < b.microseconds }

  /// PostgreSQL counts from 2000-01-01T00:00:00Z: 10,957 days later.
  static let epochShift: Int64 = 10_957 * 86_400_000_000

  public func encode(into encoder: inout PostgresEncoder) {
    let (value, overflow) = microseconds.subtractingReportingOverflow(Self.epochShift)
    // The two extremes mean -infinity and infinity on the wire.
    if overflow || value == .min || value == .max { encoder.refuse("a timestamp out of PostgreSQL's range") }
    encoder.encode(value)
  }

  public static func decode(_ cell: PostgresCell) throws(PostgresError) -> Self {
    try cell.expect(.timestamptz)
    return try decode(wire: cell.integer(), in: cell)
  }

  static func decode(wire: Int64, in cell: PostgresCell) throws(PostgresError) -> Self {
    guard wire != .min, wire != .max else { throw cell.problem("an infinite timestamp") }
    let (value, overflow) = wire.addingReportingOverflow(epochShift)
    guard !overflow else { throw cell.problem("a timestamp out of range") }
    return Self(microseconds: value)
  }
}

/// A `date`: days since 1970-01-01. `infinity` is refused in both directions.
public struct PostgresDate: Hashable, Comparable, Sendable, PostgresEncodable, PostgresDecodable {
  public var days: Int32
  public init(days: Int32) { self.days = days }

  public static var postgresType: PostgresType { .date }
  public static func < (a: Self, b: Self) -> Bool { a.days < b.days }

  static let epochShift: Int32 = 10_957

  public func encode(into encoder: inout PostgresEncoder) {
    let (value, overflow) = days.subtractingReportingOverflow(Self.epochShift)
    if overflow || value == .min || value == .max { encoder.refuse("a date out of PostgreSQL's range") }
    encoder.encode(value)
  }

  public static func decode(_ cell: PostgresCell) throws(PostgresError) -> Self {
    try cell.expect(.date)
    let wire = try cell.integer(Int32.self)
    guard wire != .min, wire != .max else { throw cell.problem("an infinite date") }
    let (value, overflow) = wire.addingReportingOverflow(epochShift)
    guard !overflow else { throw cell.problem("a date out of range") }
    return Self(days: value)
  }
}

/// A `tstzrange` with both ends present, half-open `[lower, upper)`, as this schema writes them all. An empty or
/// unbounded range, or one with other brackets, is refused when read.
public struct PostgresTimestampRange: Hashable, Sendable, PostgresEncodable, PostgresDecodable {
  public var lower: PostgresTimestamp
  public var upper: PostgresTimestamp
  public init(_ lower: PostgresTimestamp, _ upper: PostgresTimestamp) {
    self.lower = lower
    self.upper = upper
  }

  public static var postgresType: PostgresType { .tstzrange }
  /// `RANGE_LB_INC` of PostgreSQL's rangetypes.h: the lower end belongs to the range, the upper does not.
  private static let halfOpen: UInt8 = 0x02

  public func encode(into encoder: inout PostgresEncoder) {
    encoder.encode(Self.halfOpen)
    for end in [lower, upper] {
      encoder.encode(Int32(8))
      end.encode(into: &encoder)
    }
  }

  public static func decode(_ cell: PostgresCell) throws(PostgresError) -> Self {
    try cell.expect(.tstzrange)
    var reader = try cell.reader()
    guard try reader.integer(UInt8.self) == halfOpen else { throw cell.problem("a range that is not [lower, upper)") }
    var ends: [PostgresTimestamp] = []
    for _ in 0..<2 {
      guard try reader.integer(Int32.self) == 8 else { throw cell.problem("a range of unexpected length") }
      ends.append(try PostgresTimestamp.decode(wire: reader.integer(), in: cell))
    }
    return Self(ends[0], ends[1])
  }
}
