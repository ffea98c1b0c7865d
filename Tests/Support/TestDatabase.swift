import Glibc
import Logging
import Postgres

/// A database of its own for one suite, on the throw-away cluster that `MUSTER_TEST_POSTGRES` names.
///
/// The variable holds keywords and values of libpq for a superuser, for example `host=/tmp/x user=muster dbname=postgres`.
public struct TestDatabase: Sendable {
  public let name: String
  private let server: String

  /// Why there is no database to test on. Tests fail with this; they are not skipped.
  public struct Missing: Error, CustomStringConvertible {
    public let description =
      "MUSTER_TEST_POSTGRES is not set. It must name a throw-away PostgreSQL (superuser, unix socket); deploy/test starts one and sets it. "
      + "未设定 MUSTER_TEST_POSTGRES：须指向一个测试专用的 PostgreSQL；请运行 deploy/test。"
  }

  /// Makes a uniquely named, empty database, or a copy of the database `template`, to which nobody may be connected.
  public static func create(template: String? = nil) async throws -> TestDatabase {
    guard let value = getenv("MUSTER_TEST_POSTGRES") else { throw Missing() }
    let database = TestDatabase(name: "t\(getpid())_\(UInt64.random(in: 0...(.max)))", server: String(cString: value))
    try await database.administer("CREATE DATABASE \(database.name) TEMPLATE \(template ?? "template0")")
    return database
  }

  /// How to connect to it: as the superuser, or as a role that exists.
  public func conninfo(user: String? = nil) -> String { "\(server) dbname=\(name)\(user.map { " user=\($0)" } ?? "")" }

  /// Drops it, and throws out whoever is still connected.
  public func drop() async throws { try await administer("DROP DATABASE IF EXISTS \(name) WITH (FORCE)") }

  /// Makes one, lends it to `body`, and drops it whatever happens.
  public static func with<R>(
    template: String? = nil, isolation: isolated (any Actor)? = #isolation, _ body: (TestDatabase) async throws -> R
  ) async throws -> R {
    let database = try await create(template: template)
    do {
      let value = try await body(database)
      try await database.drop()
      return value
    } catch {
      try? await database.drop()
      throw error
    }
  }

  private func administer(_ statement: String) async throws {
    let client = PostgresClient(
      PostgresConfiguration(conninfo: server, leased: 1, waitSeconds: 60), logger: Logger(label: "test"))
    do {
      try await client.withConnection { try await $0.run(statement) }
      await client.close()
    } catch {
      await client.close()
      throw error
    }
  }
}
