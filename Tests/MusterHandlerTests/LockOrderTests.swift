import MusterDomain
import MusterProtocol
import MusterStore
import Postgres
import TestSupport
import Testing

@testable import MusterHandler

@Suite("The order of locks") struct LockOrderTests {
  @Test(
    "Who takes a need's or an event's shift waits for that first, and holds no shift meanwhile",
    arguments: [(false, "CLAIM S-4", 4), (true, "CLAIM S-1", 1)])
  func outerFirst(isEvent: Bool, line: String, shift: Int64) async throws {
    try await TestWorld.with { world in
      let staff = try #require(try await world.store.principal(named: "staff-east"))
      let member = try await world.client(as: "member-1")
      let (claim, isFree) = try await world.store.transact(as: staff, at: world.clock.now) { transaction in
        if isEvent {
          _ = try await transaction.first(EventRecord.locked(1))
        } else {
          _ = try await transaction.first(NeedRecord.locked(1))
        }
        let claim = Task { try await member.word(line) }
        while try await world.number(
          "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'") == 0
        {
          await Task.yield()
        }
        let free = try await transaction.first(
          Postgres.Query<Int64>.value(
            "SELECT count(*) FROM (SELECT FROM muster.shift WHERE id = \(shift) FOR UPDATE SKIP LOCKED) s"))
        return (claim, free == 1)
      }
      #expect(isFree)
      #expect(try await claim.value == "OK")
    }
  }
}
