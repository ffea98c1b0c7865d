import MusterDomain
import Testing

@Suite("What recurs by RFC 5545") struct RecurrenceTests {
  /// New York around 1997 to 2007: summer time from the first Sunday of April to the last of October.
  private static let newYork: ZoneRules = {
    var changes: [(at: Int64, offset: Int)] = []
    for year in 1996...2006 {
      let spring = nth(1, weekday: 7, month: 4, year)
      let autumn = nth(-1, weekday: 7, month: 10, year)
      changes.append((Int64(spring) * 86_400 + 7 * 3600, -4 * 3600))
      changes.append((Int64(autumn) * 86_400 + 6 * 3600, -5 * 3600))
    }
    return ZoneRules(name: "America/New_York", first: -5 * 3600, changes: changes)
  }()

  private static func nth(_ ordinal: Int, weekday: Int, month: Int, _ year: Int) -> Int {
    let days = (1...CivilDate.days(in: month, of: year)).compactMap { CivilDate(year: year, month: month, day: $0) }
    let named = days.filter { $0.weekday == weekday }
    return named[ordinal > 0 ? ordinal - 1 : named.count + ordinal].daysSinceEpoch
  }

  private static let horizon = CivilDate(daysSinceEpoch: 15_000)  // 2011-01-26

  private static func local(_ text: String) throws -> LocalDateTime { try #require(LocalDateTime(text)) }

  @Test("comes on the days that the standard's examples list", arguments: RecurrenceExample.all)
  func examples(example: RecurrenceExample) throws {
    let recurrence = Recurrence(start: try Self.local("\(example.start)T09:00"), rule: try RecurrenceRule(example.rule))
    let found = recurrence.occurrences(through: Self.horizon, in: Self.newYork)
      .prefix(example.goesOn ? example.dates.count : .max).map(\.start.description)
    #expect(Array(found) == example.dates.map { "\($0)T09:00" })
    #expect(recurrence.isSynchronised(in: Self.newYork) == (example.title != "Every Friday the 13th, forever"))
  }

  @Test("is refused by name where it goes by more than days", arguments: RecurrenceExample.unsupported)
  func unsupported(example: (rule: String, name: String)) {
    #expect(throws: RecurrenceFault.unsupported(example.name)) { try RecurrenceRule(example.rule) }
  }

  @Test(
    "is refused by the part that is at fault",
    arguments: [
      ("", .form("")), ("FREQ", .form("FREQ")), ("FREQ=", .form("FREQ=")), ("FREQ=DAILY;", .form("")),
      ("COUNT=3", .missing("FREQ")), ("FREQ=DAILY;BYEASTER=1", .unknown("BYEASTER")),
      ("FREQ=FORTNIGHTLY", .value(part: "FREQ", text: "FORTNIGHTLY", .frequency)), ("FREQ=DAILY;FREQ=DAILY", .twice("FREQ")),
      ("FREQ=DAILY;COUNT=3;UNTIL=20260101", .together("COUNT", "UNTIL")),
      ("FREQ=DAILY;COUNT=0", .value(part: "COUNT", text: "0", .whole(1...10_000))),
      ("FREQ=DAILY;INTERVAL=-1", .value(part: "INTERVAL", text: "-1", .whole(1...1_000))),
      ("FREQ=DAILY;INTERVAL=99999999999999999999", .value(part: "INTERVAL", text: "99999999999999999999", .whole(1...1_000))),
      ("FREQ=DAILY;UNTIL=20260230", .value(part: "UNTIL", text: "20260230", .time)),
      ("FREQ=DAILY;UNTIL=20260228Z", .value(part: "UNTIL", text: "20260228Z", .time)),
      ("FREQ=DAILY;UNTIL=20260228T250000", .value(part: "UNTIL", text: "20260228T250000", .time)),
      ("FREQ=WEEKLY;BYDAY=1MO", .together("FREQ=WEEKLY", "BYDAY=1MO")),
      ("FREQ=WEEKLY;BYMONTHDAY=1", .together("FREQ=WEEKLY", "BYMONTHDAY")),
      ("FREQ=MONTHLY;BYDAY=6MO", .value(part: "BYDAY", text: "6MO", .weekdayNumber)),
      ("FREQ=MONTHLY;BYDAY=0MO", .value(part: "BYDAY", text: "0MO", .weekdayNumber)),
      ("FREQ=MONTHLY;BYDAY=周一", .value(part: "BYDAY", text: "周一", .weekdayNumber)),
      ("FREQ=MONTHLY;BYDAY=MO,", .value(part: "BYDAY", text: "", .weekdayNumber)),
      ("FREQ=MONTHLY;BYMONTHDAY=32", .value(part: "BYMONTHDAY", text: "32", .signed(31))),
      ("FREQ=MONTHLY;BYMONTHDAY=0", .value(part: "BYMONTHDAY", text: "0", .signed(31))),
      ("FREQ=YEARLY;BYMONTH=13", .value(part: "BYMONTH", text: "13", .whole(1...12))),
      ("FREQ=MONTHLY;BYSETPOS=1", .missing("BYDAY")),
      ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=367", .value(part: "BYSETPOS", text: "367", .signed(366))),
      ("FREQ=WEEKLY;WKST=1MO", .value(part: "WKST", text: "1MO", .weekday)),
    ] as [(String, RecurrenceFault)])
  func faults(text: String, fault: RecurrenceFault) {
    #expect(throws: fault) { try RecurrenceRule(text) }
  }

  @Test("is refused when it is longer than anything that is meant")
  func long() {
    #expect(throws: RecurrenceFault.self) {
      try RecurrenceRule("FREQ=YEARLY;BYMONTHDAY=" + Array(repeating: "1", count: 300).joined(separator: ","))
    }
  }

