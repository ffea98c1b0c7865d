import MusterDomain
import Postgres

/// What SOLVE was asked for, as the job keeps it.
public struct SolveArguments: Sendable {
  public let area: Int32
  public let span: TimeSpan
  public let seconds: Int
  public let seed: Int64
  public let threads: Int

  public init(area: Int32, span: TimeSpan, seconds: Int, seed: Int64, threads: Int = 1) {
    self.area = area
    self.span = span
    self.seconds = seconds
    self.seed = seed
    self.threads = threads
  }

  public static func query(_ job: Int64) -> Query<SolveArguments> {
    Query(
      """
      SELECT area_id, to_timestamp((arguments->>'from')::int8), to_timestamp((arguments->>'to')::int8),
             (arguments->>'seconds')::int4, (arguments->>'seed')::int8, coalesce((arguments->>'threads')::int4, 1)
        FROM muster.job WHERE id = \(job)
      """
    ) { row in
      let (area, from, to, seconds, seed, threads) = try row.decode(
        Int32.self, Instant.self, Instant.self, Int32.self, Int64.self, Int32.self)
      guard let span = TimeSpan(from, to) else { throw PostgresError.decoding(column: "to", problem: "not after from") }
      return SolveArguments(area: area, span: span, seconds: Int(seconds), seed: seed, threads: Int(threads))
    }
  }
}

/// A job as JOB shows it.
public struct JobRow: Sendable {
  public let id: Int64
  public let kind: String
  public let state: String
  public let progress: Int16
  public let score: Int64?
  public let bound: Int64?
  /// JSON.
  public let result: String?
  /// The result's plain values, by name.
  public let facts: [(name: String, value: String)]
  public let seats: Int32?
  public let filled: Int32?
  /// Whole seconds until the search ends, at the latest; nil where none runs.
  public let left: Int32?

  /// (bound − score) / |bound|; nil before the first plan, or at bound 0.
  public var gap: Double? {
    guard let score, let bound, bound != 0 else { return nil }
    return Double(bound - score) / Double(bound.magnitude)
  }

  public static func one(_ id: Int64) -> Query<JobRow> {
    Query(
      """
      SELECT id, kind, state, progress, score, bound, result::text,
             array(SELECT key FROM jsonb_each(result) WHERE jsonb_typeof(value) IN ('string', 'number') ORDER BY key),
             array(SELECT value #>> '{}' FROM jsonb_each(result) WHERE jsonb_typeof(value) IN ('string', 'number') ORDER BY key),
             seats, filled, CASE WHEN state = 'running' THEN
               greatest(0, ceil(extract(epoch FROM ends_by - clock_timestamp())))::int4 END
        FROM muster.job WHERE id = \(id)
      """
    ) { row in
      let (id, kind, state, progress, score, bound, result, names, values, seats, filled, left) = try row.decode(
        Int64.self, String.self, String.self, Int16.self, Int64?.self, Int64?.self, String?.self, [String].self, [String].self,
        Int32?.self, Int32?.self, Int32?.self)
      return JobRow(
        id: id, kind: kind, state: state, progress: progress, score: score, bound: bound, result: result,
        facts: zip(names, values).map { (name: $0, value: $1) }, seats: seats, filled: filled, left: left)
    }
  }
}

/// One line of a proposal that is to be written.
public struct ProposalLine: Sendable {
  public let shift: Int64
  public let member: Int64
  public let area: Int32
  public let team: Int32?
  public let span: TimeSpan
  /// Was offered already when the roster was made.
  public let isKept: Bool

  public init(shift: Int64, member: Int64, area: Int32, team: Int32?, span: TimeSpan, isKept: Bool) {
    self.shift = shift
    self.member = member
    self.area = area
    self.team = team
    self.span = span
    self.isKept = isKept
  }
}

/// Seats of a shift that a proposal leaves open; `reasons` is a JSON object of counts.
public struct ProposalGap: Sendable {
  public let shift: Int64
  public let area: Int32
  public let open: Int
  public let reasons: String

  public init(shift: Int64, area: Int32, open: Int, reasons: String) {
    self.shift = shift
    self.area = area
    self.open = open
    self.reasons = reasons
  }
}

/// A proposal's head.
public struct Proposal: Sendable {
  public let area: Int32
  public let days: ClosedRange<CivilDate>
  public let score: Int64
  public let bound: Int64
  public let seats: Int
  public let filled: Int

  public init(area: Int32, days: ClosedRange<CivilDate>, score: Int64, bound: Int64, seats: Int, filled: Int) {
    self.area = area
    self.days = days
    self.score = score
    self.bound = bound
    self.seats = seats
    self.filled = filled
  }
}

