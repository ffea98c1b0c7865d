import MusterDomain
import Postgres

/// An assignment with what decisions on it need.
public struct AssignmentRow: Sendable {
  public let id: Int64
  public let shift: Int64
  public let member: Int64
  public let area: Int32
  public let team: Int32?
  public let state: AssignmentState
  public let span: TimeSpan
  public let deadline: Instant?
  public let v: Int32

  static let columns: SQL =
    "a.id, a.shift_id, a.member_id, a.area_id, a.team_id, a.state, a.starts_at, a.ends_at, a.deadline, a.v"

  public static func one(_ id: Int64) -> Query<AssignmentRow> {
    Query("SELECT \(raw: columns) FROM muster.assignment a WHERE a.id = \(id)", decode: AssignmentRow.init(row:))
  }

  public static func of(shift: Int64, member: Int64) -> Query<AssignmentRow> {
    Query(
      "SELECT \(raw: columns) FROM muster.assignment a WHERE a.shift_id = \(shift) AND a.member_id = \(member)",
      decode: AssignmentRow.init(row:))
  }

  init(row: PostgresRow) throws {
    let (id, shift, member, area, team, state, starts, ends, deadline, v) = try row.decode(
      Int64.self, Int64.self, Int64.self, Int32.self, Int32?.self, AssignmentState.self, Instant.self, Instant.self,
      Instant?.self, Int32.self)
    guard let span = TimeSpan(starts, ends) else {
      throw PostgresError.decoding(column: "ends_at", problem: "not after starts_at")
    }
    (self.id, self.shift, self.member, self.area, self.team) = (id, shift, member, area, team)
    (self.state, self.span, self.deadline, self.v) = (state, span, deadline, v)
  }
}

/// An assignment as ASSIGNMENTS and AGENDA list it. The name is null where the reader may not know it.
public struct AssignmentListRow: Sendable {
  public let id: Int64
  public let shift: Int64
  public let member: Int64
  public let name: String?
  public let starts: Instant
  public let ends: Instant
  public let role: String
  public let title: String
  public let area: Int32
  public let state: AssignmentState
  public let deadline: Instant?
  /// The time that was agreed to or offered before, while an answer to the new one is awaited.
  public let was: TimeSpan?
  public let source: String
  public let v: Int32
  /// The assignment whose member asks to swap.
  public let swap: Int64?

  public struct Filter: Sendable {
    public var shift: Int64?
    public var event: Int64?
    public var member: Int64?
    public var within: Int32?
    public var states: [String]?
    public var from: Instant?
    public var to: Instant?

    public init(
      shift: Int64? = nil, event: Int64? = nil, member: Int64? = nil, within: Int32? = nil, states: [String]? = nil,
      from: Instant? = nil, to: Instant? = nil
    ) {
      (self.shift, self.event, self.member, self.within) = (shift, event, member, within)
      (self.states, self.from, self.to) = (states, from, to)
    }
  }

