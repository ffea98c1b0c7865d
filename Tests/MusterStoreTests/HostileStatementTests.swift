import MusterStore
import Postgres
import TestSupport
import Testing

/// Statements that no verb makes, run with an ordinary account's own scope: what is left where a handler forgot to ask.
@Suite("A hostile statement") struct HostileStatementTests {
  struct Attempt: Sendable, CustomTestStringConvertible {
    let account: String
    let sql: SQL
    init(_ account: String, _ sql: SQL) { (self.account, self.sql) = (account, sql) }
    var testDescription: String { "\(account): \(sql.text)" }
  }

  @Test("is refused, or touches no row", arguments: people + work + assignments)
  func refused(attempt: Attempt) async throws {
    try await TestWorld.with { world in
      try await lay(world)
      let principal = try #require(try await world.store.principal(named: attempt.account))
      do {
        let touched = try await world.store.transact(as: principal, at: world.clock.now) { transaction in
          try await transaction.execute(attempt.sql)
        }
        #expect(touched == 0)
      } catch let error as StoreError {
        let refusals: [StoreError] = [.denied, .missing(what: "assignment"), .constraint("registration_stays")]
        guard refusals.contains(error) else { throw error }
      }
    }
  }

  @Test("learns nothing of others from what is asked above row security", arguments: functions)
  func silent(attempt: Attempt) async throws {
    try await TestWorld.with { world in
      try await lay(world)
      let principal = try #require(try await world.store.principal(named: attempt.account))
      let count = Postgres.Query<Int64>.value("SELECT count(*) FROM \(raw: attempt.sql)")
      #expect(try await world.store.read(as: principal, count) == [0])
    }
  }

  @Test("draws nobody into a community who has not reported there")
  func rehome() async throws {
    try await TestWorld.with { world in
      try await lay(world)
      try await world.execute(
        """
        WITH planted AS (
          INSERT INTO muster.registration (member_id, unit_id, area_id, state, created_at, changed_at)
          VALUES (1, 1, 5, 'active', now(), now()) RETURNING *)
        INSERT INTO muster.registration_step (registration_id, at, state, actor_id, member_id, area_id, unit_id)
        SELECT id, now(), s, 5, member_id, area_id, unit_id FROM planted, unnest(array['submitted', 'approved', 'active']) s
        """)
      let west = try #require(try await world.store.principal(named: "staff-west"))
      let open = "(SELECT id FROM muster.registration WHERE member_id = 1 AND state = 'active')" as SQL
      let name = Postgres.Query<String?>.value("SELECT muster.registrant(\(raw: open))")
      #expect(try await world.store.read(as: west, name) == [nil])
      try await world.store.transact(as: west, at: world.clock.now) {
        try await $0.execute("SELECT muster.rehome(\(raw: open))")
      }
      #expect(try await world.number("SELECT area_id FROM muster.member WHERE id = 1") == 4)
      // The unit's own word, and the same call tells the name and moves the home.
      try await world.execute("INSERT INTO muster.registration_step SELECT \(raw: open), now(), 'submitted', 8, NULL, 1, 5, 1")
      #expect(try await world.store.read(as: west, name) == ["成员1"])
      try await world.store.transact(as: west, at: world.clock.now) {
        try await $0.execute("SELECT muster.rehome(\(raw: open))")
      }
      #expect(try await world.number("SELECT area_id FROM muster.member WHERE id = 1") == 5)
    }
  }

  /// Beside the probes: member 1 without a registration, an assignment of the team, a declined pair, needs of others.
  private func lay(_ world: TestWorld) async throws {
    try await Probe.lay(world)
    for statement in Self.rows { try await world.execute(statement) }
  }

