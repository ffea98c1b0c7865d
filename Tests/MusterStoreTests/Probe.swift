import MusterStore
import Postgres
import TestSupport

/// One guarded table, asked as staff of community 4 for rows of community 5: what is seen, and what a change reaches.
struct Probe: Sendable, CustomStringConvertible {
  let table: StaticString
  /// Rows that hang on a community: its number is compared with what this gives for a row `t`.
  let community: StaticString
  /// A change that keeps every value; nil where nobody may change rows.
  let touch: StaticString?

  var description: String { "\(table)" }

  static let all: [Probe] = [
    Probe("member", "t.area_id", "v = v"), Probe("member_skill", Self.ofMember, "skill = skill"),
    Probe("member_wish", Self.ofMember, "domain = domain"), Probe("availability", Self.ofMember, "starts = starts"),
    Probe("availability_exception", Self.ofMember, "starts = starts"), Probe("team_member", "t.area_id", "squad = squad"),
    Probe("registration", "t.area_id", "v = v"), Probe("registration_step", "t.area_id", nil),
    Probe("event", "t.area_id", "v = v"), Probe("event_series", "t.area_id", nil),
    Probe("need", "t.area_id", "v = v"), Probe("need_time", Self.ofNeed, "ordinal = ordinal"),
    Probe("need_contact", "t.area_id", "name = name"), Probe("shift", "t.area_id", "v = v"),
    Probe("shift_team", Self.ofShift, "team_id = team_id"), Probe("job", "t.area_id", "attempts = attempts"),
    Probe("roster", "t.area_id", "v = v"), Probe("roster_line", "t.area_id", "kept = kept"),
    Probe("roster_gap", "t.area_id", "open = open"), Probe("assignment", "t.area_id", "v = v"),
    Probe("assignment_step", "t.area_id", nil), Probe("substitute_search", "t.area_id", nil),
    Probe("service_record", "t.area_id", nil),
  ]
  // Read beside row security, so that a probe of the child does not lean on the parent's policy.
  private static let ofMember: StaticString = "probe.member_area(t.member_id)"
  private static let ofNeed: StaticString = "probe.need_area(t.need_id)"
  private static let ofShift: StaticString = "probe.shift_area(t.shift_id)"

  private init(_ table: StaticString, _ community: StaticString, _ touch: StaticString?) {
    self.table = table
    self.community = community
    self.touch = touch
  }

  func count(_ community: Int32?) -> SQL {
    guard let community else { return "SELECT count(*) FROM muster.\(raw: table) t" }
    return "SELECT count(*) FROM muster.\(raw: table) t WHERE \(raw: self.community) = \(community)"
  }

  func foreignRows(_ principal: Principal, _ world: TestWorld) async throws -> Int64 {
    try await world.store.read(as: principal, Postgres.Query<Int64>.value(count(5))).first ?? -1
  }

  func ownRows(_ principal: Principal, _ world: TestWorld) async throws -> Int64 {
    try await world.store.read(as: principal, Postgres.Query<Int64>.value(count(4))).first ?? -1
  }

  /// How many rows of community 5 a change reaches; nil where the daemon's role may change no row of the table at all.
  func changedForeignRows(_ principal: Principal, _ world: TestWorld) async throws -> Int? {
    guard let touch else { return nil }
    return try await world.store.transact(as: principal, at: world.clock.now) { transaction in
      try await transaction.execute("UPDATE muster.\(raw: table) t SET \(raw: touch) WHERE \(raw: community) = 5")
    }
  }

  /// The small city with a row of each table in both communities.
  static func lay(_ world: TestWorld) async throws {
    for statement in rows { try await world.execute(statement) }
  }

