import MusterDomain
import TestSupport
import Testing

@testable import MusterHandler

@Suite("Housekeeping") struct HousekeepingTests {
  @Test("throws away answers and uploads after a week, and nobody else can")
  func week() async throws {
    try await TestWorld.with { world in
      let admin = try await world.client(as: "admin")
      let open = try #require(try await admin.ok("IMPORT.NEW key=0123456789abcdef").field("id"))
      try await admin.ok("IMPORT.PART \(open) file=areas.csv part=1 data=code")
      world.clock.advance(minutes: 7 * 24 * 60)
      #expect(try await Housekeeping(world.environment).tidy() == 0)
      let principal = try #require(try await world.store.principal(named: "admin"))
      let now = world.clock.now
      let byOthers = try await world.store.transact(as: principal, at: now) { transaction in
        try await transaction.purge(before: now.advanced(minutes: 1), most: 10)
      }
      #expect(byOthers == 0)
      world.clock.advance(minutes: 1)
      #expect(try await Housekeeping(world.environment).tidy() == 2)
      #expect(try await world.number("SELECT count(*) FROM muster.import_part") == 0)
      #expect(try await world.number("SELECT count(*) FROM muster.command_key") == 0)
    }
  }

  @Test("A cancelled import, and one whose job fails for good, keep nothing of what was uploaded")
  func cancelled() async throws {
    try await TestWorld.with { world in
      let admin = try await world.client(as: "admin")
      for ending in ["cancelled", "failed"] {
        let id = try #require(try await admin.ok("IMPORT.NEW").field("id"))
        try await admin.ok("IMPORT.PART \(id) file=areas.csv part=1 data=code")
        let job = try #require(try await admin.ok("IMPORT.RUN \(id)").field("job"))
        if ending == "cancelled" {
          try await admin.ok("CANCEL \(job)")
        } else {
          try await world.execute("UPDATE muster.job SET attempts = 9 WHERE state = 'queued'")
          try await JobRunner(world.environment).runOne()
        }
        #expect(try await admin.ok("JOB \(job)").field("state") == ending)
        #expect(try await world.number("SELECT count(*) FROM muster.import_part") == 0)
      }
    }
  }
}
