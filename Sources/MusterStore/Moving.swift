import MusterDomain
import Postgres

/// A seat whose shift has another time than the assignment.
public struct LaggingSeat: Sendable {
  public let assignment: Int64
  public let member: Int64
  public let state: AssignmentState
  public let old: TimeSpan
  public let new: TimeSpan
  public let deadline: Instant?

  /// Offered, accepted or in use, on those shifts.
  public static func on(_ shifts: [Int64]) -> Query<LaggingSeat> {
    Query(
      """
      SELECT a.id, a.member_id, a.state, a.starts_at, a.ends_at, s.starts_at, s.ends_at, a.deadline
        FROM muster.assignment a JOIN muster.shift s ON s.id = a.shift_id
       WHERE a.shift_id = ANY (\(shifts)) AND a.state = ANY (\(AssignmentState.allCases.filter(\.takesSeat).map(\.rawValue)))
         AND (a.starts_at, a.ends_at) <> (s.starts_at, s.ends_at)
       ORDER BY a.id
      """
    ) { row in
      let (id, member, state, oldStart, oldEnd, newStart, newEnd, deadline) = try row.decode(
        Int64.self, Int64.self, AssignmentState.self, Instant.self, Instant.self, Instant.self, Instant.self, Instant?.self)
      return LaggingSeat(
        assignment: id, member: member, state: state, old: try TimeSpan.read(oldStart, oldEnd),
        new: try TimeSpan.read(newStart, newEnd), deadline: deadline)
    }
  }
}

extension StoreTransaction {
  /// Gives assignments their shifts' times as decided, each at the old time beside where it is asked again. No two are of one
  /// member: the schema looks at each row as it is written.
  public func follow(_ seats: [(seat: LaggingSeat, decision: MovedSeat.Decision)]) async throws {
    guard !seats.isEmpty else { return }
    try await execute(
      """
      UPDATE muster.assignment a
         SET state = d.state, starts_at = d.starts, ends_at = d.ends, deadline = d.deadline, v = a.v + 1,
             was_starts_at = CASE WHEN d.again THEN coalesce(a.was_starts_at, a.starts_at) ELSE a.was_starts_at END,
             was_ends_at = CASE WHEN d.again THEN coalesce(a.was_ends_at, a.ends_at) ELSE a.was_ends_at END,
             answered_at = CASE WHEN d.again THEN NULL ELSE a.answered_at END,
             answered_by = CASE WHEN d.again THEN NULL ELSE a.answered_by END
        FROM unnest(\(seats.map(\.seat.assignment)), \(seats.map(\.decision.state.rawValue)), \(seats.map(\.seat.new.start)),
                    \(seats.map(\.seat.new.end)), \(seats.map(\.decision.deadline)), \(seats.map(\.decision.isAskedAgain)))
             d (id, state, starts, ends, deadline, again)
       WHERE a.id = d.id
      """)
    try await execute(
      """
      INSERT INTO muster.assignment_step (assignment_id, at, state, actor_id, reason, area_id, member_id, team_id)
      SELECT id, \(now), state, \(principal.account), 'moved', area_id, member_id, team_id
        FROM muster.assignment WHERE id = ANY (\(seats.filter(\.decision.isAskedAgain).map(\.seat.assignment)))
      """)
  }

  /// Seats that lost their person and are searched for go on to be searched for at the shift's new time.
  public func followSearches(on shifts: [Int64]) async throws {
    try await execute(
      """
      UPDATE muster.assignment a SET starts_at = s.starts_at, ends_at = s.ends_at, v = a.v + 1
        FROM muster.shift s, muster.substitute_search w
       WHERE s.id = ANY (\(shifts)) AND a.shift_id = s.id AND w.assignment_id = a.id
         AND a.state <> ALL (\(AssignmentState.allCases.filter(\.takesSeat).map(\.rawValue)))
      """)
  }
}
