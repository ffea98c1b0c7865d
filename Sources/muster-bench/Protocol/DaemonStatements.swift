import MusterBenchmark

/// The statements that musterd sends for a read and for a claim, with what stands for their parameters in pgbench's script:
/// `:account`, `:self`, `:shift` and the rest are its variables. `StatementCheck` compares the texts with what a musterd really
/// sends, so that they cannot drift apart unnoticed.
enum DaemonStatements {
  typealias Statement = PgbenchScript.Statement

  static let begin = Statement("BEGIN ISOLATION LEVEL READ COMMITTED")
  static let commit = Statement("COMMIT")
  static let rollBack = Statement("ROLLBACK")

  static let enter = Statement(
    "SELECT muster.enter($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    [
      ":account::int8", "1::int4", "'member'::text", "NULL::int4[]", "NULL::int4[]", "NULL::int4[]", "NULL::int4[]",
      ":self::int8", "NULL::int4[]", "NULL::int4[]",
    ])

  /// `SHIFTS S-…`.
  static let read = Statement(
    """
    SELECT s.id, s.event_id, s.need_id, s.starts_at, s.ends_at, s.role, s.skill, s.area_id, s.minimum, s.seats, s.taken, s.state, s.v
      FROM muster.shift s
     WHERE s.id = $1
     ORDER BY s.starts_at, s.id LIMIT $2
    """, [":shift::int8", ":most::int8"])

  // MARK: CLAIM, in its order

  static let gate = Statement(
    """
    SELECT state, seats, taken, starts_at, taken >= seats AND muster.has_leaver(id) AS has_leaver FROM muster.shift WHERE id = $1
    """, [":shift::int8"])

  static let clashing = Statement(
    """
    SELECT DISTINCT c.shift_id
      FROM muster.shift s
      LEFT JOIN muster.need_time n ON s.starts_at IS NULL AND n.need_id = s.need_id
     CROSS JOIN LATERAL muster.commitments(
             $1, coalesce(s.starts_at, n.starts_at), coalesce(s.ends_at, n.ends_at)) c
     WHERE s.id = $2 AND c.state = 'offered' ORDER BY c.shift_id
    """, [selves, ":shift::int8"])

  static let lockShifts = Statement("SELECT muster.lock_shifts($1)", [shifts])
  static let lockMembers = Statement("SELECT muster.lock_members($1)", [selves])

  static let shift = Statement(
    """
    SELECT s.id, s.event_id IS NOT NULL, s.area_id, s.domain, s.skill, s.minimum, s.seats, s.priority, s.longitude, s.latitude,
    array(SELECT t.team_id FROM muster.shift_team t WHERE t.shift_id = s.id ORDER BY t.team_id),
    array(SELECT DISTINCT p.unit_id
            FROM muster.pairing p
           CROSS JOIN (SELECT (coalesce(s.starts_at, (SELECT min(n.starts_at) FROM muster.need_time n WHERE n.need_id = s.need_id))
                               AT TIME ZONE (SELECT time_zone FROM muster.city))::date AS day) d
           WHERE p.area_id = s.area_id AND p.since <= d.day AND (p.until IS NULL OR p.until > d.day)
           ORDER BY p.unit_id),
    CASE WHEN s.starts_at IS NOT NULL THEN array[s.starts_at]
         ELSE array(SELECT n.starts_at FROM muster.need_time n WHERE n.need_id = s.need_id ORDER BY n.ordinal) END,
    CASE WHEN s.ends_at IS NOT NULL THEN array[s.ends_at]
         ELSE array(SELECT n.ends_at FROM muster.need_time n WHERE n.need_id = s.need_id ORDER BY n.ordinal) END
      FROM muster.shift s WHERE s.id = ANY ($1) ORDER BY s.id
    """, [shifts])

  static let pair = Statement(
    """
    SELECT a.id, a.shift_id, a.member_id, a.area_id, a.team_id, a.state, a.starts_at, a.ends_at, a.deadline, a.v
      FROM muster.assignment a WHERE a.shift_id = $1 AND a.member_id = $2
    """, [":shift::int8", ":self::int8"])

  static let member = Statement(
    """
    SELECT id, area_id, unit_id, longitude, latitude, reach, max_per_day, max_per_week, max_minutes, skills, wishes, teams, recent,
    windows FROM muster.candidates_of($1, $2, $3)
    """, [selves, monday, sunday])

  static let exceptions = Statement(
    "SELECT member_id, on_date, starts, ends FROM muster.candidate_exceptions($1, $2, $3)", [selves, monday, sunday])

  static let commitments = Statement(
    """
    SELECT id, member_id, shift_id, state, starts_at, ends_at, longitude, latitude
      FROM muster.commitments($1, $2, $3)
    """, [selves, time(":week"), time(":week + 604800")])

  static let holders = Statement(
    "SELECT id, shift_id, member_id, state, team_id, starts_at, ends_at FROM muster.seat_holders($1)", [shifts])

  static let spent = Statement("SELECT shift_id, member_id, state FROM muster.spent_pairs($1)", [shifts])

  static let calendar = Statement(
    "SELECT on_date, change, name, source, year FROM muster.calendar($1, $2)", [monday, sunday])

  static let assign = Statement(
    """
    INSERT INTO muster.assignment (shift_id, member_id, area_id, unit_id, home_id, team_id, state, starts_at, ends_at, source,
                                   roster_id, substitute_for, offered_at, deadline, answered_at, reason)
    SELECT n.shift, n.member, s.area_id, p.unit_id, p.area_id, n.team, $1, n.starts, n.ends, $2,
           $3, $4, $5, n.deadline, $6, $7::text
      FROM unnest($8, $9, $10, $11, $12,
                  $13) n (shift, member, team, starts, ends, deadline)
      JOIN muster.shift s ON s.id = n.shift
      JOIN muster.places_of($14) p ON p.member_id = n.member
     ORDER BY n.shift, n.member
    ON CONFLICT (shift_id, member_id) DO UPDATE
       SET state = excluded.state, starts_at = excluded.starts_at, ends_at = excluded.ends_at, source = excluded.source,
           team_id = excluded.team_id, roster_id = excluded.roster_id, substitute_for = excluded.substitute_for,
           offered_at = excluded.offered_at, deadline = excluded.deadline, answered_at = excluded.answered_at,
           answered_by = NULL, moves_from = NULL, leaving_since = NULL, was_starts_at = NULL, was_ends_at = NULL,
           unit_id = excluded.unit_id, home_id = excluded.home_id, reason = excluded.reason, v = assignment.v + 1
     WHERE assignment.state = ANY ($15)
    RETURNING id, area_id, member_id, team_id
    """,
    [
      "'accepted'::text", "'claim'::text", "NULL::int8", "NULL::int8", now, now, "NULL::text", shifts, selves,
      "ARRAY[NULL]::int4[]", "ARRAY[\(time(":starts"))]", "ARRAY[\(time(":starts + 3600"))]", "ARRAY[NULL]::timestamptz[]",
      selves, "ARRAY['withdrawn', 'released']::text[]",
    ])

  static let step = Statement(
    """
    INSERT INTO muster.assignment_step (assignment_id, at, state, actor_id, by_phone, reason, area_id, member_id, team_id)
    SELECT m.id, $1, $2, $3, $4, $5, m.area, m.member, m.team
      FROM unnest($6, $7, $8, $9)
           m (id, area, member, team)
    """,
    [
      now, "'accepted'::text", ":account::int8", "false", "NULL::text", "ARRAY[:id::int8]", "ARRAY[:area_id::int4]", selves,
      "ARRAY[NULL]::int4[]",
    ])

  static let withdraw = Statement(
    """
    SELECT muster.fix_times(w.shifts)
      FROM (SELECT array(SELECT * FROM muster.withdraw_clashing($1, $2, $3)) AS shifts) w
     WHERE cardinality(w.shifts) > 0
    """, [":id::int8", shifts, now])

  static let audit = Statement(
    "INSERT INTO muster.audit (account_id, verb, objects, fields) VALUES ($1, $2, $3, $4)",
    [":account::int8", "'CLAIM'::text", "ARRAY['P-00000000']::text[]", "ARRAY[]::text[]"])

  /// All of a claim, in its order: what is checked.
  static let ofClaim = [
    enter, gate, clashing, lockShifts, lockMembers, shift, pair, member, exceptions, commitments, holders, spent, calendar,
    assign, step,
    withdraw, audit,
  ]

  private static let shifts = "ARRAY[:shift::int8]"
  private static let selves = "ARRAY[:self::int8]"
  private static let now = time(":now")
  private static let monday = day(":week")
  private static let sunday = day(":week + 518400")
  private static func time(_ seconds: String) -> String { "to_timestamp((\(seconds))::float8)" }
  private static func day(_ seconds: String) -> String { "(\(time(seconds)) AT TIME ZONE 'Asia/Shanghai')::date" }
}
