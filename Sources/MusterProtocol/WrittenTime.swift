/// A calendar date as it is written on the wire, `2026-05-04`: one that exists, in the years 1900 to 2199.
public struct WrittenDate: Hashable, Sendable {
  public let year: Int
  public let month: Int
  public let day: Int

  /// Nil for another spelling or a date that does not exist.
  public init?(_ text: some StringProtocol) {
    var reader = DigitReader(text)
    guard let date = WrittenDate(&reader), reader.isAtEnd else { return nil }
    self = date
  }

  fileprivate init?(_ reader: inout DigitReader) {
    guard let year = reader.number(4), reader.take("-"), let month = reader.number(2), reader.take("-"),
      let day = reader.number(2), (1900...2199).contains(year), (1...12).contains(month),
      day >= 1, day <= Self.days(of: month, in: year)
    else { return nil }
    (self.year, self.month, self.day) = (year, month, day)
  }

  private static func days(of month: Int, in year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

/// A time as it is written on the wire: RFC 3339 (`2026-05-03T08:00:00+08:00`, `…Z`), or without an offset, to be read in
/// the session's zone. Seconds may be left out, and have at most six decimals; 24:00 and leap seconds are refused.
public struct WrittenTime: Hashable, Sendable {
  public let date: WrittenDate
  public let hour: Int
  public let minute: Int
  public let second: Int
  public let microsecond: Int
  /// East of Greenwich; nil for a local time.
  public let offsetMinutes: Int?

  /// Nil for another spelling or a time that does not exist.
  public init?(_ text: some StringProtocol) {
    var reader = DigitReader(text)
    guard let date = WrittenDate(&reader), reader.take("T") || reader.take("t"),
      let hour = reader.number(2), hour < 24, reader.take(":"), let minute = reader.number(2), minute < 60
    else { return nil }
    var second = 0
    var microsecond = 0
    if reader.take(":") {
      guard let whole = reader.number(2), whole < 60 else { return nil }
      second = whole
      if reader.take(".") {
        guard let part = reader.fraction() else { return nil }
        microsecond = part
      }
    }
    guard let offset = Self.offset(&reader), reader.isAtEnd else { return nil }
    self.date = date
    (self.hour, self.minute, self.second, self.microsecond) = (hour, minute, second, microsecond)
    offsetMinutes = offset
  }

  private static func offset(_ reader: inout DigitReader) -> Int?? {
    if reader.isAtEnd { return .some(nil) }
    if reader.take("Z") || reader.take("z") { return 0 }
    let isWest = reader.take("-")
    guard isWest || reader.take("+"), let hours = reader.number(2), hours < 24, reader.take(":"),
      let minutes = reader.number(2), minutes < 60
    else { return nil }
    return (hours * 60 + minutes) * (isWest ? -1 : 1)
  }
}

private struct DigitReader {
  private var rest: ArraySlice<UInt8>

  init(_ text: some StringProtocol) { rest = Array(text.utf8)[...] }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard rest.first == UInt8(ascii: character) else { return false }
    rest.removeFirst()
    return true
  }

  mutating func number(_ count: Int) -> Int? {
    guard rest.count >= count, rest.prefix(count).allSatisfy(Octet.isDigit) else { return nil }
    defer { rest.removeFirst(count) }
    return rest.prefix(count).reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
  }

  /// One to six decimals, as millionths.
  mutating func fraction() -> Int? {
    let digits = rest.prefix { Octet.isDigit($0) }
    guard (1...6).contains(digits.count), let value = number(digits.count) else { return nil }
    return (digits.count..<6).reduce(value) { scaled, _ in scaled * 10 }
  }
}