  /// By start time. Served by assignment_area_idx and assignment_member_idx.
  public static func list(_ filter: Filter, after: (start: Instant, id: Int64)?, limit: Int) -> Query<AssignmentListRow> {
    Query(
      """
      SELECT a.id, a.shift_id, a.member_id, (SELECT m.name FROM muster.member m WHERE m.id = a.member_id), a.starts_at, a.ends_at, s.role, coalesce(e.title, s.role), a.area_id, a.state,
             a.deadline, CASE WHEN a.state = 'offered' THEN a.was_starts_at END, a.was_ends_at, a.source, a.v,
             (SELECT w.asker_id FROM muster.swap w WHERE w.other_id = a.id ORDER BY w.asked_at, w.asker_id LIMIT 1)
        FROM muster.assignment a
        JOIN muster.shift s ON s.id = a.shift_id
        LEFT JOIN muster.event e ON e.id = s.event_id
       WHERE (\(filter.shift)::int8 IS NULL OR a.shift_id = \(filter.shift))
         AND (\(filter.event)::int8 IS NULL OR s.event_id = \(filter.event))
         AND (\(filter.member)::int8 IS NULL OR a.member_id = \(filter.member))
         AND (\(filter.within)::int IS NULL OR a.area_id = ANY (muster.communities(\(filter.within))))
         AND (\(filter.states)::text[] IS NULL OR a.state = ANY (\(filter.states)))
         AND (\(filter.from)::timestamptz IS NULL OR a.ends_at > \(filter.from))
         AND (\(filter.to)::timestamptz IS NULL OR a.starts_at < \(filter.to))
         AND (\(after?.start)::timestamptz IS NULL OR (a.starts_at, a.id) > (\(after?.start), \(after?.id)))
       ORDER BY a.starts_at, a.id LIMIT \(limit)
      """
    ) { row in
      let (id, shift, member, name, starts, ends, role, title, area, state, deadline, wasStart, wasEnd, source, v, swap) =
        try row.decode(
          Int64.self, Int64.self, Int64.self, String?.self, Instant.self, Instant.self, String.self, String.self, Int32.self,
          AssignmentState.self, Instant?.self, Instant?.self, Instant?.self, String.self, Int32.self, Int64?.self)
      return AssignmentListRow(
        id: id, shift: shift, member: member, name: name, starts: starts, ends: ends, role: role, title: title, area: area,
        state: state, deadline: deadline, was: wasStart.flatMap { start in wasEnd.flatMap { TimeSpan(start, $0) } },
        source: source, v: v, swap: swap)
    }
  }
}

/// How an assignment comes to be.
public enum AssignmentSource: String, Sendable { case roster, staff, claim, substitute, swap }

/// One assignment to be made.
public struct NewAssignment: Sendable {
  public let shift: Int64
  public let member: Int64
  public let team: Int32?
  public let span: TimeSpan
  public let deadline: Instant?

  public init(shift: Int64, member: Int64, team: Int32?, span: TimeSpan, deadline: Instant?) {
    self.shift = shift
    self.member = member
    self.team = team
    self.span = span
    self.deadline = deadline
  }
}

/// What a step in an assignment's life is written beside.
private struct NotedAssignment: Sendable {
  let id: Int64
  let area: Int32
  let member: Int64
  let team: Int32?

  static func query(_ sql: SQL) -> Query<NotedAssignment> {
    Query(sql) { row in
      let (id, area, member, team) = try row.decode(Int64.self, Int32.self, Int64.self, Int32?.self)
      return NotedAssignment(id: id, area: area, member: member, team: team)
    }
  }
}

/// Locks in the one order in which everybody takes them: shifts, with their events and needs before them, then members.
public enum Locks {
  /// By rising number.
  public static func shifts(_ ids: [Int64]) -> Query<Void> { .void("SELECT muster.lock_shifts(\(ids))") }
  public static func members(_ ids: [Int64]) -> Query<Void> { .void("SELECT muster.lock_members(\(ids))") }
}

extension StoreTransaction {
  /// Shifts first, with their events and needs before them, then members, each by rising number: the one order in which
  /// everybody locks.
  public func lock(shifts: [Int64], members: [Int64]) async throws {
    _ = try await rows(of: Locks.shifts(shifts), Locks.members(members))
  }