  @Test("writes itself so that reading gives the same rule, in either case and any order")
  func spelling() throws {
    let text = "FREQ=YEARLY;UNTIL=20261231T155959Z;INTERVAL=2;BYMONTH=3,9;BYMONTHDAY=-1,2;BYDAY=2TU,-1FR,SA;BYSETPOS=-1;WKST=SU"
    let rule = try RecurrenceRule(text)
    #expect(rule.description == text)
    #expect(try RecurrenceRule(text.split(separator: ";").reversed().joined(separator: ";").lowercased()) == rule)
    for until in ["20261231", "20261231T080910"] {
      #expect(try RecurrenceRule("FREQ=DAILY;UNTIL=\(until)").description == "FREQ=DAILY;UNTIL=\(until)")
    }
    #expect(try RecurrenceRule("FREQ=DAILY;UNTIL=2026-12-31T08:09:10") == RecurrenceRule("FREQ=DAILY;UNTIL=20261231T080910"))
  }

  @Test(
    "ends with the last moment that UNTIL allows",
    arguments: [
      ("20260503", 3), ("20260502", 2), ("20260503T090000", 3), ("20260503T085959", 2), ("20260503T010000Z", 3),
      ("20260503T005959Z", 2),
    ])
  func until(until: String, count: Int) throws {
    let recurrence = Recurrence(
      start: try Self.local("2026-05-01T09:00"), rule: try RecurrenceRule("FREQ=DAILY;UNTIL=\(until)"))
    let zone = ZoneRules.fixed("Asia/Shanghai", offsetSeconds: 8 * 3600)
    #expect(Array(recurrence.occurrences(through: Self.horizon.advanced(days: 10_000), in: zone)).count == count)
  }

