import MusterDomain
import MusterProtocol
import MusterStore
import Postgres
import TestSupport
import Testing

@testable import MusterHandler

@Suite("Events that recur") struct SeriesTests {
  private static let add = "EVENT.ADD title=居民说事 area=A-4 domain=livelihood from=2026-05-09T09:00 to=2026-05-09T11:00"

  /// Four Saturdays, one of which is left out, and a Wednesday.
  private static func made(_ client: TestClient) async throws -> Reply {
    try await client.ok("\(add) repeat=FREQ=WEEKLY;BYDAY=SA;COUNT=4 except=2026-05-23 also=2026-06-03")
  }

  @Test("Each occurrence is an event of its own, made in one go; the key makes the series once")
  func makes() async throws {
    try await TestWorld.with { world in
      let east = try await world.client(as: "staff-east")
      let line = "\(Self.add) repeat=FREQ=WEEKLY;BYDAY=SA;COUNT=4 except=2026-05-23 also=2026-06-03 key=make-this-series-once"
      let made = try await east.ok(line)
      #expect(made.field("events") == "4" && made.field("state") == "draft" && made.field("id") == "E-3")
      let series = try #require(made.field("series"))
      #expect(try await east.ok(line).field("replayed") == "yes")
      let events = try await east.ok("EVENTS series=\(series)")
      #expect(
        events.column("starts") == [
          "2026-05-09T09:00:00+08:00", "2026-05-16T09:00:00+08:00", "2026-05-30T09:00:00+08:00", "2026-06-03T09:00:00+08:00",
        ])
      #expect(events.column("ends").last == "2026-06-03T11:00:00+08:00")
      #expect(events.column("series") == [series, series, series, series])
      #expect(try await east.ok("EVENTS E-1").column("series") == [nil])
      #expect(
        try await world.text("SELECT rule || ' ' || starts || ' ' || excepted::text FROM muster.event_series")
          == "FREQ=WEEKLY;COUNT=4;BYDAY=SA 2026-05-09 09:00:00 {2026-05-23}")
      let west = try await world.client(as: "staff-west")
      #expect(try await west.ok("EVENTS series=\(series)").column("id").isEmpty)
    }
  }

  @Test("A shift is added to one, to the later ones or to all; each at its own event's times")
  func shifts() async throws {
    try await TestWorld.with { world in
      let east = try await world.client(as: "staff-east")
      _ = try await Self.made(east)
      let one = try await east.ok("SHIFT.ADD E-4 role=引导 minimum=1 seats=2")
      #expect(one.field("shifts") == nil)
      let later = try await east.ok("SHIFT.ADD E-4 role=收尾 minimum=1 seats=1 from=2026-05-16T10:30 apply=following")
      #expect(later.field("shifts") == "3")
      let all = try await east.ok("SHIFT.ADD E-4 role=主持 minimum=1 seats=1 apply=all")
      #expect(all.field("shifts") == "4")
      let shifts = try await east.ok("SHIFTS event=E-6")
      #expect(shifts.column("role") == ["主持", "收尾"])
      #expect(shifts.column("starts") == ["2026-06-03T09:00:00+08:00", "2026-06-03T10:30:00+08:00"])
      #expect(shifts.column("ends") == ["2026-06-03T11:00:00+08:00", "2026-06-03T11:00:00+08:00"])
      #expect(try await east.ok("SHIFTS event=E-3").column("role") == ["主持"])
      try await east.expect("SHIFT.ADD E-1 role=x minimum=1 seats=1 apply=all", "BAD ARG/VALUE")
    }
  }

  @Test("One occurrence is changed, or this and the following, or all; what has begun or ended is passed over")
  func changes() async throws {
    try await TestWorld.with { world in
      let east = try await world.client(as: "staff-east")
      let series = try #require(try await Self.made(east).field("series"))
      try await east.ok("SHIFT.ADD E-3 role=引导 minimum=1 seats=2 apply=all")
      let published = try await east.ok("EVENT.SET E-3 state=published if=1 apply=all")
      #expect(published.field("events") == "4" && published.field("skipped") == "0" && published.field("v") == "2")
      #expect(try await east.ok("SHIFTS event=E-6").column("state") == ["open"])

      // One occurrence at another time: the rule's time stays what the series knows it by.
      let one = try await east.ok("EVENT.SET E-4 from=2026-05-17T14:00 to=2026-05-17T16:00")
      #expect(one.field("events") == nil)
      #expect(
        try await world.text(
          "SELECT to_char(occurrence at time zone 'Asia/Shanghai', 'MM-DD HH24:MI') FROM muster.event WHERE id = 4")
          == "05-16 09:00")

      // An hour later and half an hour longer from that one on, by the clock on the wall; each keeps its own day.
      let later = try await east.ok("EVENT.SET E-5 from=2026-05-30T10:00 to=2026-05-30T12:30 title=说事日 apply=following")
      #expect(later.field("events") == "2")
      let events = try await east.ok("EVENTS series=\(series)")
      #expect(
        events.column("starts") == [
          "2026-05-09T09:00:00+08:00", "2026-05-17T14:00:00+08:00", "2026-05-30T10:00:00+08:00", "2026-06-03T10:00:00+08:00",
        ])
      #expect(events.column("ends").last == "2026-06-03T12:30:00+08:00")
      #expect(events.column("title") == ["居民说事", "居民说事", "说事日", "说事日"])
      #expect(try await east.ok("SHIFTS event=E-6").column("ends") == ["2026-06-03T12:30:00+08:00"])

      world.clock.set("2026-05-18T08:00")
      let all = try await east.ok("EVENT.SET E-5 title=居民说事日 apply=all")
      #expect(all.field("events") == "2" && all.field("skipped") == "2")
      let cancelled = try await east.ok("EVENT.SET E-5 state=cancelled reason=装修 apply=following")
      #expect(cancelled.field("events") == "2" && cancelled.field("released") == "0")
      #expect(
        try await east.ok("EVENTS series=\(series)").column("state") == ["published", "published", "cancelled", "cancelled"])
      try await east.expect("EVENT.SET E-3 state=closed apply=all", "BAD ARG/VALUE")
      try await east.expect("EVENT.SET E-3 state=settled apply=all", "BAD ARG/VALUE")
      try await east.expect("EVENT.SET E-1 title=x apply=all", "BAD ARG/VALUE")
    }
  }

  @Test("Where one of them cannot move, none does")
  func allOrNothing() async throws {
    try await TestWorld.with { world in
      let east = try await world.client(as: "staff-east")
      _ = try await Self.made(east)
      try await east.ok("EVENT.SET E-3 state=published apply=all")
      try await world.execute("UPDATE muster.event SET venue_id = 1 WHERE id = 5")
      // Later than the hall of the third one is open.
      let refused = try await east.expect(
        "EVENT.SET E-3 from=2026-05-09T21:00 to=2026-05-09T22:30 apply=all", "NO CONFLICT/RULE")
      #expect(refused.field("rule") == "opening-hours")
      #expect(try await east.ok("EVENTS E-3").column("starts") == ["2026-05-09T09:00:00+08:00"])
      let west = try await world.client(as: "staff-west")
      try await west.expect("EVENT.SET E-3 title=x apply=all", "NO NOT-FOUND")
    }
  }

  @Test("A venue that is taken on one of the days is named with it, and except= goes round it")
  func venue() async throws {
    try await TestWorld.with { world in
      let east = try await world.client(as: "staff-east")
      let other = "EVENT.ADD title=x area=A-4 domain=health venue=V-1 from=2026-05-23T10:00 to=2026-05-23T12:00"
      try await east.ok("EVENT.SET \(try #require(try await east.ok(other).field("id"))) state=published")
      let line = "\(Self.add) venue=V-1 repeat=FREQ=WEEKLY;COUNT=4"
      let refused = try await east.expect(line, "NO CONFLICT/OVERLAP")
      #expect(refused.field("date") == "2026-05-23")
      #expect(try await world.number("SELECT count(*) FROM muster.event_series") == 0)
      #expect(try await east.ok("\(line) except=2026-05-23").field("events") == "3")
    }
  }

  @Test(
    "A series that cannot be meant is refused by the argument at fault, and says what to do",
    arguments: [
      ("repeat=FREQ=WEEKLY", "BAD ARG/VALUE", "repeat", "COUNT"),
      ("repeat=FREQ=HOURLY;COUNT=3", "BAD ARG/VALUE", "repeat", "HOURLY"),
      ("repeat=FREQ=WEEKLY;BYHOUR=9;COUNT=3", "BAD ARG/VALUE", "repeat", "BYHOUR"),
      ("repeat=每周六", "BAD ARG/VALUE", "repeat", "每周六"),
      ("repeat=FREQ=WEEKLY;BYDAY=XX;COUNT=3", "BAD ARG/VALUE", "repeat", "XX"),
      ("repeat=FREQ=WEEKLY;BYDAY=TU;COUNT=3", "BAD ARG/VALUE", "from", "2026-05-12"),
      ("repeat=FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=3", "BAD ARG/VALUE", "repeat", "两年"),
      ("repeat=FREQ=DAILY;COUNT=301", "BAD ARG/VALUE", "repeat", "300"),
      ("repeat=FREQ=YEARLY;COUNT=4", "BAD ARG/VALUE", "repeat", "2028-05-09"),
      ("repeat=FREQ=MONTHLY;UNTIL=20300101", "BAD ARG/VALUE", "repeat", "2028-05-09"),
      ("repeat=FREQ=WEEKLY;COUNT=3 except=2026-05-17", "BAD ARG/VALUE", "except", "2026-05-17"),
      ("repeat=FREQ=WEEKLY;COUNT=3 except=星期天", "BAD ARG/VALUE", "except", "星期天"),
      ("repeat=FREQ=WEEKLY;COUNT=1 except=2026-05-09", "BAD ARG/VALUE", "except", "每一次"),
      ("repeat=FREQ=WEEKLY;COUNT=3 also=2026-05-01", "BAD ARG/VALUE", "also", "2026-05-01"),
      ("except=2026-05-09", "BAD ARG/MISSING", "repeat", "except"),
    ])
  func faults(rest: String, answer: String, argument: String, names: String) async throws {
    try await TestWorld.with { world in
      let east = try await world.client(as: "staff-east")
      let reply = try await east.expect("\(Self.add) \(rest)", answer)
      #expect(reply.field("arg") == argument)
      #expect(reply.final.text?.contains(names) == true, "\(reply.final.text ?? "")")
      #expect(try await world.number("SELECT count(*) FROM muster.event") == 2)
      try await east.ok("SET lang=en")
      #expect(
        try await east.expect("\(Self.add) \(rest)", answer).final.text?.unicodeScalars.allSatisfy {
          !$0.properties.isIdeographic
        } == true)
    }
  }

  @Test("The schema keeps an event the occurrence that it is, and an occurrence once")
  func schema() async throws {
    try await TestWorld.with { world in
      let east = try await world.client(as: "staff-east")
      _ = try await Self.made(east)
      for statement in [
        "UPDATE muster.event SET occurrence = occurrence + interval '1 day' WHERE id = 3",
        "UPDATE muster.event SET series_id = NULL, occurrence = NULL WHERE id = 3",
        """
        INSERT INTO muster.event (number, area_id, title, domain, state, starts_at, ends_at, longitude, latitude, created_by, series_id, occurrence)
          SELECT 'x', area_id, title, domain, state, starts_at, ends_at, longitude, latitude, created_by, series_id, occurrence
            FROM muster.event WHERE id = 3
        """,
      ] as [SQL] {
        await #expect(throws: (any Error).self) { try await world.execute(statement) }
      }
    }
  }
}
