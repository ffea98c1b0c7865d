import MusterDomain
import MusterProtocol
import TestSupport
import Testing

@testable import MusterHandler

@Suite("What may be queued") struct BatchQueueTests {
  private let zone = ZoneRules.fixed("UTC", offsetSeconds: 0)

  /// RELEASE with a reason that brings the command to so many octets.
  private func command(octets: Int) throws -> Command {
    let row = try #require(VerbTable.row("RELEASE"))
    let bare = Command(verb: row, arguments: ["id": "P-1", "reason": ""])
    let reason = String(repeating: "x", count: octets - bare.fingerprint.utf8.count)
    return Command(verb: row, arguments: ["id": "P-1", "reason": reason])
  }

  @Test("is 500 commands, and not one more")
  func commands() throws {
    let limits = Limits()
    var batch = Batch(key: nil)
    for number in 1...limits.batchCommands {
      #expect(try batch.queue(command(octets: 100), zone: zone, limits: limits) == number)
    }
    let refusal = #expect(throws: Answer.self) { try batch.queue(command(octets: 100), zone: zone, limits: limits) }
    #expect(refusal?.word == .no && refusal?.code == .limitSize && refusal?.fields == [Field("maximum", "500")])
    #expect(batch.commands.count == 500)
  }

  @Test("is 1 MiB, and not one octet more")
  func octets() throws {
    let limits = Limits()
    var full = Batch(key: nil)
    for _ in 1...15 { _ = try full.queue(command(octets: 65_536), zone: zone, limits: limits) }
    var over = full
    #expect(try full.queue(command(octets: 65_536), zone: zone, limits: limits) == 16)
    #expect(throws: Answer.self) { try over.queue(command(octets: 65_537), zone: zone, limits: limits) }
    #expect(throws: Answer.self) { try full.queue(command(octets: 50), zone: zone, limits: limits) }
  }

  @Test("is 500 commands through every layer; with the 501st refused COMMIT does none")
  func whole() async throws {
    try await TestWorld.with { world in
      let staff = try await world.client(as: "staff-east")
      for count in [500, 501] {
        try await staff.ok("BEGIN")
        for _ in 1...500 { try await staff.ok("SHIFT.ADD E-1 role=x minimum=1 seats=1") }
        if count == 501 { try await staff.expect("SHIFT.ADD E-1 role=x minimum=1 seats=1", "NO LIMIT/SIZE") }
        let reply = try await staff.send("COMMIT")
        #expect(reply.final.word == (count == 500 ? .ok : .no))
        #expect(count == 500 || (reply.field("at") == "501" && reply.field("code") == "LIMIT/SIZE"))
      }
      #expect(try await world.number("SELECT count(*) FROM muster.shift WHERE role = 'x'") == 500)
    }
  }

  @Test("is neither a read, nor a job, nor a secret, nor a key of its own, nor what the role may not do")
  func refused() async throws {
    try await TestWorld.with { world in
      let staff = try await world.client(as: "staff-east")
      try await staff.ok("BEGIN")
      for (line, words) in [
        ("EVENTS", "NO CONFLICT/STATE"), ("WHOAMI", "NO CONFLICT/STATE"), ("BEGIN", "NO CONFLICT/STATE"),
        ("WATCH jobs", "NO CONFLICT/STATE"),
        ("AUTH TOKEN \(TestWorld.token("admin"))", "NO CONFLICT/STATE"), ("AUTH PEER", "NO CONFLICT/STATE"),
      ] {
        try await staff.expect(line, words)
      }
      // None of those was to change anything: the batch is whole.
      try await staff.ok("EVENT.SET E-1 title=x")
      for line in ["PING", "HELP", "SET lang=en", "COMMIT"] { try await staff.ok(line) }
      for (line, words) in [
        ("SOLVE area=A-4 from=2026-05-04 to=2026-05-11", "NO CONFLICT/STATE"), ("CANCEL J-1", "NO CONFLICT/STATE"),
        ("EVENT.SET E-1 title=x key=0123456789abcdef", "BAD ARG/UNKNOWN"), ("TOKEN add=admin", "NO DENIED"),
        ("EVENT.SET E-1 titel=x", "BAD ARG/UNKNOWN"), ("EVNT.SET E-1 title=x", "BAD VERB"), ("EVENT.SET", "BAD ARG/MISSING"),
      ] {
        try await staff.ok("BEGIN")
        try await staff.ok("EVENT.SET E-1 title=first")
        let code = try await staff.expect(line, words).final.code
        try await staff.ok("EVENT.SET E-1 title=last")
        let failed = try await staff.expect("COMMIT", "NO BATCH/FAILED")
        #expect(failed.field("at") == "2" && failed.field("code") == code?.rawValue, "\(line)")
      }
      #expect(try await world.number("SELECT count(*) FROM muster.event WHERE title = 'x'") == 1)
    }
  }

  @Test("is dropped by ROLLBACK, and stays apart from another session")
  func dropped() async throws {
    try await TestWorld.with { world in
      let (one, other) = (try await world.client(as: "staff-east"), try await world.client(as: "staff-east"))
      try await one.ok("BEGIN")
      try await one.ok("EVENT.SET E-1 title=x")
      try await other.expect("COMMIT", "NO CONFLICT/STATE")
      #expect(try await one.ok("ROLLBACK").field("dropped") == "1")
      try await one.expect("ROLLBACK", "NO CONFLICT/STATE")
      try await one.ok("BEGIN")
      #expect(try await one.ok("COMMIT").final.fields == [Field("commands", "0")])
      #expect(try await world.number("SELECT count(*) FROM muster.event WHERE title = 'x'") == 0)
      try await world.stranger().expect("BEGIN", "NO AUTH/REQUIRED")
    }
  }

  @Test("keeps the time zone in which it was said, whatever is set before COMMIT")
  func zone() async throws {
    try await TestWorld.with { world in
      let staff = try await world.client(as: "staff-east")
      try await staff.ok("BEGIN")
      try await staff.ok("EVENT.ADD title=x area=A-4 domain=health from=2026-05-04T09:00 to=2026-05-04T10:00")
      try await staff.ok("SET tz=UTC")
      try await staff.ok("COMMIT")
      #expect(
        try await world.number(
          "SELECT count(*) FROM muster.event WHERE title = 'x' AND starts_at = '2026-05-04 09:00+08'") == 1)
    }
  }

  @Test("is tried again with the rights that the account has now")
  func rights() async throws {
    try await TestWorld.with { world in
      let staff = try await world.client(as: "staff-east")
      let admin = try await world.client(as: "admin")
      try await staff.ok("BEGIN")
      try await staff.ok("EVENT.SET E-1 title=x")
      try await admin.ok("USER.SET staff-east role=staff area=A-5")
      let moved = try await staff.expect("COMMIT", "NO BATCH/FAILED")
      #expect(moved.field("code") == "NOT-FOUND")
      try await staff.ok("BEGIN")
      try await staff.ok("EVENT.SET E-2 title=x")
      try await admin.ok("USER.SET staff-east role=member member=\(world.code(.member, 1))")
      let demoted = try await staff.expect("COMMIT", "NO BATCH/FAILED")
      #expect(demoted.field("code") == "DENIED")
      #expect(try await world.number("SELECT count(*) FROM muster.event WHERE title = 'x'") == 0)
    }
  }
}