  /// Makes the assignments, or offers withdrawn and released ones again; a pair that was declined or ran out is left alone.
  /// Gives the numbers of those made. The unit and home of each member are written as they are now. `reason`: why rules were set
  /// aside.
  public func assign(
    _ new: [NewAssignment], state: AssignmentState, source: AssignmentSource, roster: Int64? = nil, substituteFor: Int64? = nil,
    reason: String? = nil
  ) async throws -> [Int64] {
    let answered: Instant? = state == .accepted ? now : nil
    let again = AssignmentState.allCases.filter(\.isOpenAgain).map(\.rawValue)
    let made = try await rows(
      NotedAssignment.query(
        """
        INSERT INTO muster.assignment (shift_id, member_id, area_id, unit_id, home_id, team_id, state, starts_at, ends_at, source,
                                       roster_id, substitute_for, offered_at, deadline, answered_at, reason)
        SELECT n.shift, n.member, s.area_id, p.unit_id, p.area_id, n.team, \(state.rawValue), n.starts, n.ends, \(source.rawValue),
               \(roster), \(substituteFor), \(now), n.deadline, \(answered), \(reason)::text
          FROM unnest(\(new.map(\.shift)), \(new.map(\.member)), \(new.map(\.team)), \(new.map(\.span.start)), \(new.map(\.span.end)),
                      \(new.map(\.deadline))) n (shift, member, team, starts, ends, deadline)
          JOIN muster.shift s ON s.id = n.shift
          JOIN muster.places_of(\(Array(Set(new.map(\.member))).sorted())) p ON p.member_id = n.member
         ORDER BY n.shift, n.member
        ON CONFLICT (shift_id, member_id) DO UPDATE
           SET state = excluded.state, starts_at = excluded.starts_at, ends_at = excluded.ends_at, source = excluded.source,
               team_id = excluded.team_id, roster_id = excluded.roster_id, substitute_for = excluded.substitute_for,
               offered_at = excluded.offered_at, deadline = excluded.deadline, answered_at = excluded.answered_at,
               answered_by = NULL, moves_from = NULL, leaving_since = NULL, was_starts_at = NULL, was_ends_at = NULL,
               unit_id = excluded.unit_id, home_id = excluded.home_id, reason = excluded.reason, v = assignment.v + 1
         WHERE assignment.state = ANY (\(again))
        RETURNING id, area_id, member_id, team_id
        """))
    try note(made, state: state, reason: reason)
    return made.map(\.id)
  }

  /// Moves assignments on: the state, who said so, and a step each. The caller has decided and holds the locks; of `ids` only
  /// those move that are in a state from which one may come to `state`. Gives their numbers.
  @discardableResult
  public func move(
    _ ids: [Int64], to state: AssignmentState, byPhone: Bool = false, reason: String? = nil
  ) async throws -> [Int64] {
    guard !ids.isEmpty else { return [] }
    let answeredBy: Int64? = byPhone ? principal.account : nil
    let from = AssignmentState.before(state).map(\.rawValue)
    let moved = try await rows(
      NotedAssignment.query(
        """
        UPDATE muster.assignment SET state = \(state.rawValue), answered_at = \(now), answered_by = coalesce(\(answeredBy), answered_by),
               reason = coalesce(\(reason), reason), leaving_since = NULL, v = v + 1
         WHERE id = ANY (\(ids)) AND state = ANY (\(from)) RETURNING id, area_id, member_id, team_id
        """))
    try note(moved, state: state, byPhone: byPhone, reason: reason)
    return moved.map(\.id)
  }

  private func note(
    _ moved: [NotedAssignment], state: AssignmentState, byPhone: Bool = false, reason: String? = nil
  ) throws {
    guard !moved.isEmpty else { return }
    try post(
      """
      INSERT INTO muster.assignment_step (assignment_id, at, state, actor_id, by_phone, reason, area_id, member_id, team_id)
      SELECT m.id, \(now), \(state.rawValue), \(principal.account), \(byPhone), \(reason), m.area, m.member, m.team
        FROM unnest(\(moved.map(\.id)), \(moved.map(\.area)), \(moved.map(\.member)), \(moved.map(\.team)))
             m (id, area, member, team)
      """)
  }

  /// A need's shift takes the time that its first assignment has; a published need is scheduled.
  public func fixTimes(_ shifts: [Int64]) async throws {
    guard !shifts.isEmpty else { return }
    try post("SELECT muster.fix_times(\(shifts))")
  }

