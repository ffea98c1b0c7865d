import MusterStore
import Postgres
import TestSupport
import Testing

/// What may move two people's seats at once, called beside the verbs: nothing comes of it for whom it is not.
@Suite("A hostile call about seats") struct HostileOfferTests {
  struct Attempt: Sendable, CustomTestStringConvertible {
    let account: String
    let call: SQL
    init(_ account: String, _ call: SQL) { (self.account, self.call) = (account, call) }
    var testDescription: String { "\(account): \(call.text)" }
  }

  @Test("moves no seat, and answers nothing", arguments: attempts)
  func nothing(attempt: Attempt) async throws {
    try await TestWorld.with { world in
      for statement in Self.rows { try await world.execute(statement) }
      let before = try await state(world)
      let principal = try #require(try await world.store.principal(named: attempt.account))
      let answer = try await world.store.transact(as: principal, at: world.clock.now) { transaction in
        try await transaction.rows(Postgres.Query<String?>.value("SELECT \(raw: attempt.call)::text"))
      }
      #expect(answer == [nil])
      #expect(try await state(world) == before)
    }
  }

  @Test("answers and acts for whom it is: each of these calls is the other side of one that is refused", arguments: rightful)
  func something(attempt: Attempt) async throws {
    try await TestWorld.with { world in
      for statement in Self.rows { try await world.execute(statement) }
      let principal = try #require(try await world.store.principal(named: attempt.account))
      let answer = try await world.store.transact(as: principal, at: world.clock.now) { transaction in
        try await transaction.rows(Postgres.Query<String?>.value("SELECT \(raw: attempt.call)::text"))
      }
      #expect(answer.first.flatMap { $0 } != nil)
    }
  }

