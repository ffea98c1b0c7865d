/// Something that recurs: its first time on the wall, its rule, days added (RDATE) and left out (EXDATE), and single occurrences that
/// were changed (RECURRENCE-ID). Times are the city's wall clock: 09:00 stays 09:00 when summer time begins.
public struct Recurrence: Hashable, Sendable {
  public var start: LocalDateTime
  public var rule: RecurrenceRule
  /// Times beside the rule's, never counted by COUNT.
  public var added: Set<LocalDateTime>
  /// Times of occurrences that do not take place. COUNT counts them all the same.
  public var excepted: Set<LocalDateTime>
  /// By the time that the rule gives an occurrence: what holds instead.
  public var moved: [LocalDateTime: LocalDateTime]

  public init(
    start: LocalDateTime, rule: RecurrenceRule, added: Set<LocalDateTime> = [], excepted: Set<LocalDateTime> = [],
    moved: [LocalDateTime: LocalDateTime] = [:]
  ) {
    self.start = start
    self.rule = rule
    self.added = added
    self.excepted = excepted
    self.moved = moved
  }

  /// One occurrence: by which time the series knows it, and when it takes place.
  public struct Occurrence: Hashable, Sendable {
    public let identity: LocalDateTime
    public let start: LocalDateTime
    public var isMoved: Bool { identity != start }
  }

  /// Whether the first time is one of the rule's own: RFC 5545 leaves undefined what a series means where it is not.
  public func isSynchronised(in zone: ZoneRules) -> Bool {
    ruleTimes(through: start.date, in: zone).first { _ in true } == start
  }

  /// The first time on or after the start's day that the rule itself names, within so many days.
  public func firstOfRule(within days: Int, in zone: ZoneRules) -> LocalDateTime? {
    ruleTimes(through: start.date.advanced(days: days), in: zone).first { _ in true }
  }

  /// Occurrences whose identity lies no later than `last`, by identity, as they are asked for.
  public func occurrences(through last: CivilDate, in zone: ZoneRules) -> some Sequence<Occurrence> {
    let extra = added.filter { $0.date <= last && $0 >= start }.sorted()
    let merged = MergedTimes(ruleTimes(through: last, in: zone), extra)
    return merged.lazy.filter { !excepted.contains($0) }.map { Occurrence(identity: $0, start: moved[$0] ?? $0) }
  }

  /// The rule's times, up to its own end.
  private func ruleTimes(through last: CivilDate, in zone: ZoneRules) -> some Sequence<LocalDateTime> {
    let most =
      switch rule.end {
      case .count(let count): count
      case .day, .local, .utc, nil: Int.max
      }
    return RecurrenceDays(of: rule, from: start.date, through: last).lazy
      .compactMap { [time = start.time] in LocalDateTime($0, time) }
      .prefix { isBeforeEnd($0, zone) }
      .prefix(most)
  }

  private func isBeforeEnd(_ time: LocalDateTime, _ zone: ZoneRules) -> Bool {
    switch rule.end {
    case .count, nil: true
    case .day(let date): time.date <= date
    case .local(let end): time <= end
    case .utc(let second): zone.instant(wall: time).seconds <= second
    }
  }
}

/// Two rising sequences as one, what both have once.
private struct MergedTimes<Base: Sequence<LocalDateTime>>: Sequence, IteratorProtocol {
  private var base: Base.Iterator
  private var held: LocalDateTime?
  private var extra: ArraySlice<LocalDateTime>

  init(_ base: Base, _ extra: [LocalDateTime]) {
    self.base = base.makeIterator()
    self.extra = extra[...]
    held = self.base.next()
  }

  mutating func next() -> LocalDateTime? {
    guard let time = held, extra.first.map({ time <= $0 }) ?? true else { return extra.popFirst() }
    if extra.first == time { extra.removeFirst() }
    held = base.next()
    return time
  }
}
