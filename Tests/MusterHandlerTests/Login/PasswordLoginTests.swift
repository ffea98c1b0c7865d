import Postgres
import MusterProtocol
import SCRAM
import TestSupport
import Testing

@testable import MusterHandler

@Suite("A login by password") struct PasswordLoginTests {
  private static let right = Passwords("right")
  private static let wrong = Passwords("wrong")

  private func world(_ body: (TestWorld, TestClient) async throws -> Void) async throws {
    try await TestWorld.with { world in
      let admin = try await world.client(as: "admin")
      try await admin.ok("PASSWORD user=staff-east verifier=\(Self.right.verifier.text)")
      try await body(world, admin)
    }
  }

  @Test("lets in who knows it, with the account's rights, and proves the server")
  func login() async throws {
    try await world { world, admin in
      let client = world.stranger()
      let outcome = try await Self.right.logIn(client, as: "staff-east")
      #expect(outcome.final.words == "OK" && outcome.isProved)
      let greeting = world.handler.greeting(isEncrypted: false).fields
      #expect(greeting.allSatisfy(outcome.final.fields.contains))
      #expect(greeting.contains(Field("auth", "SCRAM-SHA-256,TOKEN")))
      #expect(try await client.ok("MEMBERS").column("number").count == 5)
      let listed = try await admin.ok("USERS staff-east")
      #expect(listed.column("password") == ["yes"] && listed.column("login") == ["2026-05-03"])
      #expect(try await admin.ok("USERS staff-west").column("password") == ["no"])
      #expect(try await admin.ok("USERS staff-west").column("login") == [nil])
    }
  }

  @Test("fails alike for a wrong password, an unknown name, an account without one and a disabled one")
  func alike() async throws {
    try await world { world, admin in
      try await admin.ok("PASSWORD user=unit-1 verifier=\(Self.right.verifier.text)")
      try await admin.ok("USER.SET unit-1 role=unit disabled=yes")
      var finals: [Final] = []
      var shapes: Set<String> = []
      let cases: [(Passwords, String)] = [
        (Self.wrong, "staff-east"), (Self.wrong, "nobody"), (Self.wrong, "staff-west"), (Self.wrong, "unit-1"),
        (Self.right, "unit-1"), (Self.right, "nobody"), (Self.wrong, "operator"), (Self.wrong, "muster"),
      ]
      for (password, name) in cases {
        let outcome = try await password.logIn(world.stranger(), as: name)
        finals.append(outcome.final)
        let challenge = try #require(outcome.challenge)
        shapes.insert("\(challenge.utf8.count) \(challenge.suffix(8))")
        // The salt of a name stays: a second look tells nothing either.
        let again = try await password.logIn(world.stranger(), as: name)
        #expect(again.challenge == challenge, "\(name)")
      }
      #expect(Set(finals).count == 1)
      #expect(finals.first?.words == "NO AUTH/FAILED")
      #expect(shapes.count == 1, "\(shapes)")
    }
  }

  @Test("asks the database as often for a name that nobody has")
  func sameWork() async throws {
    try await world { world, _ in
      // Each question of a login goes by these; they count themselves.
      for statement: SQL in [
        "CREATE SEQUENCE calls", "ALTER FUNCTION password_of(text) RENAME TO kept_password_of",
        "ALTER FUNCTION password_login(bigint, int, timestamptz) RENAME TO kept_password_login",
        """
        CREATE FUNCTION password_of(wanted text) RETURNS TABLE (account_id bigint, number int, sealed bytea)
          LANGUAGE sql VOLATILE SECURITY DEFINER AS $$
          SELECT nextval('muster.calls'); SELECT * FROM muster.kept_password_of(wanted) $$
        """,
        """
        CREATE FUNCTION password_login(wanted bigint, held int, at timestamptz) RETURNS boolean
          LANGUAGE sql VOLATILE SECURITY DEFINER AS $$
          SELECT nextval('muster.calls'); SELECT muster.kept_password_login(wanted, held, at) $$
        """,
      ] { try await world.execute(statement) }
      var calls: [Int64] = []
      for name in ["staff-east", "nobody", "staff-west", "operator"] {
        let before = try await world.number("SELECT nextval('calls')")
        let outcome = try await Self.wrong.logIn(world.stranger(), as: name)
        #expect(outcome.final.words == "NO AUTH/FAILED")
        calls.append(try await world.number("SELECT nextval('calls')") - before - 1)
      }
      #expect(calls == [1, 1, 1, 1])
    }
  }

