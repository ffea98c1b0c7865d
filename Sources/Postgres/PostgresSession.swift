/// What a transaction and a borrowed connection have in common. Statements of sibling tasks are pipelined in order.
public protocol PostgresSession: Sendable {
  /// The connection in the caller's hands; opaque outside this module.
  var lease: PostgresLease { get }
}

/// An exclusive connection without a transaction: each statement, `pipeline` and `run` commits by itself.
public struct PostgresConnection: PostgresSession {
  public let lease: PostgresLease
  init(_ lease: PostgresLease) { self.lease = lease }
}

/// A transaction under way. The client commits it or rolls it back; SQL must not.
public struct PostgresTransaction: PostgresSession {
  public let lease: PostgresLease
  private let depth: Int
  init(_ lease: PostgresLease, depth: Int = 0) {
    self.lease = lease
    self.depth = depth
  }

  /// Leaves a statement, whose rows nobody wants, to travel with the next one or with COMMIT: it runs before that, and costs no
  /// round trip. Its failure is thrown there.
  public func post(_ statement: SQL) throws(PostgresError) { try lease.post(statement) }

  /// Runs `body` behind a savepoint: what it did is undone when it throws, and the transaction goes on.
  @discardableResult
  public func savepoint<R>(
    isolation: isolated (any Actor)? = #isolation, _ body: (PostgresTransaction) async throws -> R
  ) async throws -> R {
    let name = "s\(depth)"
    _ = try await lease.send([SQL(trusted: "SAVEPOINT \(name)")])
    do {
      let value = try await body(PostgresTransaction(lease, depth: depth + 1))
      _ = try await lease.send([SQL(trusted: "RELEASE \(name)")])
      return value
    } catch {
      lease.dropPosted()
      _ = try? await lease.send([SQL(trusted: "ROLLBACK TO \(name)"), SQL(trusted: "RELEASE \(name)")], cancellable: false)
      throw error
    }
  }
}

extension PostgresSession {
  /// All rows, decoded.
  public func query<Row>(_ query: Query<Row>) async throws(PostgresError) -> [Row] {
    try await lease.send([query.sql]).first?.decode(query.decode) ?? []
  }

  /// Several statements in one round trip; the rows of each. The first failure skips the rest.
  public func queries<each Row>(_ queries: repeat Query<each Row>) async throws(PostgresError) -> (repeat [each Row]) {
    var statements: [SQL] = []
    for query in repeat each queries { statements.append(query.sql) }
    let results = try await lease.send(statements)
    guard results.count == statements.count else { throw .misuse("\(results.count) answers to \(statements.count) statements") }
    var place = -1
    func next<T>(_ query: Query<T>) throws(PostgresError) -> [T] {
      place += 1
      return try results[place].decode(query.decode)
    }
    return (repeat try next(each queries))
  }

  /// The only row; `PostgresError.rowCount` when there is none or a second.
  public func one<Row>(_ query: Query<Row>) async throws(PostgresError) -> Row {
    guard let row = try await oneOrNil(query) else { throw .rowCount(0) }
    return row
  }

  /// The only row or none; `PostgresError.rowCount` when there is a second.
  public func oneOrNil<Row>(_ query: Query<Row>) async throws(PostgresError) -> Row? {
    let rows = try await self.query(query)
    guard rows.count <= 1 else { throw .rowCount(rows.count) }
    return rows.first
  }

  /// Runs a statement; the number of rows that it touched.
  @discardableResult
  public func execute(_ sql: SQL) async throws(PostgresError) -> Int { try await lease.send([sql]).first?.affected ?? 0 }

  /// Runs many statements in one round trip; the rows that each touched. The first failure skips the rest, and outside a
  /// transaction undoes all of them.
  @discardableResult
  public func pipeline(_ statements: [SQL]) async throws(PostgresError) -> [Int] {
    try await lease.send(statements).map(\.affected)
  }

  /// Runs a script of several statements without parameters, for migrations. Rows are dropped.
  public func run(_ script: String) async throws(PostgresError) {
    _ = try await lease.start(.script, script).finished.wait()
  }
}
