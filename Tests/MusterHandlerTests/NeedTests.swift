import MusterDomain
import MusterProtocol
import TestSupport
import Testing

@testable import MusterHandler

@Suite("Residents' needs") struct NeedTests {
  private static let add =
    "NEED.ADD title=代买药 area=A-4 domain=health times=2026-05-07T08:00/2026-05-07T09:00,2026-05-08T08:00/2026-05-08T09:00 "
    + "contact=李爷爷 phone=19900008888"

  @Test("Reported in the grid, accepted as exactly one shift with its alternatives, served, rated: and the contact is gone")
  func life() async throws {
    try await TestWorld.with { world in
      let grid = try await world.client(as: "grid-east")
      let east = try await world.client(as: "staff-east")
      let need = try #require(try await grid.ok("\(Self.add) seats=2 urgency=5 skill=medical").field("id"))
      #expect(try await grid.ok("NEEDS \(need)").column("grid") == ["A-6"])
      try await east.expect("NEED.SET \(need) state=accepted if=7", "NO STALE")
      let shift = try #require(try await east.ok("NEED.SET \(need) state=accepted if=1").field("shift"))
      let row = try await east.ok("SHIFTS \(shift)")
      #expect(row.column("need") == [need] && row.column("starts") == [nil] && row.column("role") == ["代买药"])
      #expect(row.column("seats") == ["2"] && row.column("skill") == ["medical"] && row.column("state") == ["open"])
      #expect(try await world.number("SELECT priority FROM muster.shift WHERE need_id = 2") == 5)
      #expect(
        try await east.ok("NEEDS \(need)").column("times")
          == ["2026-05-07T08:00:00+08:00/2026-05-07T09:00:00+08:00,2026-05-08T08:00:00+08:00/2026-05-08T09:00:00+08:00"])
      try await east.expect("NEED.SET \(need) state=accepted", "NO CONFLICT/STATE")
      #expect(try await world.number("SELECT count(*) FROM muster.shift WHERE need_id = 2") == 1)
      try await grid.expect("NEED.SET \(need) rating=5", "NO CONFLICT/STATE")

      _ = try await world.seat(member: 1, shift: 5, state: .served, minutes: 55, proof: "self")
      try await east.ok("SETTLE \(shift)")
      #expect(try await grid.ok("NEEDS \(need)").column("state") == ["served"])
      #expect(try await world.number("SELECT count(*) FROM muster.need_contact WHERE need_id = 2") == 1)
      try await grid.ok("NEED.SET \(need) rating=5")
      #expect(try await grid.ok("NEEDS \(need)").column("rating") == ["5"])
      #expect(try await world.number("SELECT count(*) FROM muster.need_contact WHERE need_id = 2") == 0)
    }
  }

  @Test(
    "An end takes a reason, closes the shift, releases its people and erases the contact",
    arguments: ["cancelled", "handed-over"])
  func ends(state: String) async throws {
    try await TestWorld.with { world in
      let seat = try await world.seat(member: 1, shift: 4)
      let east = try await world.client(as: "staff-east")
      let missing = try await east.expect("NEED.SET N-1 state=\(state)", "BAD ARG/MISSING")
      #expect(missing.field("arg") == "reason")
      let reply = try await east.ok("NEED.SET N-1 state=\(state) reason=已由家属解决")
      #expect(reply.field("state") == state && reply.field("released") == "1")
      #expect(try await world.state(ofAssignment: seat) == "released")
      #expect(try await world.steps(seat) == ["released"])
      #expect(try await world.text("SELECT state FROM muster.shift WHERE id = 4") == "cancelled")
      #expect(try await world.number("SELECT count(*) FROM muster.need_contact") == 0)
      #expect(try await east.ok("NEEDS state=\(state)").column("id") == ["N-1"])
      try await east.expect("NEED.SET N-1 state=accepted", "NO CONFLICT/STATE")
    }
  }

  @Test("One whose deadline passes is marked and listed as late from that second on, until it is done")
  func late() async throws {
    try await TestWorld.with { world in
      let east = try await world.client(as: "staff-east")
      let need = try #require(try await east.ok("\(Self.add) deadline=2026-05-08T18:00").field("id"))
      world.clock.set("2026-05-08T17:59:59")
      #expect(try await east.ok("NEEDS late=yes").column("id") == [])
      #expect(try await east.ok("NEEDS \(need)").column("late") == ["no"])
      world.clock.set("2026-05-08T18:00")
      #expect(try await east.ok("NEEDS late=yes").column("id") == [need])
      #expect(try await east.ok("NEEDS").column("late") == ["no", "yes"])
      try await east.ok("NEED.SET \(need) state=rejected reason=已解决")
      #expect(try await east.ok("NEEDS late=yes").column("id") == [])
    }
  }

  @Test("A rejected need never had a shift; its contact goes as well")
  func rejected() async throws {
    try await TestWorld.with { world in
      let east = try await world.client(as: "staff-east")
      let need = try #require(try await east.ok(Self.add).field("id"))
      try await east.expect("NEED.SET \(need) state=rejected", "BAD ARG/MISSING")
      try await east.ok("NEED.SET \(need) state=rejected reason=不属社区服务")
      #expect(try await world.number("SELECT count(*) FROM muster.need_contact WHERE need_id = 2") == 0)
      #expect(try await world.number("SELECT count(*) FROM muster.shift WHERE need_id = 2") == 0)
    }
  }

  @Test("The contact is told to staff of the place and to who accepted, and to nobody else")
  func contact() async throws {
    try await TestWorld.with { world in
      _ = try await world.seat(member: 1, shift: 4, state: .accepted)
      _ = try await world.seat(member: 6, shift: 4, state: .withdrawn)
      for (account, shown) in [
        ("staff-east", true), ("grid-east", true), ("staff-street", true), ("member-1", true), ("member-2", false),
        ("member-6", false), ("unit-1", false), ("leader-1", false),
      ] {
        let client = try await world.client(as: account)
        let reply = try await client.ok("NEEDS N-1")
        #expect(reply.column("contact") == [shown ? "王奶奶" : nil], "\(account)")
        #expect(reply.column("phone") == [shown ? "19900009999" : nil], "\(account)")
        // Never in a list.
        #expect(try await client.ok("NEEDS").column("contact") == [nil], "\(account)")
      }
      let west = try await world.client(as: "staff-west")
      try await west.expect("NEEDS N-1", "NO NOT-FOUND")
    }
  }

  @Test(
    "Each reports where it may",
    arguments: [
      ("grid-east", "area=A-4 grid=A-6", "OK"), ("grid-east", "area=A-5 grid=A-7", "NO NOT-FOUND"),
      ("grid-east", "area=A-4 grid=A-7", "NO NOT-FOUND"), ("grid-east", "area=A-5", "NO NOT-FOUND"),
      ("staff-west", "area=A-4", "NO NOT-FOUND"), ("staff-west", "area=A-5 grid=A-7", "OK"),
      ("staff-west", "area=A-5 grid=A-6", "NO NOT-FOUND"), ("staff-west", "area=A-7", "OK"), ("unit-1", "area=A-5", "OK"),
      ("unit-1", "area=A-3", "NO NOT-FOUND"), ("member-1", "area=A-4", "NO DENIED"),
    ])
  func whoReports(account: String, place: String, answer: String) async throws {
    try await TestWorld.with { world in
      let client = try await world.client(as: account)
      try await client.expect(
        "NEED.ADD title=理发 \(place) domain=livelihood times=2026-05-07T08:00/2026-05-07T09:00 contact=张三", answer)
      #expect(try await world.number("SELECT count(*) FROM muster.need_contact") == (answer == "OK" ? 2 : 1))
    }
  }

  @Test("A unit contact sees what its unit asked for, may call it off until it is taken up, and rates it unless its own served")
  func unit() async throws {
    try await TestWorld.with { world in
      let unit = try await world.client(as: "unit-2")
      let other = try await world.client(as: "unit-1")
      let east = try await world.client(as: "staff-east")
      let need = try #require(try await unit.ok(Self.add).field("id"))
      #expect(try await unit.ok("NEEDS \(need)").column("state") == ["reported"])
      #expect(try await world.text("SELECT source FROM muster.need WHERE id = 2") == "unit")
      try await other.expect("NEEDS \(need)", "NO NOT-FOUND")
      try await other.expect("NEED.SET \(need) state=cancelled reason=误", "NO NOT-FOUND")
      try await unit.expect("NEED.SET \(need) state=accepted", "NO DENIED")
      try await east.ok("NEED.SET \(need) state=accepted")
      try await unit.expect("NEED.SET \(need) state=cancelled reason=误", "NO DENIED")
      _ = try await world.seat(member: 2, shift: 5, state: .served, minutes: 30, proof: "self")
      try await east.ok("SETTLE S-5")
      try await unit.expect("NEED.SET \(need) rating=5", "NO DENIED")

      let second = try #require(try await unit.ok(Self.add).field("id"))
      try await unit.ok("NEED.SET \(second) state=cancelled reason=不用了")
      #expect(try await world.number("SELECT count(*) FROM muster.need_contact WHERE need_id = 3") == 0)
    }
  }

  @Test(
    "Staff of another community see and change nothing, and grid staff nothing outside their grid",
    arguments: [
      ("staff-west", "NEEDS N-1", "NO NOT-FOUND"), ("staff-west", "NEED.SET N-1 state=cancelled reason=误", "NO NOT-FOUND"),
      ("staff-west", "SETTLE S-4", "NO NOT-FOUND"), ("staff-west", "NEEDS in=A-4", "NO NOT-FOUND"),
      ("grid-east", "NEED.SET N-2 state=cancelled reason=误", "NO NOT-FOUND"), ("grid-east", "NEEDS N-2", "NO NOT-FOUND"),
    ])
  func scope(account: String, line: String, answer: String) async throws {
    try await TestWorld.with { world in
      let owner = try await world.client(as: "staff-street")
      try await owner.ok("NEED.ADD title=理发 area=A-5 grid=A-7 domain=livelihood times=2026-05-07T08:00/2026-05-07T09:00")
      let client = try await world.client(as: account)
      try await owner.ok("NEEDS")
      try await client.expect(line, answer)
      #expect(try await world.number("SELECT count(*) FROM muster.need WHERE v > 1") == 0)
    }
  }

  @Test(
    "Times are alternatives, each once and each with an end",
    arguments: [
      "2026-05-07T09:00/2026-05-07T09:00", "2026-05-07T08:00/2026-05-07T09:00,2026-05-07T08:00/2026-05-07T09:00",
      "2026-05-07T08:00",
      "2026-05-07T08:00/2026-02-30T09:00",
    ])
  func times(spans: String) async throws {
    try await TestWorld.with { world in
      let east = try await world.client(as: "staff-east")
      try await east.expect("NEED.ADD title=x area=A-4 domain=health times=\(spans)", "BAD ARG/VALUE")
      try await east.ok("SET tz=UTC")
      try await east.ok("NEED.ADD title=x area=A-4 domain=health times=2026-05-07T00:00/2026-05-07T01:00")
      #expect(
        try await world.number("SELECT extract(epoch FROM starts_at)::int8 FROM muster.need_time WHERE need_id = 2")
          == 1_778_112_000)
    }
  }

  @Test("A member of staff who served a need does not rate it")
  func ownWork() async throws {
    try await TestWorld.with { world in
      try await world.execute("UPDATE muster.account SET member_id = 1 WHERE name = 'staff-east'")
      _ = try await world.seat(member: 1, shift: 4, state: .served, minutes: 30, proof: "self")
      let east = try await world.client(as: "staff-east")
      let street = try await world.client(as: "staff-street")
      try await east.ok("SETTLE S-4")
      try await east.expect("NEED.SET N-1 rating=5", "NO DENIED")
      try await street.expect("NEED.SET N-1 state=rated", "BAD ARG/MISSING")
      try await street.ok("NEED.SET N-1 state=rated rating=4")
    }
  }
}
