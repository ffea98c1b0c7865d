import MusterCity
import MusterDomain
import MusterProtocol
import MusterStore
import Postgres
import TestSupport
import Testing

@testable import MusterHandler

@Suite("Importing a city") struct ImportTests {
  @Test("A whole city goes in; the same again changes nothing and writes nothing")
  func wholeCity() async throws {
    try await TestWorld.with { world in
      try await world.clear()
      let city = try TestWorld.sample(members: 120)
      let files = try #require(CityFiles.write(city))
      let first = try await world.load(files)
      #expect(first.problems == [])
      #expect(first.state == "done", "\(first.result)")
      let tables: [(CityFile, SQL)] = [
        (.areas, "SELECT count(*) FROM muster.area"), (.venues, "SELECT count(*) FROM muster.venue"),
        (.units, "SELECT count(*) FROM muster.unit"), (.pairings, "SELECT count(*) FROM muster.pairing"),
        (.members, "SELECT count(*) FROM muster.member"), (.teams, "SELECT count(*) FROM muster.team"),
        (.teamMembers, "SELECT count(*) FROM muster.team_member"), (.events, "SELECT count(*) FROM muster.event"),
        (.shifts, "SELECT count(*) FROM muster.shift WHERE event_id IS NOT NULL"),
        (.needs, "SELECT count(*) FROM muster.need"),
        (.members, "SELECT count(*) FROM muster.registration WHERE state = 'active'"),
        (.members, "SELECT count(DISTINCT receipt) FROM muster.registration"),
        (.members, "SELECT count(*) FROM muster.registration_step WHERE state = 'active'"),
      ]
      for (file, count) in tables {
        let found = try await world.number(count)
        #expect(found == city.count(of: file), "\(file)")
      }
      let accepted = city.needs.count { $0.state == .accepted }
      #expect(
        try await world.number("SELECT count(*) FROM muster.shift WHERE need_id IS NOT NULL AND state = 'open'") == accepted)
      #expect(
        try await world.number("SELECT count(*) FROM muster.availability") == city.members.map(\.windows.count).reduce(0, +))
      #expect(
        try await world.number("SELECT count(*) FROM muster.member_skill") == city.members.map(\.skills.count).reduce(0, +))
      #expect(try await world.number("SELECT count(*) FROM muster.import_part") == 0)
      let rows = CityFile.allCases.map(city.count(of:)).reduce(0, +)
      #expect(
        first.result.contains("\"inserted\": \(rows), \"unchanged\": 0") || first.result.contains("\"inserted\": \(rows)"))

      let before = try await world.fingerprint()
      let second = try await world.load(files)
      #expect(second.state == "done")
      #expect(second.result.contains("\"unchanged\": \(rows)"), "\(second.result)")
      let after = try await world.fingerprint()
      #expect(after == before)
    }
  }

  @Test("Times are the city's own, and what is published is open")
  func times() async throws {
    try await TestWorld.with { world in
      try await world.clear()
      let city = try TestWorld.sample(members: 120)
      _ = try await world.load(try #require(CityFiles.write(city)))
      let shift = try #require(city.shifts.first)
      let starts: [String] = try await world.sql(
        .value(
          "SELECT to_char(starts_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD\"T\"HH24:MI') FROM muster.shift WHERE number = \(shift.number)"
        ))
      #expect(starts == [shift.starts.description])
      let wrong = try await world.number(
        """
        SELECT count(*) FROM muster.shift s JOIN muster.event e ON e.id = s.event_id
         WHERE (s.state = 'open') <> (e.state = 'published') OR s.area_id <> e.area_id OR s.domain <> e.domain
        """)
      #expect(wrong == 0)
    }
  }

  @Test("A city in GB18030 and one with a byte-order mark are the same city", arguments: [TextEncoding.gb18030, .utf8WithMark])
  func encodings(encoding: TextEncoding) async throws {
    try await TestWorld.with { world in
      try await world.clear()
      let city = try TestWorld.sample(members: 24)
      _ = try await world.load(try #require(CityFiles.write(city)))
      let again = try await world.load(try #require(CityFiles.write(city, encoding: encoding)))
      #expect(again.problems == [])
      #expect(again.result.contains("\"updated\": 0"))
      #expect(again.result.contains("\"inserted\": 0"))
    }
  }

  @Test("A dry run counts like a real one and writes nothing")
  func dry() async throws {
    try await TestWorld.with { world in
      try await world.clear()
      let city = try TestWorld.sample(members: 24)
      let files = try #require(CityFiles.write(city))
      let before = try await world.fingerprint()
      let dry = try await world.load(files, dry: true)
      let after = try await world.fingerprint()
      #expect(after == before)
      let real = try await world.load(files)
      #expect(dry.state == "done")
      #expect(dry.result == real.result)
    }
  }

  private static let header =
    "number,name,phone,birth_year,kind,area,grid,lon,lat,reach,max_per_day,max_per_week,max_minutes,skills,windows,wishes\n"
  private static func member(
    _ number: String, name: String = "新成员", area: String = "150101001", windows: String = "1 18:30-21:00"
  ) -> String {
    "\(number),\(name),13900000001,1980,volunteer,\(area),,110.01,39.6,5000,1,3,600,first-aid,\(windows),health\n"
  }

  @Test("One bad row keeps everything out, and every bad row is reported in the session's language")
  func allOrNothing() async throws {
    try await TestWorld.with { world in
      let before = try await world.fingerprint()
      let text =
        Self.header + Self.member("X1") + Self.member("X2", area: "999") + Self.member("X3", windows: "8 1-2")
        + Self.member("X1")
      let loaded = try await world.load("members.csv", text)
      #expect(loaded.state == "failed")
      #expect(loaded.result.contains("IMPORT/FAILED"))
      #expect(loaded.result.contains("\"problems\": 3"))
      #expect(
        loaded.problems == [
          "members.csv 3 area REFERENCE", "members.csv 4 windows VALUE/LIST", "members.csv 5 number DUPLICATE",
        ])
      #expect(loaded.errors.field("state") == "failed")
      #expect(loaded.errors.column("text").first == .some("没有区划 “999”"))
      let after = try await world.fingerprint()
      #expect(after == before)
      let client = try await world.client(as: "admin")
      try await client.ok("SET lang=en")
      let english = try await client.ok("IMPORT.ERRORS \(loaded.id) limit=1")
      #expect(english.column("text") == ["there is no area “999”"])
      let next = try #require(english.field("next"))
      let rest = try await client.ok("IMPORT.ERRORS \(loaded.id) limit=5 after=\(next)")
      #expect(rest.column("code") == ["VALUE/LIST", "DUPLICATE"])
    }
  }

  @Test(
    "A file at fault as a whole is said so",
    arguments: [
      ("members.csv", "number,name\nX1,王\n", "members.csv 1 phone COLUMN/MISSING"),
      ("people.csv", "a,b\n", "people.csv FILE/UNKNOWN"),
      ("members.csv", "", "members.csv EMPTY"),
    ])
  func files(name: String, text: String, problem: String) async throws {
    try await TestWorld.with { world in
      let loaded = try await world.load(name, text)
      #expect(loaded.problems.contains(problem), "\(loaded.problems)")
      #expect(loaded.state == "failed")
    }
  }

  @Test("A changed row is an update: only what differs is written")
  func changed() async throws {
    try await TestWorld.with { world in
      let text = Self.header + Self.member("X1") + Self.member("X2")
      _ = try await world.load("members.csv", text)
      func marks(_ member: String) async throws -> [String] {
        try await world.sql(
          .value(
            """
            SELECT m.v || ' ' || m.xmin || ' ' || s.xmin || ' ' || a.xmin FROM muster.member m
              JOIN muster.member_skill s ON s.member_id = m.id JOIN muster.availability a ON a.member_id = m.id
             WHERE number = \(member)
            """))
      }
      let (one, two) = (try await marks("X1"), try await marks("X2"))
      let skill: [String] = try await world.sql(.value("SELECT xmin::text FROM muster.member_skill ORDER BY member_id"))
      let loaded = try await world.load(
        "members.csv", Self.header + Self.member("X1", windows: "2 18:30-21:00") + Self.member("X2"))
      #expect(loaded.result.contains("\"updated\": 1"), "\(loaded.result)")
      #expect(loaded.result.contains("\"unchanged\": 1"))
      let (oneAfter, twoAfter) = (try await marks("X1"), try await marks("X2"))
      #expect(oneAfter != one)
      #expect(oneAfter.first?.hasPrefix("2 ") == true)
      #expect(twoAfter == two)
      let skillAfter: [String] = try await world.sql(.value("SELECT xmin::text FROM muster.member_skill ORDER BY member_id"))
      #expect(skillAfter == skill)
      let renamed = try await world.load("members.csv", Self.header + Self.member("X2", name: "另一名"))
      #expect(renamed.result.contains("\"updated\": 1"))
    }
  }

  @Test("A member whose community changes is transferred, with a new receipt")
  func moved() async throws {
    try await TestWorld.with { world in
      _ = try await world.load("members.csv", Self.header + Self.member("X1"))
      _ = try await world.load("members.csv", Self.header + Self.member("X1", area: "150101002"))
      let rows: [String] = try await world.sql(
        .value(
          """
          SELECT g.state || ' ' || g.area_id FROM muster.registration g JOIN muster.member m ON m.id = g.member_id
           WHERE m.number = 'X1' ORDER BY g.id
          """))
      #expect(rows == ["transferred 4", "active 5"])
      let west = try await world.client(as: "staff-west")
      #expect(try await west.ok("MEMBERS q=X1").column("number") == ["X1"])
    }
  }
}
