import MusterDomain
import MusterProtocol
import MusterStore
import Postgres
import TestSupport
import Testing

@testable import MusterHandler

@Suite("Rosters, claims and substitutes follow the calendar") struct CalendarTests {
  /// Everybody is free on Friday evenings and on Saturday and Sunday mornings. S-1 and S-2 lie in the morning of Saturday
  /// 2026-02-14, which is worked before the Spring Festival, S-3 in its evening; the need's two times are out of the way.
  private static func lay(_ world: TestWorld, saturday: String = "2026-02-14") async throws {
    world.clock.set("2026-02-08T08:00")
    try await world.execute("DELETE FROM muster.availability")
    try await world.execute(
      """
      INSERT INTO muster.availability (member_id, weekday, starts, ends)
      SELECT m, w.weekday, w.starts, w.ends FROM generate_series(1, 8) m,
             (VALUES (5, 1080, 1260), (6, 480, 720), (7, 480, 720)) w (weekday, starts, ends)
      """)
    try await world.execute("DELETE FROM muster.shift WHERE need_id IS NOT NULL")
    for table: SQL in ["shift", "event"] {
      try await world.execute(
        """
        UPDATE muster.\(raw: table)
           SET starts_at = (\(saturday)::text || CASE WHEN area_id = 4 THEN ' 09:00+08' ELSE ' 18:30+08' END)::timestamptz,
               ends_at = (\(saturday)::text || CASE WHEN area_id = 4 THEN ' 11:00+08' ELSE ' 20:30+08' END)::timestamptz
        """)
    }
  }

  private static func roster(_ world: TestWorld, from: String, to: String) async throws -> [String?] {
    let street = try await world.client(as: "staff-street")
    let job = try #require(try await street.ok("SOLVE area=A-3 from=\(from) to=\(to) seconds=1 seed=7").field("job"))
    _ = try await JobRunner(world.environment).runOne()
    let made = try #require(try await street.ok("JOB \(job)").field("roster"))
    return try await street.ok("ROSTER \(made)").column("shift")
  }

  @Test("A worked Saturday has the Friday's windows: its morning stays empty, its evening is filled")
  func workedSaturday() async throws {
    try await TestWorld.with { world in
      try await Self.lay(world)
      #expect(try await Self.roster(world, from: "2026-02-09", to: "2026-02-16") == ["S-3", "S-3", "S-3"])
      let member = try await world.client(as: "member-1")
      let refused = try await member.expect("CLAIM S-2", "NO CONFLICT/RULE")
      #expect(refused.field("rule") == "availability")
      try await member.ok("CLAIM S-3")
    }
  }

  @Test("An ordinary Saturday has its own windows: the morning is filled, the evening stays empty")
  func ordinarySaturday() async throws {
    try await TestWorld.with { world in
      try await Self.lay(world, saturday: "2026-03-07")
      #expect(Set(try await Self.roster(world, from: "2026-03-02", to: "2026-03-09")) == ["S-1", "S-2"])
    }
  }

  @Test("A holiday on a Monday has the Sunday's windows, a worked Sunday the Monday's")
  func holiday() async throws {
    try await TestWorld.with { world in
      try await Self.lay(world, saturday: "2026-02-16")
      #expect(Set(try await Self.roster(world, from: "2026-02-16", to: "2026-02-23")) == ["S-1", "S-2"])
    }
    try await TestWorld.with { world in
      try await Self.lay(world, saturday: "2025-09-28")
      world.clock.set("2025-09-01T08:00")
      #expect(try await Self.roster(world, from: "2025-09-22", to: "2025-09-29").isEmpty)
    }
  }

  @Test("A dated exception wins over what the calendar makes of the day")
  func exception() async throws {
    try await TestWorld.with { world in
      try await Self.lay(world)
      try await world.execute("INSERT INTO muster.availability_exception VALUES (3, '2026-02-14', 540, 660)")
      #expect(try await Self.roster(world, from: "2026-02-09", to: "2026-02-16") == ["S-1", "S-3", "S-3", "S-3"])
    }
  }

  @Test("Who stands in on a worked Saturday is who is free on working days")
  func substitute() async throws {
    try await TestWorld.with { world in
      try await Self.lay(world)
      // Only member 4 offers Fridays' mornings.
      try await world.execute("INSERT INTO muster.availability VALUES (4, 5, 480, 720)")
      let offer = try await world.seat(member: 1, shift: 1, state: .offered)
      let staff = try await world.client(as: "staff-east")
      let found = try await staff.ok("SUBSTITUTES \(world.code(.assignment, offer))")
      #expect(found.column("member") == [world.code(.member, 4)])
    }
  }

