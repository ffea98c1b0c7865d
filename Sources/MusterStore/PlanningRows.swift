import MusterDomain
import Postgres

/// A shift as planning sees it.
public struct PlanningShift: Sendable {
  public let id: Int64
  public let isEvent: Bool
  public let area: Int32
  public let domain: String
  public let skill: String?
  public let minimum: Int
  public let seats: Int
  public let priority: Int
  public let longitude: Double
  public let latitude: Double
  /// One of these serves it as a body; empty: anyone.
  public let teams: [Int32]
  /// Units whose pairing with the place holds on the shift's day; of alternative times the earliest counts.
  public let pairedUnits: [Int32]
  /// The time that holds, or a need's alternatives while none holds.
  public let times: [TimeSpan]

  private static let columns: SQL = """
    s.id, s.event_id IS NOT NULL, s.area_id, s.domain, s.skill, s.minimum, s.seats, s.priority, s.longitude, s.latitude,
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
    """

  /// Open shifts of those areas that begin, or may begin, in the span. Served by shift_area_idx.
  public static func open(in areas: [Int32], _ span: TimeSpan) -> Query<PlanningShift> {
    Query(
      """
      SELECT \(raw: columns)
        FROM muster.shift s
       WHERE \(raw: isOpen(in: areas, span))
       ORDER BY s.id
      """, decode: PlanningShift.init(row:))
  }

  /// Numbers of the same shifts: to be locked before they are looked at.
  public static func openNumbers(in areas: [Int32], _ span: TimeSpan) -> Query<Int64> {
    Query<Int64>.value("SELECT s.id FROM muster.shift s WHERE \(raw: isOpen(in: areas, span)) ORDER BY s.id")
  }

  private static func isOpen(in areas: [Int32], _ span: TimeSpan) -> SQL {
    """
    s.state = 'open' AND s.area_id = ANY (\(areas))
         AND ((s.starts_at >= \(span.start) AND s.starts_at < \(span.end))
              OR (s.starts_at IS NULL AND EXISTS (
                    SELECT FROM muster.need_time n
                     WHERE n.need_id = s.need_id AND n.starts_at >= \(span.start) AND n.starts_at < \(span.end))))
    """
  }

  /// Those shifts, whatever their state.
  public static func these(_ ids: [Int64]) -> Query<PlanningShift> {
    Query(
      "SELECT \(raw: columns) FROM muster.shift s WHERE s.id = ANY (\(ids)) ORDER BY s.id", decode: PlanningShift.init(row:))
  }

  private init(row: PostgresRow) throws {
    let (id, isEvent, area, domain, skill, minimum, seats, priority, longitude, latitude, teams, units, starts, ends) =
      try row.decode(
        Int64.self, Bool.self, Int32.self, String.self, String?.self, Int16.self, Int16.self, Int16.self, Double.self,
        Double.self, [Int32].self, [Int32].self, [Instant].self, [Instant].self)
    self.id = id
    self.isEvent = isEvent
    self.area = area
    self.domain = domain
    self.skill = skill
    self.minimum = Int(minimum)
    self.seats = Int(seats)
    self.priority = Int(priority)
    self.longitude = longitude
    self.latitude = latitude
    self.teams = teams
    pairedUnits = units
    times = zip(starts, ends).compactMap { TimeSpan($0, $1) }
  }
}

/// A member as planning sees it: by number, without name or phone.
public struct PlanningMember: Sendable {
  public let id: Int64
  public let area: Int32
  public let unit: Int32?
  public let longitude: Double
  public let latitude: Double
  public let reach: Int
  public let maxPerDay: Int
  public let maxPerWeek: Int
  public let maxMinutes: Int
  public let skills: [String]
  public let wishes: [String]
  public let teams: [Int32]
  public let recent: Int
  /// Weekly windows by weekday and start.
  public let windows: [Window]

  /// A weekly window: ISO weekday and minutes of the day.
  public struct Window: Sendable, BitwiseCopyable {
    public let weekday: Int
    public let starts: Int
    public let ends: Int

