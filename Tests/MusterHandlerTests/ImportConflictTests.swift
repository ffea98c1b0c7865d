import MusterProtocol
import TestSupport
import Testing

@testable import MusterHandler

@Suite("An import and what has happened since") struct ImportConflictTests {
  private static let event = "number,title,area,venue,domain,starts,ends,lon,lat,beneficiaries,state\n"
  private static let shift = "number,event,role,starts,ends,minimum,seats,priority\n"

  /// One event with one shift of two seats, of which one is taken.
  private func lay(_ world: TestWorld) async throws {
    let loaded = try await world.load([
      (
        name: "events.csv",
        bytes: Array(
          (Self.event + "X1,义诊,150101001,V1,health,2026-05-05T09:00,2026-05-05T11:00,110.01,39.6,50,published\n").utf8)
      ),
      (name: "shifts.csv", bytes: Array((Self.shift + "X1S1,X1,引导,2026-05-05T09:00,2026-05-05T11:00,1,2,3\n").utf8)),
    ])
    #expect(loaded.problems == [])
    try await world.execute(
      """
      INSERT INTO muster.assignment (shift_id, member_id, area_id, home_id, state, starts_at, ends_at, source, offered_at)
      SELECT id, m, area_id, area_id, 'accepted', starts_at, ends_at, 'staff', now()
        FROM muster.shift, generate_series(1, 2) m WHERE number = 'X1S1'
      """)
  }

  @Test(
    "What people hold seats of keeps its time and its seats",
    arguments: [
      ("shifts.csv", "X1S1,X1,引导,2026-05-05T09:30,2026-05-05T11:00,1,2,3", "shifts.csv 2 starts STATE"),
      ("shifts.csv", "X1S1,X1,引导,2026-05-05T09:00,2026-05-05T11:00,1,1,3", "shifts.csv 2 seats STATE"),
      ("shifts.csv", "X1S2,X1,引导,2026-05-05T09:00,2026-05-05T11:00,1,501,3", "shifts.csv 2 seats VALUE/RANGE"),
      ("shifts.csv", "X1S1,X1,引导员,2026-05-05T09:00,2026-05-05T11:00,1,2,3", "shifts.csv 2 role STATE"),
    ])
  func taken(file: String, row: String, problem: String) async throws {
    try await TestWorld.with { world in
      try await lay(world)
      let before = try await world.fingerprint()
      let loaded = try await world.load(file, Self.shift + row + "\n")
      #expect(loaded.problems == [problem])
      let after = try await world.fingerprint()
      #expect(after == before)
      let more = try await world.load(file, Self.shift + "X1S1,X1,引导,2026-05-05T09:00,2026-05-05T11:00,1,4,5\n")
      #expect(more.result.contains("\"updated\": 1"))
    }
  }

