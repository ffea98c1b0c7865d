/// A type whose Swift arrays map to PostgreSQL's one-dimensional arrays. `UInt8` is the exception: `[UInt8]` is `bytea`.
public protocol PostgresArrayElement: Sendable {
  static var postgresArrayType: PostgresType { get }
  static func encodeArray(_ values: [Self], into encoder: inout PostgresEncoder)
  static func decodeArray(_ cell: PostgresCell) throws(PostgresError) -> [Self]
}

extension Array: PostgresEncodable where Element: PostgresArrayElement {
  public static var postgresType: PostgresType { Element.postgresArrayType }
  public func encode(into encoder: inout PostgresEncoder) { Element.encodeArray(self, into: &encoder) }
}

extension Array: PostgresDecodable where Element: PostgresArrayElement {
  public static func decode(_ cell: PostgresCell) throws(PostgresError) -> [Element] { try Element.decodeArray(cell) }
}

extension PostgresArrayElement where Self: PostgresEncodable {
  /// The wire form of `array_send`: dimensions, a flag for NULLs, the element type, then size and first index.
  public static func encodeArray(_ values: [Self], into encoder: inout PostgresEncoder) {
    encoder.encode(Int32(values.isEmpty ? 0 : 1))
    encoder.encode(Int32(1))  // NULLs may follow; the server recomputes the flag
    encoder.encode(postgresType.rawValue)
    guard !values.isEmpty else { return }
    encoder.encode(Int32(clamping: values.count))
    encoder.encode(Int32(1))
    for value in values { encoder.encodeElement(value) }
  }
}

extension PostgresArrayElement where Self: PostgresDecodable {
  public static func decodeArray(_ cell: PostgresCell) throws(PostgresError) -> [Self] {
    var reader = try cell.reader()
    guard cell.isArray else { throw cell.mismatch("an array") }
    let dimensions = try reader.integer(Int32.self)
    _ = try reader.integer(Int32.self)  // the flag for NULLs: each element tells by itself
    let type = PostgresType(rawValue: try reader.integer())
    guard dimensions != 0 else { return [] }
    guard dimensions == 1 else { throw cell.problem("an array of \(dimensions) dimensions") }
    let count = try reader.integer(Int32.self)
    _ = try reader.integer(Int32.self)  // index of the first element, of no interest
    var values: [Self] = []
    values.reserveCapacity(Int(count))
    for _ in 0..<count { values.append(try decode(reader.element(of: type))) }
    return values
  }
}

extension Bool: PostgresArrayElement { public static var postgresArrayType: PostgresType { .boolArray } }
extension Int16: PostgresArrayElement { public static var postgresArrayType: PostgresType { .int2Array } }
extension Int32: PostgresArrayElement { public static var postgresArrayType: PostgresType { .int4Array } }
extension Int64: PostgresArrayElement { public static var postgresArrayType: PostgresType { .int8Array } }
extension Int: PostgresArrayElement { public static var postgresArrayType: PostgresType { .int8Array } }
extension Double: PostgresArrayElement { public static var postgresArrayType: PostgresType { .float8Array } }
extension String: PostgresArrayElement { public static var postgresArrayType: PostgresType { .textArray } }
extension PostgresTimestamp: PostgresArrayElement { public static var postgresArrayType: PostgresType { .timestamptzArray } }
extension PostgresDate: PostgresArrayElement { public static var postgresArrayType: PostgresType { .dateArray } }
extension PostgresTimestampRange: PostgresArrayElement {
  public static var postgresArrayType: PostgresType { .tstzrangeArray }
}

/// Arrays with NULLs, such as the columns of `unnest($1, $2)`.
extension Optional: PostgresArrayElement where Wrapped: PostgresArrayElement & PostgresEncodable & PostgresDecodable {
  public static var postgresArrayType: PostgresType { Wrapped.postgresArrayType }
}

/// `[[UInt8]]` is `bytea[]`.
extension Array: PostgresArrayElement where Element == UInt8 {
  public static var postgresArrayType: PostgresType { .byteaArray }
}

extension UInt8: PostgresArrayElement {
  public static var postgresArrayType: PostgresType { .bytea }
  public static func encodeArray(_ values: [UInt8], into encoder: inout PostgresEncoder) { encoder.encode(bytes: values) }
  public static func decodeArray(_ cell: PostgresCell) throws(PostgresError) -> [UInt8] {
    try cell.expect(.bytea)
    return try cell.bytes()
  }
}
