import Logging
import MusterStore
import Postgres
import PostgresCluster

/// Where the city's database comes from: a private cluster that lives and ends with the daemon, or somebody else's server.
struct DatabaseSource {
  /// As muster_app.
  let conninfo: String
  private let cluster: PostgresCluster?

  /// The name of the database in a private cluster.
  private static let database = "muster"

  static func open(
    database: String?, directory: String, city: String, unsafe: Bool, logger: Logger
  ) async throws -> DatabaseSource {
    if let database { return DatabaseSource(conninfo: database, cluster: nil) }
    let cluster = PostgresCluster(directory: directory, logger: logger)
    do {
      let superuser = try await cluster.start()
      try await makeDatabase(superuser, logger: logger)
      guard let owner = await cluster.conninfo(user: "postgres", database: Self.database),
        let app = await cluster.conninfo(user: "muster_app", database: Self.database)
      else { throw StartFailure("私有数据库没有启动", "the private cluster has not started") }
      _ = try await migrate(owner, city: city, timeZone: "Asia/Shanghai", planOnly: false, logger: logger)
      return DatabaseSource(conninfo: app, cluster: cluster)
    } catch {
      await cluster.stop()
      throw StartFailure(error)
    }
  }

  func stop() async { await cluster?.stop() }

  /// Names of the files applied, or that would be.
  static func migrate(
    _ conninfo: String, city: String, timeZone: String, planOnly: Bool, logger: Logger
  ) async throws -> [String] {
    let client = PostgresClient(PostgresConfiguration(conninfo: conninfo, leased: 1), logger: logger)
    do {
      try await client.connect()
      let migrator = Migrator(client: client, logger: logger)
      let names = planOnly ? try await migrator.plan() : try await migrator.migrate(city: city, timeZone: timeZone)
      await client.close()
      return names
    } catch {
      await client.close()
      throw StartFailure(error)
    }
  }

  private static func makeDatabase(_ superuser: String, logger: Logger) async throws {
    let client = PostgresClient(PostgresConfiguration(conninfo: superuser, leased: 1), logger: logger)
    do {
      try await client.withConnection { connection in
        let exists = try await connection.query(
          Query<Bool>.value("SELECT EXISTS (SELECT FROM pg_database WHERE datname = \(database))"))
        if exists.first != true { try await connection.run("CREATE DATABASE \(database)") }
      }
      await client.close()
    } catch {
      await client.close()
      throw error
    }
  }
}
