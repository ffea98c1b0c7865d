import TestSupport
import Testing

@testable import MusterHandler

@Suite("Accounts and tokens") struct AccessTests {
  @Test("An administrator makes an account, gives it a token, and it logs in with its scope")
  func newAccount() async throws {
    try await TestWorld.with { world in
      let admin = try await world.client(as: "admin")
      let made = try await admin.ok("USER.SET wang role=staff area=A-4")
      #expect(made.field("created") == "yes")
      let token = try #require(try await admin.ok("TOKEN add=wang label=值班电脑").field("token"))
      let wang = world.stranger()
      let login = try await wang.ok("AUTH TOKEN \(token)")
      #expect(login.field("scope") == "A-4")
      #expect(try await wang.ok("MEMBERS").column("number").count == 5)
      let listed = try await admin.ok("USERS wang")
      #expect(listed.column("tokens") == ["1"])
      #expect(listed.column("area") == ["A-4"])
    }
  }

  @Test(
    "A role needs its scope and no other",
    arguments: [
      ("role=staff", "BAD ARG/MISSING"), ("role=grid area=A-4", "BAD ARG/VALUE"), ("role=unit area=A-4", "BAD ARG/MISSING"),
      ("role=leader", "BAD ARG/MISSING"), ("role=member", "BAD ARG/MISSING"), ("role=department", "BAD ARG/MISSING"),
      ("role=staff area=A-4 unit=U-1", "BAD ARG/VALUE"), ("role=administrator area=A-4", "BAD ARG/VALUE"),
      ("role=operator", "BAD ARG/VALUE"), ("role=system", "BAD ARG/VALUE"), ("role=staff area=A-99", "NO NOT-FOUND"),
      ("role=grid area=A-6", "OK"), ("role=leader team=T-1", "OK"), ("role=department unit=U-1", "OK"),
      ("role=administrator", "OK"),
    ])
  func scopes(arguments: String, expected: String) async throws {
    try await TestWorld.with { world in
      let admin = try await world.client(as: "admin")
      try await admin.expect("USER.SET somebody \(arguments)", expected)
    }
  }

  @Test("The accounts of the daemon and the operator stay as they are, and nobody locks himself out")
  func builtIn() async throws {
    try await TestWorld.with { world in
      let admin = try await world.client(as: "admin")
      try await admin.expect("USER.SET operator role=staff area=A-4", "NO DENIED")
      try await admin.expect("USER.SET muster role=staff area=A-4", "NO DENIED")
      try await admin.expect("USER.SET admin role=staff area=A-4", "NO DENIED")
      try await admin.expect("USER.SET admin role=administrator disabled=yes", "NO DENIED")
      try await admin.expect("TOKEN add=operator", "NO DENIED")
      try await admin.expect("TOKEN add=muster", "NO DENIED")
      #expect(try await admin.ok("USERS").column("name").contains("muster") == false)
    }
  }

  @Test("A change of scope holds from an open session's next command on")
  func changedScope() async throws {
    try await TestWorld.with { world in
      let admin = try await world.client(as: "admin")
      let staff = try await world.client(as: "staff-east")
      #expect(try await staff.ok("MEMBERS").column("number").count == 5)
      try await admin.expect("USER.SET staff-east role=staff area=A-5 if=9", "NO STALE")
      let v = try #require(try await admin.ok("USERS staff-east").column("v").first ?? nil)
      try await admin.ok("USER.SET staff-east role=staff area=A-5 if=\(v)")
      #expect(try await staff.ok("MEMBERS").column("number") == ["M0006", "M0007", "M0008"])
    }
  }

  @Test("Whoever is disabled is out at the next command")
  func disabled() async throws {
    try await TestWorld.with { world in
      let admin = try await world.client(as: "admin")
      let staff = try await world.client(as: "staff-east")
      try await admin.ok("USER.SET staff-east role=staff disabled=yes")
      try await staff.expect("MEMBERS", "NO AUTH/EXPIRED")
      try await staff.expect("MEMBERS", "NO AUTH/REQUIRED")
      #expect(try await admin.ok("USERS staff-east").column("disabled") == ["yes"])
      try await admin.expect("TOKEN add=staff-east", "NO CONFLICT/STATE")
    }
  }

