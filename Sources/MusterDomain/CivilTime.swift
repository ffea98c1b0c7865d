/// A day of the proleptic Gregorian calendar, years 1 to 9999. Knows no zone and no clock; a day that does not exist cannot
/// be made. Day arithmetic follows Howard Hinnant's "chrono-Compatible Low-Level Date Algorithms".
public struct CivilDate: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// Days since 1970-01-01.
  public let daysSinceEpoch: Int

  public init(daysSinceEpoch: Int) { self.daysSinceEpoch = daysSinceEpoch }

  /// Nil for a day that does not exist, such as 2026-02-29.
  public init?(year: Int, month: Int, day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month), day >= 1 else { return nil }
    guard day <= Self.days(in: month, of: year) else { return nil }
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    daysSinceEpoch = era * 146_097 + dayOfEra - 719_468
  }

  /// Reads exactly `YYYY-MM-DD`.
  public init?(_ text: some StringProtocol) {
    let bytes = Array(text.utf8)
    guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-") else { return nil }
    guard let year = digits(bytes[0..<4]), let month = digits(bytes[5..<7]), let day = digits(bytes[8..<10]) else { return nil }
    self.init(year: year, month: month, day: day)
  }

  /// Year, month 1 to 12, day 1 to 31.
  public var parts: (year: Int, month: Int, day: Int) {
    let shifted = daysSinceEpoch + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let month = (5 * dayOfYear + 2) / 153
    let civilMonth = month < 10 ? month + 3 : month - 9
    return (yearOfEra + era * 400 + (civilMonth <= 2 ? 1 : 0), civilMonth, dayOfYear - (153 * month + 2) / 5 + 1)
  }

  /// 1 is Monday, 7 is Sunday (ISO 8601).
  public var weekday: Int { ((daysSinceEpoch + 3) % 7 + 7) % 7 + 1 }

  public func advanced(days: Int) -> CivilDate { CivilDate(daysSinceEpoch: daysSinceEpoch + days) }

  /// `YYYY-MM-DD`.
  public var description: String {
    let (year, month, day) = parts
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
  }

  public static func < (a: CivilDate, b: CivilDate) -> Bool { a.daysSinceEpoch < b.daysSinceEpoch }

  /// 28 to 31; `month` is 1 to 12.
  public static func days(in month: Int, of year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

/// A time of day on the wall, to the second. 24:00 is the day's end and serves only as an end.
public struct LocalTime: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// 0 to 86,400.
  public let secondOfDay: Int

  public static let midnight = LocalTime(uncheckedSecond: 0)
  public static let endOfDay = LocalTime(uncheckedSecond: 86_400)

  private init(uncheckedSecond: Int) { secondOfDay = uncheckedSecond }

  /// Nil outside 00:00:00 to 24:00:00.
  public init?(hour: Int, minute: Int, second: Int = 0) {
    guard (0...24).contains(hour), (0..<60).contains(minute), (0..<60).contains(second) else { return nil }
    guard hour < 24 || (minute == 0 && second == 0) else { return nil }
    secondOfDay = hour * 3600 + minute * 60 + second
  }

  /// Nil outside 0 to 1,440.
  public init?(minuteOfDay: Int) { self.init(hour: minuteOfDay / 60, minute: minuteOfDay % 60) }

  /// Reads `HH:MM` or `HH:MM:SS`.
  public init?(_ text: some StringProtocol) {
    let bytes = Array(text.utf8)
    guard bytes.count == 5 || bytes.count == 8, bytes[2] == UInt8(ascii: ":") else { return nil }
    guard let hour = digits(bytes[0..<2]), let minute = digits(bytes[3..<5]) else { return nil }
    guard bytes.count == 8 else {
      self.init(hour: hour, minute: minute)
      return
    }
    guard bytes[5] == UInt8(ascii: ":"), let second = digits(bytes[6..<8]) else { return nil }
    self.init(hour: hour, minute: minute, second: second)
  }

  public var hour: Int { secondOfDay / 3600 }
  public var minute: Int { secondOfDay / 60 % 60 }
  public var second: Int { secondOfDay % 60 }
  /// Whole minutes since midnight, 0 to 1,440.
  public var minuteOfDay: Int { secondOfDay / 60 }

  /// `HH:MM`, with `:SS` only where the second is not 0.
  public var description: String {
    let text = "\(padded(hour, 2)):\(padded(minute, 2))"
    return second == 0 ? text : "\(text):\(padded(second, 2))"
  }

  public static func < (a: LocalTime, b: LocalTime) -> Bool { a.secondOfDay < b.secondOfDay }
}

/// A day and a time on the wall, without a zone: what a paper form says. Whether it exists in a zone is for `ZoneRules`.
public struct LocalDateTime: Hashable, Comparable, Sendable, CustomStringConvertible {
  public let date: CivilDate
  public let time: LocalTime

  /// Nil for 24:00, which is written as the next day's 00:00.
  public init?(_ date: CivilDate, _ time: LocalTime) {
    guard time < .endOfDay else { return nil }
    self.date = date
    self.time = time
  }

  /// `minutes` from the start of `date`, which may lie on an earlier or later day.
  public init(_ date: CivilDate, minutes: Int) {
    let day = minutes >= 0 ? minutes / 1440 : -((1439 - minutes) / 1440)
    self.date = date.advanced(days: day)
    time = LocalTime(minuteOfDay: minutes - day * 1440) ?? .midnight
  }

  /// Reads `YYYY-MM-DDTHH:MM`, with `:SS` if wanted.
  public init?(_ text: some StringProtocol) {
    guard let mark = text.firstIndex(of: "T") else { return nil }
    guard let date = CivilDate(text[..<mark]), let time = LocalTime(text[text.index(after: mark)...]) else { return nil }
    self.init(date, time)
  }

  /// Seconds since 1970-01-01T00:00:00 on the same wall: for order and differences, not an `Instant`.
  public var wallSeconds: Int64 { Int64(date.daysSinceEpoch) * 86_400 + Int64(time.secondOfDay) }

  public func advanced(minutes: Int) -> LocalDateTime { advanced(seconds: Int64(minutes) * 60) }

  public func advanced(seconds: Int64) -> LocalDateTime {
    let total = wallSeconds + seconds
    let day = total >= 0 ? total / 86_400 : -((86_399 - total) / 86_400)
    let second = Int(total - day * 86_400)
    let time = LocalTime(hour: second / 3600, minute: second / 60 % 60, second: second % 60) ?? .midnight
    return LocalDateTime(CivilDate(daysSinceEpoch: Int(day)), time) ?? self
  }

  public var description: String { "\(date)T\(time)" }

  public static func < (a: LocalDateTime, b: LocalDateTime) -> Bool { a.wallSeconds < b.wallSeconds }
}

/// The value of one to nine ASCII digits, or nil.
private func digits(_ bytes: ArraySlice<UInt8>) -> Int? {
  guard !bytes.isEmpty, bytes.count <= 9 else { return nil }
  var value = 0
  for byte in bytes {
    guard byte >= 48, byte <= 57 else { return nil }
    value = value * 10 + Int(byte - 48)
  }
  return value
}

private func padded(_ value: Int, _ width: Int) -> String {
  let text = String(value)
  return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
}
