import MusterDomain
import Testing

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