  @Test("A revoked token ends the sessions that came by it, and no other of that account")
  func revoked() async throws {
    try await TestWorld.with { world in
      let admin = try await world.client(as: "admin")
      let made = try await admin.ok("TOKEN add=staff-east")
      let (id, token) = (try #require(made.field("id")), try #require(made.field("token")))
      let byOld = try await world.client(as: "staff-east")
      let byNew = world.stranger()
      try await byNew.ok("AUTH TOKEN \(token)")
      try await byNew.expect("MEMBERS", "OK")
      try await admin.expect("TOKEN revoke=\(id)", "OK")
      try await byNew.expect("MEMBERS", "NO AUTH/EXPIRED")
      try await byOld.expect("MEMBERS", "OK")
      try await world.stranger().expect("AUTH TOKEN \(token)", "NO AUTH/FAILED")
      try await admin.expect("TOKEN revoke=NONE1234", "NO NOT-FOUND")
      #expect(try await admin.ok("TOKEN name=staff-east").column("revoked").compactMap(\.self).count == 1)
    }
  }

  @Test("A token is shown once: a repeated key does not tell it again, and it is kept nowhere")
  func shownOnce() async throws {
    try await TestWorld.with { world in
      let admin = try await world.client(as: "admin")
      let first = try await admin.ok("TOKEN add=staff-east key=0123456789abcdef")
      let token = try #require(first.field("token"))
      let again = try await admin.ok("TOKEN add=staff-east key=0123456789abcdef")
      #expect(again.field("token") == nil)
      #expect(again.field("replayed") == "yes")
      #expect(again.field("id") == first.field("id"))
      let secret = String(token.suffix(52))
      let traces = try await world.number(
        """
        SELECT (SELECT count(*) FROM command_key WHERE final LIKE '%' || \(secret) || '%')
             + (SELECT count(*) FROM audit WHERE audit::text LIKE '%' || \(secret) || '%')
             + (SELECT count(*) FROM token WHERE token::text LIKE '%' || \(secret) || '%')
        """)
      #expect(traces == 0)
    }
  }

  @Test(
    "A token ends within ninety days",
    arguments: [("2026-05-02", "BAD ARG/VALUE"), ("2026-08-02", "BAD ARG/VALUE"), ("2026-08-01", "OK")])
  func expiry(day: String, expected: String) async throws {
    try await TestWorld.with { world in
      let admin = try await world.client(as: "admin")
      try await admin.expect("TOKEN add=staff-east expires=\(day)", expected)
    }
  }

  @Test("A session ends with the token that it came by, and a new one can be shown on the same connection")
  func sessionEnds() async throws {
    try await TestWorld.with { world in
      let admin = try await world.client(as: "admin")
      let short = try #require(try await admin.ok("TOKEN add=staff-east expires=2026-05-05").field("token"))
      let client = world.stranger()
      try await client.ok("AUTH TOKEN \(short)")
      world.clock.set("2026-05-04T23:59")
      try await client.ok("WHOAMI")
      world.clock.set("2026-05-05T00:00")
      try await client.expect("WHOAMI", "NO AUTH/EXPIRED")
      try await client.expect("WHOAMI", "NO AUTH/REQUIRED")
      try await client.expect("AUTH TOKEN \(short)", "NO AUTH/FAILED")
      try await client.ok("AUTH TOKEN \(TestWorld.token("staff-east"))")
      try await client.ok("WHOAMI")
    }
  }

  @Test("Tokens are listed page by page, without secrets")
  func pages() async throws {
    try await TestWorld.with { world in
      let admin = try await world.client(as: "admin")
      let all = try await admin.ok("TOKEN").column("id")
      var seen: [String?] = []
      var after = ""
      repeat {
        let page = try await admin.ok("TOKEN limit=5\(after)")
        seen += page.column("id")
        after = page.field("next").map { " after=\($0)" } ?? ""
      } while !after.isEmpty
      #expect(seen == all)
      #expect(Set(all).count == all.count)
    }
  }
}
