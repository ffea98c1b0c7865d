/// A point on the world's time line: microseconds since 1970-01-01T00:00:00Z, as PostgreSQL's `timestamptz` keeps it.
/// It knows no zone; `ZoneRules` turns it into local time and back.
public struct Instant: Hashable, Comparable, Sendable {
  public let microseconds: Int64

  public init(microseconds: Int64) { self.microseconds = microseconds }
  public init(seconds: Int64) { microseconds = seconds * 1_000_000 }

  /// Whole seconds since the epoch, rounded down.
  public var seconds: Int64 { microseconds >= 0 ? microseconds / 1_000_000 : -((999_999 - microseconds) / 1_000_000) }

  public static func < (a: Instant, b: Instant) -> Bool { a.microseconds < b.microseconds }
  public func advanced(seconds: Int64) -> Instant { Instant(microseconds: microseconds + seconds * 1_000_000) }
  public func advanced(minutes: Int64) -> Instant { advanced(seconds: minutes * 60) }
  /// Seconds from `earlier` to this instant, rounded towards zero.
  public func seconds(since earlier: Instant) -> Int64 { (microseconds - earlier.microseconds) / 1_000_000 }
}

/// A half-open stretch of time, `[start, end)`, never empty.
public struct TimeSpan: Hashable, Sendable {
  public let start: Instant
  public let end: Instant

  /// Nil unless `start < end`.
  public init?(_ start: Instant, _ end: Instant) {
    guard start < end else { return nil }
    self.start = start
    self.end = end
  }

  public func overlaps(_ other: TimeSpan) -> Bool { start < other.end && other.start < end }
  public var minutes: Int { Int(end.seconds(since: start) / 60) }
}
