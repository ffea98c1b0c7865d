import MusterDomain
import Postgres

/// One shift, as SHIFTS lists it.
public struct ShiftRow: Sendable {
  public let id: Int64
  public let event: Int64?
  public let need: Int64?
  /// Nil while a need's alternatives are open.
  public let span: TimeSpan?
  public let role: String
  public let skill: String?
  public let area: Int32
  public let minimum: Int16
  public let seats: Int16
  public let taken: Int16
  public let state: String
  public let v: Int32

  public struct Filter: Sendable {
    public enum Want: Sendable { case people, full, all }
    public var id: Int64?
    public var event: Int64?
    public var need: Int64?
    public var within: Int32?
    public var want: Want
    public var from: Instant?
    public var to: Instant?
    /// What has begun by now wants nobody any more.
    public var now: Instant
    /// Start (microseconds, `Int64.max` for none) and id of the last row seen.
    public var after: [Int64]

    public init(
      id: Int64? = nil, event: Int64? = nil, need: Int64? = nil, within: Int32? = nil, want: Want = .all, from: Instant? = nil,
      to: Instant? = nil, now: Instant, after: [Int64] = []
    ) {
      self.id = id
      self.event = event
      self.need = need
      self.within = within
      self.want = want
      self.from = from
      self.to = to
      self.now = now
      self.after = after
    }
  }

  /// By start, then id; those without a time last. Only what is asked for stands in the statement, so that PostgreSQL keeps one
  /// plan for it, by shift's key, shift_event_idx, shift_area_idx or shift_starts_idx.
  public static func list(_ filter: Filter, limit: Int) -> Query<ShiftRow> {
    let conditions = filter.conditions
    let wanted = conditions.isEmpty ? "true" : SQL.joined(conditions, separator: " AND ")
    return Query(
      """
      SELECT s.id, s.event_id, s.need_id, s.starts_at, s.ends_at, s.role, s.skill, s.area_id, s.minimum, s.seats, s.taken, s.state, s.v
        FROM muster.shift s
       WHERE \(raw: wanted)
       ORDER BY s.starts_at, s.id LIMIT \(limit)
      """
    ) { row in
      let (id, event, need, starts, ends, role, skill, area, minimum, seats, taken, state, v) = try row.decode(
        Int64.self, Int64?.self, Int64?.self, Instant?.self, Instant?.self, String.self, String?.self, Int32.self, Int16.self,
        Int16.self, Int16.self, String.self, Int32.self)
      return ShiftRow(
        id: id, event: event, need: need, span: starts.flatMap { start in ends.flatMap { TimeSpan(start, $0) } }, role: role,
        skill: skill, area: area, minimum: minimum, seats: seats, taken: taken, state: state, v: v)
    }
  }
}

extension ShiftRow.Filter {
  /// One for each thing asked for.
  fileprivate var conditions: [SQL] {
    var conditions: [SQL] = []
    if let id { conditions.append("s.id = \(id)") }
    if let event { conditions.append("s.event_id = \(event)") }
    if let need { conditions.append("s.need_id = \(need)") }
    if let within { conditions.append("s.area_id = ANY ((SELECT muster.communities(\(within)))::int[])") }
    switch want {
    case .people:
      conditions.append("s.state = 'open' AND s.taken < s.seats AND (s.starts_at IS NULL OR s.starts_at > \(now))")
    case .full: conditions.append("s.taken >= s.seats")
    case .all: break
    }
    if let from {
      conditions.append(
        """
        (s.starts_at >= \(from) OR (s.starts_at IS NULL AND EXISTS (
           SELECT FROM muster.need_time t WHERE t.need_id = s.need_id AND t.starts_at >= \(from))))
        """)
    }
    if let to {
      conditions.append(
        """
        (s.starts_at < \(to) OR (s.starts_at IS NULL AND EXISTS (
           SELECT FROM muster.need_time t WHERE t.need_id = s.need_id AND t.starts_at < \(to))))
        """)
    }
    if let rest { conditions.append(rest) }
    return conditions
  }

  /// What comes after the last row seen.
  private var rest: SQL? {
    guard let start = after.first, let id = after.last else { return nil }
    if start == Int64.max { return "(s.starts_at IS NULL AND s.id > \(id))" }
    return "((s.starts_at, s.id) > (\(Instant(microseconds: start)), \(id)) OR s.starts_at IS NULL)"
  }
}

/// A shift that is not there yet: of an event, or the one that a need comes down to.
public struct NewShift: Sendable {
  public enum Of: Sendable {
    case event(Int64)
    case need(Int64)
  }
  public var of: Of
  public var area: Int32
  public var role: String
  public var domain: String
  public var skill: String?
  public var minimum: Int
  public var seats: Int
  public var priority: Int
  public var span: TimeSpan?
  public var longitude: Double
  public var latitude: Double
  public var isOpen: Bool
  public var teams: [Int32]

  public init(
    of: Of, area: Int32, role: String, domain: String, skill: String?, minimum: Int, seats: Int, priority: Int, span: TimeSpan?,
    longitude: Double, latitude: Double, isOpen: Bool, teams: [Int32] = []
  ) {
    self.of = of
    self.area = area
    self.role = role
    self.domain = domain
    self.skill = skill
    self.minimum = minimum
    self.seats = seats
    self.priority = priority
    self.span = span
    self.longitude = longitude
    self.latitude = latitude
    self.isOpen = isOpen
    self.teams = teams
  }

