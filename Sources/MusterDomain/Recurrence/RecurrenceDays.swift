/// The days of a rule, one after another from its first day on, worked out as they are asked for.
///
/// Period by period (day, week, month or year, every `interval`-th from the first): the days that the parts name, in order, of those
/// the positions asked for, of those none before the first day. Work is bounded by `through`: a rule whose days never come, such
/// as 30 February, ends there. At most 366 days are looked at in a period.
public struct RecurrenceDays: Sequence, IteratorProtocol, Sendable {
  private let rule: RecurrenceRule
  private let first: CivilDate
  private let last: CivilDate
  /// Periods gone through.
  private var period = 0
  /// Days of the current period, the next one last.
  private var waiting: [CivilDate] = []

  /// Days from `first` on, up to `last` and including it; where the rule ends is not looked at.
  public init(of rule: RecurrenceRule, from first: CivilDate, through last: CivilDate) {
    self.rule = rule
    self.first = first
    self.last = last
  }

  public mutating func next() -> CivilDate? {
    while waiting.isEmpty {
      guard let days = nextPeriod() else { return nil }
      waiting = days.reversed()
    }
    return waiting.popLast()
  }

  /// Nil past the last day.
  private mutating func nextPeriod() -> [CivilDate]? {
    let step = period * rule.interval
    period += 1
    let (start, days) =
      switch rule.frequency {
      case .daily: day(first.advanced(days: step))
      case .weekly: week(first.advanced(days: 7 * step))
      case .monthly: month(step)
      case .yearly: year(first.parts.year + step)
      }
    guard start <= last else { return nil }
    return chosen(days).filter { $0 >= first && $0 <= last }
  }

  private func chosen(_ days: [CivilDate]) -> [CivilDate] {
    guard !rule.positions.isEmpty else { return days }
    let places = rule.positions.map { $0 > 0 ? $0 - 1 : days.count + $0 }.filter(days.indices.contains)
    return Set(places).sorted().map { days[$0] }
  }

  // MARK: Each gives the period's first day and the days that the rule names in it, rising.

  private func day(_ date: CivilDate) -> (CivilDate, [CivilDate]) {
    (date, isInMonth(date) && isMonthDay(date) && isWeekday(date) ? [date] : [])
  }

  private func week(_ date: CivilDate) -> (CivilDate, [CivilDate]) {
    let start = date.advanced(days: -((date.weekday - rule.weekStart + 7) % 7))
    let weekdays = rule.weekdays.isEmpty ? [first.weekday] : rule.weekdays.map(\.weekday)
    let days = (0..<7).map { start.advanced(days: $0) }
    return (start, days.filter { weekdays.contains($0.weekday) && isInMonth($0) })
  }

  private func month(_ step: Int) -> (CivilDate, [CivilDate]) {
    let (year, month, _) = first.parts
    let months = year * 12 + month - 1 + step
    // Beyond the calendar's last year the sequence ends.
    guard let start = CivilDate(year: months / 12, month: months % 12 + 1, day: 1) else { return (.distantFuture, []) }
    return (start, isInMonth(start) ? daysOfMonth(start) : [])
  }

  private func year(_ year: Int) -> (CivilDate, [CivilDate]) {
    guard let start = CivilDate(year: year, month: 1, day: 1) else { return (.distantFuture, []) }
    if rule.months.isEmpty, rule.monthDays.isEmpty, !rule.weekdays.isEmpty {
      return (start, weekdays(from: start, count: Self.length(of: year)))
    }
    let usual = rule.monthDays.isEmpty && rule.weekdays.isEmpty ? [first.parts.month] : Array(1...12)
    let months = (rule.months.isEmpty ? usual : rule.months).sorted()
    return (start, months.compactMap { CivilDate(year: year, month: $0, day: 1) }.flatMap(daysOfMonth))
  }

  // MARK: What a month has

  private func daysOfMonth(_ start: CivilDate) -> [CivilDate] {
    let (year, month, _) = start.parts
    let length = CivilDate.days(in: month, of: year)
    if rule.monthDays.isEmpty, !rule.weekdays.isEmpty { return weekdays(from: start, count: length) }
    let numbers = rule.monthDays.isEmpty ? [first.parts.day] : rule.monthDays.map { $0 > 0 ? $0 : length + 1 + $0 }
    let days = Set(numbers.filter { (1...length).contains($0) }).sorted().map { start.advanced(days: $0 - 1) }
    guard !rule.weekdays.isEmpty else { return days }
    let named = Set(weekdays(from: start, count: length))
    return days.filter(named.contains)
  }

  /// The weekdays asked for within so many days from `start`, each by its number in that stretch where it has one.
  private func weekdays(from start: CivilDate, count: Int) -> [CivilDate] {
    var found: Set<CivilDate> = []
    for wanted in rule.weekdays {
      let offset = (wanted.weekday - start.weekday + 7) % 7
      let all = stride(from: offset, to: count, by: 7).map { start.advanced(days: $0) }
      guard let ordinal = wanted.ordinal else {
        found.formUnion(all)
        continue
      }
      let place = ordinal > 0 ? ordinal - 1 : all.count + ordinal
      if all.indices.contains(place) { found.insert(all[place]) }
    }
    return found.sorted()
  }

  private func isInMonth(_ date: CivilDate) -> Bool { rule.months.isEmpty || rule.months.contains(date.parts.month) }

  private func isWeekday(_ date: CivilDate) -> Bool {
    rule.weekdays.isEmpty || rule.weekdays.contains { $0.weekday == date.weekday }
  }

  private func isMonthDay(_ date: CivilDate) -> Bool {
    guard !rule.monthDays.isEmpty else { return true }
    let (year, month, day) = date.parts
    return rule.monthDays.contains(day) || rule.monthDays.contains(day - CivilDate.days(in: month, of: year) - 1)
  }

  private static func length(of year: Int) -> Int { 337 + CivilDate.days(in: 2, of: year) }
}

extension CivilDate {
  /// Later than every day that has a date.
  fileprivate static let distantFuture = CivilDate(daysSinceEpoch: .max / 2)
}
