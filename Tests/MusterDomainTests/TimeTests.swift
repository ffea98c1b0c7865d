import MusterDomain
import Testing

@Suite("Days and clocks on the wall") struct CivilTimeTests {
  @Test("Every day from 1600 to 2400 has its number, its parts and its weekday")
  func days() throws {
    var date = try #require(CivilDate(year: 1600, month: 1, day: 1))
    // 1600-01-01 was a Saturday.
    var weekday = 6
    for year in 1600...2400 {
      for month in 1...12 {
        for day in 1...CivilDate.days(in: month, of: year) {
          #expect(date.parts == (year, month, day))
          #expect(CivilDate(year: year, month: month, day: day) == date && date.weekday == weekday)
          date = date.advanced(days: 1)
          weekday = weekday % 7 + 1
        }
      }
    }
    #expect(CivilDate(daysSinceEpoch: 0).description == "1970-01-01")
  }

  @Test(
    "A day that does not exist, or is spelt otherwise, is none",
    arguments: [
      "2026-02-29", "2100-02-29", "2026-13-01", "2026-00-01", "2026-04-31", "2026-4-30", "20260430", "2026-04-30T",
      "0000-01-01", "",
    ])
  func noDay(text: String) { #expect(CivilDate(text) == nil) }

  @Test("A day is read as it is written", arguments: ["2024-02-29", "2000-02-29", "1970-01-01", "9999-12-31", "0001-01-01"])
  func written(text: String) { #expect(CivilDate(text)?.description == text) }

  @Test("A clock shows minutes, and seconds where there are some; 24:00 only ends a day")
  func clock() {
    #expect(LocalTime("09:05")?.description == "09:05" && LocalTime("09:05:07")?.description == "09:05:07")
    #expect(
      LocalTime("24:00") == .endOfDay && LocalTime("24:01") == nil && LocalTime("23:60") == nil && LocalTime("9:00") == nil)
    #expect(LocalTime(minuteOfDay: 1439)?.description == "23:59" && LocalTime(minuteOfDay: 1441) == nil)
    #expect(LocalDateTime("2026-05-04T24:00") == nil)
  }

  @Test("Minutes carry over midnight both ways")
  func carry() throws {
    let day = try #require(CivilDate("2026-03-01"))
    #expect(LocalDateTime(day, minutes: -1).description == "2026-02-28T23:59")
    #expect(LocalDateTime(day, minutes: 1440).description == "2026-03-02T00:00")
    let noon = try #require(LocalDateTime("2026-03-01T12:00"))
    #expect(noon.advanced(minutes: -721).description == "2026-02-28T23:59")
    #expect(noon.advanced(minutes: 720).description == "2026-03-02T00:00")
  }

  @Test("Instants count whole seconds downwards, spans are half open and never empty")
  func instants() {
    #expect(Instant(microseconds: -1).seconds == -1 && Instant(microseconds: 1_999_999).seconds == 1)
    let (a, b, c) = (Instant(seconds: 0), Instant(seconds: 60), Instant(seconds: 120))
    #expect(TimeSpan(a, a) == nil && TimeSpan(b, a) == nil)
    #expect(TimeSpan(a, b).flatMap { first in TimeSpan(b, c).map { first.overlaps($0) } } == false)
    #expect(TimeSpan(a, c)?.minutes == 2)
  }
}

@Suite("Zones as data") struct ZoneRulesTests {
  /// Berlin in 2026: summer time from 29 March 01:00 UTC to 25 October 01:00 UTC.
  private let berlin = ZoneRules(name: "Europe/Berlin", first: 3600, changes: [(1_774_746_000, 7200), (1_792_890_000, 3600)])

  private func local(_ text: String) throws -> [Int64] {
    berlin.instants(localSeconds: try #require(LocalDateTime(text)).wallSeconds).map(\.seconds)
  }

  @Test("have no instant in a gap, two in a fold, and one everywhere else")
  func gapsAndFolds() throws {
    #expect(try local("2026-03-29T01:59") == [1_774_745_940])
    #expect(try local("2026-03-29T02:00").isEmpty)
    #expect(try local("2026-03-29T02:59:59").isEmpty)
    #expect(try local("2026-03-29T03:00") == [1_774_746_000])
    #expect(try local("2026-10-25T01:59") == [1_792_886_340])
    #expect(try local("2026-10-25T02:00") == [1_792_886_400, 1_792_890_000])
    #expect(try local("2026-10-25T02:59:59") == [1_792_889_999, 1_792_893_599])
    #expect(try local("2026-10-25T03:00") == [1_792_893_600])
  }

  @Test("show an instant on the wall, and find it again from there")
  func roundTrip() {
    for second in stride(from: Int64(1_774_700_000), to: 1_792_990_000, by: 3_601) {
      let instant = Instant(seconds: second)
      #expect(berlin.instants(localSeconds: berlin.localSeconds(instant)).contains(instant))
    }
    #expect(
      berlin.offset(at: Instant(seconds: 1_774_745_999)) == 3600 && berlin.offset(at: Instant(seconds: 1_774_746_000)) == 7200)
    let shanghai = ZoneRules.fixed("Asia/Shanghai", offsetSeconds: 28_800)
    #expect(shanghai.instants(localSeconds: 28_800) == [Instant(seconds: 0)])
  }
}

@Suite("A hall's hours") struct OpeningHoursTests {
  private let zone = ZoneRules.fixed("Asia/Shanghai", offsetSeconds: 28_800)

  @Test(
    "hold on the wall of the city, within one day",
    arguments: [
      ("08:00", "2026-05-04T22:00", true), ("07:59", "2026-05-04T09:00", false), ("21:00", "2026-05-04T22:01", false),
      ("21:00", "2026-05-05T09:00", false),
    ])
  func hours(from: String, to: String, isOpen: Bool) throws {
    let hours = OpeningHours(opens: 480, closes: 1320)
    #expect(hours.allow(try span("2026-05-04T\(from)", to), in: zone) == isOpen)
  }

  @Test("may end at midnight, and not after it; before 1970 too")
  func midnight() throws {
    let hours = OpeningHours(opens: 0, closes: 1440)
    #expect(hours.allow(try span("2026-05-04T00:00", "2026-05-05T00:00"), in: zone))
    #expect(!hours.allow(try span("2026-05-04T00:01", "2026-05-05T00:01"), in: zone))
    #expect(hours.allow(try span("1960-05-04T00:00", "1960-05-05T00:00"), in: zone))
  }

  private func span(_ from: String, _ to: String) throws -> TimeSpan {
    let ends = try [from, to].map { text in
      Instant(seconds: try #require(LocalDateTime(text)).wallSeconds - 28_800)
    }
    return try #require(TimeSpan(ends[0], ends[1]))
  }
}
