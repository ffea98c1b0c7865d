/// An SQL statement with its bound values, written as a string literal: `"SELECT name FROM member WHERE id = \(id)"`
/// becomes the text `… id = $1` and one parameter. Only bindable values can be interpolated, so no text of a user ever
/// becomes SQL; fixed fragments and other statements are composed with `\(raw: …)`.
public struct SQL: ExpressibleByStringInterpolation, Sendable {
  /// The text with `$1`, `$2`, …
  public let text: String
  /// Where each `$n` starts in the text's UTF-8; composition renumbers there.
  private let holes: [Int]
  let parameters: PostgresEncoder
  /// Transaction control is parsed each time: it must also work where PREPARE would be refused.
  let isPrepared: Bool

  public init(stringLiteral text: String) { self.init(trusted: text, isPrepared: true) }

  public init(stringInterpolation: StringInterpolation) {
    text = stringInterpolation.text
    holes = stringInterpolation.holes
    parameters = stringInterpolation.parameters
    isPrepared = true
  }

  /// A text that this module itself composed.
  init(trusted text: String, isPrepared: Bool = false) {
    self.text = text
    self.isPrepared = isPrepared
    holes = []
    parameters = PostgresEncoder()
  }

  /// Why this cannot be sent, or nil.
  var problem: PostgresError? {
    if let problem = parameters.problem { return .encoding(problem) }
    if text.utf8.contains(0) { return .encoding("SQL with a NUL byte") }
    return parameters.entries.count > 65_535 ? .encoding("more than 65,535 parameters") : nil  // an Int16 on the wire
  }

  /// Joins statements with a fixed separator, renumbering their parameters.
  public static func joined(_ parts: [SQL], separator: StaticString) -> SQL {
    var whole = StringInterpolation(literalCapacity: 64, interpolationCount: parts.count)
    for (index, part) in parts.enumerated() {
      if index > 0 { whole.appendInterpolation(raw: separator) }
      whole.appendInterpolation(raw: part)
    }
    return SQL(stringInterpolation: whole)
  }

  public struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var text = ""
    fileprivate var holes: [Int] = []
    fileprivate var parameters = PostgresEncoder()

    public init(literalCapacity: Int, interpolationCount: Int) {
      text.reserveCapacity(literalCapacity + 4 * interpolationCount)
    }

    public mutating func appendLiteral(_ literal: String) { text += literal }

    public mutating func appendInterpolation<Value: PostgresEncodable>(_ value: Value) {
      parameters.bind(value)
      appendHole()
    }

    /// Nil is NULL. An overload of its own, as the compiler warns of optionals given to the general one.
    public mutating func appendInterpolation<Value: PostgresEncodable>(_ value: Value?) {
      parameters.bind(value)
      appendHole()
    }

    /// Disfavoured, so that a literal after `raw:` is an `SQL`; both mean the same text.
    @_disfavoredOverload
    public mutating func appendInterpolation(raw fragment: StaticString) { text += fragment.description }

    public mutating func appendInterpolation(raw statement: SQL) {
      let source = statement.text.utf8
      var position = source.startIndex
      for (index, hole) in statement.holes.enumerated() {
        let start = source.index(source.startIndex, offsetBy: hole)
        text += statement.text[position..<start]
        appendHole()
        position = source.index(start, offsetBy: 1 + "\(index + 1)".utf8.count)
      }
      text += statement.text[position...]
      parameters.append(statement.parameters)
    }

    private mutating func appendHole() {
      holes.append(text.utf8.count)
      text += "$\(holes.count)"
    }
  }
}

/// A statement as one value: its SQL and how each of its rows is decoded.
public struct Query<Row: Sendable>: Sendable {
  public let sql: SQL
  let decode: @Sendable (PostgresRow) throws -> Row

  public init(_ sql: SQL, decode: @escaping @Sendable (PostgresRow) throws -> Row) {
    self.sql = sql
    self.decode = decode
  }

  /// Rows of several columns as tuples: `Query("SELECT id, name …", as: Int64.self, String.self)`.
  public init<each Column: PostgresDecodable>(_ sql: SQL, as types: repeat (each Column).Type)
  where Row == (repeat each Column) {
    self.init(sql) { row in try row.decode(repeat (each Column).self) }
  }
}

extension Query where Row: PostgresDecodable {
  /// Rows of a single column: `Query<Int64>.value("SELECT count(*) FROM member")`.
  public static func value(_ sql: SQL) -> Query { Query(sql) { row throws(PostgresError) in try row.decode(Row.self) } }
}

extension Query where Row == Void {
  /// A statement whose rows are of no interest.
  public static func void(_ sql: SQL) -> Query { Query(sql) { _ in } }
}
