import Logging
import MusterDomain
import Postgres

/// The city's database as the handlers see it: reads with a principal's rights in one round trip, writes in one transaction with
/// their key and their audit. It keeps no state of its own but the connections.
public final class Store: Sendable {
  public let client: PostgresClient
  public let city: City
  /// Rung after every commit of this daemon: there may be changes to tell of.
  public let committed = Doorbell()
  let logger: Logger

  public init(client: PostgresClient, city: City, logger: Logger) {
    self.client = client
    self.city = city
    self.logger = logger
  }

  /// Connects and reads which city this is; refuses a server or a role that the city's data are not safe with.
  public static func open(
    conninfo: String, pipelined: Int = 4, leased: Int = 4, waitSeconds: Double = 2, unsafeForTests: Bool = false, logger: Logger
  ) async throws -> Store {
    let client = PostgresClient(
      PostgresConfiguration(
        conninfo: conninfo, pipelined: pipelined, leased: leased, waitSeconds: waitSeconds,
        sessionSettings: [
          ("jit", "off"), ("search_path", "muster"), ("statement_timeout", "15s"), ("lock_timeout", "5s"),
          ("idle_in_transaction_session_timeout", "10s"), ("client_connection_check_interval", "10s"), ("TimeZone", "UTC"),
        ]),
      logger: logger)
    do {
      try await client.connect()
      if !unsafeForTests { try await ServerSafety.check(client) }
      guard let city = try await client.read(City.query).first else { throw OpeningFailure.noSchema }
      return Store(client: client, city: city, logger: logger)
    } catch {
      await client.close()
      throw error
    }
  }

  public func close() async { await client.close() }

  /// One statement with those rights: the scope and the read travel as one segment.
  public func read<Row>(as principal: Principal, _ query: Query<Row>) async throws(StoreError) -> [Row] {
    do {
      return try await client.read(query, first: [principal.enter])
    } catch {
      throw note(error)
    }
  }

  /// One statement with no rights at all: only what functions above row security answer.
  public func read<Row>(_ query: Query<Row>) async throws(StoreError) -> [Row] {
    do {
      return try await client.read(query)
    } catch {
      throw note(error)
    }
  }

  /// The account's rights as they are now; nil when it is gone or disabled.
  public func principal(account: Int64) async throws(StoreError) -> Principal? {
    try await read(Principal.query(account: account)).first
  }

  /// The account with that name, e.g. the operator's, which has no token.
  public func principal(named name: String) async throws(StoreError) -> Principal? {
    guard let account = try await read(Query<Int64?>.value("SELECT muster.account_named(\(name))")).first ?? nil else {
      return nil
    }
    return try await principal(account: account)
  }

  func note(_ error: PostgresError) -> StoreError {
    let mapped = StoreError(error)
    if case .fault(let text) = mapped { logger.error("store fault", metadata: ["error": "\(text)"]) }
    return mapped
  }
}

/// Which city a database is.
public struct City: Sendable {
  public let name: String
  /// IANA name, e.g. `Asia/Shanghai`.
  public let timeZone: String
  public let cipher: IdentifierCipher
  /// Marks what the server hands out to be given back to it.
  public let seal: Seal

  public init(name: String, timeZone: String, cipher: IdentifierCipher, seal: Seal) {
    self.name = name
    self.timeZone = timeZone
    self.cipher = cipher
    self.seal = seal
  }

  static let query = Query<City>("SELECT name, time_zone, id_key FROM muster.city") { row in
    let (name, zone, key) = try row.decode(String.self, String.self, [UInt8].self)
    guard let cipher = IdentifierCipher(key: key), let seal = Seal(key: key) else {
      throw PostgresError.decoding(column: "id_key", problem: "not 16 octets")
    }
    return City(name: name, timeZone: zone, cipher: cipher, seal: seal)
  }
}

/// Why the daemon will not serve from that database.
public enum OpeningFailure: Error, Hashable, Sendable, CustomStringConvertible {
  case noSchema
  case unsafeRole(String)
  case unsafeSetting(String)
  case oldServer(Int)

  public var description: String {
    switch self {
    case .noSchema:
      "数据库里还没有 Muster 的结构：先运行 musterd migrate --database OWNER / the database has no Muster schema: run musterd migrate --database OWNER first"
    case .unsafeRole(let why): "不能以这个角色运行（\(why)）：请用 muster_app 登录 / refusing this role (\(why)): log in as muster_app"
    case .unsafeSetting(let name):
      "服务器的 \(name) 已关闭，确认过的数据可能丢失：请打开它 / the server has \(name) off, acknowledged data could be lost: switch it on"
    case .oldServer(let version): "PostgreSQL \(version) 太旧，需要 15 或更新 / PostgreSQL \(version) is too old, 15 or newer is needed"
    }
  }
}

/// What a server and a role must be before a city's data are trusted to them.
enum ServerSafety {
  static func check(_ client: PostgresClient) async throws {
    let facts = try await client.read(
      Query(
        """
        SELECT current_setting('server_version_num')::int, current_setting('fsync'), current_setting('synchronous_commit'),
               r.rolsuper, r.rolbypassrls,
               pg_has_role(current_user, 'muster_owner', 'USAGE')
          FROM pg_roles r WHERE r.rolname = current_user
        """, as: Int32.self, String.self, String.self, Bool.self, Bool.self, Bool.self))
    guard let (version, fsync, commit, isSuper, bypasses, owns) = facts.first else { throw OpeningFailure.unsafeRole("?") }
    if version < 150_000 { throw OpeningFailure.oldServer(Int(version) / 10_000) }
    if isSuper { throw OpeningFailure.unsafeRole("superuser") }
    if bypasses { throw OpeningFailure.unsafeRole("BYPASSRLS") }
    if owns { throw OpeningFailure.unsafeRole("muster_owner") }
    if fsync == "off" { throw OpeningFailure.unsafeSetting("fsync") }
    if commit == "off" { throw OpeningFailure.unsafeSetting("synchronous_commit") }
  }
}
