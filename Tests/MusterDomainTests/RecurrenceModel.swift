import MusterDomain

/// The naive reading of a rule: every day is asked by itself whether the rule names it. Slow, and shares no step with the expansion.
struct RecurrenceModel {
  private let rule: RecurrenceRule
  private let first: CivilDate

  init(_ rule: RecurrenceRule, _ first: CivilDate) {
    self.rule = rule
    self.first = first
  }

  func days(through last: CivilDate) -> [CivilDate] {
    let around = (first.daysSinceEpoch - 366...last.daysSinceEpoch + 366).map { CivilDate(daysSinceEpoch: $0) }
    let periods = Dictionary(grouping: around.filter { period($0) >= 0 && period($0) % rule.interval == 0 }, by: period)
    return periods.values.flatMap { days -> [CivilDate] in
      let named = days.filter(isNamed)
      guard !rule.positions.isEmpty else { return named }
      return named.enumerated().filter { place, _ in
        rule.positions.contains(place + 1) || rule.positions.contains(place - named.count)
      }.map(\.element)
    }.filter { $0 >= first && $0 <= last }.sorted()
  }

  private func period(_ date: CivilDate) -> Int {
    let (year, month, _) = date.parts
    switch rule.frequency {
    case .daily: return date.daysSinceEpoch - first.daysSinceEpoch
    case .weekly: return week(date) - week(first)
    case .monthly: return (year - first.parts.year) * 12 + month - first.parts.month
    case .yearly: return year - first.parts.year
    }
  }

  /// Weeks since a Monday long ago, by the week's first day. 1970-01-01 was a Thursday.
  private func week(_ date: CivilDate) -> Int { (date.daysSinceEpoch + 3 + 7_000 - (rule.weekStart - 1)) / 7 }

  private func isNamed(_ date: CivilDate) -> Bool {
    let (year, month, day) = date.parts
    let fromEnd = day - CivilDate.days(in: month, of: year) - 1
    if !rule.months.isEmpty, !rule.months.contains(month) { return false }
    if !rule.monthDays.isEmpty, !rule.monthDays.contains(day), !rule.monthDays.contains(fromEnd) { return false }
    if !rule.weekdays.isEmpty, !rule.weekdays.contains(where: { isNumbered(date, $0) }) { return false }
    guard rule.weekdays.isEmpty && rule.monthDays.isEmpty else { return true }
    switch rule.frequency {
    case .daily: return true
    case .weekly: return date.weekday == first.weekday
    case .monthly: return day == first.parts.day
    case .yearly: return day == first.parts.day && (!rule.months.isEmpty || month == first.parts.month)
    }
  }

  private func isNumbered(_ date: CivilDate, _ wanted: RecurrenceRule.WeekdayNumber) -> Bool {
    guard date.weekday == wanted.weekday else { return false }
    guard let ordinal = wanted.ordinal else { return true }
    let isOfYear = rule.frequency == .yearly && rule.months.isEmpty && rule.monthDays.isEmpty
    func inScope(_ other: CivilDate) -> Bool {
      isOfYear
        ? other.parts.year == date.parts.year
        : (other.parts.year, other.parts.month) == (date.parts.year, date.parts.month)
    }
    let step = ordinal > 0 ? -7 : 7
    var place = 1
    var other = date
    while inScope(other.advanced(days: step)) {
      other = other.advanced(days: step)
      place += 1
    }
    return place == abs(ordinal)
  }
}

/// Rules of every kind, by a seed.
struct RecurrenceNoise {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func below(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % bound
  }

  private mutating func chance(_ percent: Int) -> Bool { below(100) < percent }
  private mutating func some(_ most: Int, _ make: (inout Self) -> Int) -> [Int] {
    var values: [Int] = []
    for _ in 0...below(most) {
      let value = make(&self)
      if !values.contains(value) { values.append(value) }
    }
    return values
  }

  mutating func rule() -> RecurrenceRule {
    var rule = RecurrenceRule(RecurrenceRule.Frequency.allCases[below(4)], interval: chance(50) ? 1 : 1 + below(4))
    if chance(35) { rule.months = some(4) { 1 + $0.below(12) } }
    if chance(40), rule.frequency != .weekly {
      rule.monthDays = some(6) { ($0.chance(30) ? -1 : 1) * (1 + $0.below(31)) }
    }
    if chance(60) {
      let isNumbered = (rule.frequency == .monthly || rule.frequency == .yearly) && chance(50)
      let most = rule.frequency == .monthly || !rule.months.isEmpty ? 5 : 53
      var weekdays: [RecurrenceRule.WeekdayNumber] = []
      for _ in 0...below(4) {
        let ordinal = isNumbered && chance(80) ? (chance(40) ? -1 : 1) * (1 + below(most)) : nil
        let weekday = RecurrenceRule.WeekdayNumber(ordinal, weekday: 1 + below(7))
        if !weekdays.contains(weekday) { weekdays.append(weekday) }
      }
      rule.weekdays = weekdays
    }
    if chance(30), !(rule.months.isEmpty && rule.monthDays.isEmpty && rule.weekdays.isEmpty) {
      rule.positions = some(3) { ($0.chance(40) ? -1 : 1) * (1 + $0.below(6)) }
    }
    if chance(30) { rule.weekStart = 1 + below(7) }
    return rule
  }
}
