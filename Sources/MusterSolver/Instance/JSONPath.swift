extension JSONCursor {
  /// Goes to the value that a path such as `members[3].windows[1]` names, so that a fault found after the value was read can
  /// still tell its line and column: the second reading costs nothing where there is no fault. Stays where there is no such value.
  mutating func seek(_ path: String) {
    var other = JSONCursor(bytes)
    do throws(InstanceFault) {
      for step in path.split(whereSeparator: { $0 == "." || $0 == "[" }) {
        if step.last == "]", let index = Int(step.dropLast()) { try other.enter(index) } else { try other.enter(String(step)) }
      }
      _ = other.peek()
      offset = other.offset
    } catch {}
  }

  private mutating func enter(_ index: Int) throws(InstanceFault) {
    try expect("[", "array")
    for _ in 0..<index {
      try skipValue()
      try expect(",", "array")
    }
  }

  private mutating func enter(_ key: String) throws(InstanceFault) {
    try expect("{", "object")
    while true {
      let name = try string()
      try expect(":", "object")
      if name == key { return }
      try skipValue()
      try expect(",", "object")
    }
  }

  /// Passes over a value that has been read before; what it is made of need not be checked again.
  private mutating func skipValue() throws(InstanceFault) {
    var depth = 0
    repeat {
      switch peek() {
      case UInt8(ascii: "\""): try string { _ in }
      case UInt8(ascii: "["), UInt8(ascii: "{"):
        depth += 1
        offset += 1
      case UInt8(ascii: "]"), UInt8(ascii: "}"):
        depth -= 1
        offset += 1
      case UInt8(ascii: ","), UInt8(ascii: ":"): offset += 1
      case 0: throw unexpected("value")
      default: skipWord()
      }
    } while depth > 0
  }

  /// Passes over a number or `null`.
  private mutating func skipWord() {
    repeat { offset += 1 } while offset < bytes.count && (bytes[offset] &- 48 < 10 || bytes[offset] &- 97 < 26)
  }
}