  /// Puts a seat that lost its person on the list of searches.
  public func search(for assignment: AssignmentRow, notBefore: Instant) async throws {
    try await execute(
      """
      INSERT INTO muster.substitute_search (assignment_id, shift_id, area_id, since, not_before)
      VALUES (\(assignment.id), \(assignment.shift), \(assignment.area), \(now), \(notBefore)) ON CONFLICT DO NOTHING
      """)
  }
}

/// Whether a shift may take people, as a claim sees it.
public struct ShiftGate: Sendable {
  public let state: ShiftState
  public let seats: Int16
  public let taken: Int16
  public let starts: Instant?
  /// It is full, and somebody on it waits to be taken over from.
  public let hasLeaver: Bool

  public static func one(_ id: Int64) -> Query<ShiftGate> {
    Query(
      """
      SELECT state, seats, taken, starts_at, taken >= seats AND muster.has_leaver(id) AS has_leaver FROM muster.shift WHERE id = \(id)
      """
    ) { row in
      let (state, seats, taken, starts, hasLeaver) = try row.decode(
        ShiftState.self, Int16.self, Int16.self, Instant?.self, Bool.self)
      return ShiftGate(state: state, seats: seats, taken: taken, starts: starts, hasLeaver: hasLeaver)
    }
  }
}

extension StoreTransaction {
  /// The city's clocks of offers and attendance on that day.
  public func offerPolicy(on day: CivilDate) async throws -> OfferPolicy {
    try await first(Settings.policy(on: day)) ?? OfferPolicy()
  }
}

/// Small questions about members as the reader may see them.
public enum TeamMembership {
  public static func exists(team: Int32, member: Int64) -> Query<Bool> {
    Query<Bool>.value(
      "SELECT EXISTS (SELECT FROM muster.team_member WHERE team_id = \(team) AND member_id = \(member))")
  }

  /// Whether the reader may see that member at all.
  public static func isVisible(member: Int64) -> Query<Bool> {
    Query<Bool>.value("SELECT EXISTS (SELECT FROM muster.member WHERE id = \(member))")
  }

  /// Names of those whom the reader may see.
  public static func names(_ members: [Int64]) -> Query<(member: Int64, name: String?)> {
    Query("SELECT id, name FROM muster.member WHERE id = ANY (\(members))") { row in
      let (member, name) = try row.decode(Int64.self, String?.self)
      return (member, name)
    }
  }
}

extension StoreTransaction {
  /// The search, held until the transaction ends; false when it is over or another daemon has it.
  public func isSearched(_ assignment: Int64) async throws -> Bool {
    try await first(
      Query<Bool>.value(
        "SELECT true FROM muster.substitute_search WHERE assignment_id = \(assignment) FOR UPDATE SKIP LOCKED")) ?? false
  }
  public func endSearch(_ assignment: Int64) async throws {
    try await execute("DELETE FROM muster.substitute_search WHERE assignment_id = \(assignment)")
  }
  public func postponeSearch(_ assignment: Int64, to time: Instant) async throws {
    try await execute("UPDATE muster.substitute_search SET not_before = \(time) WHERE assignment_id = \(assignment)")
  }
}

/// What is due by the business clock.
public enum Due {
  /// Offers that ran out. Served by assignment_deadline_idx.
  public static func offers(at now: Instant, most: Int) -> Query<AssignmentRow> {
    Query(
      """
      SELECT \(raw: AssignmentRow.columns) FROM muster.assignment a
       WHERE a.state = 'offered' AND a.deadline <= \(now) ORDER BY a.deadline, a.id LIMIT \(most)
      """, decode: AssignmentRow.init(row:))
  }

  /// Assignments whose seats are searched for now.
  public static func searches(at now: Instant, most: Int) -> Query<Int64> {
    Query<Int64>.value(
      "SELECT assignment_id FROM muster.substitute_search WHERE not_before <= \(now) ORDER BY since, assignment_id LIMIT \(most)"
    )
  }
}
