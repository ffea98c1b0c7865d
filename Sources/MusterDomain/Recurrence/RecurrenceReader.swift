/// Why a rule cannot be followed, by the part that is at fault.
public enum RecurrenceFault: Error, Hashable, Sendable {
  /// The text is not `NAME=VALUE;NAME=VALUE`.
  case form(String)
  /// RFC 5545 has no such part.
  case unknown(String)
  /// A part or frequency of RFC 5545 that events of days and hours do not take, e.g. `BYHOUR` or `SECONDLY`.
  case unsupported(String)
  case twice(String)
  case missing(String)
  /// What stands there is none of what the part may have.
  case value(part: String, text: String, RecurrenceExpectation)
  /// The two do not go together.
  case together(String, String)
}

/// What a part of a rule may have.
public enum RecurrenceExpectation: Hashable, Sendable {
  case frequency
  case whole(ClosedRange<Int>)
  /// From 1 to the bound or from -1 to its negative.
  case signed(Int)
  case weekday
  /// A weekday, with a number before it where the frequency is monthly or yearly.
  case weekdayNumber
  case time
}

extension RecurrenceRule {
  /// Longest text read.
  public static let mostCharacters = 500
  private static let mostInterval = 1_000
  private static let mostCount = 10_000

  /// Reads `FREQ=WEEKLY;COUNT=10;BYDAY=TU,TH`, names in either case, in any order.
  public init(_ text: some StringProtocol) throws(RecurrenceFault) {
    var parts: [String: Substring] = [:]
    let text = Substring(text)
    guard text.utf8.count <= Self.mostCharacters else { throw .form(String(text.prefix(40))) }
    for piece in text.split(separator: ";", omittingEmptySubsequences: false) {
      let sides = piece.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard sides.count == 2, !sides[1].isEmpty else { throw .form(String(piece)) }
      let name = sides[0].uppercased()
      guard Self.partNames.contains(name) else {
        throw Self.otherNames.contains(name) ? .unsupported(name) : .unknown(name)
      }
      guard parts.updateValue(sides[1], forKey: name) == nil else { throw .twice(name) }
    }
    self.init(try Self.frequency(parts["FREQ"]))
    if let text = parts["INTERVAL"] { interval = try Self.whole(text, "INTERVAL", 1...Self.mostInterval) }
    end = try Self.end(count: parts["COUNT"], until: parts["UNTIL"])
    months = try Self.list(parts["BYMONTH"]) { text throws(RecurrenceFault) in try Self.whole(text, "BYMONTH", 1...12) }
    monthDays = try Self.list(parts["BYMONTHDAY"]) { text throws(RecurrenceFault) in
      try Self.signed(text, "BYMONTHDAY", 31)
    }
    weekdays = try Self.list(parts["BYDAY"], Self.weekdayNumber)
    positions = try Self.list(parts["BYSETPOS"]) { text throws(RecurrenceFault) in try Self.signed(text, "BYSETPOS", 366) }
    if let text = parts["WKST"] { weekStart = try Self.weekday(text, "WKST") }
    try check()
  }

  /// What RFC 5545 forbids together.
  private func check() throws(RecurrenceFault) {
    if frequency == .weekly, !monthDays.isEmpty { throw .together("FREQ=WEEKLY", "BYMONTHDAY") }
    if frequency == .daily || frequency == .weekly, weekdays.contains(where: { $0.ordinal != nil }) {
      throw .together("FREQ=\(frequency.rawValue)", "BYDAY=\(weekdays.map(\.description).joined(separator: ","))")
    }
    if frequency == .monthly || !months.isEmpty {
      for weekday in weekdays where weekday.ordinal.map({ abs($0) > 5 }) == true {
        throw .value(part: "BYDAY", text: weekday.description, .weekdayNumber)
      }
    }
    if !positions.isEmpty, months.isEmpty, monthDays.isEmpty, weekdays.isEmpty { throw .missing("BYDAY") }
  }

