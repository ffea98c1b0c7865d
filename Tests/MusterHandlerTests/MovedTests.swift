import MusterDomain
import MusterProtocol
import MusterStore
import TestSupport
import Testing

@testable import MusterHandler

@Suite("An event that moves takes its people along, or asks them again") struct MovedTests {
  @Test("A quarter of an hour is within what was agreed to; more makes acceptances offers again, old and new time side by side")
  func tolerance() async throws {
    try await TestWorld.with { world in
      let east = try await world.client(as: "staff-east")
      let member = try await world.client(as: "member-1")
      let seat = try #require(try await member.ok("CLAIM S-1").field("id"))
      let offer = try #require(try await east.ok("ASSIGN S-1 \(world.code(.member, 3))").field("id"))
      let little = try await east.ok("EVENT.SET E-1 from=2026-05-04T09:15 to=2026-05-04T11:15")
      #expect(little.field("kept") == "2" && little.field("asked") == "0")
      let agenda = try await member.ok("AGENDA")
      #expect(agenda.column("state") == ["accepted"] && agenda.column("starts") == ["2026-05-04T09:15:00+08:00"])
      #expect(agenda.column("was") == [nil])

      let far = try await east.ok("EVENT.SET E-1 from=2026-05-06T14:00 to=2026-05-06T16:00")
      #expect(far.field("kept") == "0" && far.field("asked") == "2")
      let asked = try await member.ok("AGENDA")
      #expect(asked.column("state") == ["offered"])
      #expect(asked.column("was") == ["2026-05-04T09:15:00+08:00/2026-05-04T11:15:00+08:00"])
      #expect(
        asked.column("starts") == ["2026-05-06T14:00:00+08:00"] && asked.column("deadline") == ["2026-05-05T08:00:00+08:00"])
      #expect(try await world.number("SELECT taken FROM muster.shift WHERE id = 1") == 2)
      // Once more before anybody has answered: the time agreed to stays the one shown.
      try await east.ok("EVENT.SET E-1 from=2026-05-07T14:00 to=2026-05-07T16:00")
      #expect(try await member.ok("AGENDA").column("was") == ["2026-05-04T09:15:00+08:00/2026-05-04T11:15:00+08:00"])

      try await member.ok("ACCEPT \(seat)")
      #expect(try await member.ok("AGENDA").column("was") == [nil])
      try await world.client(as: "member-3").ok("DECLINE \(offer)")
      let number = try #require(world.store.city.cipher.identifier(seat, kind: .assignment)).number
      #expect(try await world.steps(number) == ["accepted", "accepted", "offered", "offered"])
    }
  }

  @Test("Whoever is bound elsewhere at the new time is asked, however little it moves")
  func busy() async throws {
    try await TestWorld.with { world in
      let east = try await world.client(as: "staff-east")
      let member = try await world.client(as: "member-1")
      try await member.ok("CLAIM S-1")
      // Right after it, in the west, where the east's staff see nothing.
      try await world.execute(
        "UPDATE muster.shift SET starts_at = '2026-05-04 11:00+08', ends_at = '2026-05-04 12:00+08' WHERE id = 3")
      _ = try await world.seat(member: 1, shift: 3)
      let moved = try await east.ok("EVENT.SET E-1 from=2026-05-04T09:10 to=2026-05-04T11:10")
      #expect(moved.field("asked") == "1")
      #expect(try await member.ok("AGENDA").column("state") == ["offered", "accepted"])
    }
  }

  @Test(
    "Two shifts of one member, one after the other, move together without running into each other",
    arguments: ["09:10", "08:50"])
  func chain(start: String) async throws {
    try await TestWorld.with { world in
      let east = try await world.client(as: "staff-east")
      try await world.execute("UPDATE muster.shift SET ends_at = '2026-05-04 10:00+08' WHERE id = 1")
      try await world.execute("UPDATE muster.shift SET starts_at = '2026-05-04 10:00+08' WHERE id = 2")
      _ = try await world.seat(member: 1, shift: 1)
      _ = try await world.seat(member: 1, shift: 2)
      let end = start == "09:10" ? "11:10" : "10:50"
      let moved = try await east.ok("EVENT.SET E-1 from=2026-05-04T\(start) to=2026-05-04T\(end)")
      #expect(moved.field("kept") == "2" && moved.field("asked") == "0")
      #expect(
        try await world.number(
          "SELECT count(*) FROM muster.assignment a JOIN muster.shift s ON s.id = a.shift_id WHERE a.starts_at = s.starts_at AND a.ends_at = s.ends_at"
        ) == 2)
    }
  }

  @Test("Nothing moves into the past with people on it, and a search goes on for the new time")
  func past() async throws {
    try await TestWorld.with { world in
      let east = try await world.client(as: "staff-east")
      let member = try await world.client(as: "member-1")
      let seat = try #require(try await member.ok("CLAIM S-2").field("id"))
      let refused = try await east.expect("EVENT.SET E-1 from=2026-05-03T07:00 to=2026-05-03T09:00", "NO CONFLICT/STATE")
      #expect(refused.field("closes") == "2026-05-03T07:00:00+08:00")
      #expect(try await east.ok("EVENTS E-1").column("starts") == ["2026-05-04T09:00:00+08:00"])
      // Member 2, the only other one who knows first aid, is away: the seat is searched for.
      try await world.execute("INSERT INTO muster.availability_exception (member_id, on_date) VALUES (2, '2026-05-04')")
      try await member.ok("DECLINE \(seat)")
      try await east.ok("EVENT.SET E-1 from=2026-05-06T14:00 to=2026-05-06T16:00")
      world.clock.set("2026-05-04T12:00")
      #expect(try await Sweeper(world.environment).sweep().offered == 1)
      let found = try await east.ok("ASSIGNMENTS shift=S-2 state=offered")
      #expect(found.column("starts") == ["2026-05-06T14:00:00+08:00"])
    }
  }

  @Test("The tolerance is the city's, dated")
  func setting() async throws {
    try await TestWorld.with { world in
      try await world.execute("INSERT INTO muster.setting VALUES ('move.tolerance_minutes', '2026-05-01', '0')")
      let east = try await world.client(as: "staff-east")
      try await world.client(as: "member-1").ok("CLAIM S-1")
      #expect(try await east.ok("EVENT.SET E-1 from=2026-05-04T09:01").field("asked") == "1")
    }
  }
}
