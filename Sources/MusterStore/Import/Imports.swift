import MusterDomain
import Postgres

/// One import as its job takes it up.
public struct ImportHead: Sendable {
  public let id: Int64
  public let isDry: Bool
}

/// One part of a file, as uploaded.
public struct ImportPart: Sendable {
  public let file: String
  public let part: Int
  public let content: [UInt8]
}

/// One thing that is wrong with an import, as IMPORT.ERRORS shows it.
public struct ImportProblemRow: Sendable {
  /// From 1.
  public let ordinal: Int32
  public let file: String
  /// 0 where the file as a whole is meant.
  public let line: Int32
  public let column: String
  public let code: String
  public let chinese: String
  public let english: String

  public init(ordinal: Int32, file: String, line: Int32, column: String, code: String, chinese: String, english: String) {
    self.ordinal = ordinal
    self.file = file
    self.line = line
    self.column = column
    self.code = code
    self.chinese = chinese
    self.english = english
  }

  public static func list(_ id: Int64, after: Int64, limit: Int) -> Query<ImportProblemRow> {
    Query(
      """
      SELECT ordinal, file, line, col, code, chinese, english FROM muster.import_problem
       WHERE import_id = \(id) AND ordinal > \(after)::int8 ORDER BY ordinal LIMIT \(limit)
      """
    ) { row in
      let (ordinal, file, line, column, code, chinese, english) = try row.decode(
        Int32.self, String.self, Int32.self, String.self, String.self, String.self, String.self)
      return ImportProblemRow(
        ordinal: ordinal, file: file, line: line, column: column, code: code, chinese: chinese, english: english)
    }
  }

  /// `open`, `queued`, `done` or `failed`; no row where there is no such import.
  public static func state(of id: Int64) -> Query<String> {
    Query<String>.value(
      """
      SELECT CASE WHEN i.state = 'queued' AND j.state IN ('failed', 'cancelled') THEN 'failed' ELSE i.state END
        FROM muster.import i LEFT JOIN muster.job j ON j.id = i.job_id WHERE i.id = \(id)
      """)
  }
}

extension StoreTransaction {
  public func addImport(isDry: Bool) async throws -> Int64 {
    try await first(
      Query<Int64>.value(
        """
        INSERT INTO muster.import (account_id, dry, created_at) VALUES (\(principal.account), \(isDry), \(now)) RETURNING id
        """)) ?? 0
  }

  /// The import's state, held so that it is not run meanwhile; nil where there is none.
  public func importState(_ id: Int64) async throws -> String? {
    try await first(Query<String>.value("SELECT state FROM muster.import WHERE id = \(id) FOR UPDATE"))
  }

  /// Keeps a part; false where another content stands under its number already.
  public func addImportPart(_ id: Int64, file: String, part: Int, content: [UInt8]) async throws -> Bool {
    let added = try await execute(
      """
      INSERT INTO muster.import_part (import_id, file, part, content) VALUES (\(id), \(file), \(Int32(clamping: part)), \(content))
      ON CONFLICT DO NOTHING
      """)
    if added == 1 { return true }
    return try await first(
      Query<Bool>.value(
        """
        SELECT content = \(content) FROM muster.import_part
         WHERE import_id = \(id) AND file = \(file) AND part = \(Int32(clamping: part))
        """)) ?? false
  }

  /// Octets of all parts.
  public func importSize(_ id: Int64) async throws -> Int64 {
    try await first(
      Query<Int64>.value("SELECT coalesce(sum(length(content)), 0)::int8 FROM muster.import_part WHERE import_id = \(id)")) ?? 0
  }

  public func queueImport(_ id: Int64) async throws -> Int64 {
    let job = try await queue(.import, area: nil, arguments: "{\"import\":\(id)}")
    try await execute("UPDATE muster.import SET state = 'queued', job_id = \(job) WHERE id = \(id)")
    return job
  }

  /// The import that a job is to load, with its parts in order.
  public func importOf(_ job: ClaimedJob) async throws -> (ImportHead, [ImportPart])? {
    let head = try await first(Query("SELECT id, dry FROM muster.import WHERE job_id = \(job.id)", as: Int64.self, Bool.self))
    guard let (id, isDry) = head else { return nil }
    let parts = try await rows(
      Query("SELECT file, part, content FROM muster.import_part WHERE import_id = \(id) ORDER BY file, part") { row in
        let (file, part, content) = try row.decode(String.self, Int32.self, [UInt8].self)
        return ImportPart(file: file, part: Int(part), content: content)
      })
    return (ImportHead(id: id, isDry: isDry), parts)
  }

  /// Ends an import: its parts are not needed any more, and its problems are kept for reading.
  public func endImport(_ id: Int64, done: Bool, problems: [ImportProblemRow]) async throws {
    try await execute("DELETE FROM muster.import_part WHERE import_id = \(id)")
    try await execute("UPDATE muster.import SET state = \(done ? "done" : "failed") WHERE id = \(id)")
    guard !problems.isEmpty else { return }
    try await execute(
      """
      INSERT INTO muster.import_problem (import_id, ordinal, file, line, col, code, chinese, english)
      SELECT \(id), * FROM unnest(\(problems.map(\.ordinal)), \(problems.map(\.file)), \(problems.map(\.line)),
        \(problems.map(\.column)), \(problems.map(\.code)), \(problems.map(\.chinese)), \(problems.map(\.english)))
      """)
  }
}
