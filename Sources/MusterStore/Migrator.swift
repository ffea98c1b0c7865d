import Logging
import MusterSchema
import Postgres

/// One numbered file of the schema.
public struct Migration: Hashable, Sendable {
  /// E.g. `0001_foundation.sql`.
  public let name: String
  public let text: String

  /// All files carried inside the binary, in order.
  public static let all: [Migration] = {
    var files: [Migration] = []
    while true {
      let file = muster_schema_at(files.count)
      guard let name = file.name, let bytes = file.text else { return files }
      files.append(
        Migration(
          name: String(cString: name),
          text: String(decoding: UnsafeBufferPointer(start: bytes, count: file.length), as: UTF8.self)))
    }
  }()
}

/// Why the schema could not be brought up.
public enum MigrationFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// A file that was applied has another content now: applied files never change.
  case changed(String)
  /// The database has a file that this binary does not know.
  case newer(String)
  case failed(String, reason: String)

  public var description: String {
    switch self {
    case .changed(let name):
      "\(name) 已应用过，但内容变了：用原来的程序，或新增一个文件 / \(name) was applied with another content: use the release that applied it"
    case .newer(let name): "数据库比程序新（\(name)）：请升级 musterd / the database is newer than this program (\(name)): upgrade musterd"
    case .failed(let name, let reason): "\(name): \(reason)"
    }
  }
}

/// Brings a database's schema up: roles, then each file that has not been applied, once, under an advisory lock, recorded with its
/// checksum. Run as a superuser or as somebody who may create roles and is a member of muster_owner.
public struct Migrator: Sendable {
  /// Any number will do as long as nobody else takes it: "muster" in ASCII.
  private static let lock: Int64 = 0x6D75_7374_6572

  let client: PostgresClient
  let logger: Logger

  public init(client: PostgresClient, logger: Logger) {
    self.client = client
    self.logger = logger
  }

  /// Names of the files that would be applied.
  public func plan() async throws -> [String] {
    try await client.withConnection { connection in
      let exists =
        try await connection.query(Query<Bool>.value("SELECT to_regclass('muster.migration') IS NOT NULL")).first ?? false
      let applied = exists ? try await Self.applied(connection) : []
      return try Self.missing(applied).map(\.name)
    }
  }

  /// Applies what is missing and returns its names; `city` is the name of the city of a new database.
  public func migrate(city: String, timeZone: String = "Asia/Shanghai") async throws -> [String] {
    try await client.withConnection { connection in
      _ = try await connection.query(Query<Void>.void("SELECT pg_advisory_lock(\(Self.lock))"))
      let names: [String]
      do {
        try await prepare(connection)
        names = try await apply(connection)
        try await connection.run("SET ROLE muster_owner")
        try await connection.execute(
          """
          INSERT INTO muster.city (name, time_zone, id_key)
          VALUES (\(city), \(timeZone), decode(replace(gen_random_uuid()::text, '-', ''), 'hex')) ON CONFLICT DO NOTHING
          """)
        try await connection.run("RESET ROLE")
      } catch {
        _ = try? await connection.query(Query<Void>.void("SELECT pg_advisory_unlock(\(Self.lock))"))
        throw error
      }
      _ = try await connection.query(Query<Void>.void("SELECT pg_advisory_unlock(\(Self.lock))"))
      return names
    }
  }

  private func prepare(_ connection: PostgresConnection) async throws {
    // Roles belong to the server, not to the database: two databases may be made at once.
    try await connection.run(
      """
      DO $$ BEGIN
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'muster_owner') THEN
          BEGIN CREATE ROLE muster_owner NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END;
        END IF;
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'muster_app') THEN
          BEGIN CREATE ROLE muster_app LOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END;
        END IF;
      END $$;
      DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO muster_owner', current_database()); END $$;
      CREATE EXTENSION IF NOT EXISTS btree_gist SCHEMA public;
      CREATE SCHEMA IF NOT EXISTS muster AUTHORIZATION muster_owner;
      """)
  }

  private func apply(_ connection: PostgresConnection) async throws -> [String] {
    try await connection.run(
      """
      SET ROLE muster_owner;
      CREATE TABLE IF NOT EXISTS muster.migration (
        name text PRIMARY KEY, checksum bytea NOT NULL, applied_at timestamptz NOT NULL DEFAULT clock_timestamp());
      RESET ROLE;
      """)
    let missing = try Self.missing(try await Self.applied(connection))
    for file in missing { try await apply(file, connection) }
    return missing.map(\.name)
  }

  private func apply(_ file: Migration, _ connection: PostgresConnection) async throws {
    logger.info("applying", metadata: ["file": "\(file.name)"])
    do {
      try await connection.run("BEGIN; SET LOCAL ROLE muster_owner; SET LOCAL search_path = muster, public;")
      try await connection.run(file.text)
      try await connection.execute(
        "INSERT INTO muster.migration (name, checksum) VALUES (\(file.name), sha256(convert_to(\(file.text), 'UTF8')))")
      try await connection.run("COMMIT")
    } catch {
      try? await connection.run("ROLLBACK")
      throw MigrationFailure.failed(file.name, reason: error.debugDescription)
    }
  }

  private static func applied(_ connection: PostgresConnection) async throws -> [(name: String, isSame: Bool?)] {
    let texts = Migration.all
    return try await connection.query(
      Query(
        """
        SELECT m.name, m.checksum = sha256(convert_to(f.text, 'UTF8'))
          FROM muster.migration m
          LEFT JOIN unnest(\(texts.map(\.name)), \(texts.map(\.text))) f (name, text) ON f.name = m.name
         ORDER BY m.name
        """
      ) { row in try row.decode(String.self, Bool?.self) }
    ).map { (name: $0.0, isSame: $0.1) }
  }

  /// Pure: which files follow what is there, or why none may.
  static func missing(_ applied: [(name: String, isSame: Bool?)]) throws(MigrationFailure) -> [Migration] {
    for file in applied {
      switch file.isSame {
      case nil: throw .newer(file.name)
      case false: throw .changed(file.name)
      default: break
      }
    }
    let known = Set(applied.map(\.name))
    return Migration.all.filter { !known.contains($0.name) }
  }
}
