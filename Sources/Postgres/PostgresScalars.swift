// The scalar types, each with the server types it may be read from. Integers widen, never narrow.

extension Bool: PostgresEncodable, PostgresDecodable {
  public static var postgresType: PostgresType { .bool }
  public func encode(into encoder: inout PostgresEncoder) { encoder.encode(UInt8(self ? 1 : 0)) }
  public static func decode(_ cell: PostgresCell) throws(PostgresError) -> Bool {
    try cell.expect(.bool)
    return try cell.integer(UInt8.self) != 0
  }
}

extension Int16: PostgresEncodable, PostgresDecodable {
  public static var postgresType: PostgresType { .int2 }
  public func encode(into encoder: inout PostgresEncoder) { encoder.encode(self as Int16) }
  public static func decode(_ cell: PostgresCell) throws(PostgresError) -> Int16 {
    try cell.expect(.int2)
    return try cell.integer()
  }
}

extension Int32: PostgresEncodable, PostgresDecodable {
  public static var postgresType: PostgresType { .int4 }
  public func encode(into encoder: inout PostgresEncoder) { encoder.encode(self as Int32) }
  public static func decode(_ cell: PostgresCell) throws(PostgresError) -> Int32 {
    if cell.type == .int2 { return Int32(try cell.integer(Int16.self)) }
    try cell.expect(.int4)
    return try cell.integer()
  }
}

extension Int64: PostgresEncodable, PostgresDecodable {
  public static var postgresType: PostgresType { .int8 }
  public func encode(into encoder: inout PostgresEncoder) { encoder.encode(self as Int64) }
  public static func decode(_ cell: PostgresCell) throws(PostgresError) -> Int64 {
    switch cell.type {
    case .int8: try cell.integer()
    case .int4, .int2: Int64(try Int32.decode(cell))
    case .oid: Int64(try cell.integer(UInt32.self))
    default: throw cell.mismatch("an integer")
    }
  }
}

extension Int: PostgresEncodable, PostgresDecodable {
  public static var postgresType: PostgresType { .int8 }
  public func encode(into encoder: inout PostgresEncoder) { encoder.encode(Int64(self)) }
  public static func decode(_ cell: PostgresCell) throws(PostgresError) -> Int { Int(try Int64.decode(cell)) }
}

extension Double: PostgresEncodable, PostgresDecodable {
  public static var postgresType: PostgresType { .float8 }
  public func encode(into encoder: inout PostgresEncoder) { encoder.encode(bitPattern) }
  public static func decode(_ cell: PostgresCell) throws(PostgresError) -> Double {
    if cell.type == .float4 { return Double(Float(bitPattern: try cell.integer())) }
    try cell.expect(.float8)
    return Double(bitPattern: try cell.integer())
  }
}

extension String: PostgresEncodable, PostgresDecodable {
  public static var postgresType: PostgresType { .text }

  public func encode(into encoder: inout PostgresEncoder) {
    if utf8.contains(0) { encoder.refuse("text with a NUL byte, which PostgreSQL cannot store") }
    encoder.encode(bytes: utf8)
  }

  /// Any text, and `json` and `jsonb` as their text. Enums and other types need a cast to text in the SQL.
  public static func decode(_ cell: PostgresCell) throws(PostgresError) -> String {
    switch cell.type {
    case .text, .varchar, .name, .bpchar, .char, .json, .unknown: return try cell.string()
    case .jsonb: return try cell.string(dropping: 1)  // a version byte, always 1, comes first
    default: throw cell.mismatch("text")
    }
  }
}