  @Test("CALENDAR shows what each day is, by which notice; the latest notice on a day holds")
  func shown() async throws {
    try await TestWorld.with { world in
      let member = try await world.client(as: "member-1")
      let days = try await member.ok("CALENDAR from=2020-01-30 to=2020-02-05 limit=4")
      #expect(days.column("date") == ["2020-01-30", "2020-01-31", "2020-02-01", "2020-02-02"])
      #expect(days.column("kind") == ["holiday", "holiday", "holiday", "holiday"])
      #expect(days.column("windows") == ["6", "6", "6", "7"])
      #expect(days.column("source") == ["国办发明电〔2019〕16号"] + [String?](repeating: "国办发明电〔2020〕1号", count: 3))
      let next = try #require(days.field("next"))
      let rest = try await member.ok("CALENDAR from=2020-01-30 to=2020-02-05 limit=4 after=\(next)")
      #expect(rest.column("date") == ["2020-02-03", "2020-02-04"] && rest.column("kind") == ["working", "working"])
      #expect(rest.column("known") == ["yes", "yes"] && rest.column("source") == [nil, nil] && rest.final.text == nil)
      #expect(try await member.ok("CALENDAR").column("date").first == "2026-05-03")
      #expect(try await member.ok("CALENDAR").field("rows") == "28")
      try await member.expect("CALENDAR from=2026-02-01 to=2026-02-01", "BAD ARG/VALUE")
      #expect(try await member.ok("CALENDAR from=2199-12-31").field("rows") == "28")
    }
  }

  @Test("The notices on record have so many holidays and worked weekends a year")
  func counts() async throws {
    try await TestWorld.with { world in
      let staff = try await world.client(as: "staff-east")
      let expected = [2020: (30, 6), 2021: (31, 7), 2022: (32, 7), 2023: (26, 7), 2024: (28, 8), 2025: (28, 5), 2026: (33, 6)]
      for (year, (holidays, worked)) in expected {
        let kinds = try await staff.ok("CALENDAR from=\(year)-01-01 to=\(year + 1)-01-01 adjusted=yes limit=200").column("kind")
        #expect(kinds.count { $0 == "holiday" } == holidays, "\(year)")
        #expect(kinds.count { $0 == "worked-weekend" } == worked, "\(year)")
      }
    }
  }

  @Test("Past the years known only weekdays are left, and CALENDAR and SOLVE say so, until the administrator enters the notice")
  func unknownYear() async throws {
    try await TestWorld.with { world in
      let staff = try await world.client(as: "staff-east")
      let guessed = try await staff.ok("CALENDAR from=2027-01-01 to=2027-01-04")
      #expect(guessed.column("kind") == ["working", "rest", "rest"] && guessed.column("known") == ["no", "no", "no"])
      #expect(guessed.final.text?.contains("2027 年的放假安排还没有录入") == true)
      let solve = "SOLVE area=A-4 from=2027-01-04 to=2027-01-11 seconds=1"
      #expect(try await staff.ok(solve).final.text?.contains("2027") == true)

      let add = "CALENDAR.ADD 示例 issued=2026-11-10 year=2027 holidays=元旦:2027-01-01/2027-01-03 worked=2027-01-09"
      try await staff.expect(add, "NO DENIED")
      let admin = try await world.client(as: "admin")
      let made = try await admin.ok("\(add) key=enter-the-notice-of-2027")
      #expect(made.field("days") == "4")
      #expect(try await admin.ok("\(add) key=enter-the-notice-of-2027").field("replayed") == "yes")
      try await admin.expect(add, "NO EXISTS")
      let known = try await staff.ok("CALENDAR from=2027-01-01 to=2027-01-10")
      #expect(known.column("kind")[0] == "holiday" && known.column("kind")[8] == "worked-weekend")
      #expect(known.column("name")[0] == "元旦" && known.final.text == nil)
      #expect(try await staff.ok(solve).final.text == nil)

      try await admin.ok("CALENDAR.ADD 更正 issued=2026-12-01 ordinary=2027-01-09")
      #expect(try await staff.ok("CALENDAR from=2027-01-09 to=2027-01-10").column("kind") == ["rest"])
    }
  }

  @Test(
    "A notice that cannot be meant changes nothing and says what is wrong",
    arguments: [
      ("issued=2026-11-10", "BAD ARG/MISSING", "holidays"), ("issued=2026-11-10 holidays=元旦", "BAD ARG/VALUE", "holidays"),
      ("issued=2026-11-10 worked=2027-01-04", "BAD ARG/VALUE", "worked"),
      ("issued=2026-11-10 year=2027 holidays=2028-01-01", "BAD ARG/VALUE", "year"),
      ("issued=2026-11-10 holidays=2027-01-01,2027-01-01", "BAD ARG/VALUE", "holidays"),
    ])
  func badNotices(rest: String, answer: String, argument: String) async throws {
    try await TestWorld.with { world in
      let admin = try await world.client(as: "admin")
      let reply = try await admin.expect("CALENDAR.ADD x \(rest)", answer)
      #expect(reply.field("arg") == argument)
      #expect(try await world.number("SELECT count(*) FROM muster.calendar_notice") == 8)
    }
  }
}
