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
  /// Orders tokens made at the same moment.
  public let order: Int64

  /// By age; `after` is the creation time and the order of the last one seen.
  public static func list(account: String?, after: [Int64], limit: Int) -> Query<TokenRow> {
    Query(
      """
      SELECT t.id, a.name, t.label, t.created_at, t.expires_at, t.last_used, t.revoked_at, hashtextextended(t.id, 0)
        FROM muster.token t JOIN muster.account a ON a.id = t.account_id
       WHERE (\(account)::text IS NULL OR a.name = \(account))
         AND (\(after.first)::int8 IS NULL OR (t.created_at, hashtextextended(t.id, 0))
              > (\(Instant(microseconds: after.first ?? 0)), \(after.last ?? 0)::int8))
       ORDER BY t.created_at, hashtextextended(t.id, 0) LIMIT \(limit)
      """
    ) { row in
      let (id, account, label, created, expires, used, revoked, order) = try row.decode(
        String.self, String.self, String?.self, Instant.self, Instant?.self, CivilDate?.self, Instant?.self, Int64.self)
      return TokenRow(
        id: id, account: account, label: label, created: created, expires: expires, used: used, revoked: revoked, order: order)
    }
  }
}

extension StoreTransaction {
  /// Keeps a token's digest; the secret itself is kept nowhere.
  public func addToken(_ id: String, secret: [UInt8], account: Int64, label: String?, expires: Instant) async throws {
    try await execute(
      """
      INSERT INTO muster.token (id, account_id, label, digest, created_at, expires_at)
      VALUES (\(id), \(account), \(label), sha256(\(secret)), \(now), \(expires))
      """)
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
  /// Tokens by which an administrator could still log in.
  public func administratorTokens() async throws -> Int64 {
    try await first(
      Query<Int64>.value(
        """
        SELECT count(*) FROM muster.token t JOIN muster.account a ON a.id = t.account_id
         WHERE a.role = 'administrator' AND a.disabled_at IS NULL AND t.revoked_at IS NULL
           AND (t.expires_at IS NULL OR t.expires_at > \(now))
        """)) ?? 0
  }
}

extension Store {
  /// When a token runs out; nil for one that does not, or that is not there.
  public func expiry(token id: String) async throws(StoreError) -> Instant? {
    try await read(Query<Instant?>.value("SELECT muster.token_expiry(\(id))")).first ?? nil
  }

  /// The rights of the account behind a token that a session came by, as they are now; nil once the token has been revoked
  /// or has run out, or the account is disabled.
  public func principal(token id: String, at now: Instant) async throws(StoreError) -> Principal? {
    guard let account = try await read(Query<Int64?>.value("SELECT muster.token_account(\(id), \(now))")).first ?? nil else {
      return nil
    }
    return try await principal(account: account)
  }
}