  fileprivate var event: Int64? { if case .event(let id) = of { id } else { nil } }
  fileprivate var need: Int64? { if case .need(let id) = of { id } else { nil } }
}

extension StoreTransaction {
  public func add(_ shift: NewShift) async throws -> Int64 {
    let id = try await transaction.one(
      Query<Int64>.value(
        """
        INSERT INTO muster.shift (event_id, need_id, area_id, role, domain, skill, minimum, seats, priority, starts_at, ends_at,
                                  longitude, latitude, state)
        VALUES (\(shift.event), \(shift.need), \(shift.area), \(shift.role), \(shift.domain), \(shift.skill), \(shift.minimum),
                \(shift.seats), \(shift.priority), \(shift.span?.start), \(shift.span?.end), \(shift.longitude),
                \(shift.latitude), \(shift.isOpen ? "open" : "draft"))
        RETURNING id
        """))
    if !shift.teams.isEmpty {
      try await execute("INSERT INTO muster.shift_team (shift_id, team_id) SELECT \(id), unnest(\(shift.teams))")
    }
    return id
  }

  /// Shifts of an event that are not cancelled: number, span, revision.
  public func shifts(ofEvent event: Int64) async throws -> [Int64] {
    try await rows(.value("SELECT id FROM muster.shift WHERE event_id = \(event) AND state <> 'cancelled' ORDER BY id"))
  }

  /// Locks those shifts, then everyone who is bound to them or asked: the order of all writers, so that none waits in a circle.
  public func lock(shifts: [Int64]) async throws {
    try await execute("SELECT muster.lock_shifts(\(shifts))")
    try await execute(
      """
      SELECT muster.lock_members(array(SELECT member_id FROM muster.assignment
                                        WHERE shift_id = ANY (\(shifts)) AND state IN ('offered', 'accepted', 'checked_in', 'served')))
      """)
  }

  /// How many assignments of those shifts are in one of the states.
  public func count(of states: [AssignmentState], on shifts: [Int64]) async throws -> Int64 {
    try await transaction.one(
      Query<Int64>.value(
        "SELECT count(*) FROM muster.assignment WHERE shift_id = ANY (\(shifts)) AND state = ANY (\(states.map(\.rawValue)))"))
  }

  /// Takes the shifts that are in a state in which that can be done to the state that it leads to; the others stay.
  public func move(shifts: [Int64], _ action: ShiftState.Action) async throws {
    for next in ShiftState.allCases {
      let from = ShiftState.allCases.filter { $0 != next && (try? $0.after(action)) == next }.map(\.rawValue)
      guard !from.isEmpty else { continue }
      try await execute(
        """
        UPDATE muster.shift SET state = \(next.rawValue), v = v + 1 WHERE id = ANY (\(shifts)) AND state = ANY (\(from))
        """)
    }
  }

  /// Releases what those shifts have in one of the states, each with its step, and calls off the searches for substitutes.
  /// How many were released.
  public func release(_ states: [AssignmentState], on shifts: [Int64], reason: String?) async throws -> Int {
    try await execute("DELETE FROM muster.substitute_search WHERE shift_id = ANY (\(shifts))")
    return try await execute(
      """
      WITH freed AS (
        UPDATE muster.assignment SET state = 'released', reason = \(reason), deadline = NULL, v = v + 1
         WHERE shift_id = ANY (\(shifts)) AND state = ANY (\(states.map(\.rawValue)))
        RETURNING id, area_id, member_id, team_id)
      INSERT INTO muster.assignment_step (assignment_id, at, state, actor_id, reason, area_id, member_id, team_id)
      SELECT id, \(now), 'released', \(principal.account), \(reason), area_id, member_id, team_id FROM freed
      """)
  }

  /// Moves an event's shifts along: those that ended with it end with it, others keep their length. False, with nothing done,
  /// where one would stick out of the event.
  public func move(shifts: [Int64], from old: TimeSpan, to new: TimeSpan) async throws -> Bool {
    let shift = new.start.seconds(since: old.start)
    let moved: SQL = """
      SELECT id, starts_at + make_interval(secs => \(Double(shift))) AS starts,
             CASE WHEN ends_at = \(old.end) THEN \(new.end) ELSE ends_at + make_interval(secs => \(Double(shift))) END AS ends
        FROM muster.shift WHERE id = ANY (\(shifts))
      """
    let outside = try await transaction.one(
      Query<Bool>.value(
        """
        SELECT EXISTS (SELECT FROM (\(raw: moved)) m
                        WHERE m.starts < \(new.start) OR m.ends > \(new.end) OR m.starts >= m.ends)
        """))
    guard !outside else { return false }
    try await execute(
      """
      UPDATE muster.shift s SET starts_at = m.starts, ends_at = m.ends, v = v + 1 FROM (\(raw: moved)) m WHERE s.id = m.id
      """)
    return true
  }
}

extension ShiftState: PostgresDecodable {
  public static func decode(_ cell: PostgresCell) throws(PostgresError) -> ShiftState {
    let text = try String.decode(cell)
    guard let state = ShiftState(rawValue: text) else { throw .decoding(column: "state", problem: "no state \(text)") }
    return state
  }
}
