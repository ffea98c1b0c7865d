import MusterDomain
import Postgres

/// What may be watched; the rest of the city is read when it is needed.
public enum Watchable: String, CaseIterable, Hashable, Sendable {
  case jobs, rosters, assignments, shifts, events, needs
}

/// One numbered change, in ids and codes: what changed, where it belongs, and what a scope is matched with.
public struct FeedRow: Hashable, Sendable {
  public let seq: Int64
  /// Nil: somebody's rights have changed, those of `account`, or everybody's where that is nil.
  public let what: Watchable?
  public let id: Int64
  public let state: String?
  public let v: Int32?
  public let area: Int32?
  public let place: Int32?
  public let member: Int64?
  public let team: Int32?
  /// Of an assignment that was claimed.
  public let unit: Int32?
  public let account: Int64?
  public let event: Int64?
  public let need: Int64?
  public let shift: Int64?
  /// More fields as the wire spells them: `name=value`, separated by blanks.
  public let facts: String?

  static let columns: SQL = """
    seq, what, subject_id, state, v, area_id, place_id, member_id, team_id, unit_id, account_id, event_id, need_id, shift_id,
    facts
    """

  static func decode(_ row: PostgresRow) throws -> FeedRow {
    let (seq, what, id, state, v, area, place, member, team, unit, account, event, need, shift, facts) = try row.decode(
      Int64.self, String.self, Int64.self, String?.self, Int32?.self, Int32?.self, Int32?.self, Int64?.self, Int32?.self,
      Int32?.self, Int64?.self, Int64?.self, Int64?.self, Int64?.self, String?.self)
    return FeedRow(
      seq: seq, what: Watchable(rawValue: what), id: id, state: state, v: v, area: area, place: place, member: member,
      team: team, unit: unit, account: account, event: event, need: need, shift: shift, facts: facts)
  }
}

extension Principal {
  /// Whether row security would let the account read the row that changed. The same as the policy of `muster.feed`, for rows
  /// that the daemon has at hand; a test compares the two, and both with the policies of the tables themselves.
  public func sees(_ row: FeedRow) -> Bool {
    if let area = row.area, areas?.contains(area) ?? false { return true }
    switch row.what {
    case .assignments:
      return Self.matches(row.member, member) || Self.holds(row.team, teams) || Self.holds(row.unit, units)
    case .events, .shifts: return row.state != nil && row.state != "draft" && isOneOf(.unit, .leader, .member, .grid)
    case .needs:
      return Self.holds(row.place, places)
        || ((row.state == "accepted" || row.state == "scheduled") && isOneOf(.unit, .leader, .member))
        || (role == .unit && row.account == account)
    case .jobs: return row.account == account
    case .rosters, nil: return false
    }
  }

  private func isOneOf(_ roles: Role...) -> Bool { role.map(roles.contains) ?? false }
  private static func matches(_ value: Int64?, _ own: Int64?) -> Bool { value != nil && value == own }
  private static func holds(_ value: Int32?, _ own: [Int32]?) -> Bool { value.map { own?.contains($0) ?? false } ?? false }
}

extension Watchable {
  /// Whether the one of that number is there to be read.
  public func isReadable(_ id: Int64) -> Query<Bool> {
    switch self {
    case .jobs: .value("SELECT exists(SELECT FROM muster.job WHERE id = \(id))")
    case .rosters: .value("SELECT exists(SELECT FROM muster.roster WHERE id = \(id))")
    case .assignments: .value("SELECT exists(SELECT FROM muster.assignment WHERE id = \(id))")
    case .shifts: .value("SELECT exists(SELECT FROM muster.shift WHERE id = \(id))")
    case .events: .value("SELECT exists(SELECT FROM muster.event WHERE id = \(id))")
    case .needs: .value("SELECT exists(SELECT FROM muster.need WHERE id = \(id))")
    }
  }
}
