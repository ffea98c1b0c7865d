import MusterProtocol
import SCRAM
import TestSupport
import Testing

@testable import MusterHandler

@Suite("Setting a password") struct PasswordVerbTests {
  private static let old = Passwords("old")
  private static let new = Passwords("new")

  @Test("is everybody's for himself, and an administrator's for anybody")
  func who() async throws {
    try await TestWorld.with { world in
      let admin = try await world.client(as: "admin")
      let staff = try await world.client(as: "staff-east")
      let verifier = "verifier=\(Self.old.verifier.text)"
      for account in ["member-1", "unit-1", "leader-1", "grid-east", "department"] {
        try await world.client(as: account).expect("PASSWORD \(verifier)", "OK")
        let outcome = try await Self.old.logIn(world.stranger(), as: account)
        #expect(outcome.isProved, "\(account)")
      }
      try await staff.expect("PASSWORD user=staff-east \(verifier)", "OK")
      for name in ["staff-west", "admin", "nobody"] { try await staff.expect("PASSWORD user=\(name) \(verifier)", "NO DENIED") }
      try await admin.expect("PASSWORD user=staff-west \(verifier)", "OK")
      try await admin.expect("PASSWORD user=nobody \(verifier)", "NO NOT-FOUND")
      for name in ["operator", "muster"] { try await admin.expect("PASSWORD user=\(name) \(verifier)", "NO DENIED") }
      try await world.client(as: "operator").expect("PASSWORD \(verifier)", "NO DENIED")
      try await world.stranger().expect("PASSWORD \(verifier)", "NO AUTH/REQUIRED")
    }
  }

  @Test("takes a verifier of the usual strength in one spelling, or remove=yes, and nothing else")
  func arguments() async throws {
    try await TestWorld.with { world in
      let staff = try await world.client(as: "staff-east")
      let weak = Verifier(saltedPassword: Self.old.salted, salt: Self.old.verifier.salt, iterations: 4096).text
      let short = Verifier(saltedPassword: Self.old.salted, salt: [1, 2, 3], iterations: Verifier.usualIterations).text
      for (arguments, words) in [
        ("", "BAD ARG/MISSING"), ("remove=no", "BAD ARG/MISSING"), ("verifier=pencil", "BAD ARG/VALUE"),
        ("verifier=\(weak)", "BAD ARG/VALUE"), ("verifier=\(short)", "BAD ARG/VALUE"),
        ("remove=yes verifier=\(Self.old.verifier.text)", "BAD ARG/VALUE"), ("password=pencil", "BAD ARG/UNKNOWN"),
        ("remove=yes", "OK"),
      ] {
        try await staff.expect("PASSWORD \(arguments)".trimmed, words)
      }
    }
  }

  @Test("ends the other sessions by the old one, and neither the one that set it nor those by tokens")
  func sessions() async throws {
    try await TestWorld.with { world in
      let byToken = try await world.client(as: "staff-east")
      try await byToken.ok("PASSWORD verifier=\(Self.old.verifier.text)")
      let (changing, open, silent) = (world.stranger(), world.stranger(), world.stranger())
      for client in [changing, open, silent] {
        let outcome = try await Self.old.logIn(client, as: "staff-east")
        #expect(outcome.isProved)
        try await client.ok("MEMBERS")
      }
      try await changing.ok("PASSWORD verifier=\(Self.new.verifier.text)")
      try await changing.ok("MEMBERS")
      try await byToken.ok("MEMBERS")
      let (stillThere, gone) = (await changing.isStillValid(), await silent.isStillValid())
      #expect(stillThere && !gone)
      try await open.expect("MEMBERS", "NO AUTH/EXPIRED")
      try await open.expect("MEMBERS", "NO AUTH/REQUIRED")
      let withOld = try await Self.old.logIn(open, as: "staff-east")
      #expect(withOld.final.words == "NO AUTH/FAILED")
      let withNew = try await Self.new.logIn(open, as: "staff-east")
      #expect(withNew.isProved)
      try await open.ok("MEMBERS")
    }
  }

  @Test("by an administrator, or its removal, ends all sessions by it")
  func byOthers() async throws {
    try await TestWorld.with { world in
      let admin = try await world.client(as: "admin")
      for change in ["verifier=\(Self.new.verifier.text)", "remove=yes"] {
        try await admin.ok("PASSWORD user=staff-east verifier=\(Self.old.verifier.text)")
        let client = world.stranger()
        let outcome = try await Self.old.logIn(client, as: "staff-east")
        #expect(outcome.isProved)
        try await admin.ok("PASSWORD user=staff-east \(change)")
        try await client.expect("WHOAMI", "NO AUTH/EXPIRED")
      }
      // The same password set again is another one: sessions from before its removal stay out.
      try await admin.ok("PASSWORD user=staff-east verifier=\(Self.old.verifier.text)")
      let client = world.stranger()
      _ = try await Self.old.logIn(client, as: "staff-east")
      try await admin.ok("PASSWORD user=staff-east remove=yes")
      try await admin.ok("PASSWORD user=staff-east verifier=\(Self.old.verifier.text)")
      try await client.expect("WHOAMI", "NO AUTH/EXPIRED")
    }
  }
}

extension String {
  fileprivate var trimmed: String { String(reversed().drop { $0 == " " }.reversed()) }
}