  @Test(
    "fails for the reason in the message itself, whoever it is from, before anything else", arguments: ["staff-east", "nobody"])
  func malformed(name: String) async throws {
    try await world { world, _ in
      let client = world.stranger()
      let bad = [
        "!", "YQ", SCRAM.Base64.text("y,,n=\(name),r=abc".utf8), SCRAM.Base64.text("p=tls-exporter,,n=\(name),r=abc".utf8),
        SCRAM.Base64.text("n,a=admin,n=\(name),r=abc".utf8), SCRAM.Base64.text("n,,m=1,n=\(name),r=abc".utf8),
        SCRAM.Base64.text("n,,n=\(name)".utf8), SCRAM.Base64.text("n,,n=a=b,r=abc".utf8),
      ]
      for message in bad { try await client.expect("AUTH SCRAM-SHA-256 \(message)", "BAD ARG/VALUE") }
      try await client.expect("AUTH SCRAM-SHA-256", "BAD ARG/MISSING")
      for line in ["", "!", "YQ", SCRAM.Base64.text("c=biws".utf8), SCRAM.Base64.text("p=x".utf8), "PING"] {
        let reply = try await client.send(
          "AUTH SCRAM-SHA-256 \(SCRAM.Base64.text("n,,n=\(name),r=abc\(line.utf8.count)".utf8))")
        guard reply.challenge != nil else { continue }
        let final = await client.answer(line).final
        #expect(final.words == "BAD ARG/VALUE", "\(line)")
        // One line only was taken.
        try await client.expect("PING", "OK")
        world.steadyClock.advance(seconds: 60)
      }
    }
  }

  @Test("is given up by *, and anything else may follow")
  func cancelled() async throws {
    try await world { world, _ in
      let client = world.stranger()
      let reply = try await client.send("AUTH SCRAM-SHA-256 \(SCRAM.Base64.text("n,,n=staff-east,r=abc".utf8))")
      #expect(reply.challenge != nil)
      let final = await client.answer("*").final
      #expect(final.words == "NO AUTH/FAILED")
      try await client.expect("WHOAMI", "NO AUTH/REQUIRED")
      let outcome = try await Self.right.logIn(client, as: "staff-east")
      #expect(outcome.isProved)
      try await client.expect("AUTH SCRAM-SHA-256 \(SCRAM.Base64.text("n,,n=staff-east,r=abc".utf8))", "NO CONFLICT/STATE")
    }
  }

  @Test("takes no answer twice: an exchange's nonce is its own")
  func replay() async throws {
    try await world { world, _ in
      let exchange = ClientExchange(name: try #require(PreparedText("staff-east")), nonce: Array("abc".utf8))
      let first = "AUTH SCRAM-SHA-256 \(SCRAM.Base64.text(exchange.first))"
      let client = world.stranger()
      let challenge = try #require(try await client.send(first).challenge)
      let asked = try exchange.challenge(try #require(SCRAM.Base64.decode(Array(challenge.utf8))), iterations: 1...1_000_000)
      let answer = SCRAM.Base64.text(exchange.prove(asked, saltedPassword: Self.right.salted).message)
      let final = await client.answer(answer).final
      #expect(final.word == .ok)
      let other = world.stranger()
      _ = try await other.send(first)
      let replayed = await other.answer(answer).final
      #expect(replayed.words == "NO AUTH/FAILED")
      let unasked = await world.stranger().answer(answer).final
      #expect(unasked.words == "BAD SYNTAX")
    }
  }

  @Test("is slowed down after five wrong tries from one address, alike for every name, and not from another")
  func slowedDown() async throws {
    try await world { world, _ in
      for name in ["staff-east", "nobody"] {
        for _ in 0..<5 {
          let outcome = try await Self.wrong.logIn(world.stranger(at: "203.0.113.7"), as: name)
          #expect(outcome.final.words == "NO AUTH/FAILED")
        }
        let held = try await Self.right.logIn(world.stranger(at: "203.0.113.7"), as: name)
        #expect(held.final.words == "LATER LIMIT/RATE" && held.challenge == nil)
        #expect(held.final.fields == [Field("retry", "1")])
      }
      let elsewhere = try await Self.right.logIn(world.stranger(at: "198.51.100.9"), as: "staff-east")
      #expect(elsewhere.isProved)
      world.steadyClock.advance(seconds: 1)
      let later = try await Self.right.logIn(world.stranger(at: "203.0.113.7"), as: "staff-east")
      #expect(later.isProved)
    }
  }

  @Test("finds nothing in the database, its keys or its audit that would let anybody in")
  func atRest() async throws {
    try await TestWorld.with { world in
      let staff = try await world.client(as: "staff-east")
      let text = Self.right.verifier.text
      try await staff.ok("PASSWORD verifier=\(text) key=0123456789abcdef")
      let again = try await staff.ok("PASSWORD verifier=\(text) key=0123456789abcdef")
      #expect(again.field("replayed") == "yes")
      try await staff.expect("PASSWORD verifier=\(Self.wrong.verifier.text) key=0123456789abcdef", "NO KEY/REUSED")
      let traces = try await world.number(
        """
        SELECT (SELECT count(*) FROM command_key
                 WHERE final LIKE '%SCRAM%' OR fingerprint = sha256(convert_to('PASSWORD' || chr(31) || 'verifier=' || \(text), 'UTF8')))
             + (SELECT count(*) FROM audit WHERE audit::text LIKE '%SCRAM%')
             + (SELECT count(*) FROM password WHERE position(convert_to('SCRAM', 'UTF8') IN sealed) > 0
                   OR position(\(Self.right.verifier.storedKey) IN sealed) > 0)
        """)
      #expect(traces == 0)
      let noted = try await world.number("SELECT count(*) FROM audit WHERE verb = 'PASSWORD' AND fields = '{verifier}'")
      #expect(noted == 1)
    }
  }
}
