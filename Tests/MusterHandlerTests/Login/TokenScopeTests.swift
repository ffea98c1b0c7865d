import TestSupport
import Testing

@testable import MusterHandler

@Suite("A limited token") struct TokenScopeTests {
  private func client(
    _ world: TestWorld, _ admin: TestClient, _ limits: String, account: String = "staff-street",
    at address: String = "127.0.0.1"
  ) async throws -> (client: TestClient, id: String) {
    let made = try await admin.ok("TOKEN add=\(account) \(limits)")
    let client = world.stranger(at: address)
    try await client.ok("AUTH TOKEN \(try #require(made.field("token")))")
    return (client, try #require(made.field("id")))
  }

  @Test("has its verbs and no others, and says so")
  func verbs() async throws {
    try await TestWorld.with { world in
      let admin = try await world.client(as: "admin")
      let (reader, _) = try await client(world, admin, "verbs=read")
      let login = try await reader.ok("WHOAMI")
      #expect(login.field("verbs") == "read")
      try await reader.expect("MEMBERS", "OK")
      let denied = try await reader.expect("EVENT.SET E-1 state=cancelled reason=x", "NO DENIED")
      #expect(denied.final.text?.contains("verbs=") == true)
      let (events, _) = try await client(world, admin, "verbs=events,AREAS")
      try await events.expect("EVENTS", "OK")
      try await events.expect("AREAS", "OK")
      try await events.expect("MEMBERS", "NO DENIED")
      // A verb that the role does not have comes by no token.
      let (member, _) = try await client(world, admin, "verbs=MEMBERS,SOLVE", account: "member-1")
      try await member.expect("SOLVE area=A-4 from=2026-05-04 to=2026-05-11", "NO DENIED")
    }
  }

  @Test("works within its area, as row security sees it, and no longer where the account leaves it")
  func area() async throws {
    try await TestWorld.with { world in
      let admin = try await world.client(as: "admin")
      let (east, _) = try await client(world, admin, "area=A-4")
      #expect(try await east.ok("WHOAMI").field("scope") == "A-4")
      #expect(try await east.ok("MEMBERS").column("number") == ["M0001", "M0002", "M0003", "M0004", "M0005"])
      let whole = try await world.client(as: "staff-street")
      #expect(try await whole.ok("MEMBERS").column("number").count == 8)
      try await east.expect("EVENT.SET E-2 state=cancelled reason=x", "NO NOT-FOUND")
      try await admin.ok("USER.SET staff-street role=staff area=A-5")
      #expect(try await east.ok("MEMBERS").column("number") == [])
      #expect(try await whole.ok("MEMBERS").column("number").count == 3)
    }
  }

  @Test("narrows totals of a department, and the places of grid staff")
  func otherRoles() async throws {
    try await TestWorld.with { world in
      let admin = try await world.client(as: "admin")
      let (department, _) = try await client(world, admin, "area=A-4", account: "department")
      try await department.expect("TOTALS of=service by=area in=A-4 from=2026-05-04 to=2026-05-11", "OK")
      try await department.expect("TOTALS of=service by=area in=A-5 from=2026-05-04 to=2026-05-11", "NO NOT-FOUND")
      let (grid, _) = try await client(world, admin, "area=A-6", account: "grid-east")
      try await grid.expect("NEEDS", "OK")
    }
  }

  @Test(
    "is not made with limits that would not hold, or that are none",
    arguments: [
      ("staff-east", "area=A-5", "NO NOT-FOUND"), ("staff-east", "area=A-3", "NO NOT-FOUND"),
      ("staff-east", "area=A-6", "BAD ARG/VALUE"), ("unit-1", "area=A-4", "BAD ARG/VALUE"),
      ("admin", "area=A-1", "BAD ARG/VALUE"),
      ("member-1", "area=A-4", "BAD ARG/VALUE"), ("department-unit", "area=A-4", "BAD ARG/VALUE"),
      ("grid-east", "area=A-6", "OK"),
      ("staff-east", "area=A-4", "OK"), ("staff-east", "verbs=NOSUCH", "BAD ARG/VALUE"),
      ("admin", "verbs=TOKEN", "BAD ARG/VALUE"),
      ("admin", "verbs=access", "BAD ARG/VALUE"), ("admin", "verbs=read,USER.SET", "BAD ARG/VALUE"),
      ("staff-east", "verbs=PASSWORD", "BAD ARG/VALUE"), ("staff-east", "from=10.0.0.1/8", "BAD ARG/VALUE"),
      ("staff-east", "from=anywhere", "BAD ARG/VALUE"), ("staff-east", "from=10.0.0.0/8,fd00::/8 verbs=read area=A-4", "OK"),
    ])
  func refused(account: String, limits: String, words: String) async throws {
    try await TestWorld.with { world in
      try await world.client(as: "admin").expect("TOKEN add=\(account) \(limits)", words)
    }
  }

  @Test("logs in from its networks alone, and elsewhere fails like a wrong one")
  func addresses() async throws {
    try await TestWorld.with { world in
      let admin = try await world.client(as: "admin")
      let token = try #require(try await admin.ok("TOKEN add=staff-east from=10.1.0.0/16,2001:db8::/32").field("token"))
      let wrong = try await world.stranger(at: "10.1.2.3").expect("AUTH TOKEN \(TestWorld.token("nobody"))", "NO AUTH/FAILED")
      for address in ["10.1.2.3", "::ffff:10.1.2.3", "2001:db8:0:1::5"] {
        try await world.stranger(at: address).expect("AUTH TOKEN \(token)", "OK")
      }
      for address in ["10.2.0.1", "2001:db9::1", "127.0.0.1", "::1"] {
        let refused = try await world.stranger(at: address).expect("AUTH TOKEN \(token)", "NO AUTH/FAILED")
        #expect(refused == wrong)
      }
    }
  }

  @Test("cannot rid itself of its limits", arguments: ["verbs=read", "from=127.0.0.0/8"])
  func stuck(limits: String) async throws {
    try await TestWorld.with { world in
      let admin = try await world.client(as: "admin")
      let (limited, id) = try await client(world, admin, limits, account: "admin")
      for line in [
        "TOKEN add=admin", "TOKEN set=\(id) label=x", "TOKEN revoke=\(id)", "USER.SET x role=administrator",
        "PASSWORD remove=yes",
      ] {
        let denied = try await limited.expect(line, "NO DENIED")
        #expect(denied.final.text?.contains("受限") == true)
      }
      try await limited.expect("USERS", "OK")
    }
  }

  @Test("is listed with what it is limited to, and changed by what is given")
  func listed() async throws {
    try await TestWorld.with { world in
      let admin = try await world.client(as: "admin")
      let id = try #require(
        try await admin.ok("TOKEN add=staff-street verbs=read,CHECKIN area=A-4 from=10.0.0.0/8,10.1.2.3 label=值班").field("id"))
      func row() async throws -> [String?] {
        let listed = try await admin.ok("TOKEN name=staff-street")
        let index = try #require(listed.column("id").firstIndex(of: id))
        return ["label", "expires", "verbs", "area", "from"].map { listed.column($0)[index] }
      }
      #expect(
        try await row() == ["值班", "2026-08-01T08:00:00+08:00", "read,CHECKIN", "A-4", "10.0.0.0/8,10.1.2.3/32"])
      try await admin.ok("TOKEN set=\(id) verbs=EVENTS expires=2026-06-01")
      #expect(try await row() == ["值班", "2026-06-01T00:00:00+08:00", "EVENTS", "A-4", "10.0.0.0/8,10.1.2.3/32"])
      try await admin.expect("TOKEN set=\(id)", "BAD ARG/MISSING")
      try await admin.expect("TOKEN set=\(id) area=A-1", "NO NOT-FOUND")
      try await admin.expect("TOKEN set=NONE1234 label=x", "NO NOT-FOUND")
      try await admin.expect("TOKEN set=\(id) add=admin", "BAD ARG/VALUE")
      try await admin.ok("TOKEN revoke=\(id)")
      try await admin.expect("TOKEN set=\(id) label=x", "NO NOT-FOUND")
      let fields = try await world.number("SELECT count(*) FROM audit WHERE fields = '{set,verbs,expires}'")
      #expect(fields == 1)
    }
  }

  @Test("the administrator's last whole one stays so")
  func lastOne() async throws {
    try await TestWorld.with { world in
      let admin = try await world.client(as: "admin")
      let ids = try await admin.ok("TOKEN name=admin").column("id").compactMap(\.self)
      #expect(ids.count == 1)
      try await admin.expect("TOKEN set=\(ids[0]) verbs=read", "NO CONFLICT/STATE")
      try await admin.expect("TOKEN revoke=\(ids[0])", "NO CONFLICT/STATE")
    }
  }
}
