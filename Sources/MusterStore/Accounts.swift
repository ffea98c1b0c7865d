import MusterDomain
import Postgres

/// One account, as USERS lists it; only an administrator sees any.
public struct AccountRow: Sendable {
  public let id: Int64
  public let name: String
  public let role: String
  public let area: Int32?
  public let unit: Int32?
  public let team: Int32?
  public let member: Int64?
  public let isDisabled: Bool
  /// Tokens that would still let it in.
  public let tokens: Int64
  public let version: Int32
  public let hasPassword: Bool
  /// The day alone.
  public let login: CivilDate?

  private static func columns(at now: Instant) -> SQL {
    """
    a.id, a.name, a.role, a.area_id, a.unit_id, a.team_id, a.member_id, a.disabled_at IS NOT NULL,
    (SELECT count(*) FROM muster.token t
      WHERE t.account_id = a.id AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > \(now))), a.version,
    muster.has_password(a.id), a.last_login
    """
  }

  /// By id, without the daemon's own hand.
  public static func list(name: String?, at now: Instant, after: Int64, limit: Int) -> Query<AccountRow> {
    Query(
      """
      SELECT \(raw: columns(at: now)) FROM muster.account a
       WHERE a.id > \(after) AND a.role <> 'system' AND (\(name)::text IS NULL OR a.name = \(name))
       ORDER BY a.id LIMIT \(limit)
      """, decode: AccountRow.init(row:))
  }

  /// One, held against others until the transaction ends.
  public static func held(_ name: String, at now: Instant) -> Query<AccountRow> {
    Query(
      "SELECT \(raw: columns(at: now)) FROM muster.account a WHERE a.name = \(name) FOR UPDATE OF a",
      decode: AccountRow.init(row:))
  }

  private init(row: PostgresRow) throws {
    (id, name, role, area, unit, team, member, isDisabled, tokens, version, hasPassword, login) = try row.decode(
      Int64.self, String.self, String.self, Int32?.self, Int32?.self, Int32?.self, Int64?.self, Bool.self, Int64.self,
      Int32.self, Bool.self, CivilDate?.self)
  }
}

/// Over what an account acts: which of these a role needs is the handler's to say.
public struct AccountScope: Hashable, Sendable {
  public var area: Int32?
  public var unit: Int32?
  public var team: Int32?
  public var member: Int64?

  public init(area: Int32? = nil, unit: Int32? = nil, team: Int32? = nil, member: Int64? = nil) {
    self.area = area
    self.unit = unit
    self.team = team
    self.member = member
  }

  /// The level of an area that is `scope` or lies under it.
  public static func level(of area: Int32, under scope: Int32) -> Query<Int16> {
    Query<Int16>.value("SELECT level FROM muster.area WHERE id = \(area) AND id = ANY (muster.subtree(\(scope)))")
  }

  public var isEmpty: Bool { self == AccountScope() }

  /// Which of these exist, in the order area, unit, team, member; and the area's level.
  public var presence: Query<(area: Int16?, unit: Bool, team: Bool, member: Bool)> {
    Query(
      """
      SELECT (SELECT level FROM muster.area WHERE id = \(area)), EXISTS (SELECT FROM muster.unit WHERE id = \(unit)),
             EXISTS (SELECT FROM muster.team WHERE id = \(team)), EXISTS (SELECT FROM muster.member WHERE id = \(member))
      """
    ) { row in
      let (area, unit, team, member) = try row.decode(Int16?.self, Bool.self, Bool.self, Bool.self)
      return (area: area, unit: unit, team: team, member: member)
    }
  }
}

extension StoreTransaction {
  /// Makes an account and gives its version.
  public func addAccount(_ name: String, role: Role, _ scope: AccountScope, isDisabled: Bool) async throws -> Int32 {
    try await first(
      Query<Int32>.value(
        """
        INSERT INTO muster.account (name, role, area_id, unit_id, team_id, member_id, disabled_at)
        VALUES (\(name), \(role.rawValue), \(scope.area), \(scope.unit), \(scope.team), \(scope.member),
                \(isDisabled ? now : nil))
        RETURNING version
        """)) ?? 0
  }

  /// Changes an account that is held and gives its version, which has risen if its rights have changed.
  public func setAccount(_ id: Int64, role: Role, _ scope: AccountScope, isDisabled: Bool) async throws -> Int32 {
    try await first(
      Query<Int32>.value(
        """
        UPDATE muster.account SET role = \(role.rawValue), area_id = \(scope.area), unit_id = \(scope.unit), team_id = \(scope.team),
               member_id = \(scope.member),
               disabled_at = CASE WHEN \(isDisabled) THEN coalesce(disabled_at, \(now)) END
         WHERE id = \(id) RETURNING version
        """)) ?? 0
  }
}