  @Test(
    "What people hold seats of stays where it is",
    arguments: [
      ("X1,义诊,150101002,,health,2026-05-05T09:00,2026-05-05T11:00,110.01,39.6,50,published", "events.csv 2 area STATE"),
      ("X1,义诊,150101001,V1,health,2026-05-05T09:00,2026-05-05T11:00,110.02,39.6,50,published", "events.csv 2 lon STATE"),
      ("X1,义诊,150101001,V1,health,2026-05-05T09:00,2026-05-05T11:00,110.01,39.61,50,published", "events.csv 2 lat STATE"),
    ])
  func stays(row: String, problem: String) async throws {
    try await TestWorld.with { world in
      try await lay(world)
      let refused = try await world.load("events.csv", Self.event + row + "\n")
      #expect(refused.problems == [problem])
      // Once nobody holds a seat it may move, and what is left of its people moves along.
      try await world.execute("UPDATE muster.assignment SET state = 'released'")
      let moved = try await world.load("events.csv", Self.event + row + "\n")
      #expect(moved.problems == [])
      #expect(
        try await world.number(
          "SELECT count(*) FROM muster.assignment a JOIN muster.shift s ON s.id = a.shift_id WHERE a.area_id <> s.area_id") == 0
      )
    }
  }

  @Test("A need that people serve keeps its place, its name and its skill")
  func needStays() async throws {
    try await TestWorld.with { world in
      let header =
        "number,title,area,source,mode,domain,urgency,skill,people,seats,times,deadline,contact_name,contact_phone,lon,lat,state\n"
      func row(_ title: String, _ area: String, _ skill: String, _ lon: String) -> String {
        header
          + "X1,\(title),\(area),resident,appointment,health,3,\(skill),1,2,2026-05-05T09:00/2026-05-05T11:00,2026-05-08T00:00,,,\(lon),39.6,accepted\n"
      }
      #expect(try await world.load("needs.csv", row("陪诊", "150101001", "", "110.01")).problems == [])
      try await world.execute(
        """
        INSERT INTO muster.assignment (shift_id, member_id, area_id, home_id, state, starts_at, ends_at, source, offered_at)
        SELECT s.id, 1, s.area_id, 4, 'accepted', '2026-05-05 09:00+08', '2026-05-05 11:00+08', 'staff', now()
          FROM muster.shift s JOIN muster.need n ON n.id = s.need_id WHERE n.number = 'X1'
        """)
      let refused = try await world.load("needs.csv", row("陪护", "150101002", "medical", "109.99"))
      #expect(
        refused.problems == ["area", "lon", "skill", "title"].map { "needs.csv 2 \($0) STATE" })
    }
  }

  @Test("A published event is no draft again, an ended one is left alone, a venue is not taken twice")
  func events() async throws {
    try await TestWorld.with { world in
      try await lay(world)
      let draft = try await world.load(
        "events.csv", Self.event + "X1,义诊,150101001,V1,health,2026-05-05T09:00,2026-05-05T11:00,110.01,39.6,50,draft\n")
      #expect(draft.problems == ["events.csv 2 state STATE"])
      let clash = try await world.load(
        "events.csv", Self.event + "X2,讲座,150101001,V1,health,2026-05-05T10:00,2026-05-05T12:00,110.01,39.6,50,published\n")
      #expect(clash.problems == ["events.csv 2 venue OVERLAP"])
      try await world.execute("UPDATE muster.event SET state = 'cancelled', reason = '雨' WHERE number = 'X1'")
      let ended = try await world.load(
        "events.csv", Self.event + "X1,大义诊,150101001,V1,health,2026-05-05T09:00,2026-05-05T11:00,110.01,39.6,50,published\n")
      #expect(ended.problems == ["events.csv 2 state STATE"])
      let same = try await world.load(
        "events.csv", Self.event + "X1,义诊,150101001,V1,health,2026-05-05T09:00,2026-05-05T11:00,110.01,39.6,50,published\n")
      #expect(same.result.contains("\"unchanged\": 1"), "\(same.result)")
    }
  }

  @Test("Two events may change places in a venue, and a draft's shifts open when it is published")
  func places() async throws {
    try await TestWorld.with { world in
      func rows(_ one: String, _ two: String, _ state: String) -> String {
        Self.event
          + "X1,甲,150101001,V1,health,2026-05-05T\(one),110.01,39.6,50,\(state)\nX2,乙,150101001,V1,health,2026-05-05T\(two),110.01,39.6,50,\(state)\n"
      }
      let (early, late) = ("09:00,2026-05-05T11:00", "14:00,2026-05-05T16:00")
      let shifts = Self.shift + "X1S1,X1,引导,2026-05-05T09:00,2026-05-05T11:00,1,2,3\n"
      let first = try await world.load([
        (name: "events.csv", bytes: Array(rows(early, late, "draft").utf8)), (name: "shifts.csv", bytes: Array(shifts.utf8)),
      ])
      #expect(first.problems == [])
      #expect(try await world.number("SELECT count(*) FROM muster.shift WHERE number = 'X1S1' AND state = 'draft'") == 1)
      let published = try await world.load("events.csv", rows(early, late, "published"))
      #expect(published.result.contains("\"updated\": 2"))
      #expect(try await world.number("SELECT count(*) FROM muster.shift WHERE number = 'X1S1' AND state = 'open'") == 1)
      let swapped = try await world.load("events.csv", rows(late, early, "published"))
      #expect(swapped.problems == [])
      #expect(swapped.state == "done", "\(swapped.result)")
    }
  }

  @Test("A need comes back from the file only as far as its life allows")
  func needs() async throws {
    try await TestWorld.with { world in
      let header =
        "number,title,area,source,mode,domain,urgency,people,seats,times,deadline,contact_name,contact_phone,lon,lat,state\n"
      func row(_ state: String, seats: Int = 2, title: String = "陪诊") -> String {
        header
          + "X1,\(title),150101001,resident,appointment,health,3,1,\(seats),2026-05-05T09:00/2026-05-05T11:00,2026-05-08T00:00,王奶奶,13900000002,110.01,39.6,\(state)\n"
      }
      _ = try await world.load("needs.csv", row("reported"))
      #expect(
        try await world.number(
          "SELECT count(*) FROM muster.shift s JOIN muster.need n ON n.id = s.need_id WHERE n.number = 'X1'") == 0)
      let accepted = try await world.load("needs.csv", row("accepted", seats: 3))
      #expect(accepted.result.contains("\"updated\": 1"))
      #expect(
        try await world.number(
          "SELECT s.seats FROM muster.shift s JOIN muster.need n ON n.id = s.need_id WHERE n.number = 'X1'")
          == 3)
      let back = try await world.load("needs.csv", row("reported", seats: 3))
      #expect(back.problems == ["needs.csv 2 state STATE"])
      try await world.execute("DELETE FROM muster.need_contact WHERE name = '王奶奶' AND phone = '13900000002'")
      try await world.execute("UPDATE muster.need SET state = 'served' WHERE number = 'X1'")
      let ended = try await world.load("needs.csv", row("accepted", seats: 3))
      #expect(ended.result.contains("\"unchanged\": 1"), "\(ended.result)")
      let late = try await world.load("needs.csv", row("accepted", seats: 3, title: "陪护"))
      #expect(late.problems == ["needs.csv 2 state STATE"])
    }
  }

  @Test("An import neither makes nor unmakes administrators, and its accounts have no tokens")
  func accounts() async throws {
    try await TestWorld.with { world in
      let header = "name,role,area\n"
      let taken = try await world.load("accounts.csv", header + "admin,staff,150101001\n")
      #expect(taken.problems == ["accounts.csv 2 name STATE"])
      let made = try await world.load("accounts.csv", header + "wang,staff,150101001\nstaff-west,staff,150101001\n")
      #expect(made.problems == [])
      let users = try await world.client(as: "admin").ok("USERS wang")
      #expect(users.column("tokens") == ["0"])
      #expect(try await world.client(as: "staff-west").ok("WHOAMI").field("scope") == "A-4")
    }
  }
}
