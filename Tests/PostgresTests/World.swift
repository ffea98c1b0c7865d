import Logging
import Postgres
import TestSupport

let quiet: Logger = {
  var logger = Logger(label: "test")
  logger.logLevel = .critical
  return logger
}()

/// A client on a database of its own, both gone afterwards.
func withClient<R>(
  leased: Int = 4, waitSeconds: Double = 30, settings: [(String, String)] = [], preparedStatements: Int = 512,
  isolation: isolated (any Actor)? = #isolation, _ body: (PostgresClient) async throws -> R
) async throws -> R {
  try await TestDatabase.with { database in
    var configuration = PostgresConfiguration(
      conninfo: database.conninfo(), leased: leased, waitSeconds: waitSeconds, sessionSettings: settings)
    configuration.preparedStatements = preparedStatements
    let client = PostgresClient(configuration, logger: quiet)
    do {
      let value = try await body(client)
      await client.close()
      return value
    } catch {
      await client.close()
      throw error
    }
  }
}

/// The error that `body` throws, which the test then looks at; nil when it throws none of ours.
func failure<R>(isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> R) async -> PostgresError? {
  do {
    _ = try await body()
    return nil
  } catch {
    return error as? PostgresError
  }
}
