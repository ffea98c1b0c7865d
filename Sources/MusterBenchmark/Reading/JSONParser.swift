/// Reads one JSON document (RFC 8259) by recursive descent.
struct JSONParser {
  private let bytes: [UInt8]
  private var at = 0
  private var depth = 0
  /// Answers of solvers nest four deep; the limit only keeps a hostile text from using up the stack.
  private static let deepest = 64

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func document() throws(JSONFault) -> JSONValue {
    let value = try value()
    skipSpace()
    if at < bytes.count { throw fault }
    return value
  }

  private var fault: JSONFault { JSONFault(offset: at) }

  private mutating func value() throws(JSONFault) -> JSONValue {
    depth += 1
    defer { depth -= 1 }
    if depth > Self.deepest { throw fault }
    skipSpace()
    guard at < bytes.count else { throw fault }
    switch bytes[at] {
    case UInt8(ascii: "{"): return try object()
    case UInt8(ascii: "["): return try array()
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return try number()
    }
  }

  private mutating func object() throws(JSONFault) -> JSONValue {
    at += 1
    var pairs: [(key: String, value: JSONValue)] = []
    if take("}") { return .object(pairs) }
    repeat {
      skipSpace()
      guard at < bytes.count, bytes[at] == UInt8(ascii: "\"") else { throw fault }
      let key = try string()
      if !take(":") { throw fault }
      pairs.append((key, try value()))
    } while take(",")
    if !take("}") { throw fault }
    return .object(pairs)
  }

  private mutating func array() throws(JSONFault) -> JSONValue {
    at += 1
    var values: [JSONValue] = []
    if take("]") { return .array(values) }
    repeat { values.append(try value()) } while take(",")
    if !take("]") { throw fault }
    return .array(values)
  }

  private mutating func string() throws(JSONFault) -> String {
    at += 1
    var text: [UInt8] = []
    while at < bytes.count, bytes[at] != UInt8(ascii: "\"") {
      if bytes[at] < 0x20 { throw fault }
      if bytes[at] == UInt8(ascii: "\\") { try escape(into: &text) } else { text.append(bytes[at]) }
      at += 1
    }
    if at == bytes.count { throw fault }
    at += 1
    return String(decoding: text, as: UTF8.self)
  }

  /// Leaves `at` on the last byte of the escape.
  private mutating func escape(into text: inout [UInt8]) throws(JSONFault) {
    at += 1
    guard at < bytes.count else { throw fault }
    switch bytes[at] {
    case UInt8(ascii: "n"): text.append(10)
    case UInt8(ascii: "t"): text.append(9)
    case UInt8(ascii: "r"): text.append(13)
    case UInt8(ascii: "b"): text.append(8)
    case UInt8(ascii: "f"): text.append(12)
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(bytes[at])
    case UInt8(ascii: "u"): text.append(contentsOf: try unicode().utf8)
    default: throw fault
    }
  }

  private mutating func unicode() throws(JSONFault) -> String {
    var units = [try unit()]
    if UTF16.isLeadSurrogate(units[0]), at + 2 < bytes.count, bytes[at + 1] == UInt8(ascii: "\\"),
      bytes[at + 2] == UInt8(ascii: "u")
    {
      at += 2
      units.append(try unit())
    }
    return String(decoding: units, as: UTF16.self)
  }

  private mutating func unit() throws(JSONFault) -> UInt16 {
    guard at + 4 < bytes.count, let unit = UInt16(String(decoding: bytes[at + 1...at + 4], as: UTF8.self), radix: 16) else {
      throw fault
    }
    at += 4
    return unit
  }

  private mutating func number() throws(JSONFault) -> JSONValue {
    let start = at
    while at < bytes.count, "+-.eE0123456789".utf8.contains(bytes[at]) { at += 1 }
    let text = String(decoding: bytes[start..<at], as: UTF8.self)
    if let value = Int(text) { return .integer(value) }
    guard let value = Double(text), value.isFinite else { throw JSONFault(offset: start) }
    return .number(value)
  }

  private mutating func word(_ word: String, _ value: JSONValue) throws(JSONFault) -> JSONValue {
    guard bytes[at...].starts(with: word.utf8) else { throw fault }
    at += word.utf8.count
    return value
  }

  private mutating func take(_ mark: Character) -> Bool {
    skipSpace()
    guard at < bytes.count, let wanted = mark.asciiValue, bytes[at] == wanted else { return false }
    at += 1
    return true
  }

  private mutating func skipSpace() {
    while at < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[at]) { at += 1 }
  }
}
