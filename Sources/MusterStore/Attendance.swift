import MusterDomain
import Postgres

/// How true a record is known to be: the member's own check-in and out, an entry by staff, or an import.
public enum Proof: String, CaseIterable, Hashable, Sendable {
  case own = "self"
  case staff, imported
}

/// An assignment as attendance finds it.
public struct AttendanceRecord: Sendable {
  public let id: Int64
  public let shift: Int64
  public let member: Int64
  public let area: Int32
  public let team: Int32?
  public let state: AssignmentState
  public let span: TimeSpan
  public let checkedInAt: Instant?
  public let proof: Proof?
  /// Its minutes have become a record.
  public let isSettled: Bool
  public let v: Int32

  private static let columns: SQL = """
    SELECT a.id, a.shift_id, a.member_id, a.area_id, a.team_id, a.state, a.starts_at, a.ends_at, a.checked_in_at, a.proof,
           EXISTS (SELECT FROM muster.service_record r WHERE r.assignment_id = a.id), a.v
      FROM muster.assignment a
    """

  /// One assignment, if it may be seen.
  public static func assignment(_ id: Int64) -> Query<AttendanceRecord> {
    Query("\(raw: columns) WHERE a.id = \(id)", decode: AttendanceRecord.init(row:))
  }

  /// The member's assignment on a shift, whatever its state.
  public static func of(member: Int64, on shift: Int64) -> Query<AttendanceRecord> {
    Query("\(raw: columns) WHERE a.shift_id = \(shift) AND a.member_id = \(member)", decode: AttendanceRecord.init(row:))
  }

  private init(row: PostgresRow) throws {
    let (id, shift, member, area, team, state, starts, ends, checkedIn, proof, settled, v) = try row.decode(
      Int64.self, Int64.self, Int64.self, Int32.self, Int32?.self, AssignmentState.self, Instant.self, Instant.self,
      Instant?.self,
      String?.self, Bool.self, Int32.self)
    self.id = id
    self.shift = shift
    self.member = member
    self.area = area
    self.team = team
    self.state = state
    span = try TimeSpan.read(starts, ends)
    checkedInAt = checkedIn
    self.proof = proof.flatMap(Proof.init(rawValue:))
    isSettled = settled
    self.v = v
  }
}

/// What attendance writes into an assignment; nil leaves a column as it is.
public struct AttendanceChange: Sendable {
  public var state: AssignmentState
  public var checkedInAt: Instant?
  public var checkedOutAt: Instant?
  public var minutes: Int?
  public var proof: Proof?
  public var reason: String?
  /// Entered by the acting account rather than by the member itself: who vouches for it.
  public var isVouched: Bool
  /// The shift's time, where that is no longer the assignment's.
  public var span: TimeSpan?

  public init(
    state: AssignmentState, checkedInAt: Instant? = nil, checkedOutAt: Instant? = nil, minutes: Int? = nil, proof: Proof? = nil,
    reason: String? = nil, isVouched: Bool, span: TimeSpan? = nil
  ) {
    self.span = span
    self.state = state
    self.checkedInAt = checkedInAt
    self.checkedOutAt = checkedOutAt
    self.minutes = minutes
    self.proof = proof
    self.reason = reason
    self.isVouched = isVouched
  }
}

extension StoreTransaction {
  /// The assignment, its shift and its member locked in that order, as it is then; nil where it may not be seen.
  public func lockedAttendance(_ id: Int64) async throws -> AttendanceRecord? {
    guard let found = try await first(AttendanceRecord.assignment(id)) else { return nil }
    try await lock(shift: found.shift, member: found.member)
    return try await first(AttendanceRecord.assignment(id))
  }

  /// One shift, then one member.
  public func lock(shift: Int64, member: Int64) async throws {
    try await execute("SELECT muster.lock_shifts(\([shift]))")
    try await execute("SELECT muster.lock_members(\([member]))")
  }

  /// Takes an assignment to its next state, with its step, and gives its new revision.
  public func change(_ record: AttendanceRecord, _ change: AttendanceChange) async throws -> Int32 {
    let voucher = change.isVouched ? principal.account : nil
    let v = try await transaction.one(
      Query<Int32>.value(
        """
        UPDATE muster.assignment
           SET state = \(change.state.rawValue), checked_in_at = coalesce(\(change.checkedInAt), checked_in_at),
               checked_out_at = coalesce(\(change.checkedOutAt), checked_out_at), minutes = coalesce(\(change.minutes)::int8, minutes),
               proof = coalesce(\(change.proof?.rawValue), proof), confirmed_by = coalesce(\(voucher), confirmed_by),
               reason = coalesce(\(change.reason), reason), deadline = NULL, v = v + 1,
               starts_at = coalesce(\(change.span?.start), starts_at), ends_at = coalesce(\(change.span?.end), ends_at)
         WHERE id = \(record.id) RETURNING v
        """))
    try await step(record.id, change.state, area: record.area, member: record.member, team: record.team, reason: change.reason)
    return v
  }

  /// Enters service of somebody who was never offered the seat; takes a seat, or throws `StoreError.full` or `.overlap`.
  /// Nil where the member may not be seen.
  public func enterService(shift: ShiftRecord, span: TimeSpan, member: Int64, minutes: Int, reason: String?) async throws
    -> Int64?
  {
    let id = try await first(
      Query<Int64>.value(
        """
        INSERT INTO muster.assignment (shift_id, member_id, area_id, unit_id, home_id, state, starts_at, ends_at, source,
                                       offered_at, minutes, proof, confirmed_by, reason)
        SELECT \(shift.id), m.id, \(shift.area), m.unit_id, m.area_id, 'served', \(span.start), \(span.end), 'staff', \(now),
               \(minutes), 'staff', \(principal.account), \(reason)
          FROM muster.member m WHERE m.id = \(member)
        RETURNING id
        """))
    guard let id else { return nil }
    try await step(id, .served, area: shift.area, member: member, team: nil, reason: reason)
    return id
  }

  private func step(
    _ assignment: Int64, _ state: AssignmentState, area: Int32, member: Int64, team: Int32?, reason: String?
  ) async throws {
    try await execute(
      """
      INSERT INTO muster.assignment_step (assignment_id, at, state, actor_id, reason, area_id, member_id, team_id)
      VALUES (\(assignment), \(now), \(state.rawValue), \(principal.account), \(reason), \(area), \(member), \(team))
      """)
  }
}

/// A shift as attendance and settlement find it.
public struct ShiftRecord: Sendable {
  public let id: Int64
  public let event: Int64?
  public let need: Int64?
  public let area: Int32
  public let state: ShiftState
  public let span: TimeSpan?
  public let v: Int32

  public static func shift(_ id: Int64) -> Query<ShiftRecord> {
    Query("SELECT id, event_id, need_id, area_id, state, starts_at, ends_at, v FROM muster.shift WHERE id = \(id)") { row in
      let (id, event, need, area, state, starts, ends, v) = try row.decode(
        Int64.self, Int64?.self, Int64?.self, Int32.self, ShiftState.self, Instant?.self, Instant?.self, Int32.self)
      return ShiftRecord(
        id: id, event: event, need: need, area: area, state: state,
        span: starts.flatMap { start in ends.flatMap { TimeSpan(start, $0) } },
        v: v)
    }
  }
}
