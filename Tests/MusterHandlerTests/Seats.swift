import MusterDomain
import MusterProtocol
import Postgres
import TestSupport

extension TestWorld {
  /// Gives a member a seat by hand, as the offer side would, and returns the assignment's number. A need's shift takes its first
  /// alternative.
  func seat(
    member: Int64, shift: Int64, state: AssignmentState = .accepted, team: Int32? = nil, minutes: Int? = nil,
    proof: String? = nil,
    confirmedBy: Int64? = nil
  ) async throws -> Int64 {
    try await number(
      """
      INSERT INTO muster.assignment (shift_id, member_id, area_id, unit_id, home_id, team_id, state, starts_at, ends_at, source,
                                     offered_at, minutes, proof, confirmed_by)
      SELECT s.id, m.id, s.area_id, m.unit_id, m.area_id, \(team), \(state.rawValue), coalesce(s.starts_at, t.starts_at),
             coalesce(s.ends_at, t.ends_at), 'staff', '2026-05-01', \(minutes)::int8, \(proof)::text, \(confirmedBy)::int8
        FROM muster.shift s JOIN muster.member m ON m.id = \(member)
        LEFT JOIN muster.need_time t ON t.need_id = s.need_id AND t.ordinal = 0
       WHERE s.id = \(shift) RETURNING id
      """)
  }

  func state(ofAssignment id: Int64) async throws -> String? {
    try await sql(Postgres.Query<String>.value("SELECT state FROM muster.assignment WHERE id = \(id)")).first
  }

  /// States that an assignment's steps name, in order.
  func steps(_ id: Int64) async throws -> [String] {
    try await sql(
      Postgres.Query<String>.value("SELECT state FROM muster.assignment_step WHERE assignment_id = \(id) ORDER BY at, state"))
  }

  func taken(_ shift: Int64) async throws -> Int64 { try await number("SELECT taken FROM muster.shift WHERE id = \(shift)") }

  /// What a reader finds at `column` of a shift, event or need.
  func text(_ sql: SQL) async throws -> String? { try await self.sql(Postgres.Query<String?>.value(sql)).first ?? nil }

  func account(_ name: String) async throws -> Int64 { try await number("SELECT id FROM muster.account WHERE name = \(name)") }
}