extension StoreTransaction {
  /// Writes a whole proposal: head, lines, gaps. Gives its number.
  public func propose(_ head: Proposal, job: Int64, lines: [ProposalLine], gaps: [ProposalGap]) async throws -> Int64 {
    let roster = try await transaction.one(
      Query<Int64>.value(
        """
        INSERT INTO muster.roster (area_id, starts_on, ends_on, state, job_id, account_id, score, bound, seats, filled, created_at)
        VALUES (\(head.area), \(head.days.lowerBound), \(head.days.upperBound.advanced(days: 1)), 'proposed', \(job),
                \(principal.account), \(head.score), \(head.bound), \(Int32(head.seats)), \(Int32(head.filled)), \(now))
        RETURNING id
        """))
    try await execute(
      """
      INSERT INTO muster.roster_line (roster_id, shift_id, member_id, area_id, team_id, starts_at, ends_at, kept)
      SELECT \(roster), * FROM unnest(\(lines.map(\.shift)), \(lines.map(\.member)), \(lines.map(\.area)), \(lines.map(\.team)),
        \(lines.map(\.span.start)), \(lines.map(\.span.end)), \(lines.map(\.isKept)))
      """)
    try await execute(
      """
      INSERT INTO muster.roster_gap (roster_id, shift_id, area_id, open, reasons)
      SELECT \(roster), g.shift, g.area, g.open, g.reasons::jsonb
        FROM unnest(\(gaps.map(\.shift)), \(gaps.map(\.area)), \(gaps.map { Int16(clamping: $0.open) }), \(gaps.map(\.reasons)))
             g (shift, area, open, reasons)
      """)
    return roster
  }
}

/// A roster as ROSTERS lists it.
public struct RosterRow: Sendable {
  public let id: Int64
  public let area: Int32
  public let from: CivilDate
  public let to: CivilDate
  public let state: String
  public let score: Int64
  public let bound: Int64?
  public let seats: Int32
  public let filled: Int32
  public let v: Int32

  private static let columns: SQL = "id, area_id, starts_on, ends_on, state, score, bound, seats, filled, v"

  /// Newest first, before the number `before`.
  public static func list(within area: Int32?, before: Int64?, limit: Int) -> Query<RosterRow> {
    Query(
      """
      SELECT \(raw: columns) FROM muster.roster
       WHERE (\(area)::int IS NULL OR area_id = ANY (muster.communities(\(area)))) AND (\(before)::int8 IS NULL OR id < \(before))
       ORDER BY id DESC LIMIT \(limit)
      """, decode: RosterRow.init(row:))
  }

  public static func one(_ id: Int64) -> Query<RosterRow> {
    Query("SELECT \(raw: columns) FROM muster.roster WHERE id = \(id)", decode: RosterRow.init(row:))
  }

  /// The same, held until the transaction ends.
  public static func locked(_ id: Int64) -> Query<RosterRow> {
    Query("SELECT \(raw: columns) FROM muster.roster WHERE id = \(id) FOR UPDATE", decode: RosterRow.init(row:))
  }

  private init(row: PostgresRow) throws {
    let (id, area, from, to, state, score, bound, seats, filled, v) = try row.decode(
      Int64.self, Int32.self, CivilDate.self, CivilDate.self, String.self, Int64.self, Int64?.self, Int32.self, Int32.self,
      Int32.self)
    (self.id, self.area, self.from, self.to, self.state) = (id, area, from, to, state)
    (self.score, self.bound, self.seats, self.filled, self.v) = (score, bound, seats, filled, v)
  }
}

/// A line of a roster as ROSTER shows it. The name is null where the reader may not know it.
public struct RosterLineRow: Sendable {
  public let shift: Int64
  public let starts: Instant
  public let ends: Instant
  public let role: String
  public let member: Int64
  public let name: String?
  public let team: Int32?
  public let isKept: Bool
  /// `+` only in this roster, `-` only in the other, `=` in both; null without another.
  public let change: String?

  public struct Key: Sendable {
    public let start: Instant
    public let shift: Int64
    public let member: Int64
    public init(start: Instant, shift: Int64, member: Int64) {
      self.start = start
      self.shift = shift
      self.member = member
    }
  }