  /// A claim of a seat on the first shift with one thing wrong; `proof` gives minutes, proof and who confirms.
  private static func claim(
    _ state: StaticString, _ proof: StaticString, member: StaticString = "3", area: StaticString = "4",
    home: StaticString = "4", unit: StaticString = "1", team: StaticString = "NULL",
    ends: StaticString = "'2026-05-04 11:00+08'"
  ) -> SQL {
    """
    INSERT INTO muster.assignment (shift_id, member_id, area_id, unit_id, home_id, team_id, state, starts_at, ends_at, source,
                                   offered_at, minutes, proof, confirmed_by)
    VALUES (1, \(raw: member), \(raw: area), \(raw: unit), \(raw: home), \(raw: team), \(raw: state), '2026-05-04 09:00+08',
            \(raw: ends), 'claim', '2026-05-01', \(raw: proof))
    """
  }

  private static let rows: [SQL] = [
    "UPDATE muster.registration SET state = 'left' WHERE member_id IN (1, 2)",
    """
    INSERT INTO muster.assignment (shift_id, member_id, area_id, unit_id, home_id, team_id, state, starts_at, ends_at, source, offered_at)
      VALUES (2, 2, 4, 2, 4, 1, 'accepted', '2026-05-04 09:00+08', '2026-05-04 11:00+08', 'staff', '2026-05-01'),
             (3, 7, 5, 1, 5, NULL, 'declined', '2026-05-04 09:00+08', '2026-05-04 11:00+08', 'staff', '2026-05-01')
    """,
    """
    INSERT INTO muster.need (area_id, title, source, mode, domain, urgency, minimum, seats, state, longitude, latitude, created_by, created_at)
      VALUES (5, '送药', 'unit', 'errand', 'health', 2, 1, 1, 'reported', 110, 39, 8, '2026-05-01'),
             (4, '修锁', 'staff', 'errand', 'health', 2, 1, 1, 'reported', 110, 39, 4, '2026-05-01')
    """,
    "UPDATE muster.job SET state = 'running', fence = 7 WHERE id = 1",
  ]

  static let people: [Attempt] = [
    Attempt("leader-1", "INSERT INTO muster.team_member VALUES (1, 6, '一组', 4)"),
    Attempt("leader-1", "DELETE FROM muster.team_member WHERE member_id = 3"),
    Attempt("leader-1", "INSERT INTO muster.member_skill VALUES (3, 'medical')"),
    Attempt("member-1", "INSERT INTO muster.team_member VALUES (2, 1, '一组', 5)"),
    Attempt("member-1", "INSERT INTO muster.member_skill VALUES (1, 'medical')"),
    Attempt("member-1", "UPDATE muster.member_skill SET expires = '2099-01-01' WHERE member_id = 1"),
    Attempt("member-1", "DELETE FROM muster.member_wish WHERE member_id = 1"),
    Attempt("member-1", "DELETE FROM muster.availability WHERE member_id = 1"),
    Attempt("member-1", "DELETE FROM muster.availability_exception WHERE member_id = 1"),
    Attempt("member-1", "UPDATE muster.member SET unit_id = 2, kind = 'worker' WHERE id = 1"),
    Attempt("staff-east", "UPDATE muster.member SET kind = 'worker' WHERE id = 1"),
    Attempt("unit-1", "DELETE FROM muster.availability WHERE member_id = 1"),
    Attempt(
      "member-1",
      "INSERT INTO muster.registration (member_id, unit_id, area_id, state, created_at, changed_at) VALUES (1, 1, 5, 'active', now(), now())"
    ),
    Attempt("member-3", "UPDATE muster.registration SET state = 'exempt' WHERE member_id = 3"),
    Attempt("member-3", "UPDATE muster.registration SET area_id = 5, state = 'left' WHERE member_id = 3"),
    Attempt(
      "staff-west",
      "INSERT INTO muster.registration (member_id, unit_id, area_id, state, created_at, changed_at) VALUES (1, 1, 5, 'active', now(), now())"
    ),
    Attempt("staff-west", "UPDATE muster.registration SET member_id = 1 WHERE member_id = 6"),
    Attempt("staff-east", "UPDATE muster.registration SET state = 'active' WHERE member_id = 1"),
    Attempt(
      "unit-2",
      "INSERT INTO muster.registration (member_id, unit_id, area_id, state, created_at, changed_at) VALUES (1, 2, 4, 'submitted', now(), now())"
    ),
    Attempt("unit-1", "UPDATE muster.registration SET state = 'exempt' WHERE member_id = 3"),
    Attempt("member-1", "INSERT INTO muster.registration_step VALUES (6, now(), 'submitted', 13, NULL, 6, 5, 2)"),
  ]