  @Test("Nobody frees a leaver's seat but by a claim that stands")
  func leaver() async throws {
    try await TestWorld.with { world in
      for statement in Self.rows { try await world.execute(statement) }
      try await world.execute("UPDATE muster.shift SET seats = taken WHERE id = 1")
      try await world.execute("UPDATE muster.assignment SET leaving_since = '2026-05-01' WHERE id = 1")
      let before = try await state(world)
      // Member 2 has declined this shift: the pair is spent, so there is no claim for which the leaver would give way.
      let two = try #require(try await world.store.principal(named: "member-2"))
      let touched = try await world.store.transact(as: two, at: world.clock.now) { transaction in
        try await transaction.execute("\(raw: Self.claim) ON CONFLICT DO NOTHING")
      }
      #expect(touched == 0)
      #expect(try await state(world) == before)
      // What row security refuses frees no seat either.
      let six = try #require(try await world.store.principal(named: "member-6"))
      await #expect(throws: StoreError.denied) {
        try await world.store.transact(as: six, at: world.clock.now) { try await $0.execute(Self.claim) }
      }
      #expect(try await state(world) == before)
    }
  }

  /// Every assignment with its state and revision.
  private func state(_ world: TestWorld) async throws -> [String?] {
    try await world.sql(
      Postgres.Query<String?>.value("SELECT string_agg(concat_ws(':', id, state, v), ',' ORDER BY id) FROM muster.assignment"))
  }

  private static let claim: SQL = """
    INSERT INTO muster.assignment (shift_id, member_id, area_id, unit_id, home_id, state, starts_at, ends_at, source, offered_at)
    VALUES (1, 2, 4, 2, 4, 'accepted', '2026-05-04 09:00+08', '2026-05-04 11:00+08', 'claim', '2026-05-02')
    """

  /// P-1: member 1 on the first shift, accepted by telephone; P-2: member 6 on the third; P-3: member 2
  /// declined the first.
  private static let rows: [SQL] = [
    """
    INSERT INTO muster.assignment (shift_id, member_id, area_id, unit_id, home_id, state, starts_at, ends_at, source, offered_at,
                                   answered_at, answered_by)
    VALUES (1, 1, 4, 1, 4, 'accepted', '2026-05-04 09:00+08', '2026-05-04 11:00+08', 'staff', '2026-05-01', '2026-05-01', 3),
           (3, 6, 5, 2, 5, 'accepted', '2026-05-04 09:00+08', '2026-05-04 11:00+08', 'staff', '2026-05-01', '2026-05-01', NULL),
           (1, 2, 4, 2, 4, 'declined', '2026-05-04 09:00+08', '2026-05-04 11:00+08', 'staff', '2026-05-01', '2026-05-01', NULL)
    """,
    """
    INSERT INTO muster.assignment_step (assignment_id, at, state, actor_id, by_phone, area_id, member_id)
    VALUES (1, '2026-05-01', 'accepted', 3, true, 4, 1)
    """,
    // P-4: member 2 is offered the second shift, and would give up P-5 in the western community for it.
    """
    INSERT INTO muster.assignment (shift_id, member_id, area_id, unit_id, home_id, state, starts_at, ends_at, source, offered_at)
    VALUES (2, 2, 4, 2, 4, 'offered', '2026-05-04 09:00+08', '2026-05-04 11:00+08', 'substitute', '2026-05-01'),
           (3, 2, 5, 2, 4, 'accepted', '2026-05-04 09:00+08', '2026-05-04 11:00+08', 'staff', '2026-05-01')
    """,
    "UPDATE muster.assignment SET moves_from = 5 WHERE id = 4",
  ]

  private static let rightful: [Attempt] = [
    Attempt("member-1", "muster.swap_seats(1, 2, 1, 1, NULL, NULL, false, '2026-05-02')"),
    Attempt("staff-street", "muster.swap_seats(1, 2, 1, 1, NULL, NULL, true, '2026-05-04 08:59+08')"),
    Attempt("member-1", "muster.undo_phone(1, '2026-05-03', '2026-05-04 08:59+08')"),
    Attempt("staff-east", "(SELECT max(at) FROM muster.last_asked('{1,2,6}'))"),
    Attempt("staff-east", "(SELECT max(shift_id) FROM muster.left_by(4, '2026-05-02'))"),
    Attempt("member-2", "(SELECT max(shift_id) FROM muster.left_by(4, '2026-05-02'))"),
  ]

  private static let attempts: [Attempt] = [
    // Two others' seats, and one's own with oneself or with a seat that was given up.
    Attempt("member-3", "muster.swap_seats(1, 2, 1, 1, NULL, NULL, false, '2026-05-02')"),
    Attempt("member-1", "muster.swap_seats(2, 1, 1, 1, NULL, NULL, false, '2026-05-02')"),
    Attempt("member-1", "muster.swap_seats(1, 1, 1, 1, NULL, NULL, false, '2026-05-02')"),
    Attempt("member-6", "muster.swap_seats(2, 3, 1, 1, NULL, NULL, false, '2026-05-02')"),
    // Both words by telephone: only who works with both.
    Attempt("member-1", "muster.swap_seats(1, 2, 1, 1, NULL, NULL, true, '2026-05-02')"),
    Attempt("staff-east", "muster.swap_seats(1, 2, 1, 1, NULL, NULL, true, '2026-05-02')"),
    Attempt("staff-west", "muster.swap_seats(1, 2, 1, 1, NULL, NULL, true, '2026-05-02')"),
    Attempt("leader-1", "muster.swap_seats(1, 2, 1, 1, 1, NULL, true, '2026-05-02')"),
    Attempt("unit-1", "muster.swap_seats(1, 2, 1, 1, NULL, NULL, true, '2026-05-02')"),
    Attempt("department", "muster.swap_seats(1, 2, 1, 1, NULL, NULL, false, '2026-05-02')"),
    // Once one of the two has begun.
    Attempt("staff-street", "muster.swap_seats(1, 2, 1, 1, NULL, NULL, true, '2026-05-04 09:00+08')"),
    // What was said for another, what nobody said by telephone, and too late.
    Attempt("member-2", "muster.undo_phone(1, '2026-05-03', '2026-05-02')"),
    Attempt("staff-east", "muster.undo_phone(1, '2026-05-03', '2026-05-02')"),
    Attempt("member-6", "muster.undo_phone(2, '2026-05-03', '2026-05-02')"),
    Attempt("member-1", "muster.undo_phone(1, '2026-05-05', '2026-05-04 09:00+08')"),
    // When people were asked last is for those who plan.
    Attempt("member-1", "(SELECT max(at) FROM muster.last_asked('{1,2,6}'))"),
    Attempt("department", "(SELECT max(at) FROM muster.last_asked('{1,2,6}'))"),
    Attempt("unit-1", "(SELECT max(at) FROM muster.last_asked('{1,2,6}'))"),
    // What somebody would give up is for whom the offer is, and not for whom the other seat is.
    Attempt("staff-west", "(SELECT max(shift_id) FROM muster.left_by(4, '2026-05-02'))"),
    Attempt("member-1", "(SELECT max(shift_id) FROM muster.left_by(4, '2026-05-02'))"),
    Attempt("unit-2", "(SELECT max(shift_id) FROM muster.left_by(4, '2026-05-02'))"),
    Attempt("department", "(SELECT max(shift_id) FROM muster.left_by(4, '2026-05-02'))"),
  ]
}
