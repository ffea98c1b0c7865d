/// A value that can be bound as a parameter, in PostgreSQL's binary format and typed by an explicit oid.
///
/// A domain type conforms by delegating: return the type of the value it wraps and call that value's `encode`.
public protocol PostgresEncodable: Sendable {
  static var postgresType: PostgresType { get }
  func encode(into encoder: inout PostgresEncoder)
}

/// A value that can be read from a column. A domain type conforms by delegating to the value that it wraps.
public protocol PostgresDecodable: Sendable {
  /// Throws `PostgresError.decoding` naming the column on another type, a NULL or a value out of range.
  static func decode(_ cell: PostgresCell) throws(PostgresError) -> Self
}

/// Collects parameters in binary. A value that cannot be sent is refused here and reported before anything is sent.
public struct PostgresEncoder: Sendable {
  struct Entry: Sendable {
    var type: PostgresType
    var offset: Int
    /// Bytes; -1 is NULL.
    var length: Int
  }

  private(set) var bytes: [UInt8] = []
  private(set) var entries: [Entry] = []
  private(set) var problem: String?
  private var isNull = false

  /// Appends one parameter.
  mutating func bind<Value: PostgresEncodable>(_ value: Value) {
    let offset = bytes.count
    isNull = false
    value.encode(into: &self)
    entries.append(Entry(type: Value.postgresType, offset: offset, length: isNull ? -1 : bytes.count - offset))
  }

  /// Appends the parameters of another statement, in their order.
  mutating func append(_ other: PostgresEncoder) {
    let shift = bytes.count
    bytes += other.bytes
    entries += other.entries.map { Entry(type: $0.type, offset: $0.offset + shift, length: $0.length) }
    problem = problem ?? other.problem
  }

  /// Makes the current value NULL.
  public mutating func encodeNull() { isNull = true }

  /// Appends an integer in network byte order.
  public mutating func encode<Integer: FixedWidthInteger>(_ value: Integer) {
    withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
  }

  /// Appends bytes as they are.
  public mutating func encode(bytes other: some Sequence<UInt8>) { bytes.append(contentsOf: other) }

  /// Refuses the value: the statement fails with `PostgresError.encoding` and is not sent.
  public mutating func refuse(_ reason: String) { problem = problem ?? reason }

  /// Appends one array element: its length, then its bytes.
  mutating func encodeElement<Value: PostgresEncodable>(_ value: Value) {
    let start = bytes.count
    encode(Int32(0))
    isNull = false
    value.encode(into: &self)
    let length = isNull ? Int32(-1) : Int32(clamping: bytes.count - start - 4)
    isNull = false
    withUnsafeBytes(of: length.bigEndian) { bytes.replaceSubrange(start..<start + 4, with: $0) }
  }
}

extension Optional: PostgresEncodable where Wrapped: PostgresEncodable {
  public static var postgresType: PostgresType { Wrapped.postgresType }
  public func encode(into encoder: inout PostgresEncoder) {
    if let self { self.encode(into: &encoder) } else { encoder.encodeNull() }
  }
}

extension Optional: PostgresDecodable where Wrapped: PostgresDecodable {
  public static func decode(_ cell: PostgresCell) throws(PostgresError) -> Self {
    cell.isNull ? nil : try Wrapped.decode(cell)
  }
}
