/// How something recurs: RFC 5545's RRULE (section 3.3.10) as far as events of days and hours need it, so that a rule written by any
/// calendar program means the same here. Reads and writes its text; `RecurrenceDays` works out the days.
public struct RecurrenceRule: Hashable, Sendable {
  public enum Frequency: String, CaseIterable, Hashable, Sendable {
    case daily = "DAILY", weekly = "WEEKLY", monthly = "MONTHLY", yearly = "YEARLY"
  }

  /// Where it ends; without one it goes on for ever.
  public enum End: Hashable, Sendable {
    /// So many occurrences, the first included.
    case count(Int)
    /// That day is the last that may have one.
    case day(CivilDate)
    /// The last moment at which one may begin, on the city's wall.
    case local(LocalDateTime)
    /// The same in UTC: seconds since 1970.
    case utc(Int64)
  }

  /// A weekday, or the nth of it in the month or year: `2TU`, `-1FR`.
  public struct WeekdayNumber: Hashable, Sendable {
    /// Counted from the end where negative; nil: every one.
    public var ordinal: Int?
    /// 1 is Monday, 7 is Sunday.
    public var weekday: Int

    public init(_ ordinal: Int? = nil, weekday: Int) {
      self.ordinal = ordinal
      self.weekday = weekday
    }
  }

  public var frequency: Frequency
  /// Every so many days, weeks, months or years; at least 1.
  public var interval: Int
  public var end: End?
  /// 1 to 12; empty: any.
  public var months: [Int]
  /// 1 to 31, or -31 to -1 counted from the month's end; empty: not asked.
  public var monthDays: [Int]
  public var weekdays: [WeekdayNumber]
  /// Which of a period's days, counted from 1 or from the end by -1; empty: all.
  public var positions: [Int]
  /// The weekday on which a week begins, 1 to 7: Monday unless said.
  public var weekStart: Int

  public init(
    _ frequency: Frequency, interval: Int = 1, end: End? = nil, months: [Int] = [], monthDays: [Int] = [],
    weekdays: [WeekdayNumber] = [], positions: [Int] = [], weekStart: Int = 1
  ) {
    self.frequency = frequency
    self.interval = interval
    self.end = end
    self.months = months
    self.monthDays = monthDays
    self.weekdays = weekdays
    self.positions = positions
    self.weekStart = weekStart
  }

  /// In the order of ISO weekdays.
  static let weekdayNames = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
}

extension RecurrenceRule: CustomStringConvertible {
  /// As RFC 5545 writes it: reading it gives the same rule.
  public var description: String {
    var parts = ["FREQ=\(frequency.rawValue)"]
    switch end {
    case .count(let count): parts.append("COUNT=\(count)")
    case .day(let date): parts.append("UNTIL=\(Self.compact(date))")
    case .local(let time): parts.append("UNTIL=\(Self.compact(time))")
    case .utc(let second):
      let wall = LocalDateTime(CivilDate(daysSinceEpoch: 0), minutes: 0).advanced(seconds: second)
      parts.append("UNTIL=\(Self.compact(wall))Z")
    case nil: break
    }
    if interval != 1 { parts.append("INTERVAL=\(interval)") }
    func list(_ name: String, _ values: [some CustomStringConvertible]) {
      if !values.isEmpty { parts.append("\(name)=\(values.map(\.description).joined(separator: ","))") }
    }
    list("BYMONTH", months)
    list("BYMONTHDAY", monthDays)
    list("BYDAY", weekdays)
    list("BYSETPOS", positions)
    if weekStart != 1 { parts.append("WKST=\(Self.weekdayNames[weekStart - 1])") }
    return parts.joined(separator: ";")
  }

  private static func compact(_ date: CivilDate) -> String { date.description.replacing("-", with: "") }
  private static func compact(_ time: LocalDateTime) -> String {
    let clock = time.time.second == 0 ? "\(time.time):00" : time.time.description
    return "\(compact(time.date))T\(clock.replacing(":", with: ""))"
  }
}

extension RecurrenceRule.WeekdayNumber: CustomStringConvertible {
  public var description: String { "\(ordinal.map { "\($0)" } ?? "")\(RecurrenceRule.weekdayNames[weekday - 1])" }
}