    public init(weekday: Int, starts: Int, ends: Int) {
      self.weekday = weekday
      self.starts = starts
      self.ends = ends
    }

    /// As muster.candidates() packs it: 11 bits for each minute of the day, and the weekday above them.
    fileprivate init(packed: Int32) {
      self.init(weekday: Int(packed >> 22), starts: Int(packed >> 11 & 2047), ends: Int(packed & 2047))
    }
  }

  /// Members who might reach a place in the box, on those days.
  public static func candidates(around box: GeoBox, _ days: ClosedRange<CivilDate>) -> Query<PlanningMember> {
    Query(
      """
      SELECT \(raw: columns)
        FROM muster.candidates(\(box.west), \(box.south), \(box.east), \(box.north), \(days.lowerBound), \(days.upperBound))
      """, decode: PlanningMember.init(row:))
  }

  /// Those named, wherever they live.
  public static func named(_ members: [Int64], _ days: ClosedRange<CivilDate>) -> Query<PlanningMember> {
    Query(
      "SELECT \(raw: columns) FROM muster.candidates_of(\(members), \(days.lowerBound), \(days.upperBound))",
      decode: PlanningMember.init(row:))
  }

  /// Numbers of those who might stand in on a shift at that time and are asked for nothing then. `window`: the day, the weekday whose
  /// windows hold on it and the minutes that must lie in one; nil where the time is not of one day. For the daemon's own hand.
  public static func free(
    for shift: PlanningShift, at span: TimeSpan, window: (day: CivilDate, weekday: Int, minutes: ClosedRange<Int>)?
  ) -> Query<Int64> {
    let (x, y) = (shift.longitude, shift.latitude)
    let weekday = window.map { Int32($0.weekday) }
    let (first, last) = (window.map { Int32($0.minutes.lowerBound) }, window.map { Int32($0.minutes.upperBound) })
    return Query<Int64>.value(
      """
      SELECT id FROM muster.free_candidates(
        \(x), \(y), \(x), \(y), \(span.start), \(span.end), \(shift.skill), \(shift.teams), \(window?.day), \(weekday), \(first), \(last))
      """)
  }

  /// Numbers of those who might take a seat of that shift if they gave up the one acceptance that they have on its day. For the
  /// daemon's own hand.
  public static func movable(to shift: PlanningShift, on day: TimeSpan) -> Query<Int64> {
    Query<Int64>.value(
      """
      SELECT id FROM muster.movable_candidates(
        \(shift.longitude), \(shift.latitude), \(day.start), \(day.end), \(shift.id), \(shift.skill), \(shift.teams))
      """)
  }

  private static let columns: SQL = """
    id, area_id, unit_id, longitude, latitude, reach, max_per_day, max_per_week, max_minutes, skills, wishes, teams, recent,
    windows
    """

  private init(row: PostgresRow) throws {
    let (id, area, unit, longitude, latitude, reach, perDay, perWeek, minutes, skills, wishes, teams, recent, windows) =
      try row.decode(
        Int64.self, Int32.self, Int32?.self, Double.self, Double.self, Int32.self, Int16.self, Int16.self, Int32.self,
        [String].self, [String].self, [Int32].self, Int32.self, [Int32].self)
    (self.id, self.area, self.unit) = (id, area, unit)
    (self.longitude, self.latitude, self.reach) = (longitude, latitude, Int(reach))
    (maxPerDay, maxPerWeek, maxMinutes) = (Int(perDay), Int(perWeek), Int(minutes))
    (self.skills, self.wishes, self.teams, self.recent) = (skills, wishes, teams, Int(recent))
    self.windows = windows.map(Window.init(packed:))
  }
}

/// A stretch of longitude and latitude.
public struct GeoBox: Sendable {
  public let west: Double
  public let south: Double
  public let east: Double
  public let north: Double

  public init(west: Double, south: Double, east: Double, north: Double) {
    self.west = west
    self.south = south
    self.east = east
    self.north = north
  }