  static let work: [Attempt] = [
    Attempt("member-1", "DELETE FROM muster.need_time WHERE need_id = 1"),
    Attempt("member-1", "UPDATE muster.need_time SET ends_at = ends_at + interval '1 day' WHERE need_id = 1"),
    Attempt("unit-1", "INSERT INTO muster.need_time VALUES (1, 9, '2026-05-05 08:00+08', '2026-05-05 11:00+08')"),
    Attempt("leader-1", "INSERT INTO muster.shift_team VALUES (2, 1)"),
    Attempt("member-1", "DELETE FROM muster.shift_team"),
    Attempt("unit-1", "UPDATE muster.need SET state = 'accepted' WHERE created_by = 8"),
    Attempt("grid-east", "UPDATE muster.need SET area_id = 5 WHERE id = 1"),
    Attempt("grid-east", "UPDATE muster.need_contact SET phone = '1' WHERE need_id = 1"),
    Attempt("unit-1", "INSERT INTO muster.need_contact VALUES (3, 4, 6, '某人', '1')"),
    Attempt("staff-west", "INSERT INTO muster.need_contact VALUES (4, 5, NULL, '某人', '1')"),
    Attempt(
      "staff-west",
      """
      INSERT INTO muster.shift (event_id, area_id, role, domain, minimum, seats, priority, starts_at, ends_at, longitude, latitude)
      VALUES (1, 5, '引导', 'health', 1, 1, 1, '2026-05-04 09:00+08', '2026-05-04 11:00+08', 110, 39)
      """),
    Attempt("member-1", "DELETE FROM muster.substitute_search WHERE assignment_id = 1"),
    Attempt("member-1", "UPDATE muster.substitute_search SET not_before = '2099-01-01' WHERE assignment_id = 1"),
  ]

  static let assignments: [Attempt] = [
    Attempt("member-3", claim("'served'", "10080, 'staff', 4")), Attempt("member-3", claim("'served'", "10080, 'self', NULL")),
    Attempt("member-3", claim("'accepted'", "NULL, NULL, NULL", area: "5")),
    Attempt("member-3", claim("'accepted'", "NULL, NULL, NULL", home: "5")),
    Attempt("member-3", claim("'accepted'", "NULL, NULL, NULL", unit: "2")),
    Attempt("member-3", claim("'accepted'", "NULL, NULL, NULL", ends: "'2026-05-06 11:00+08'")),
    Attempt("member-3", claim("'offered'", "NULL, NULL, NULL")),
    Attempt("member-1", "UPDATE muster.assignment SET state = 'served', minutes = 10080 WHERE member_id = 1"),
    Attempt("member-1", "UPDATE muster.assignment SET proof = 'staff', confirmed_by = 4 WHERE member_id = 1"),
    Attempt("member-1", "UPDATE muster.assignment SET answered_by = 4 WHERE member_id = 1"),
    Attempt("member-1", "UPDATE muster.assignment SET area_id = 5 WHERE member_id = 1"),
    Attempt("member-1", "UPDATE muster.assignment SET home_id = 5, unit_id = 2 WHERE member_id = 1"),
    Attempt("member-1", "UPDATE muster.assignment SET ends_at = ends_at + interval '1 day' WHERE member_id = 1"),
    Attempt("member-1", "UPDATE muster.assignment SET state = 'excused' WHERE member_id = 1"),
    Attempt("member-1", "UPDATE muster.assignment SET team_id = 2 WHERE member_id = 1"),
    Attempt("leader-1", "UPDATE muster.assignment SET proof = 'staff', confirmed_by = 4 WHERE member_id = 2"),
    Attempt("leader-1", "UPDATE muster.assignment SET answered_by = 4 WHERE member_id = 2"),
    Attempt(
      "leader-1",
      "UPDATE muster.assignment SET state = 'served', minutes = 600, proof = 'staff', confirmed_by = 10 WHERE member_id = 2"),
    Attempt("leader-1", claim("'accepted'", "NULL, NULL, NULL", member: "8", home: "5", unit: "2", team: "1")),
    Attempt("leader-1", claim("'served'", "600, 'staff', 10", team: "1")),
    Attempt("unit-2", claim("'accepted'", "NULL, NULL, NULL", unit: "2")),
    Attempt("unit-2", claim("'served'", "600, 'staff', 4", member: "4", unit: "2")),
    Attempt("member-1", "INSERT INTO muster.assignment_step VALUES (2, now(), 'declined', 13, false, NULL, 5, 6, NULL)"),
  ]

