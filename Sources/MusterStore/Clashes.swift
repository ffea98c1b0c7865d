import MusterDomain
import Postgres

extension StoreTransaction {
  /// Shifts, of any community, of offers to the member that clash with any time that the shift may take: to be locked with it.
  /// Nil where the asker sees no such shift.
  public func clashingShifts(member: Int64, shift: Int64) async throws -> [Int64]? {
    let (gates, clashing) = try await rows(
      of: ShiftGate.one(shift),
      Query<Int64>.value(
        """
        SELECT DISTINCT c.shift_id
          FROM muster.shift s
          LEFT JOIN muster.need_time n ON s.starts_at IS NULL AND n.need_id = s.need_id
         CROSS JOIN LATERAL muster.commitments(
                 \([member]), coalesce(s.starts_at, n.starts_at), coalesce(s.ends_at, n.ends_at)) c
         WHERE s.id = \(shift) AND c.state = 'offered' ORDER BY c.shift_id
        """))
    return gates.isEmpty ? nil : clashing
  }

  /// The same for one span, which is known.
  public func clashingShifts(member: Int64, _ span: TimeSpan) async throws -> [Int64] {
    try await rows(
      Query<Int64>.value(
        "SELECT shift_id FROM muster.commitments(\([member]), \(span.start), \(span.end)) WHERE state = 'offered'"))
  }

  /// Withdraws the offers, of any community, that an acceptance made in this transaction rules out, and has their seats searched
  /// for. The member is locked, and before it the shifts `locked`; an offer of another shift that came in between throws
  /// contention at the next statement or the commit, and the transaction is tried again.
  public func withdrawClashing(with acceptance: Int64, locked: [Int64]) async throws {
    try post(
      """
      SELECT muster.fix_times(w.shifts)
        FROM (SELECT array(SELECT * FROM muster.withdraw_clashing(\(acceptance), \(locked), \(now))) AS shifts) w
       WHERE cardinality(w.shifts) > 0
      """)
  }
}
