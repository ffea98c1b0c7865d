import MusterDomain
import Postgres

extension StoreTransaction {
  /// Shifts, of any community, of offers to the member that clash with any time that the shift may take: to be locked with it.
  public func clashingShifts(member: Int64, shift: Int64) async throws -> [Int64] {
    var found: Set<Int64> = []
    for span in try await first(PlanningShift.these([shift]))?.times ?? [] {
      found.formUnion(try await clashingShifts(member: member, span))
    }
    return found.sorted()
  }

  /// The same for one span.
  public func clashingShifts(member: Int64, _ span: TimeSpan) async throws -> [Int64] {
    try await rows(
      Query<Int64>.value(
        "SELECT shift_id FROM muster.commitments(\([member]), \(span.start), \(span.end)) WHERE state = 'offered'"))
  }

  /// Withdraws the offers, of any community, that an acceptance made in this transaction rules out, and has their seats searched
  /// for. The member is locked, and before it the shifts `locked`; an offer of another shift that came in between throws
  /// contention, and the transaction is tried again.
  public func withdrawClashing(with acceptance: Int64, locked: [Int64]) async throws {
    try await fixTimes(
      rows(Query<Int64>.value("SELECT * FROM muster.withdraw_clashing(\(acceptance), \(locked), \(now))")))
  }
}
