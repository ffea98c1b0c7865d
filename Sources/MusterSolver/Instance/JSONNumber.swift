extension JSONCursor {
  /// A whole number without fraction or exponent.
  @inline(__always) mutating func integer() throws(InstanceFault) -> Int {
    let first = peek()
    let negative = first == UInt8(ascii: "-")
    let digits = negative ? offset + 1 : offset
    var (at, value) = (digits, 0)
    // Eighteen digits cannot overflow; longer numbers are read again with care.
    let end = min(bytes.count, digits + 18)
    while at < end, bytes[at] &- 48 < 10 {
      value = value &* 10 &+ Int(bytes[at] &- 48)
      at += 1
    }
    if at == end || at == digits || bytes[digits] == 48 || !Self.endsNumber(bytes[at]) { return try carefulInteger() }
    offset = at
    return negative ? -value : value
  }

  /// What follows a number in nearly every file.
  @inline(__always) private static func endsNumber(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ",") || byte == UInt8(ascii: "]") || byte == UInt8(ascii: "}")
  }

  /// The same for all numbers, and the faults of those that are none.
  @inline(never) private mutating func carefulInteger() throws(InstanceFault) -> Int {
    let negative = peek() == UInt8(ascii: "-")
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
      throw unexpected("integer")
    }
    if bytes[digits] == 48, offset - digits > 1 { throw InstanceFault(.syntax("a number begins with 0")) }
    if offset < bytes.count, [UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E")].contains(bytes[offset]) {
      throw InstanceFault(.wrongType(expected: "integer"))
    }
    if negative { return value }
    if value == Int.min { throw InstanceFault(.syntax("the number has too many digits")) }
    return -value
  }
}
