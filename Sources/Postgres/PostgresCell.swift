/// One value of one row, in the server's binary form, with the column's name and type to complain about.
public struct PostgresCell: Sendable {
  /// Name of the column; looked up when asked for, as only a complaint needs it.
  public var column: String { owner.name(index) }
  /// Position of the column.
  private let index: Int32
  /// Type of the value as the server declared it.
  public let type: PostgresType
  /// Keeps the memory behind `start` alive.
  private let owner: PostgresResult
  private let start: Int
  private let count: Int
  public let isNull: Bool

  init(column index: Int32, type: PostgresType, owner: PostgresResult, bytes: UnsafeRawBufferPointer?) {
    self.index = index
    self.type = type
    self.owner = owner
    start = Int(bitPattern: bytes?.baseAddress)
    count = bytes?.count ?? 0
    isNull = bytes == nil
  }

  /// Whether the type is one of the arrays that this client knows.
  var isArray: Bool { Self.arrays.contains(type) }
  private static let arrays: Set<PostgresType> = [
    .boolArray, .byteaArray, .int2Array, .int4Array, .int8Array, .textArray, .varcharArray, .nameArray, .float8Array,
    .dateArray, .timestamptzArray, .tstzrangeArray,
  ]

  /// A `PostgresError.decoding` that names this column.
  public func problem(_ text: String) -> PostgresError { .decoding(column: column, problem: text) }

  func mismatch(_ wanted: String) -> PostgresError { problem("has type oid \(type.rawValue), which is not \(wanted)") }

  func expect(_ wanted: PostgresType) throws(PostgresError) {
    guard type == wanted else { throw mismatch("type oid \(wanted.rawValue)") }
  }

  /// Runs `body` over the value's bytes, which live no longer than the call. Throws on NULL.
  func withBytes<R>(_ body: (UnsafeRawBufferPointer) -> R) throws(PostgresError) -> R {
    guard !isNull else { throw problem("unexpected NULL") }
    return withExtendedLifetime(owner) {
      body(UnsafeRawBufferPointer(start: UnsafeRawPointer(bitPattern: start), count: count))
    }
  }

  /// The whole value as one integer in network byte order.
  func integer<Integer: FixedWidthInteger & Sendable>(_: Integer.Type = Integer.self) throws(PostgresError) -> Integer {
    let value = try withBytes { bytes in
      bytes.count == MemoryLayout<Integer>.size ? Integer(bigEndian: bytes.loadUnaligned(as: Integer.self)) : nil
    }
    guard let value else { throw problem("has \(count) bytes, not \(MemoryLayout<Integer>.size)") }
    return value
  }

  /// The value as text; the server has already checked that it is UTF-8.
  func string(dropping prefix: Int = 0) throws(PostgresError) -> String {
    try withBytes { String(decoding: $0.dropFirst(prefix), as: UTF8.self) }
  }

  func bytes() throws(PostgresError) -> [UInt8] { try withBytes { [UInt8]($0) } }

  func reader() throws(PostgresError) -> Reader {
    guard !isNull else { throw problem("unexpected NULL") }
    return Reader(cell: self)
  }

  /// Walks over a composite binary value and never past its end.
  struct Reader {
    let cell: PostgresCell
    var offset = 0

    mutating func integer<Integer: FixedWidthInteger & Sendable>(_: Integer.Type = Integer.self) throws(PostgresError)
      -> Integer
    {
      try take(MemoryLayout<Integer>.size).integer()
    }

    /// A length, then that many bytes of an array's element; length -1 is NULL.
    mutating func element(of type: PostgresType) throws(PostgresError) -> PostgresCell {
      let length = try integer(Int32.self)
      guard length >= 0 else { return PostgresCell(column: cell.index, type: type, owner: cell.owner, bytes: nil) }
      return try take(Int(length), as: type)
    }

    private mutating func take(_ size: Int, as type: PostgresType? = nil) throws(PostgresError) -> PostgresCell {
      guard size <= cell.count - offset else { throw cell.problem("value cut short") }
      defer { offset += size }
      let bytes = UnsafeRawBufferPointer(start: UnsafeRawPointer(bitPattern: cell.start + offset), count: size)
      return PostgresCell(column: cell.index, type: type ?? cell.type, owner: cell.owner, bytes: bytes)
    }
  }
}
