/// A time zone as data: from which instants on which offset from UTC holds. The table comes from outside (the system's
/// zone database); everything here is pure.
public struct ZoneRules: Hashable, Sendable {
  public let name: String
  private let starts: [Int64]
  private let offsets: [Int]

  /// `changes`: seconds since the epoch and the offset (seconds east of UTC) from then on, rising; `first`: before them.
  public init(name: String, first: Int, changes: [(at: Int64, offset: Int)]) {
    self.name = name
    starts = [Int64.min] + changes.map(\.at)
    offsets = [first] + changes.map(\.offset)
  }

  public static func fixed(_ name: String, offsetSeconds: Int) -> ZoneRules {
    ZoneRules(name: name, first: offsetSeconds, changes: [])
  }

  /// Seconds east of UTC at that instant.
  public func offset(at instant: Instant) -> Int {
    let second = instant.seconds
    var low = 0
    var high = starts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= second { low = middle } else { high = middle }
    }
    return offsets[low]
  }

  /// The instants whose local reading is that many seconds since 1970-01-01T00:00 local: none in a gap, two in a fold.
  public func instants(localSeconds: Int64) -> [Instant] {
    var found: [Instant] = []
    for offset in Set(offsets) {
      let candidate = Instant(seconds: localSeconds - Int64(offset))
      if self.offset(at: candidate) == offset { found.append(candidate) }
    }
    return found.sorted()
  }

  /// The instant that a time on the wall stands for, as RFC 5545 (3.3.5) reads it: of a time that comes twice the first, and of
  /// one that is skipped what the offset before the gap makes of it.
  public func instant(wall time: LocalDateTime) -> Instant {
    let wall = time.wallSeconds
    if let first = instants(localSeconds: wall).first { return first }
    // In a gap: between what the clock showed and what it showed next, when some offset changed.
    let gap = starts.indices.dropFirst().first { index in
      starts[index] + Int64(offsets[index - 1]) <= wall && wall < starts[index] + Int64(offsets[index])
    }
    return Instant(seconds: wall - Int64(gap.map { offsets[$0 - 1] } ?? offsets[0]))
  }

  /// What a clock on the wall shows then, to the second.
  public func wall(_ instant: Instant) -> LocalDateTime {
    LocalDateTime(CivilDate(daysSinceEpoch: 0), minutes: 0).advanced(seconds: localSeconds(instant))
  }

  /// Seconds since 1970-01-01T00:00 local, as a clock on the wall would show.
  public func localSeconds(_ instant: Instant) -> Int64 { instant.seconds + Int64(offset(at: instant)) }
}
