import MusterStore
import MusterProtocol
import TestSupport
import Testing

@testable import MusterHandler

@Suite("An open session") struct OpenSessionTests {
  private struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    /// What is done to `ID`, the token of the session, or its account.
    let line: String
    /// What the session's next command meets, and whether an idle one is closed.
    let next: String
    let staysOpen: Bool

    init(_ name: String, _ line: String, _ next: String, staysOpen: Bool) {
      (testDescription, self.line, self.next, self.staysOpen) = (name, line, next, staysOpen)
    }
  }

  private static let cases = [
    Case("its token revoked", "TOKEN revoke=ID", "NO AUTH/EXPIRED", staysOpen: false),
    Case("its account disabled", "USER.SET staff-street role=staff disabled=yes", "NO AUTH/EXPIRED", staysOpen: false),
    Case("its token's verbs changed", "TOKEN set=ID verbs=EVENTS", "NO DENIED", staysOpen: true),
    Case("its role changed", "USER.SET staff-street role=department area=A-1", "NO DENIED", staysOpen: true),
    Case("its token's area changed", "TOKEN set=ID area=A-5", "OK", staysOpen: true),
    Case("its account's area changed", "USER.SET staff-street role=staff area=A-5", "OK", staysOpen: true),
    Case("its token's label changed", "TOKEN set=ID label=x", "OK", staysOpen: true),
  ]

  @Test("notices at its next command, and while it says nothing,", arguments: cases)
  private func changed(what: Case) async throws {
    try await TestWorld.with { world in
      let admin = try await world.client(as: "admin")
      let made = try await admin.ok("TOKEN add=staff-street")
      let (busy, idle) = (world.stranger(), world.stranger())
      for client in [busy, idle] {
        try await client.ok("AUTH TOKEN \(try #require(made.field("token")))")
        #expect(try await client.ok("MEMBERS").column("number").count == 8)
      }
      let before = await idle.isStillValid()
      #expect(before)
      let parts = what.line.split(separator: "ID", omittingEmptySubsequences: false)
      try await admin.ok(parts.joined(separator: try #require(made.field("id"))))
      let reply = try await busy.expect("MEMBERS", what.next)
      if what.line.contains("A-5") { #expect(reply.column("number") == ["M0006", "M0007", "M0008"]) }
      let after = await idle.isStillValid()
      #expect(after == what.staysOpen)
    }
  }

  @Test("notices that its token runs out, also if that day was moved while it was open")
  func runsOut() async throws {
    try await TestWorld.with { world in
      let admin = try await world.client(as: "admin")
      let made = try await admin.ok("TOKEN add=staff-street expires=2026-06-01")
      let (busy, idle) = (world.stranger(), world.stranger())
      for client in [busy, idle] { try await client.ok("AUTH TOKEN \(try #require(made.field("token")))") }
      try await admin.ok("TOKEN set=\(try #require(made.field("id"))) expires=2026-05-05")
      try await busy.expect("MEMBERS", "OK")
      world.clock.set("2026-05-05T00:00")
      let isOpen = await idle.isStillValid()
      #expect(!isOpen)
      try await busy.expect("MEMBERS", "NO AUTH/EXPIRED")
      let stranger = await world.stranger().isStillValid()
      #expect(stranger)
    }
  }

  @Test("is told of by a message without data, at the change and not at a login")
  func told() async throws {
    try await TestWorld.with { world in
      let admin = try await world.client(as: "admin")
      var heard = world.store.client.listen([Store.rightsChannel]).makeAsyncIterator()
      #expect(await heard.next() == .listening)
      let staff = try await world.client(as: "staff-east")
      try await admin.ok("USER.SET staff-east role=staff area=A-5")
      #expect(await heard.next() == .notified(channel: Store.rightsChannel, payload: ""))
      try await staff.ok("PASSWORD remove=yes")
      #expect(await heard.next() == .notified(channel: Store.rightsChannel, payload: ""))
    }
  }
}
