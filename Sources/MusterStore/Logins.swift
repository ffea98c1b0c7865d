import MusterDomain
import Postgres

/// What a token is limited to beyond its account's rights; nil is no limit.
public struct TokenLimits: Hashable, Sendable {
  /// Verbs in upper case, groups in lower case, or `read`.
  public var verbs: [String]?
  public var area: Int32?
  /// Networks in CIDR notation from which it may be shown: a matter of logging in alone.
  public var networks: [String]?

  public init(verbs: [String]? = nil, area: Int32? = nil, networks: [String]? = nil) {
    self.verbs = verbs
    self.area = area
    self.networks = networks
  }
}

/// The rights that a session has by its token, and until when.
public struct TokenSession: Sendable {
  public let principal: Principal
  public let expires: Instant?
}

/// What is kept of somebody's password, sealed by a key that the database does not have.
public struct SealedPassword: Sendable {
  public let account: Int64
  /// Which password of that account this is: a later one has a higher number.
  public let number: Int32
  public let sealed: [UInt8]

  public init(account: Int64, number: Int32, sealed: [UInt8]) {
    self.account = account
    self.number = number
    self.sealed = sealed
  }
}

extension Store {
  /// Logs in by a token shown from `address` (nil: from this machine's own socket); nil for a wrong, revoked or expired one, or one
  /// that is not for that address.
  public func login(
    token id: String, secret: [UInt8], from address: String?, at now: Instant
  ) async throws(StoreError) -> TokenSession? {
    let account =
      try await read(
        Query<Int64?>.value("SELECT muster.login(\(id), \(secret), \(now), \(address)::text::inet)")
      ).first ?? nil
    return account == nil ? nil : try await session(token: id, at: now)
  }

  /// The rights by a token as they are now; nil once it has been revoked or has run out, or its account is disabled.
  public func session(token id: String, at now: Instant) async throws(StoreError) -> TokenSession? {
    try await read(Principal.query(token: id, at: now)).first
  }

  public func password(of name: String) async throws(StoreError) -> SealedPassword? {
    let rows = try await read(
      Query("SELECT account_id, number, sealed FROM muster.password_of(\(name))", as: Int64.self, Int32.self, [UInt8].self))
    return rows.first.map { SealedPassword(account: $0.0, number: $0.1, sealed: $0.2) }
  }

  /// The rights of an account that has proved that password; nil where it is another's by now, or the account is disabled.
  public func login(password: SealedPassword, at now: Instant) async throws(StoreError) -> Principal? {
    let stands = try await read(
      Query<Bool>.value("SELECT muster.password_login(\(password.account), \(password.number), \(now))"))
    return stands.first == true ? try await principal(account: password.account) : nil
  }

  /// The rights of a session that came by that password, as they are now.
  public func session(password number: Int32, account: Int64) async throws(StoreError) -> Principal? {
    let stands = try await read(Query<Bool>.value("SELECT muster.password_stands(\(account), \(number))"))
    return stands.first == true ? try await principal(account: account) : nil
  }

  /// The rights held are still the account's.
  public func isCurrent(_ principal: Principal) async throws(StoreError) -> Bool {
    try await read(Query<Bool>.value("SELECT muster.is_current(\(principal.account), \(principal.version))")).first ?? false
  }

  /// Passwords that were sealed by another key than the one of this name.
  public func passwordsOfOtherKeys(than name: [UInt8]) async throws(StoreError) -> Int64 {
    try await read(Query<Int64>.value("SELECT muster.passwords_of_other_keys(\(name))")).first ?? 0
  }

  /// The channel on which every change of rights is told, without data.
  public static let rightsChannel = "muster_rights"
}

extension StoreTransaction {
  /// Sets or removes (nil) an account's password; its number.
  public func setPassword(_ account: Int64, sealed: [UInt8]?) async throws -> Int32 {
    try await first(Query<Int32>.value("SELECT muster.set_password(\(account), \(sealed), \(now))")) ?? 0
  }
}
