import MusterDomain
import Postgres

extension StoreTransaction {
  /// Asks for a swap of two accepted seats, or carries it out where the other has asked too or both said so by telephone:
  /// `asked` or `swapped`; nil where there are no such two for the asker. The rules were looked at by then: `v` of each.
  public func swap(
    _ mine: AssignmentRow, _ theirs: AssignmentRow, teams: (mine: Int32?, theirs: Int32?), byPhone: Bool
  ) async throws -> String? {
    try await first(
      Query<String?>.value(
        """
        SELECT muster.swap_seats(\(mine.id), \(theirs.id), \(mine.v), \(theirs.v), \(teams.mine), \(teams.theirs), \(byPhone),
                                 \(now))
        """)) ?? nil
  }

  /// Takes back what was said for the member by telephone; the new revision, or nil where nothing was.
  public func undoPhone(_ assignment: Int64, deadline: Instant) async throws -> Int32? {
    try await first(Query<Int32?>.value("SELECT muster.undo_phone(\(assignment), \(deadline), \(now))")) ?? nil
  }

  /// An accepted seat is given back as soon as somebody takes it over.
  public func leave(_ assignment: Int64) async throws {
    try await execute(
      "UPDATE muster.assignment SET leaving_since = \(now), v = v + 1 WHERE id = \(assignment) AND state = 'accepted'")
  }

  /// Marks an offer as the first of two moves: who accepts it gives up the other.
  public func move(_ offer: Int64, from left: Int64) async throws {
    try await execute("UPDATE muster.assignment SET moves_from = \(left) WHERE id = \(offer)")
  }

  /// What the offer's member gives up by accepting it, of whatever community it is: with the acceptance, by the schema.
  public func left(by offer: Int64) async throws -> LeftSeat? {
    try await first(
      Query("SELECT shift_id, held FROM muster.left_by(\(offer), \(now))") { row in
        let (shift, isHeld) = try row.decode(Int64.self, Bool.self)
        return LeftSeat(shift: shift, isHeld: isHeld)
      })
  }

  /// How a lost seat of that day is filled.
  public func substitutePolicy(on day: CivilDate) async throws -> SubstitutePolicy {
    guard let text = try await first(Settings.value("substitute.policy", on: day)) else { return .nextBest }
    guard let policy = SubstitutePolicy(rawValue: text) else {
      throw PostgresError.decoding(column: "substitute.policy", problem: "no policy \(text)")
    }
    return policy
  }
}

/// The first of two moves.
public struct LeftSeat: Sendable {
  public let shift: Int64
  /// There is still an acceptance to give up.
  public let isHeld: Bool
}

/// When members were asked last.
public enum Asking {
  public static func last(of members: [Int64]) -> Query<(member: Int64, at: Instant)> {
    Query("SELECT member_id, at FROM muster.last_asked(\(members))") { row in
      let (member, at) = try row.decode(Int64.self, Instant.self)
      return (member, at)
    }
  }
}
