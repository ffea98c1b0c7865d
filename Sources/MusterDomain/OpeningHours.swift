/// Between which minutes of the day a hall may be used.
public struct OpeningHours: Hashable, Sendable {
  /// Minutes since midnight, 0 to 1,440.
  public let opens: Int
  public let closes: Int

  public init(opens: Int, closes: Int) {
    self.opens = opens
    self.closes = closes
  }

  /// Whether the span lies within one day's hours, by the clock on the wall of that zone. A hall open until 24:00 may be used until
  /// midnight, and not beyond it.
  public func allow(_ span: TimeSpan, in zone: ZoneRules) -> Bool {
    let start = zone.localSeconds(span.start)
    let midnight = start - ((start % 86_400) + 86_400) % 86_400
    return start - midnight >= Int64(opens) * 60 && zone.localSeconds(span.end) - midnight <= Int64(closes) * 60
  }
}