  private static let partNames: Set = [
    "FREQ", "INTERVAL", "COUNT", "UNTIL", "BYMONTH", "BYMONTHDAY", "BYDAY", "BYSETPOS", "WKST",
  ]
  /// Parts of RFC 5545 and of RFC 7529 that are not followed.
  private static let otherNames: Set = ["BYSECOND", "BYMINUTE", "BYHOUR", "BYYEARDAY", "BYWEEKNO", "RSCALE", "SKIP"]
  private static let otherFrequencies: Set = ["SECONDLY", "MINUTELY", "HOURLY"]

  private static func frequency(_ text: Substring?) throws(RecurrenceFault) -> Frequency {
    guard let text else { throw .missing("FREQ") }
    let name = text.uppercased()
    if let frequency = Frequency(rawValue: name) { return frequency }
    if otherFrequencies.contains(name) { throw .unsupported(name) }
    throw .value(part: "FREQ", text: String(text), .frequency)
  }

  private static func end(count: Substring?, until: Substring?) throws(RecurrenceFault) -> End? {
    if let count {
      guard until == nil else { throw .together("COUNT", "UNTIL") }
      return .count(try whole(count, "COUNT", 1...mostCount))
    }
    guard let until else { return nil }
    guard let end = moment(until) else { throw .value(part: "UNTIL", text: String(until), .time) }
    return end
  }

  /// `20261231`, `20261231T235959` or `20261231T155959Z`; also with the hyphens and colons of ISO 8601.
  private static func moment(_ text: Substring) -> End? {
    let bare = text.uppercased().replacing("-", with: "").replacing(":", with: "")
    let isUTC = bare.hasSuffix("Z")
    let sides = bare.dropLast(isUTC ? 1 : 0).split(separator: "T", omittingEmptySubsequences: false)
    guard let day = sides.first, day.utf8.count == 8,
      let date = CivilDate("\(day.prefix(4))-\(day.dropFirst(4).prefix(2))-\(day.suffix(2))")
    else { return nil }
    if sides.count == 1 { return isUTC ? nil : .day(date) }
    let clock = sides[1]
    guard sides.count == 2, clock.utf8.count == 6,
      let time = LocalTime("\(clock.prefix(2)):\(clock.dropFirst(2).prefix(2)):\(clock.suffix(2))"),
      let local = LocalDateTime(date, time)
    else { return nil }
    return isUTC ? .utc(local.wallSeconds) : .local(local)
  }

  private static func list<Value: Hashable>(
    _ text: Substring?, _ read: (Substring) throws(RecurrenceFault) -> Value
  ) throws(RecurrenceFault) -> [Value] {
    guard let text else { return [] }
    var values: [Value] = []
    for piece in text.split(separator: ",", omittingEmptySubsequences: false) {
      let value = try read(piece)
      if !values.contains(value) { values.append(value) }
    }
    return values
  }

  private static func whole(_ text: Substring, _ part: String, _ range: ClosedRange<Int>) throws(RecurrenceFault) -> Int {
    guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let value = Int(text), range.contains(value) else {
      throw .value(part: part, text: String(text), .whole(range))
    }
    return value
  }

  private static func signed(_ text: Substring, _ part: String, _ bound: Int) throws(RecurrenceFault) -> Int {
    guard let value = Int(text), value != 0, abs(value) <= bound else {
      throw .value(part: part, text: String(text), .signed(bound))
    }
    return value
  }

  private static func weekday(_ text: Substring, _ part: String) throws(RecurrenceFault) -> Int {
    guard let index = weekdayNames.firstIndex(of: text.uppercased()) else {
      throw .value(part: part, text: String(text), .weekday)
    }
    return index + 1
  }

  private static func weekdayNumber(_ text: Substring) throws(RecurrenceFault) -> WeekdayNumber {
    let number = text.dropLast(2)
    guard let index = weekdayNames.firstIndex(of: text.suffix(2).uppercased()),
      number.isEmpty || Int(number).map({ $0 != 0 && (-53...53).contains($0) }) == true
    else { throw .value(part: "BYDAY", text: String(text), .weekdayNumber) }
    return WeekdayNumber(Int(number), weekday: index + 1)
  }
}
