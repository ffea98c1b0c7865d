import Logging
import MusterProtocol
import MusterStore
import Postgres
import TestSupport
import Testing

@testable import MusterHandler

@Suite("The verbs of an import") struct ImportVerbTests {
  @Test("A part twice is fine, with another content it is not, and the text may come as it is")
  func parts() async throws {
    try await TestWorld.with { world in
      let client = try await world.client(as: "admin")
      let id = try #require(try await client.ok("IMPORT.NEW").field("id"))
      let line = "IMPORT.PART \(id) file=skills.csv part=1"
      try await client.expect("\(line) \"code,name\\nswim,游泳\\n\"", "OK")
      try await client.expect("\(line) \"code,name\\nswim,游泳\\n\"", "OK")
      try await client.expect("\(line) encoding=base64 data=Y29kZSxuYW1lCnN3aW0s5ri45rOzCg==", "OK")
      try await client.expect("\(line) \"code,name\\nrow,划船\\n\"", "NO CONFLICT/STATE")
      try await client.expect("IMPORT.PART \(id) file=skills.csv part=2 encoding=base64 \"not base 64\"", "BAD ARG/VALUE")
      try await client.expect("IMPORT.PART I-99 file=skills.csv part=1 x", "NO NOT-FOUND")
      let run = try await client.ok("IMPORT.RUN \(id) key=0123456789abcdef")
      let again = try await client.ok("IMPORT.RUN \(id) key=0123456789abcdef")
      #expect(again.field("job") == run.field("job"))
      #expect(again.field("replayed") == "yes")
      try await client.expect("IMPORT.RUN \(id)", "NO CONFLICT/STATE")
      try await client.expect("\(line) \"code,name\\nswim,游泳\\n\"", "NO CONFLICT/STATE")
      #expect(try await world.number("SELECT count(*) FROM muster.job") == 1)
      #expect(try await world.runner.runOne())
      #expect(try await world.number("SELECT count(*) FROM muster.skill WHERE code = 'swim'") == 1)
      #expect(try await client.ok("IMPORT.ERRORS \(id)").field("state") == "done")
    }
  }

  @Test("A file comes together from its parts, and a missing one is a problem")
  func manyParts() async throws {
    try await TestWorld.with { world in
      let client = try await world.client(as: "admin")
      let text = "code,name\n" + (1...40).map { "s\($0),特长\($0)\n" }.joined()
      let id = try await world.upload([(name: "skills.csv", bytes: Array(text.utf8))], partOctets: 7, by: client)
      try await client.ok("IMPORT.RUN \(id)")
      #expect(try await world.runner.runOne())
      #expect(try await world.number("SELECT count(*) FROM muster.skill WHERE name LIKE '特长%'") == 40)

      let gap = try #require(try await client.ok("IMPORT.NEW").field("id"))
      try await client.ok("IMPORT.PART \(gap) file=skills.csv part=1 \"code,name\\n\"")
      try await client.ok("IMPORT.PART \(gap) file=skills.csv part=4 \"swim,游泳\\n\"")
      try await client.ok("IMPORT.RUN \(gap)")
      #expect(try await world.runner.runOne())
      let errors = try await client.ok("IMPORT.ERRORS \(gap)")
      #expect(errors.column("code") == ["PART/MISSING"])
      #expect(errors.column("text") == ["缺第 2–3 段"])
    }
  }

  @Test("Only an administrator imports", arguments: ["staff-street", "unit-1", "member-1", "department", "operator"])
  func others(account: String) async throws {
    try await TestWorld.with { world in
      let client = try await world.client(as: account)
      for line in ["IMPORT.NEW", "IMPORT.PART I-1 file=a.csv part=1 x", "IMPORT.RUN I-1", "IMPORT.ERRORS I-1"] {
        try await client.expect(line, "NO DENIED")
      }
    }
  }

  @Test("An import whose job has passed to another runner leaves nothing behind")
  func lostJob() async throws {
    try await TestWorld.with { world in
      let client = try await world.client(as: "admin")
      let text = "code,name\nswim,游泳\n"
      let id = try await world.upload([(name: "skills.csv", bytes: Array(text.utf8))], by: client)
      try await client.ok("IMPORT.RUN \(id)")
      let claimed = try await world.store.claimJob(leaseSeconds: 15, solverRuns: 2)
      let job = try #require(claimed)
      let context = JobContext(job: job, environment: world.handler.environment)
      try await world.execute("UPDATE muster.job SET fence = fence + 1, lease_until = now() - interval '1 second'")
      let before = try await world.fingerprint()
      await #expect(throws: JobLost.self) { try await ImportJob(context).run() }
      let after = try await world.fingerprint()
      #expect(after == before)
      // Whoever takes it up does it all.
      #expect(try await world.runner.runOne())
      #expect(try await world.number("SELECT count(*) FROM muster.skill WHERE code = 'swim'") == 1)
    }
  }

  @Test("An import that loses its job in the middle of its writing leaves nothing behind")
  func lostInTheMiddle() async throws {
    try await TestWorld.with { world in
      let client = try await world.client(as: "admin")
      let areas = "code,name,level,parent,order,lon,lat\n150101003,南社区,community,150101,3,110.0,39.59\n"
      let id = try await world.upload(
        [(name: "areas.csv", bytes: Array(areas.utf8)), (name: "domains.csv", bytes: Array("code,name\nhealth,健康\n".utf8))],
        by: client)
      try await client.ok("IMPORT.RUN \(id)")
      let before = try await world.fingerprint()
      let other = PostgresClient(PostgresConfiguration(conninfo: world.database.conninfo()), logger: Logger(label: "test"))
      // Somebody holds the domain that it would rename, after the area has been written.
      await #expect(throws: CancellationError.self) {
        try await other.transaction { transaction in
          _ = try await transaction.execute("UPDATE muster.domain SET name = name WHERE code = 'health'")
          async let ran = world.runner.runOne()
          while try await world.number(Self.waiting) == 0 { await Task.yield() }
          try await world.execute("UPDATE muster.job SET fence = fence + 1")
          #expect(try await ran)
          throw CancellationError()
        }
      }
      await other.close()
      let after = try await world.fingerprint()
      #expect(after == before)
      try await world.execute("UPDATE muster.job SET lease_until = now() - interval '1 second'")
      #expect(try await world.runner.runOne())
      #expect(try await world.number("SELECT count(*) FROM muster.area WHERE name = '南社区'") == 1)
    }
  }

  private static let waiting: SQL = """
    SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
    """
}
