import MusterDomain
import Testing

@Suite("The calendar of work and rest") struct WorkCalendarTests {
  private static func day(_ text: String) throws -> CivilDate { try #require(CivilDate(text)) }

  /// The notice for 2026, and a Saturday of 2027 that some later notice names by itself.
  private static func calendar() throws -> WorkCalendar {
    let notice = try CalendarNotice(
      number: "2026", issuedOn: day("2025-11-04"), year: 2026,
      holidays: "元旦:2026-01-01/2026-01-03,春节:2026-02-15/2026-02-23,清明节:2026-04-04/2026-04-06,国庆节:2026-10-01/2026-10-07",
      worked: "2026-01-04,2026-02-14,2026-02-28,2026-09-20,2026-10-10", ordinary: nil)
    return WorkCalendar(
      days: notice.days + [AdjustedDay(try day("2027-01-09"), .worked, name: nil, source: "2027")], knownYears: [2026])
  }

  @Test(
    "tells what a day is, whose weekday's windows hold on it, and whether that is known",
    arguments: [
      ("2026-02-13", .working, 5, true), ("2026-02-14", .workedWeekend, 5, true), ("2026-02-15", .holiday, 7, true),
      ("2026-02-16", .holiday, 7, true), ("2026-02-18", .holiday, 7, true), ("2026-02-19", .holiday, 6, true),
      ("2026-02-20", .holiday, 6, true), ("2026-02-21", .holiday, 6, true), ("2026-02-24", .working, 2, true),
      ("2026-03-07", .rest, 6, true), ("2026-01-04", .workedWeekend, 1, true), ("2026-12-31", .working, 4, true),
      ("2027-01-01", .working, 5, false), ("2027-01-02", .rest, 6, false), ("2027-01-09", .workedWeekend, 5, true),
      ("2019-10-01", .working, 2, false),
    ] as [(String, WorkCalendar.Kind, Int, Bool)])
  func kinds(date: String, kind: WorkCalendar.Kind, windows: Int, isKnown: Bool) throws {
    let (calendar, date) = (try Self.calendar(), try Self.day(date))
    #expect(calendar.kind(of: date) == kind)
    #expect(calendar.weekdayOfWindows(on: date) == windows)
    #expect(calendar.isKnown(date) == isKnown)
    #expect(kind.isWorked == (windows <= 5))
  }

  @Test(
    "counts working days from the day after, over holidays and worked weekends, and says where it could only guess",
    arguments: [
      ("2026-02-13", 0, "2026-02-13", true), ("2026-02-13", 1, "2026-02-14", true), ("2026-02-13", 2, "2026-02-24", true),
      ("2026-02-15", 1, "2026-02-24", true), ("2026-02-27", 1, "2026-02-28", true), ("2026-02-27", 2, "2026-03-02", true),
      ("2026-09-30", 3, "2026-10-10", true), ("2026-03-02", 10, "2026-03-16", true), ("2026-12-31", 1, "2027-01-01", false),
      ("2027-01-08", 1, "2027-01-09", false),
    ])
  func counting(from: String, days: Int, to: String, isKnown: Bool) throws {
    let counted = try Self.calendar().day(after: Self.day(from), workingDays: days)
    #expect(counted.date.description == to)
    #expect(counted.isKnown == isKnown)
  }

  @Test("has working days and no more than those between a day and the one counted to")
  func countingAgrees() throws {
    let calendar = try Self.calendar()
    for start in 0..<400 {
      let from = try Self.day("2025-12-20").advanced(days: start)
      for limit in [1, 5, 10, 22] {
        let to = calendar.day(after: from, workingDays: limit).date
        let between = (from.daysSinceEpoch + 1...to.daysSinceEpoch).map { CivilDate(daysSinceEpoch: $0) }
        #expect(between.count { calendar.kind(of: $0).isWorked } == limit)
        #expect(calendar.kind(of: to).isWorked)
      }
    }
  }

  @Test("takes a notice as it is written, spans with both their ends")
  func notice() throws {
    let notice = try CalendarNotice(
      number: "国办发明电〔2022〕16号", issuedOn: Self.day("2022-12-08"), year: 2023, holidays: "元旦:2022-12-31/2023-01-02,2023-04-05",
      worked: "春节:2023-01-28", ordinary: "2023-01-29")
    #expect(
      notice.days.map { "\($0.date) \($0.change) \($0.name ?? "-")" } == [
        "2022-12-31 holiday 元旦", "2023-01-01 holiday 元旦", "2023-01-02 holiday 元旦", "2023-01-28 worked 春节",
        "2023-01-29 ordinary -", "2023-04-05 holiday -",
      ])
    #expect(notice.days.allSatisfy { $0.source == "国办发明电〔2022〕16号" })
  }

  @Test(
    "refuses a notice that cannot be meant",
    arguments: [
      (nil, nil, .empty), ("", nil, .unreadable(argument: "holidays", part: "")),
      ("元旦", nil, .unreadable(argument: "holidays", part: "元旦")),
      (":2027-01-01", nil, .unreadable(argument: "holidays", part: ":2027-01-01")),
      ("2027-02-29", nil, .unreadable(argument: "holidays", part: "2027-02-29")),
      ("2027-01-03/2027-01-01", nil, .unreadable(argument: "holidays", part: "2027-01-03/2027-01-01")),
      ("2027-01-01/2027-02-01", nil, .unreadable(argument: "holidays", part: "2027-01-01/2027-02-01")),
      ("2027-01-01/2027-01-02/2027-01-03", nil, .unreadable(argument: "holidays", part: "2027-01-01/2027-01-02/2027-01-03")),
      ("2027-01-01,", nil, .unreadable(argument: "holidays", part: "")),
      ("2027-01-01/2027-01-03,2027-01-02", nil, .twice(CivilDate("2027-01-02"))),
      ("2027-01-02", "2027-01-02", .twice(CivilDate("2027-01-02"))),
      (nil, "2027-01-04", .workedWeekday(CivilDate("2027-01-04"))),
      ("2028-01-01", nil, .outsideYear(CivilDate("2028-01-01"))), ("2026-11-30", nil, .outsideYear(CivilDate("2026-11-30"))),
    ] as [(String?, String?, Expected)])
  func faults(holidays: String?, worked: String?, expected: Expected) throws {
    let fault = #expect(throws: CalendarNoticeFault.self) {
      try CalendarNotice(
        number: "n", issuedOn: Self.day("2026-11-10"), year: 2027, holidays: holidays, worked: worked, ordinary: nil)
    }
    #expect(fault == expected.fault)
  }

  /// A fault with dates that were read from text.
  enum Expected: Sendable {
    case empty, unreadable(argument: String, part: String)
    case twice(CivilDate?), workedWeekday(CivilDate?), outsideYear(CivilDate?)

    var fault: CalendarNoticeFault? {
      switch self {
      case .empty: .empty
      case .unreadable(let argument, let part): .unreadable(argument: argument, part: part)
      case .twice(let date): date.map(CalendarNoticeFault.twice)
      case .workedWeekday(let date): date.map(CalendarNoticeFault.workedWeekday)
      case .outsideYear(let date): date.map { .outsideYear($0, year: 2027) }
      }
    }
  }
}