  /// The least box around those shifts; nil without any.
  public init?(around shifts: [PlanningShift]) {
    guard let first = shifts.first else { return nil }
    var box = (first.longitude, first.latitude, first.longitude, first.latitude)
    for shift in shifts {
      box = (min(box.0, shift.longitude), min(box.1, shift.latitude), max(box.2, shift.longitude), max(box.3, shift.latitude))
    }
    self.init(west: box.0, south: box.1, east: box.2, north: box.3)
  }
}

/// A day on which other windows than the week's hold; without minutes: none.
public struct ExceptionRow: Sendable {
  public let member: Int64
  public let date: CivilDate
  public let starts: Int?
  public let ends: Int?

  public static func of(_ members: [Int64], _ days: ClosedRange<CivilDate>) -> Query<ExceptionRow> {
    Query(
      """
      SELECT member_id, on_date, starts, ends FROM muster.candidate_exceptions(\(members), \(days.lowerBound), \(days.upperBound))
      """
    ) { row in
      let (member, date, starts, ends) = try row.decode(Int64.self, CivilDate.self, Int16?.self, Int16?.self)
      return ExceptionRow(member: member, date: date, starts: starts.map(Int.init), ends: ends.map(Int.init))
    }
  }
}

/// Where a member already is or is asked to be, without saying for what.
public struct CommitmentRow: Sendable {
  public let assignment: Int64
  public let member: Int64
  public let shift: Int64
  public let state: AssignmentState
  public let span: TimeSpan
  public let longitude: Double
  public let latitude: Double

  public static func of(_ members: [Int64], _ span: TimeSpan) -> Query<CommitmentRow> {
    Query(
      """
      SELECT id, member_id, shift_id, state, starts_at, ends_at, longitude, latitude
        FROM muster.commitments(\(members), \(span.start), \(span.end))
      """
    ) { row in
      let (id, member, shift, state, starts, ends, longitude, latitude) = try row.decode(
        Int64.self, Int64.self, Int64.self, AssignmentState.self, Instant.self, Instant.self, Double.self, Double.self)
      guard let span = TimeSpan(starts, ends) else {
        throw PostgresError.decoding(column: "ends_at", problem: "not after starts_at")
      }
      return CommitmentRow(
        assignment: id, member: member, shift: shift, state: state, span: span, longitude: longitude, latitude: latitude)
    }
  }
}

/// Who holds a seat of a shift.
public struct SeatHolderRow: Sendable {
  public let assignment: Int64
  public let shift: Int64
  public let member: Int64
  public let state: AssignmentState
  public let team: Int32?
  public let span: TimeSpan

  public static func of(_ shifts: [Int64]) -> Query<SeatHolderRow> {
    Query("SELECT id, shift_id, member_id, state, team_id, starts_at, ends_at FROM muster.seat_holders(\(shifts))") { row in
      let (id, shift, member, state, team, starts, ends) = try row.decode(
        Int64.self, Int64.self, Int64.self, AssignmentState.self, Int32?.self, Instant.self, Instant.self)
      guard let span = TimeSpan(starts, ends) else {
        throw PostgresError.decoding(column: "ends_at", problem: "not after starts_at")
      }
      return SeatHolderRow(assignment: id, shift: shift, member: member, state: state, team: team, span: span)
    }
  }
}

/// A pair that ended without service on that shift.
public struct SpentPairRow: Sendable {
  public let shift: Int64
  public let member: Int64
  public let state: AssignmentState

  public static func of(_ shifts: [Int64]) -> Query<SpentPairRow> {
    Query("SELECT shift_id, member_id, state FROM muster.spent_pairs(\(shifts))") { row in
      let (shift, member, state) = try row.decode(Int64.self, Int64.self, AssignmentState.self)
      return SpentPairRow(shift: shift, member: member, state: state)
    }
  }
}

extension AssignmentState: PostgresDecodable {
  public static func decode(_ cell: PostgresCell) throws(PostgresError) -> AssignmentState {
    let text = try String.decode(cell)
    guard let state = AssignmentState(rawValue: text) else { throw .decoding(column: "state", problem: "no state \(text)") }
    return state
  }
}
