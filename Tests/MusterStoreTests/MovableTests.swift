import MusterStore
import Postgres
import TestSupport
import Testing

/// Whom the search for two moves looks at.
@Suite("Who could be moved") struct MovableTests {
  @Test(
    "is bound by one acceptance of that day, elsewhere, and within reach, with the skill, of the team",
    arguments: [
      ("110.01, 39.6, '2026-05-04 00:00+08', '2026-05-05 00:00+08', 2, NULL, NULL", [1, 6]),
      // The first moment of the stretch is in it, the last is not.
      ("110.01, 39.6, '2026-05-04 09:00+08', '2026-05-05 00:00+08', 2, NULL, NULL", [1, 6]),
      ("110.01, 39.6, '2026-05-04 09:00:01+08', '2026-05-05 00:00+08', 2, NULL, NULL", []),
      ("110.01, 39.6, '2026-05-03 00:00+08', '2026-05-04 09:00+08', 2, NULL, NULL", []),
      ("110.01, 39.6, '2026-05-03 00:00+08', '2026-05-04 09:00:01+08', 2, NULL, NULL", [1, 6]),
      // Of that very shift nobody is moved.
      ("110.01, 39.6, '2026-05-04 00:00+08', '2026-05-05 00:00+08', 1, NULL, NULL", [6]),
      ("110.01, 39.6, '2026-05-04 00:00+08', '2026-05-05 00:00+08', 2, 'first-aid', NULL", [1]),
      ("110.01, 39.6, '2026-05-04 00:00+08', '2026-05-05 00:00+08', 2, NULL, '{1}'", [1]),
      ("110.01, 39.6, '2026-05-04 00:00+08', '2026-05-05 00:00+08', 2, NULL, '{}'", [1, 6]),
      ("112, 39.6, '2026-05-04 00:00+08', '2026-05-05 00:00+08', 2, NULL, NULL", []),
      // Twice bound within it.
      ("110.01, 39.6, '2026-05-04 00:00+08', '2026-05-06 00:00+08', 2, NULL, NULL", [1]),
    ] as [(StaticString, [Int64])])
  func movable(arguments: StaticString, expected: [Int64]) async throws {
    try await TestWorld.with { world in
      try await world.execute(
        """
        INSERT INTO muster.assignment (shift_id, member_id, area_id, home_id, state, starts_at, ends_at, source, offered_at) VALUES
          (1, 1, 4, 4, 'accepted', '2026-05-04 09:00+08', '2026-05-04 11:00+08', 'staff', '2026-05-01'),
          (1, 2, 4, 4, 'offered', '2026-05-04 09:00+08', '2026-05-04 11:00+08', 'staff', '2026-05-01'),
          (3, 6, 5, 5, 'accepted', '2026-05-04 09:00+08', '2026-05-04 11:00+08', 'staff', '2026-05-01'),
          (4, 6, 4, 5, 'accepted', '2026-05-05 08:00+08', '2026-05-05 11:00+08', 'staff', '2026-05-01')
        """)
      let hand = try #require(try await world.store.principal(named: "muster"))
      let found = try await world.store.read(
        as: hand,
        Postgres.Query<Int64>.value("SELECT id FROM muster.movable_candidates(\(raw: arguments))"))
      #expect(found == expected)
    }
  }
}
