/// Everything that can go wrong between a caller and PostgreSQL, split by what the caller may do about it.
///
/// `description` is bland and may be shown to a client: no SQL, host, constraint name or value is in it.
/// `debugDescription` says everything and belongs in the log.
public enum PostgresError: Error, Sendable, Equatable {
  /// The server refused a statement and said why.
  case server(PostgresServerError)
  /// No connection. With `outcomeUnknown` a statement outside a transaction had been sent and may have taken effect;
  /// without it nothing happened.
  case connectionDown(reason: String, outcomeUnknown: Bool)
  /// The connection was lost after COMMIT was sent and before its answer: the transaction may have committed.
  case commitUnknown(reason: String)
  /// No exclusive connection became free in time.
  case poolExhausted(waitSeconds: Double)
  /// The calling task was cancelled.
  case cancelled
  /// A row is not what the query's decoder expects.
  case decoding(column: String, problem: String)
  /// A value cannot be sent, such as text with a NUL byte.
  case encoding(String)
  /// `one` or `oneOrNil` got another number of rows.
  case rowCount(Int)
  /// The transaction's body returned although a statement of it had failed, so that there was nothing to commit.
  case rolledBack
  /// The client has been closed.
  case closed
  /// The program broke a rule of this client; the text names it.
  case misuse(String)

  /// The five characters of the server's SQLSTATE, if the server refused.
  public var sqlState: String? { serverError?.sqlState }
  /// Name of the violated constraint.
  public var constraint: String? { serverError?.constraint }
  /// Table that the server named in its refusal.
  public var table: String? { serverError?.table }

  /// What the server said, if it was the server that refused.
  public var serverError: PostgresServerError? {
    if case .server(let error) = self { return error }
    return nil
  }

  /// True for a deadlock (40P01), a serialisation failure (40001) and a lock wait cut short (55P03): the same
  /// transaction may pass when tried again.
  public var isRetryable: Bool { ["40001", "40P01", "55P03"].contains(sqlState) }
}

/// The fields of the server's error message, as PostgreSQL's protocol names them.
public struct PostgresServerError: Sendable, Equatable {
  public var sqlState: String
  public var severity: String
  public var message: String
  public var detail: String?
  public var hint: String?
  public var schema: String?
  public var table: String?
  public var column: String?
  public var constraint: String?
  /// PL/pgSQL call stack and the like.
  public var context: String?
  /// Character in the SQL text, from 1.
  public var position: Int?

  public init(
    sqlState: String, severity: String = "ERROR", message: String, detail: String? = nil, hint: String? = nil,
    schema: String? = nil, table: String? = nil, column: String? = nil, constraint: String? = nil, context: String? = nil,
    position: Int? = nil
  ) {
    self.sqlState = sqlState
    self.severity = severity
    self.message = message
    self.detail = detail
    self.hint = hint
    self.schema = schema
    self.table = table
    self.column = column
    self.constraint = constraint
    self.context = context
    self.position = position
  }

  /// FATAL and PANIC end the connection, ERROR does not. Without an SQLSTATE it is libpq that speaks, of a dead socket.
  var endsConnection: Bool { sqlState.isEmpty || severity == "FATAL" || severity == "PANIC" }
}

extension PostgresError: CustomStringConvertible, CustomDebugStringConvertible {
  public var description: String {
    switch self {
    case .server(let error): "the database refused the statement (\(error.sqlState))"
    case .connectionDown(_, let unknown):
      unknown ? "the database connection was lost; the statement may have taken effect" : "the database is not reachable"
    case .commitUnknown: "the database connection was lost while committing; the change may have taken effect"
    case .poolExhausted: "all database connections are busy"
    case .cancelled: "the database request was cancelled"
    case .decoding: "the database returned a row of an unexpected shape"
    case .encoding: "a value cannot be stored in the database"
    case .rowCount: "the database returned an unexpected number of rows"
    case .rolledBack: "the transaction was rolled back"
    case .closed: "the database client is closed"
    case .misuse: "the database client was used wrongly"
    }
  }

  public var debugDescription: String {
    switch self {
    case .server(let error): error.debugDescription
    case .connectionDown(let reason, let unknown):
      "connection down (outcome \(unknown ? "unknown" : "known: nothing")): \(reason)"
    case .commitUnknown(let reason): "commit unknown: \(reason)"
    case .poolExhausted(let seconds): "no exclusive connection within \(seconds) s"
    case .cancelled: "cancelled"
    case .decoding(let column, let problem): "decoding column \(column): \(problem)"
    case .encoding(let problem): "encoding: \(problem)"
    case .rowCount(let count): "expected one row, got \(count)"
    case .rolledBack: "rolled back: a statement of the transaction had failed, and its body swallowed the error"
    case .closed: "client closed"
    case .misuse(let sentence): "misuse: \(sentence)"
    }
  }
}

extension PostgresServerError: CustomDebugStringConvertible {
  public var debugDescription: String {
    let fields: [(String, String?)] = [
      ("detail", detail), ("hint", hint), ("schema", schema), ("table", table), ("column", column),
      ("constraint", constraint), ("position", position.map(String.init)), ("context", context),
    ]
    return fields.reduce("\(severity) \(sqlState): \(message)") { text, field in
      field.1.map { "\(text); \(field.0): \($0)" } ?? text
    }
  }
}
