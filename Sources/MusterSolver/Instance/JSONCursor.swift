/// Reads JSON byte by byte, one token at a time, straight into the caller's variables: no tree is built, and the depth
/// is that of the caller's own code, so no input can exhaust the stack. Faults carry no position; whoever holds the
/// cursor adds it from `offset`.
struct JSONCursor {
  let bytes: UnsafeRawBufferPointer
  var offset = 0
  /// The string with its escapes resolved that was read last.
  var text: [UInt8] = []

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

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
  @inline(__always) mutating func peek() -> UInt8 {
    if offset < bytes.count, bytes[offset] > 0x20 { return bytes[offset] }
    skipSpace()
    return offset < bytes.count ? bytes[offset] : 0
  }

  /// Eats one punctuation mark if it is next.
  @inline(__always) mutating func take(_ mark: Unicode.Scalar) -> Bool {
    guard peek() == UInt8(ascii: mark) else { return false }
    offset += 1
    return true
  }

  @inline(__always) mutating func expect(_ mark: Unicode.Scalar, _ what: StaticString) throws(InstanceFault) {
    if !take(mark) { throw unexpected(what) }
  }

  @inline(never) func unexpected(_ what: StaticString) -> InstanceFault {
    offset >= bytes.count ? InstanceFault(.syntax("unexpected end")) : InstanceFault(.wrongType(expected: "\(what)"))
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

  /// Each element of an array; `body` reads exactly one value. Its faults come out under `[index]`.
  @inline(__always)
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

  /// Each key of an object; `body` reads exactly the value. Its faults come out under the key. Refuses unknown and repeated
  /// keys; the result has a bit for each key that was there.
  @inline(__always)
  mutating func object<Key>(
    _ keys: KeySet<Key>, _ body: (inout JSONCursor, Key) throws(InstanceFault) -> Void
  ) throws(InstanceFault) -> UInt64 {
    try expect("{", "object")
    if take("}") { return 0 }
    var (seen, next): (UInt64, Int) = (0, 0)
    repeat {
      let start = offset
      let index = try string { keys.find($0, guess: next) }
      if !take(":") { throw InstanceFault(.syntax("expected :")) }
      if index < 0 || seen >> index & 1 == 1 { throw try refusedKey(at: start, isKnown: index >= 0) }
      do { try body(&self, keys.keys[index]) } catch { throw error.under(keys.names[index]) }
      seen |= 1 << index
      next = index + 1
    } while take(",")
    if !take("}") { throw InstanceFault(.syntax("expected , or }")) }
    return seen
  }

  private func refusedKey(at start: Int, isKnown: Bool) throws(InstanceFault) -> InstanceFault {
    var again = JSONCursor(bytes)
    again.offset = start
    let key = try again.string()
    return InstanceFault(isKnown ? .repeatedKey(key) : .unknownKey(key), at: key)
  }
}