  @Test("leaves out what is excepted, takes in what is added, and has one occurrence at another time")
  func exceptions() throws {
    var recurrence = Recurrence(start: try Self.local("2026-05-04T09:00"), rule: try RecurrenceRule("FREQ=WEEKLY;COUNT=4"))
    recurrence.excepted = [try Self.local("2026-05-11T09:00")]
    recurrence.added = [
      try Self.local("2026-05-20T14:00"), try Self.local("2026-05-18T09:00"), try Self.local("2026-04-01T09:00"),
    ]
    recurrence.moved = [try Self.local("2026-05-25T09:00"): try Self.local("2026-05-26T10:00")]
    let found = Array(recurrence.occurrences(through: Self.horizon.advanced(days: 10_000), in: Self.newYork))
    // COUNT counts the excepted one, and not the added one; what is both of the rule and added comes once.
    #expect(found.map(\.start.description) == ["2026-05-04T09:00", "2026-05-18T09:00", "2026-05-20T14:00", "2026-05-26T10:00"])
    #expect(found.map(\.isMoved) == [false, false, false, true])
    #expect(found.last?.identity.description == "2026-05-25T09:00")
    recurrence.excepted.insert(try Self.local("2026-05-20T14:00"))
    #expect(Array(recurrence.occurrences(through: Self.horizon.advanced(days: 10_000), in: Self.newYork)).count == 3)
  }

  @Test("keeps the wall's time over the changes of summer time; a skipped hour is read by the offset before it")
  func summerTime() throws {
    let recurrence = Recurrence(start: try Self.local("1998-04-03T02:30"), rule: try RecurrenceRule("FREQ=DAILY;COUNT=4"))
    let found = Array(recurrence.occurrences(through: Self.horizon, in: Self.newYork)).map(\.start)
    #expect(
      found.map { Self.newYork.wall(Self.newYork.instant(wall: $0)).description } == [
        "1998-04-03T02:30", "1998-04-04T02:30", "1998-04-05T03:30", "1998-04-06T02:30",
      ])
    // 01:30 comes twice on 1998-10-25: the first of the two.
    let twice = try Self.local("1998-10-25T01:30")
    #expect(Self.newYork.instant(wall: twice).seconds == twice.wallSeconds + 4 * 3600)
  }

  @Test("that never comes ends at the horizon; what goes on for ever is worked out as far as it is asked")
  func bounds() throws {
    let never = Recurrence(
      start: try Self.local("1998-01-01T09:00"), rule: try RecurrenceRule("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"))
    #expect(Array(never.occurrences(through: Self.horizon, in: Self.newYork)).isEmpty)
    #expect(never.firstOfRule(within: 4_000, in: Self.newYork) == nil)
    let always = Recurrence(start: try Self.local("1998-01-01T09:00"), rule: try RecurrenceRule("FREQ=DAILY"))
    var first = always.occurrences(through: CivilDate(daysSinceEpoch: 2_932_896), in: Self.newYork).makeIterator()
    #expect(first.next()?.start.description == "1998-01-01T09:00" && first.next()?.start.description == "1998-01-02T09:00")
    let yearly = RecurrenceDays(
      of: try RecurrenceRule("FREQ=YEARLY;INTERVAL=1000"), from: CivilDate(daysSinceEpoch: 0),
      through: CivilDate(daysSinceEpoch: 2_932_896))
    #expect(Array(yearly).map { $0.parts.year } == [1970, 2970, 3970, 4970, 5970, 6970, 7970, 8970, 9970])
    // A start that is none of the rule's days: the first that is.
    let off = Recurrence(
      start: try Self.local("2026-05-04T09:00"), rule: try RecurrenceRule("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13"))
    #expect(off.firstOfRule(within: 366, in: Self.newYork)?.description == "2026-11-13T09:00")
  }

  @Test("agrees with looking at every day by itself, over a thousand rules", arguments: 0..<20)
  func model(seed: Int) throws {
    var random = RecurrenceNoise(seed: UInt64(seed) &* 7_919 &+ 1)
    for _ in 0..<50 {
      let rule = random.rule()
      let first = CivilDate(daysSinceEpoch: 10_000 + random.below(800))
      let last = first.advanced(days: rule.frequency == .yearly ? 1_500 : 500)
      let found = Array(RecurrenceDays(of: rule, from: first, through: last))
      #expect(found == RecurrenceModel(rule, first).days(through: last), "\(rule) from \(first)")
      #expect(try RecurrenceRule(rule.description) == rule)
    }
  }
}
