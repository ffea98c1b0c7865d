import MusterStore
import Postgres
import TestSupport
import Testing

@Suite("The count of seats taken") struct SeatCountTests {
  private static func offer(
    _ shift: Int, _ members: ClosedRange<Int>, _ world: TestWorld, as state: String = "offered"
  ) async throws {
    try await world.execute(
      """
      INSERT INTO muster.assignment (shift_id, member_id, area_id, home_id, state, starts_at, ends_at, source, offered_at)
      SELECT s.id, m, s.area_id, 4, \(state), s.starts_at, s.ends_at, 'staff', now()
        FROM muster.shift s, generate_series(\(members.lowerBound), \(members.upperBound)) m WHERE s.id = \(shift)
      """)
  }

  private static func taken(_ shift: Int, _ world: TestWorld) async throws -> Int64 {
    try await world.number("SELECT taken FROM muster.shift WHERE id = \(shift)")
  }

  @Test("follows a statement that gives many seats, and one that takes some and gives others")
  func many() async throws {
    try await TestWorld.with { world in
      try await Self.offer(3, 1...3, world)
      #expect(try await Self.taken(3, world) == 3)
      try await world.execute("UPDATE muster.assignment SET state = 'declined' WHERE shift_id = 3 AND member_id < 3")
      #expect(try await Self.taken(3, world) == 1)
      try await Self.offer(3, 4...5, world, as: "withdrawn")
      #expect(try await Self.taken(3, world) == 1)
      try await Self.offer(1, 6...6, world)
      try await world.execute(
        """
        UPDATE muster.assignment
           SET state = CASE WHEN member_id = 3 THEN 'released' WHEN member_id < 6 THEN 'offered' ELSE 'expired' END
         WHERE member_id >= 3
        """)
      #expect(try await Self.taken(3, world) == 2)
      #expect(try await Self.taken(1, world) == 0)
    }
  }

  @Test("refuses a whole statement that gives one seat too many")
  func oversold() async throws {
    try await TestWorld.with { world in
      try await Self.offer(1, 1...1, world)
      await #expect(throws: PostgresError.self) { try await Self.offer(1, 2...3, world) }
      #expect(try await Self.taken(1, world) == 1)
      #expect(try await world.number("SELECT count(*) FROM muster.assignment") == 1)
    }
  }

  @Test("is never upset by an assignment that would change its shift or its member")
  func stays() async throws {
    try await TestWorld.with { world in
      try await Self.offer(1, 1...1, world)
      await #expect(throws: PostgresError.self) { try await world.execute("UPDATE muster.assignment SET shift_id = 2") }
      await #expect(throws: PostgresError.self) { try await world.execute("UPDATE muster.assignment SET member_id = 2") }
      try await world.execute("UPDATE muster.assignment SET shift_id = shift_id, v = v + 1")
      #expect(try await Self.taken(1, world) == 1)
    }
  }
}