  private static let rows: [SQL] = [
    "CREATE SCHEMA probe", "GRANT USAGE ON SCHEMA probe TO muster_app",
    """
    CREATE FUNCTION probe.member_area(bigint) RETURNS int LANGUAGE sql STABLE SECURITY DEFINER AS
      'SELECT area_id FROM muster.member WHERE id = $1'
    """,
    """
    CREATE FUNCTION probe.need_area(bigint) RETURNS int LANGUAGE sql STABLE SECURITY DEFINER AS
      'SELECT area_id FROM muster.need WHERE id = $1'
    """,
    """
    CREATE FUNCTION probe.shift_area(bigint) RETURNS int LANGUAGE sql STABLE SECURITY DEFINER AS
      'SELECT area_id FROM muster.shift WHERE id = $1'
    """,
    "INSERT INTO muster.member_skill (member_id, skill) VALUES (6, 'medical')",
    "INSERT INTO muster.member_wish (member_id, domain) VALUES (1, 'health'), (6, 'health')",
    "INSERT INTO muster.availability_exception (member_id, on_date, starts, ends) VALUES (1, '2026-05-04', 0, 60), (6, '2026-05-04', 0, 60)",
    "INSERT INTO muster.team (number, name, kind, area_id) VALUES ('T2', '西社区先锋队', 'member', 5)",
    "INSERT INTO muster.team_member (team_id, member_id, squad, area_id) VALUES (2, 6, '一组', 5)",
    """
    INSERT INTO muster.registration_step (registration_id, at, state, actor_id, member_id, area_id)
      SELECT id, changed_at, state, 3, member_id, area_id FROM muster.registration
    """,
    """
    INSERT INTO muster.need (area_id, title, source, mode, domain, urgency, minimum, seats, state, longitude, latitude, created_by, created_at)
      VALUES (5, '理发', 'resident', 'errand', 'livelihood', 2, 1, 1, 'reported', 110, 39, 3, '2026-05-01')
    """,
    "INSERT INTO muster.need_time VALUES (2, 0, '2026-05-05 08:00+08', '2026-05-05 11:00+08')",
    "INSERT INTO muster.need_contact VALUES (2, 5, 7, '赵大爷', '19900007777')",
    """
    INSERT INTO muster.event_series (area_id, rule, starts, created_by, created_at)
      SELECT a, 'FREQ=WEEKLY;COUNT=3', '2026-05-04 09:00', 3, '2026-05-01' FROM unnest(array[4, 5]) a
    """,
    "INSERT INTO muster.shift_team VALUES (1, 1), (3, 2)",
    "INSERT INTO muster.job (kind, account_id, area_id, arguments) VALUES ('solve', 3, 4, '{}'), ('solve', 3, 5, '{}')",
    """
    INSERT INTO muster.roster (area_id, starts_on, ends_on, state, account_id, score, seats, filled, created_at)
      SELECT a, '2026-05-04', '2026-05-11', 'proposed', 3, 0, 1, 0, '2026-05-01' FROM unnest(array[4, 5]) a
    """,
    """
    INSERT INTO muster.roster_line (roster_id, shift_id, member_id, area_id, starts_at, ends_at, kept) VALUES
      (1, 1, 1, 4, '2026-05-04', '2026-05-05', false), (2, 3, 6, 5, '2026-05-04', '2026-05-05', false)
    """,
    "INSERT INTO muster.roster_gap (roster_id, shift_id, area_id, open, reasons) VALUES (1, 1, 4, 1, '{}'), (2, 3, 5, 1, '{}')",
    """
    INSERT INTO muster.assignment (shift_id, member_id, area_id, home_id, state, starts_at, ends_at, source, offered_at) VALUES
      (1, 1, 4, 4, 'accepted', '2026-05-04 09:00+08', '2026-05-04 11:00+08', 'staff', '2026-05-01'),
      (3, 6, 5, 5, 'accepted', '2026-05-04 09:00+08', '2026-05-04 11:00+08', 'staff', '2026-05-01')
    """,
    """
    INSERT INTO muster.assignment_step (assignment_id, at, state, area_id, member_id)
      SELECT id, offered_at, state, area_id, member_id FROM muster.assignment
    """,
    """
    INSERT INTO muster.substitute_search (assignment_id, shift_id, area_id, since, not_before)
      SELECT id, shift_id, area_id, offered_at, offered_at FROM muster.assignment
    """,
    """
    INSERT INTO muster.service_record (member_id, shift_id, area_id, home_id, domain, served_on, minutes, proof, confirmed_by, settled_at)
      SELECT member_id, shift_id, area_id, home_id, 'health', '2026-05-04', 60, 'self', 3, '2026-05-05' FROM muster.assignment
    """,
  ]
}