  static let functions: [Attempt] = [
    Attempt("member-1", "muster.candidates(-180, -90, 180, 90, '2026-05-01', '2026-05-09') WHERE id <> 1"),
    Attempt("leader-1", "muster.candidates(-180, -90, 180, 90, '2026-05-01', '2026-05-09') WHERE id > 3"),
    Attempt("unit-2", "muster.candidates(-180, -90, 180, 90, '2026-05-01', '2026-05-09')"),
    Attempt("department", "muster.candidates_of('{1,2,3,4,5,6,7,8}', '2026-05-01', '2026-05-09')"),
    Attempt("member-1", "muster.candidates_of('{1,2,3,4,5,6,7,8}', '2026-05-01', '2026-05-09') WHERE id <> 1"),
    Attempt("leader-1", "muster.candidates_of('{1,2,3,4,5,6,7,8}', '2026-05-01', '2026-05-09') WHERE id > 3"),
    Attempt("unit-2", "muster.candidates_of('{1,2,3,4,5,6,7,8}', '2026-05-01', '2026-05-09') WHERE id % 2 = 1"),
    Attempt("member-1", "muster.candidate_exceptions('{1,6}', '2026-05-01', '2026-05-09') WHERE member_id <> 1"),
    Attempt("member-1", "muster.commitments('{1,2,6}', '2026-05-01', '2026-05-09') WHERE member_id <> 1"),
    Attempt("grid-east", "muster.commitments('{1,2,6}', '2026-05-01', '2026-05-09')"),
    Attempt("operator", "muster.places_of('{1,2,6}')"),
    Attempt("member-1", "muster.places_of('{1,2,6}') WHERE member_id <> 1"),
    Attempt("member-1", "muster.seat_holders('{1,2,3}') WHERE member_id NOT IN (0, 1) OR (member_id = 0 AND id <> 0)"),
    Attempt("department", "muster.seat_holders('{1,2,3}')"),
    Attempt("member-1", "muster.spent_pairs('{1,2,3}')"),
    Attempt("staff-street", "muster.movable_candidates(110, 39.6, '2026-05-04', '2026-05-05', 2, NULL, NULL)"),
    Attempt("member-1", "muster.movable_candidates(110, 39.6, '2026-05-04', '2026-05-05', 2, NULL, NULL)"),
    Attempt(
      "staff-street",
      "muster.free_candidates(110, 39, 110, 40, '2026-05-05', '2026-05-06', NULL, NULL, NULL, NULL, NULL, NULL)"),
    Attempt("member-1", "muster.principal(3)"),
    Attempt("member-1", "(SELECT muster.account_named('admin') AS id) a WHERE id IS NOT NULL"),
    Attempt("member-1", "(SELECT muster.token_account('TEST1000', '2026-05-01') AS id) a WHERE id IS NOT NULL"),
    Attempt(
      "member-1",
      "(SELECT muster.login('TEST1000', convert_to(repeat('0', 52), 'UTF8'), '2026-05-01') AS id) a WHERE id IS NOT NULL"),
    Attempt("member-1", "muster.claim_job(60, 9)"),
    Attempt("member-1", "(SELECT muster.renew_job(1, 7, 60, 1::int2, NULL, NULL, NULL, NULL, NULL) AS held) a WHERE held"),
  ]
}
