import FoundationEssentials
import Glibc
import Logging
import Postgres
import Testing

@testable import PostgresCluster

/// A data directory of its own, and what is needed to look at it from outside. Gone afterwards.
struct Place {
  let directory: String
  let elsewhere: String
  let quiet: Logger

  static func with(name: String = "data", isolation: isolated (any Actor)? = #isolation, _ body: (Place) async throws -> Void)
    async throws
  {
    var template = Array("/tmp/mc-XXXXXX".utf8CString)
    try #require(mkdtemp(&template) != nil)
    let root = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    defer { try? FileManager.default.removeItem(atPath: root) }
    chmod(root, 0o755)
    var quiet = Logger(label: "test")
    quiet.logLevel = .critical
    try await body(Place(directory: "\(root)/\(name)", elsewhere: "\(root)/elsewhere", quiet: quiet))
  }

  func cluster(_ settings: [String: String] = [:]) -> PostgresCluster {
    let quick = ["fsync": "off", "shared_buffers": "16MB", "max_connections": "20"]
    return PostgresCluster(directory: directory, settings: quick.merging(settings) { $1 }, logger: quiet, elsewhere: elsewhere)
  }

  /// Starts a cluster, lends it, and stops it whatever happens.
  func running(
    _ settings: [String: String] = [:], isolation: isolated (any Actor)? = #isolation,
    _ body: (PostgresCluster, PostgresClient) async throws -> Void
  ) async throws {
    let cluster = cluster(settings)
    let client = PostgresClient(
      PostgresConfiguration(conninfo: try await cluster.start(), leased: 2, waitSeconds: 30), logger: quiet)
    do {
      try await body(cluster, client)
    } catch {
      await client.close()
      await cluster.stop()
      throw error
    }
    await client.close()
    await cluster.stop()
  }

  /// Starts a server as a daemon would, and leaves it as that daemon's `kill -9` would: running, its lock let go.
  func abandonedServer() async throws -> pid_t {
    let cluster = cluster()
    try await cluster.start()
    return try #require(await cluster.serverProcess)
  }

  func write(_ text: String, _ path: String) throws {
    try text.write(toFile: "\(directory)/\(path)", atomically: true, encoding: .utf8)
  }
  func read(_ path: String) throws -> String { try String(contentsOfFile: "\(directory)/\(path)", encoding: .utf8) }
  func exists(_ path: String) -> Bool { access("\(directory)/\(path)", F_OK) == 0 }
}

extension PostgresClient {
  func value<Value: PostgresDecodable>(_ sql: SQL, _: Value.Type = Value.self) async throws -> Value? {
    try await read(Query<Value>.value(sql)).first
  }
}
