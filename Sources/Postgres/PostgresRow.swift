import CLibPQ

/// One row of a result. Decoding checks the number of columns, each column's type and NULLs.
public struct PostgresRow: Sendable {
  let result: PostgresResult
  let index: Int32

  /// Number of columns.
  public var count: Int { Int(result.columns) }

  /// Decodes the whole row by position: `let (id, name) = try row.decode(Int64.self, String?.self)`.
  public func decode<each Column: PostgresDecodable>(
    _ types: repeat (each Column).Type
  ) throws(PostgresError) -> (repeat each Column) {
    var wanted = 0
    for _ in repeat each types { wanted += 1 }
    guard wanted == count else {
      throw .decoding(column: "*", problem: "the row has \(count) columns, the decoder wants \(wanted)")
    }
    var column: Int32 = -1
    func next<T: PostgresDecodable>(_ type: T.Type) throws(PostgresError) -> T {
      column += 1
      return try T.decode(cell(column))
    }
    return (repeat try next((each Column).self))
  }

  /// Decodes one column by its position, from 0.
  public subscript<T: PostgresDecodable>(_ column: Int, as type: T.Type = T.self) -> T {
    get throws(PostgresError) {
      guard column >= 0, column < count else {
        throw .decoding(column: "\(column)", problem: "the row has only \(count) columns")
      }
      return try T.decode(cell(Int32(column)))
    }
  }

  /// Decodes one column by its name; of two with the same name the first.
  public subscript<T: PostgresDecodable>(_ name: String, as type: T.Type = T.self) -> T {
    get throws(PostgresError) {
      guard let column = (0..<result.columns).first(where: { result.name($0) == name }) else {
        throw .decoding(column: name, problem: "no such column in the row")
      }
      return try T.decode(cell(column))
    }
  }

  private func cell(_ column: Int32) -> PostgresCell {
    PostgresCell(column: column, type: result.type(column), owner: result, bytes: result.bytes(index, column))
  }
}

/// A result of the server, owned.
///
/// `@unchecked Sendable`: a `PGresult` is only read after its creation, and libpq's readers touch nothing else.
final class PostgresResult: @unchecked Sendable {
  private let raw: OpaquePointer
  let rows: Int32
  let columns: Int32

  init(_ raw: OpaquePointer) {
    self.raw = raw
    rows = PQntuples(raw)
    columns = PQnfields(raw)
  }

  deinit { PQclear(raw) }

  /// Rows that an INSERT, UPDATE, DELETE, MERGE, SELECT or COPY touched; 0 for other commands.
  var affected: Int { Int(String(cString: PQcmdTuples(raw))) ?? 0 }

  func name(_ column: Int32) -> String { PQfname(raw, column).map { String(cString: $0) } ?? "\(column)" }
  func type(_ column: Int32) -> PostgresType { PostgresType(rawValue: PQftype(raw, column)) }

  func bytes(_ row: Int32, _ column: Int32) -> UnsafeRawBufferPointer? {
    guard PQgetisnull(raw, row, column) == 0 else { return nil }
    return UnsafeRawBufferPointer(start: PQgetvalue(raw, row, column), count: Int(PQgetlength(raw, row, column)))
  }

  /// Decodes every row; an error of the decoder that is not ours becomes `PostgresError.decoding`.
  func decode<Row>(_ decode: (PostgresRow) throws -> Row) throws(PostgresError) -> [Row] {
    do {
      var decoded: [Row] = []
      decoded.reserveCapacity(Int(rows))
      for index in 0..<rows { decoded.append(try decode(PostgresRow(result: self, index: index))) }
      return decoded
    } catch let error as PostgresError {
      throw error
    } catch {
      throw .decoding(column: "*", problem: "\(error)")
    }
  }
}

extension PostgresServerError {
  /// Reads the fields of a failed result.
  init(_ result: OpaquePointer) {
    func field(_ code: Unicode.Scalar) -> String? {
      PQresultErrorField(result, Int32(code.value)).map { String(cString: $0) }
    }
    // The codes are PG_DIAG_* of postgres_ext.h. A result that libpq made up itself has a message only.
    self.init(
      sqlState: field("C") ?? "", severity: field("V") ?? "ERROR",
      message: field("M") ?? String(cString: PQresultErrorMessage(result)), detail: field("D"), hint: field("H"),
      schema: field("s"), table: field("t"), column: field("c"), constraint: field("n"), context: field("W"),
      position: field("P").flatMap { Int($0) })
  }
}
