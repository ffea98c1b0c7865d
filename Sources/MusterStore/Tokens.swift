import MusterDomain
import Postgres

/// One token, as TOKEN lists it: all but the secret, which nobody keeps.
public struct TokenRow: Sendable {
  public let id: String
  public let account: String
  public let label: String?
  public let created: Instant
  public let expires: Instant?
  public let used: CivilDate?
  public let revoked: Instant?
  public let limits: TokenLimits
  /// Orders tokens made at the same moment.
  public let order: Int64

  /// By age; `after` is the creation time and the order of the last one seen.
  public static func list(account: String?, after: [Int64], limit: Int) -> Query<TokenRow> {
    Query(
      """
      SELECT t.id, a.name, t.label, t.created_at, t.expires_at, t.last_used, t.revoked_at, hashtextextended(t.id, 0),
             t.verbs, t.area_id, array(SELECT n::text FROM unnest(t.networks) n)
        FROM muster.token t JOIN muster.account a ON a.id = t.account_id
       WHERE (\(account)::text IS NULL OR a.name = \(account))
         AND (\(after.first)::int8 IS NULL OR (t.created_at, hashtextextended(t.id, 0))
              > (\(Instant(microseconds: after.first ?? 0)), \(after.last ?? 0)::int8))
       ORDER BY t.created_at, hashtextextended(t.id, 0) LIMIT \(limit)
      """
    ) { row in
      let (id, account, label, created, expires, used, revoked, order, verbs, area, networks) = try row.decode(
        String.self, String.self, String?.self, Instant.self, Instant?.self, CivilDate?.self, Instant?.self, Int64.self,
        [String]?.self, Int32?.self, [String].self)
      return TokenRow(
        id: id, account: account, label: label, created: created, expires: expires, used: used, revoked: revoked,
        limits: TokenLimits(verbs: verbs, area: area, networks: networks.isEmpty ? nil : networks), order: order)
    }
  }
}

extension StoreTransaction {
  /// Keeps a token's digest; the secret itself is kept nowhere.
  public func addToken(
    _ id: String, secret: [UInt8], account: Int64, label: String?, expires: Instant, limits: TokenLimits
  ) async throws {
    try await execute(
      """
      INSERT INTO muster.token (id, account_id, label, digest, created_at, expires_at, verbs, area_id, networks)
      VALUES (\(id), \(account), \(label), sha256(\(secret)), \(now), \(expires), \(limits.verbs), \(limits.area),
              \(limits.networks)::text[]::cidr[])
      """)
  }

  /// The account of a token that is not revoked, both held against others until the transaction ends.
  public func heldToken(_ id: String) async throws -> String? {
    try await first(
      Query<String>.value(
        """
        SELECT a.name FROM muster.token t JOIN muster.account a ON a.id = t.account_id
         WHERE t.id = \(id) AND t.revoked_at IS NULL FOR UPDATE
        """))
  }

  /// Changes what is given of a token, and makes its account's sessions look at their rights again.
  public func setToken(_ id: String, label: String?, expires: Instant?, limits: TokenLimits) async throws {
    try await execute(
      """
      UPDATE muster.token
         SET label = coalesce(\(label), label), expires_at = coalesce(\(expires), expires_at),
             verbs = coalesce(\(limits.verbs), verbs), area_id = coalesce(\(limits.area), area_id),
             networks = coalesce(\(limits.networks)::text[]::cidr[], networks)
       WHERE id = \(id)
      """)
    try await execute(
      "UPDATE muster.account SET version = version + 1 WHERE id = (SELECT account_id FROM muster.token WHERE id = \(id))")
  }

  /// Revokes a token and makes its account's sessions look at their rights again; the account's name, nil if there is no
  /// such token. One that was revoked before stays as it was.
  public func revokeToken(_ id: String) async throws -> String? {
    let account = try await first(
      Query<Int64>.value(
        "UPDATE muster.token SET revoked_at = coalesce(revoked_at, \(now)) WHERE id = \(id) RETURNING account_id"))
    guard let account else { return nil }
    return try await first(
      Query<String>.value("UPDATE muster.account SET version = version + 1 WHERE id = \(account) RETURNING name"))
  }
}

extension StoreTransaction {
  /// Tokens by which an administrator could still log in and make others.
  public func administratorTokens() async throws -> Int64 {
    try await first(
      Query<Int64>.value(
        """
        SELECT count(*) FROM muster.token t JOIN muster.account a ON a.id = t.account_id
         WHERE a.role = 'administrator' AND a.disabled_at IS NULL AND t.revoked_at IS NULL
           AND t.verbs IS NULL AND t.area_id IS NULL AND t.networks IS NULL
           AND (t.expires_at IS NULL OR t.expires_at > \(now))
        """)) ?? 0
  }
}
