/// Which days are worked and which are days of rest: the weekday's rule, and where a notice 放假安排 says otherwise, what that says.
/// Knows no clock and no store; the notices come in from outside.
///
/// The State Council's office gives one notice a year, in the autumn before it. Of years without one only the weekday's rule is
/// left, and ``isKnown(_:)`` says so.
public struct WorkCalendar: Hashable, Sendable {
  /// What a day is.
  public enum Kind: String, CaseIterable, Hashable, Sendable {
    case working, rest, holiday
    /// 调休上班: a Saturday or Sunday that is worked.
    case workedWeekend = "worked-weekend"

    public var isWorked: Bool { self == .working || self == .workedWeekend }
  }

  /// Monday to Friday are worked, no year is known.
  public static let weekdays = WorkCalendar(days: [], knownYears: [])

  private let adjusted: [CivilDate: AdjustedDay]
  private let knownYears: Set<Int>

  /// `days`: of each date the notice that holds, none twice; `knownYears`: those whose whole calendar is laid out.
  public init(days: [AdjustedDay], knownYears: Set<Int>) {
    adjusted = Dictionary(days.map { ($0.date, $0) }, uniquingKeysWith: { _, later in later })
    self.knownYears = knownYears
  }

  /// What a notice says of that day; nil where none says anything.
  public func adjustment(on date: CivilDate) -> AdjustedDay? { adjusted[date] }

  /// Dates of which a notice says something, rising.
  public var adjustedDates: [CivilDate] { adjusted.keys.sorted() }

  public func kind(of date: CivilDate) -> Kind {
    let isWeekend = date.weekday >= 6
    switch adjusted[date]?.change {
    case .holiday: return .holiday
    case .worked: return isWeekend ? .workedWeekend : .working
    case .ordinary, nil: return isWeekend ? .rest : .working
    }
  }

  /// Whether a notice settles that day: it names the day, or lays out the day's year. False: the weekday's rule is all there is.
  public func isKnown(_ date: CivilDate) -> Bool { adjusted[date] != nil || knownYears.contains(date.parts.year) }

  /// The ISO weekday whose weekly windows hold on that day. An ordinary day's own; on an adjusted one that of the nearest day of
  /// its kind in the week: a worked Saturday is like the Friday before it and a worked Sunday like the Monday after; a holiday on
  /// Monday to Wednesday is like the Sunday, on Thursday or Friday like the Saturday.
  public func weekdayOfWindows(on date: CivilDate) -> Int {
    let weekday = date.weekday
    switch kind(of: date) {
    case .workedWeekend: return weekday == 6 ? 5 : 1
    case .holiday: return weekday >= 6 ? weekday : weekday <= 3 ? 7 : 6
    case .working, .rest: return weekday
    }
  }

  /// A day counted by working days, and whether all days up to it were known.
  public struct Counted: Hashable, Sendable {
    public let date: CivilDate
    public let isKnown: Bool
  }

  /// The last day of a limit of so many working days that begins to run on `date`: the first counted is the first worked day after
  /// it. A limit of 0 ends on the day itself.
  public func day(after date: CivilDate, workingDays: Int) -> Counted {
    var day = date
    var isKnown = isKnown(date)
    var left = workingDays
    while left > 0 {
      day = day.advanced(days: 1)
      if !self.isKnown(day) { isKnown = false }
      if kind(of: day).isWorked { left -= 1 }
    }
    return Counted(date: day, isKnown: isKnown)
  }
}

/// One day as a notice names it.
public struct AdjustedDay: Hashable, Sendable {
  public enum Change: String, CaseIterable, Hashable, Sendable {
    case holiday, worked
    /// Takes back what an earlier notice said: the weekday's rule holds again.
    case ordinary
  }

  public let date: CivilDate
  public let change: Change
  /// The festival, e.g. 春节.
  public let name: String?
  /// The notice by its number or title, e.g. 国办发明电〔2024〕12号.
  public let source: String

  public init(_ date: CivilDate, _ change: Change, name: String?, source: String) {
    self.date = date
    self.change = change
    self.name = name
    self.source = source
  }
}