  /// By time; with `other`, what the two have in common and what not. Roles and names are looked up for the page alone: the
  /// planner cannot tell how many rows row security leaves, and a join would look at every member for every line.
  public static func list(_ roster: Int64, comparedWith other: Int64?, after: Key?, limit: Int) -> Query<RosterLineRow> {
    Query(
      """
      WITH line AS (
        SELECT coalesce(a.shift_id, b.shift_id) AS shift_id, coalesce(a.member_id, b.member_id) AS member_id,
               coalesce(a.starts_at, b.starts_at) AS starts_at, coalesce(a.ends_at, b.ends_at) AS ends_at,
               coalesce(a.team_id, b.team_id) AS team_id, coalesce(a.kept, false) AS kept,
               CASE WHEN \(other)::int8 IS NULL THEN NULL WHEN b.roster_id IS NULL THEN '+' WHEN a.roster_id IS NULL THEN '-'
                    WHEN a.starts_at <> b.starts_at THEN '~' ELSE '=' END AS change
          FROM (SELECT * FROM muster.roster_line WHERE roster_id = \(roster)) a
          FULL JOIN (SELECT * FROM muster.roster_line WHERE roster_id = \(other)) b USING (shift_id, member_id)),
      page AS MATERIALIZED (
        SELECT * FROM line l
         WHERE \(after?.start)::timestamptz IS NULL
            OR (l.starts_at, l.shift_id, l.member_id) > (\(after?.start), \(after?.shift), \(after?.member))
         ORDER BY l.starts_at, l.shift_id, l.member_id LIMIT \(limit))
      SELECT l.shift_id, l.starts_at, l.ends_at, (SELECT s.role FROM muster.shift s WHERE s.id = l.shift_id), l.member_id,
             (SELECT m.name FROM muster.member m WHERE m.id = l.member_id), l.team_id, l.kept, l.change
        FROM page l ORDER BY l.starts_at, l.shift_id, l.member_id
      """
    ) { row in
      let (shift, starts, ends, role, member, name, team, kept, change) = try row.decode(
        Int64.self, Instant.self, Instant.self, String.self, Int64.self, String?.self, Int32?.self, Bool.self, String?.self)
      return RosterLineRow(
        shift: shift, starts: starts, ends: ends, role: role, member: member, name: name, team: team, isKept: kept,
        change: change)
    }
  }
}

/// One pair of a proposal, read to be published.
public struct ProposedPair: Sendable {
  public let shift: Int64
  public let member: Int64
  public let team: Int32?
  public let span: TimeSpan

  public static func of(_ roster: Int64) -> Query<ProposedPair> {
    Query(
      "SELECT shift_id, member_id, team_id, starts_at, ends_at FROM muster.roster_line WHERE roster_id = \(roster) ORDER BY shift_id, member_id"
    ) { row in
      let (shift, member, team, starts, ends) = try row.decode(Int64.self, Int64.self, Int32?.self, Instant.self, Instant.self)
      guard let span = TimeSpan(starts, ends) else {
        throw PostgresError.decoding(column: "ends_at", problem: "not after starts_at")
      }
      return ProposedPair(shift: shift, member: member, team: team, span: span)
    }
  }
}

/// Why a roster left seats of a shift open.
public struct RosterGapRow: Sendable {
  public let roster: Int64
  public let open: Int16
  public let reason: String
  public let count: Int64

  /// The newest roster's reasons for the shift, most people first.
  public static func newest(shift: Int64) -> Query<RosterGapRow> {
    Query(
      """
      SELECT g.roster_id, g.open, r.key, r.value::text::int8
        FROM (SELECT * FROM muster.roster_gap WHERE shift_id = \(shift) ORDER BY roster_id DESC LIMIT 1) g,
             jsonb_each(g.reasons) r
       ORDER BY r.value::text::int8 DESC, r.key
      """
    ) { row in
      let (roster, open, reason, count) = try row.decode(Int64.self, Int16.self, String.self, Int64.self)
      return RosterGapRow(roster: roster, open: open, reason: reason, count: count)
    }
  }
}

extension StoreTransaction {
  /// The roster is published; earlier ones over the same area and days are superseded. Gives its new revision.
  public func publish(_ roster: RosterRow) async throws -> Int32 {
    try await execute(
      """
      UPDATE muster.roster SET state = 'superseded', v = v + 1
       WHERE area_id = \(roster.area) AND starts_on = \(roster.from) AND ends_on = \(roster.to) AND id < \(roster.id)
         AND state IN ('proposed', 'published')
      """)
    return try await transaction.one(
      Query<Int32>.value(
        """
        UPDATE muster.roster SET state = 'published', published_at = \(now), v = v + 1 WHERE id = \(roster.id) RETURNING v
        """))
  }
}
