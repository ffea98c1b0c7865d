import Logging
import MusterStore
import Postgres

/// The small city of `TestWorld` under a real daemon.
public struct SmallCity: Sendable {
  public let scratch: Scratch
  public let daemon: RunningProgram
  public let port: Int
  /// As the database's superuser: to lay out a case, or to look behind the protocol.
  public let superuser: String

  /// A daemon on a copy of the small city in the shared throw-away cluster: quick, where durability is not the subject.
  public static func with<R>(
    _ arguments: [String] = [], isolation: isolated (any Actor)? = #isolation, _ body: (SmallCity) async throws -> R
  ) async throws -> R {
    let template = try await Template.shared.name()
    return try await TestDatabase.with(template: template) { database in
      try await Scratch.with { scratch in
        let shared = ["--database", database.conninfo(user: "muster_app"), "--unsafe-for-tests"]
        let daemon = try await scratch.musterd(shared + arguments)
        let city = SmallCity(
          scratch: scratch, daemon: daemon, port: try await daemon.port(), superuser: database.conninfo())
        return try await body(city)
      }
    }
  }

  /// The small city in the embedded cluster of a daemon that serves already and has an empty city.
  public static func fill(_ superuser: String) async throws {
    try await run(TestWorld.rows, superuser)
  }

  public func socket(as account: String) throws -> LineSocket { try LineSocket(port: port, as: account) }
  public static func execute(_ superuser: String, _ statements: String...) async throws { try await run(statements, superuser) }
  public func number(_ sql: SQL) async throws -> Int64 { try await Self.number(sql, superuser) }

  /// The one number that a query gives.
  public static func number(_ sql: SQL, _ superuser: String) async throws -> Int64 {
    try await connected(superuser) { try await $0.query(Postgres.Query<Int64>.value(sql)).first ?? -1 }
  }

  /// Keeps the rows that `statement` locks from everybody else while `body` runs. It is given what waits until somebody does.
  public static func holding<R: Sendable>(
    _ superuser: String, _ statement: String, _ body: (_ somebodyWaits: () async throws -> Void) async throws -> R
  ) async throws -> R {
    try await connected(superuser) { connection in
      try await connection.run("BEGIN")
      try await connection.run(statement)
      return try await body {
        // Asked anew until it is so: the database has no signal for it. An end, should it never be.
        for _ in 0..<100_000 {
          let waiting = Postgres.Query<Int64>.value("SELECT count(*) FROM pg_locks WHERE NOT granted")
          if let count = try await connection.query(waiting).first, count > 0 { return }
        }
        throw TestFailure("nobody waits for a lock")
      }
    }
  }

  private static func run(_ statements: [String], _ superuser: String) async throws {
    try await connected(superuser) { connection in
      for statement in statements { try await connection.run(statement) }
    }
  }

  private static func connected<R: Sendable>(
    _ superuser: String, _ body: (PostgresConnection) async throws -> R
  ) async throws -> R {
    let client = PostgresClient(PostgresConfiguration(conninfo: superuser, leased: 1), logger: Logger(label: "test"))
    do {
      let value = try await client.withConnection { try await body($0) }
      await client.close()
      return value
    } catch {
      await client.close()
      throw error
    }
  }
}
