/// A notice on holidays as somebody enters it: `元旦:2027-01-01/2027-01-03,春节:2027-02-05/2027-02-12`, both ends included, and
/// the weekend days that are worked for them. Refuses what cannot be meant.
public struct CalendarNotice: Hashable, Sendable {
  /// Its number or title.
  public let number: String
  public let issuedOn: CivilDate
  /// The year whose calendar it lays out in full; nil: it names single days only.
  public let year: Int?
  /// Rising by date, none twice.
  public let days: [AdjustedDay]

  /// No holiday is longer.
  public static let mostDaysOfHoliday = 31

  public init(
    number: String, issuedOn: CivilDate, year: Int?, holidays: String?, worked: String?, ordinary: String?
  ) throws(CalendarNoticeFault) {
    self.number = number
    self.issuedOn = issuedOn
    self.year = year
    var days: [AdjustedDay] = []
    for (argument, change, text) in [
      ("holidays", AdjustedDay.Change.holiday, holidays), ("worked", .worked, worked), ("ordinary", .ordinary, ordinary),
    ] {
      guard let text else { continue }
      for part in text.split(separator: ",", omittingEmptySubsequences: false) {
        days += try Self.days(of: part, change, argument, source: number)
      }
    }
    guard !days.isEmpty else { throw .empty }
    self.days = days.sorted { $0.date < $1.date }
    for (day, next) in zip(self.days, self.days.dropFirst()) where day.date == next.date { throw .twice(day.date) }
    for day in self.days {
      if day.change == .worked, day.date.weekday < 6 { throw .workedWeekday(day.date) }
      if let year, !Self.belongs(day.date, to: year) { throw .outsideYear(day.date, year: year) }
    }
  }

  /// New Year's holiday may begin in the December before.
  private static func belongs(_ date: CivilDate, to year: Int) -> Bool {
    let (y, month, _) = date.parts
    return y == year || (y == year - 1 && month == 12)
  }

  /// `name:date/date`, `name:date`, `date/date` or `date`.
  private static func days(
    of part: Substring, _ change: AdjustedDay.Change, _ argument: String, source: String
  ) throws(CalendarNoticeFault) -> [AdjustedDay] {
    let pieces = part.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let name = pieces.count == 2 ? String(pieces[0]) : nil
    let ends = (pieces.last ?? "").split(separator: "/", omittingEmptySubsequences: false).map { CivilDate($0) }
    guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1], first <= last, name != "" else {
      throw .unreadable(argument: argument, part: String(part))
    }
    let length = last.daysSinceEpoch - first.daysSinceEpoch + 1
    guard length <= mostDaysOfHoliday else { throw .unreadable(argument: argument, part: String(part)) }
    return (0..<length).map { AdjustedDay(first.advanced(days: $0), change, name: name, source: source) }
  }
}

/// Why a notice cannot be taken as entered.
public enum CalendarNoticeFault: Error, Hashable, Sendable {
  /// It names no day.
  case empty
  /// No date or span of dates.
  case unreadable(argument: String, part: String)
  /// One day named twice.
  case twice(CivilDate)
  /// A day from Monday to Friday is worked anyway.
  case workedWeekday(CivilDate)
  case outsideYear(CivilDate, year: Int)
}
