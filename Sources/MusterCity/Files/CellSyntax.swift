import MusterDomain

/// A point on the map in decimal degrees.
public struct GeoPoint: Hashable, Sendable {
  public var longitude: Double
  public var latitude: Double

  public init(longitude: Double, latitude: Double) {
    self.longitude = longitude
    self.latitude = latitude
  }

  /// Reads up to three digits, a point and up to nine more, and nothing else. With at most 12 digits both parts of the
  /// quotient are exact doubles, so the result is the double nearest to what was written.
  static func degrees(_ cell: String) -> Double? {
    var mantissa = 0
    var scale = 1
    var whole = 0
    var decimals: Int?
    for byte in cell.utf8 {
      if byte == UInt8(ascii: "."), decimals == nil {
        decimals = 0
        continue
      }
      guard (48...57).contains(byte), whole <= 3, decimals ?? 0 < 9 else { return nil }
      mantissa = mantissa * 10 + Int(byte - 48)
      if let count = decimals {
        decimals = count + 1
        scale *= 10
      } else {
        whole += 1
      }
    }
    guard (1...3).contains(whole), decimals != 0 else { return nil }
    return Double(mantissa) / Double(scale)
  }
}

/// Days and times as cells have them: ISO 8601, and the `2026/5/4 9:00` that a spreadsheet turns it into when it saves.
enum CellTime {
  static func date(_ cell: some StringProtocol) -> CivilDate? {
    if let date = CivilDate(cell) { return date }
    let parts = cell.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].utf8.count == 4, let year = number(parts[0]) else { return nil }
    guard parts[1].utf8.count <= 2, parts[2].utf8.count <= 2 else { return nil }
    guard let month = number(parts[1]), let day = number(parts[2]) else { return nil }
    return CivilDate(year: year, month: month, day: day)
  }

  static func time(_ cell: some StringProtocol) -> LocalTime? {
    cell.utf8.count == 4 || cell.utf8.count == 7 ? LocalTime("0\(cell)") : LocalTime(cell)
  }

  static func dateTime(_ cell: some StringProtocol) -> LocalDateTime? {
    guard let mark = cell.utf8.firstIndex(where: { $0 == UInt8(ascii: "T") || $0 == UInt8(ascii: " ") }) else { return nil }
    guard let date = date(cell[..<mark]), let time = time(cell[cell.utf8.index(after: mark)...]) else { return nil }
    return LocalDateTime(date, time)
  }

  private static func number(_ text: some StringProtocol) -> Int? {
    guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
    return Int(text)
  }
}

enum CodeRule {
  static func isValid(_ text: String) -> Bool {
    guard let first = text.utf8.first, isLetterOrDigit(first), text.utf8.count <= 40 else { return false }
    return text.utf8.allSatisfy { isLetterOrDigit($0) || $0 == 45 || $0 == 46 || $0 == 95 }
  }

  /// `1.50602E+17`, what a spreadsheet makes of a long number.
  static func looksLikeSpreadsheetNumber(_ text: String) -> Bool {
    text.utf8.first.map { (48...57).contains($0) } == true && (text.contains("E+") || text.contains("e+"))
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
  }
}

enum PhoneNumber {
  /// 11 digits from 13 to 19, or 0, two or three digits, an optional hyphen, seven or eight digits.
  static func isValid(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    let digits = bytes.filter { $0 != 45 }
    guard digits.allSatisfy({ (48...57).contains($0) }) else { return false }
    if bytes.count == 11, digits.count == 11, bytes[0] == 49, bytes[1] >= 51 { return true }
    guard bytes.first == 48, (10...12).contains(digits.count), bytes.count - digits.count <= 1 else { return false }
    guard let hyphen = bytes.firstIndex(of: 45) else { return true }
    return (3...4).contains(hyphen) && (7...8).contains(bytes.count - hyphen - 1)
  }
}
