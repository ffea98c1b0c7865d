/// Reads JSON byte by byte, one token at a time, straight into the caller's variables: no tree is built, and the depth
/// is that of the caller's own code, so no input can exhaust the stack. Faults carry no position; whoever holds the
/// cursor adds it from `offset`.
struct JSONCursor {
  private let bytes: UnsafeBufferPointer<UInt8>
  private(set) var offset = 0
  private var text: [UInt8] = []

  init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  /// Line and column (in bytes) of the current offset, from 1.
  var position: (line: Int, column: Int) {
    var (line, column) = (1, 1)
    for byte in bytes[..<min(offset, bytes.count)] {
      if byte == UInt8(ascii: "\n") { (line, column) = (line + 1, 1) } else { column += 1 }
    }
    return (line, column)
  }

  private mutating func skipSpace() {
    while offset < bytes.count {
      let byte = bytes[offset]
      if byte != 0x20 && byte != 0x0A && byte != 0x0D && byte != 0x09 { return }
      offset += 1
    }
  }

  /// The next byte after white space, or 0 at the end.
  mutating func peek() -> UInt8 {
    skipSpace()
    return offset < bytes.count ? bytes[offset] : 0
  }

  /// Eats one punctuation mark if it is next.
  mutating func take(_ mark: Unicode.Scalar) -> Bool {
    guard peek() == UInt8(ascii: mark) else { return false }
    offset += 1
    return true
  }

  mutating func expect(_ mark: Unicode.Scalar, _ what: String) throws(InstanceFault) {
    if take(mark) { return }
    throw offset >= bytes.count ? InstanceFault(.syntax("unexpected end")) : InstanceFault(.wrongType(expected: what))
  }

  /// Eats `null` if it is next.
  mutating func takeNull() -> Bool {
    guard peek() == UInt8(ascii: "n"), bytes.count - offset >= 4 else { return false }
    guard bytes[offset..<(offset + 4)].elementsEqual("null".utf8) else { return false }
    offset += 4
    return true
  }

  /// Nothing but white space may be left.
  mutating func expectEnd() throws(InstanceFault) {
    _ = peek()
    if offset < bytes.count { throw InstanceFault(.syntax("something follows the value")) }
  }

  /// A whole number without fraction or exponent.
  mutating func integer() throws(InstanceFault) -> Int {
    let first = peek()
    let negative = first == UInt8(ascii: "-")
    let start = offset
    if negative { offset += 1 }
    var value = 0
    let digits = offset
    while offset < bytes.count, bytes[offset] &- 48 < 10 {
      let (tens, over) = value.multipliedReportingOverflow(by: 10)
      let (next, more) = tens.subtractingReportingOverflow(Int(bytes[offset] - 48))
      if over || more { throw InstanceFault(.syntax("the number has too many digits")) }
      value = next
      offset += 1
    }
    if offset == digits {
      offset = start
      throw InstanceFault(offset >= bytes.count ? .syntax("unexpected end") : .wrongType(expected: "integer"))
    }
    if bytes[digits] == 48, offset - digits > 1 { throw InstanceFault(.syntax("a number begins with 0")) }
    if offset < bytes.count, [UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E")].contains(bytes[offset]) {
      throw InstanceFault(.wrongType(expected: "integer"))
    }
    if negative { return value }
    if value == Int.min { throw InstanceFault(.syntax("the number has too many digits")) }
    return -value
  }

  /// A string, its escapes resolved; must be valid Unicode.
  mutating func string() throws(InstanceFault) -> String {
    try expect("\"", "string")
    let start = offset
    while offset < bytes.count {
      let byte = bytes[offset]
      if byte == UInt8(ascii: "\"") {
        defer { offset += 1 }
        return try decode(UnsafeBufferPointer(rebasing: bytes[start..<offset]))
      }
      if byte == UInt8(ascii: "\\") { return try escapedString(from: start) }
      if byte < 0x20 { throw InstanceFault(.syntax("a control character in a string")) }
      offset += 1
    }
    throw InstanceFault(.syntax("unexpected end"))
  }

  private func decode(_ raw: some Sequence<UInt8>) throws(InstanceFault) -> String {
    guard let string = String(validating: raw, as: UTF8.self) else { throw InstanceFault(.syntax("not valid UTF-8")) }
    return string
  }

  private mutating func escapedString(from start: Int) throws(InstanceFault) -> String {
    text.removeAll(keepingCapacity: true)
    text.append(contentsOf: bytes[start..<offset])
    while offset < bytes.count {
      let byte = bytes[offset]
      offset += 1
      if byte == UInt8(ascii: "\"") { return try decode(text) }
      if byte < 0x20 { throw InstanceFault(.syntax("a control character in a string")) }
      if byte == UInt8(ascii: "\\") { try escape() } else { text.append(byte) }
    }
    throw InstanceFault(.syntax("unexpected end"))
  }

  private static let simple: [UInt8: UInt8] = [
    0x22: 0x22, 0x5C: 0x5C, 0x2F: 0x2F, 0x62: 0x08, 0x66: 0x0C, 0x6E: 0x0A, 0x72: 0x0D, 0x74: 0x09,
  ]

  private mutating func escape() throws(InstanceFault) {
    guard offset < bytes.count else { throw InstanceFault(.syntax("unexpected end")) }
    let byte = bytes[offset]
    offset += 1
    if let plain = Self.simple[byte] { return text.append(plain) }
    guard byte == UInt8(ascii: "u") else { throw InstanceFault(.syntax("an unknown escape")) }
    var code = try hexadecimal()
    if code & 0xFC00 == 0xD800, bytes.count - offset >= 6, bytes[offset] == 0x5C, bytes[offset + 1] == UInt8(ascii: "u") {
      offset += 2
      code = 0x10000 + (code - 0xD800) << 10 + (try hexadecimal()) - 0xDC00
    }
    guard let scalar = Unicode.Scalar(code) else { throw InstanceFault(.syntax("half a surrogate pair")) }
    text.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? [])
  }

  private mutating func hexadecimal() throws(InstanceFault) -> UInt32 {
    var code: UInt32 = 0
    for _ in 0..<4 {
      guard offset < bytes.count else { throw InstanceFault(.syntax("unexpected end")) }
      guard let digit = Character(Unicode.Scalar(bytes[offset])).hexDigitValue else {
        throw InstanceFault(.syntax("an unknown escape"))
      }
      code = code << 4 | UInt32(digit)
      offset += 1
    }
    return code
  }

  /// Each element of an array; `body` reads exactly one value. Its faults come out under `[index]`.
  mutating func array(_ body: (inout JSONCursor, Int) throws(InstanceFault) -> Void) throws(InstanceFault) {
    try expect("[", "array")
    if take("]") { return }
    var index = 0
    repeat {
      do { try body(&self, index) } catch { throw error.under("[\(index)]") }
      index += 1
    } while take(",")
    if !take("]") { throw InstanceFault(.syntax("expected , or ]")) }
  }

  /// Each key of an object; `body` reads exactly the value. Its faults come out under the key.
  mutating func object(_ body: (inout JSONCursor, String) throws(InstanceFault) -> Void) throws(InstanceFault) {
    try expect("{", "object")
    if take("}") { return }
    repeat {
      let key = try string()
      if !take(":") { throw InstanceFault(.syntax("expected :")) }
      do { try body(&self, key) } catch { throw error.under(key) }
    } while take(",")
    if !take("}") { throw InstanceFault(.syntax("expected , or }")) }
  }
}
