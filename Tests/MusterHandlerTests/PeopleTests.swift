import MusterProtocol
import TestSupport
import Testing

@testable import MusterHandler

@Suite("Units, teams and members") struct PeopleTests {
  @Test("Units count their people only as far as the asker's scope reaches")
  func unitCounts() async throws {
    try await TestWorld.with { world in
      let counts = [
        ("staff-east", ["3", "2"]), ("staff-west", ["1", "2"]), ("staff-street", ["4", "4"]), ("unit-2", [nil, "4"]),
        ("admin", ["4", "4"]), ("department", ["4", "4"]),
      ]
      for (account, expected) in counts {
        let reply = try await world.client(as: account).ok("UNITS")
        #expect(reply.column("id") == ["U-1", "U-2"])
        #expect(reply.column("members") == expected, "\(account)")
        #expect(reply.column("reported") == expected, "\(account)")
      }
      let department = try await world.client(as: "department-unit").ok("UNITS")
      #expect(department.column("id") == ["U-2"])
    }
  }

  @Test("Units are found by place, sector and name")
  func unitFilters() async throws {
    try await TestWorld.with { world in
      let client = try await world.client(as: "staff-east")
      #expect(try await client.ok("UNITS in=A-4").column("id") == ["U-1"])
      #expect(try await client.ok("UNITS in=A-5").column("id") == [])
      #expect(try await client.ok("UNITS q=门诊").column("id") == ["U-2"])
      #expect(try await client.ok("UNITS U-2").column("parent") == ["U-1"])
      try await client.expect("UNITS q=门", "BAD ARG/VALUE")
      try await client.expect("UNITS U-9", "NO NOT-FOUND")
      try await client.expect("UNITS in=A-99", "NO NOT-FOUND")
    }
  }

  @Test("A team shows how many it has, and its leader only to who may see that member")
  func teams() async throws {
    try await TestWorld.with { world in
      let leader = world.code(.member, 1)
      for (account, shown) in [("staff-east", leader), ("staff-west", nil), ("member-8", nil), ("leader-1", leader)] {
        let reply = try await world.client(as: account).ok("TEAMS T-1")
        #expect(reply.column("people") == ["3"])
        #expect(reply.column("leader") == [shown], "\(account)")
      }
      #expect(try await world.client(as: "staff-west").ok("TEAMS in=A-5").column("id") == [])
    }
  }

  @Test("Members are those of the scope, with masked phones, page by page")
  func members() async throws {
    try await TestWorld.with { world in
      let numbers = [
        ("staff-east", [1, 2, 3, 4, 5]), ("staff-west", [6, 7, 8]), ("staff-street", [1, 2, 3, 4, 5, 6, 7, 8]),
        ("unit-2", [2, 4, 6, 8]), ("leader-1", [1, 2, 3]), ("member-6", [6]),
      ]
      for (account, expected) in numbers {
        let reply = try await world.client(as: account).ok("MEMBERS")
        #expect(reply.column("number") == expected.map { "M000\($0)" }, "\(account)")
        #expect(reply.column("phone") == expected.map { "*******000\($0)" }, "\(account)")
        #expect(reply.column("name") == expected.map { "成员\($0)" }, "\(account)")
      }
      let client = try await world.client(as: "staff-east")
      let first = try await client.ok("MEMBERS limit=2")
      let next = try #require(first.field("next"))
      #expect(try await client.ok("MEMBERS limit=2 after=\(next)").column("number") == ["M0003", "M0004"])
      #expect(try await client.ok("MEMBERS unit=U-2").column("number") == ["M0002", "M0004"])
      #expect(try await client.ok("MEMBERS team=T-1").column("number") == ["M0001", "M0002", "M0003"])
      #expect(try await client.ok("MEMBERS in=A-6 q=成员5").column("state") == ["active"])
      try await client.expect("MEMBERS q=成", "BAD ARG/VALUE")
      try await client.expect("MEMBERS in=A-5", "NO NOT-FOUND")
      try await client.expect("MEMBERS in=A-7", "NO NOT-FOUND")
    }
  }

  @Test("An administrator lists numbers without names and phones, and cannot search for a name")
  func administrator() async throws {
    try await TestWorld.with { world in
      let client = try await world.client(as: "admin")
      let all = try await client.ok("MEMBERS")
      #expect(all.column("name") == Array(repeating: nil, count: 8))
      #expect(all.column("phone") == Array(repeating: nil, count: 8))
      #expect(try await client.ok("MEMBERS q=成员5").column("number") == [])
      let one = try await client.ok("MEMBER \(world.code(.member, 1))")
      #expect(one.column("name") == [nil])
      #expect(one.column("phone") == [nil])
      try await client.expect("MEMBER \(world.code(.member, 1)) reveal=phone reason=核对", "NO DENIED")
    }
  }

  @Test("One member shows skills, windows and teams")
  func member() async throws {
    try await TestWorld.with { world in
      let reply = try await world.client(as: "staff-east").ok("MEMBER \(world.code(.member, 1))")
      #expect(reply.column("skills") == ["first-aid"])
      #expect(reply.column("teams") == ["T-1"])
      #expect(reply.column("grid") == ["A-6"])
      #expect(reply.column("windows")[0]?.hasPrefix("1 00:00-24:00,2 00:00-24:00") == true)
      #expect(reply.table?.columns == VerbTable.row("MEMBER")?.columns)
    }
  }

  @Test("A whole phone number takes a reason and leaves an audit")
  func reveal() async throws {
    try await TestWorld.with { world in
      let member = world.code(.member, 2)
      for account in ["staff-east", "unit-2", "member-2"] {
        let client = try await world.client(as: account)
        try await client.expect("MEMBER \(member) reveal=phone", "BAD ARG/MISSING")
        #expect(try await client.ok("MEMBER \(member) reveal=phone reason=改期").column("phone") == ["19900000002"])
      }
      let audited = try await world.number(
        "SELECT count(*) FROM audit WHERE verb = 'MEMBER' AND objects = array[\(member)] AND fields = '{phone}'")
      #expect(audited == 3)
      try await world.client(as: "staff-west").expect("MEMBER \(member) reveal=phone reason=改期", "NO NOT-FOUND")
      try await world.client(as: "grid-east").expect("MEMBER \(member) reveal=phone reason=改期", "NO DENIED")
    }
  }

  @Test("Staff who see a member only by an assignment here get the masked number")
  func visitor() async throws {
    try await TestWorld.with { world in
      try await world.execute(
        """
        INSERT INTO muster.assignment (shift_id, member_id, area_id, home_id, state, starts_at, ends_at, source, offered_at)
        SELECT id, 1, 5, 4, 'accepted', starts_at, ends_at, 'staff', now() FROM muster.shift WHERE id = 3
        """)
      let client = try await world.client(as: "staff-west")
      let member = world.code(.member, 1)
      #expect(try await client.ok("MEMBER \(member)").column("phone") == ["*******0001"])
      try await client.expect("MEMBER \(member) reveal=phone reason=改期", "NO DENIED")
      try await client.expect("REGISTER \(member) area=A-5", "NO NOT-FOUND")
    }
  }
}
