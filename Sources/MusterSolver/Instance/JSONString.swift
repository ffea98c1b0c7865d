extension JSONCursor {
  /// A string, its escapes resolved; must be valid Unicode. Its bytes are lent to `use`.
  @inline(__always) mutating func string<Result>(_ use: (Bytes) -> Result) throws(InstanceFault) -> Result {
    let (start, end) = try passString()
    if let end { return use(Bytes(UnsafeRawBufferPointer(rebasing: bytes[start..<end]))) }
    return text.withUnsafeBytes { use(Bytes($0)) }
  }

  /// Passes over a string. Its text is what stands from `start` to `end`, or what is in `text` where there is no end. Most
  /// strings need no second look: ASCII without escapes is taken where it stands, eight bytes at a time.
  private mutating func passString() throws(InstanceFault) -> (start: Int, end: Int?) {
    try expect("\"", "string")
    let start = offset
    while offset + 8 <= bytes.count {
      let stops = Self.stops(in: Bytes.word(bytes, at: offset))
      offset += stops.trailingZeroBitCount >> 3
      if stops != 0 { break }
    }
    if offset < bytes.count, bytes[offset] == UInt8(ascii: "\"") {
      offset += 1
      return (start, offset - 1)
    }
    return (start, try finishString(from: start))
  }

  mutating func string() throws(InstanceFault) -> String { try string { $0.string } }

  /// Marks with its high bit the first byte that is not plain: a quote, a backslash, a control character or not ASCII.
  /// (Bytes after the first may be marked in error, for subtraction borrows.)
  @inline(__always) private static func stops(in word: UInt64) -> UInt64 {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let quote = word ^ (ones &* 0x22)
    let backslash = word ^ (ones &* 0x5C)
    let control = (word &- (ones &* 0x20)) & ~word
    return (((quote &- ones) & ~quote) | ((backslash &- ones) & ~backslash) | control | word) & (ones &* 0x80)
  }

  /// Reads on from `offset` to the end of any string. Its text is what stands from `start` to the end that is given, or what is
  /// in `text` where nothing is.
  @inline(never) private mutating func finishString(from start: Int) throws(InstanceFault) -> Int? {
    while offset < bytes.count {
      let byte = bytes[offset]
      if byte == UInt8(ascii: "\"") {
        defer { offset += 1 }
        try validate(UnsafeRawBufferPointer(rebasing: bytes[start..<offset]))
        return offset
      }
      if byte == UInt8(ascii: "\\") {
        try unescape(from: start)
        return nil
      }
      if byte < 0x20 { throw InstanceFault(.syntax("a control character in a string")) }
      offset += 1
    }
    throw InstanceFault(.syntax("unexpected end"))
  }

  private func validate(_ raw: UnsafeRawBufferPointer) throws(InstanceFault) {
    if String(validating: raw, as: UTF8.self) == nil { throw InstanceFault(.syntax("not valid UTF-8")) }
  }

  /// Fills `text` with the string that begins at `start` and has its first escape at `offset`.
  private mutating func unescape(from start: Int) throws(InstanceFault) {
    text.removeAll(keepingCapacity: true)
    text.append(contentsOf: bytes[start..<offset])
    while offset < bytes.count {
      let byte = bytes[offset]
      offset += 1
      if byte == UInt8(ascii: "\"") {
        if String(validating: text, as: UTF8.self) == nil { throw InstanceFault(.syntax("not valid UTF-8")) }
        return
      }
      if byte < 0x20 { throw InstanceFault(.syntax("a control character in a string")) }
      if byte == UInt8(ascii: "\\") { try escape() } else { text.append(byte) }
    }
    throw InstanceFault(.syntax("unexpected end"))
  }

  private mutating func escape() throws(InstanceFault) {
    guard offset < bytes.count else { throw InstanceFault(.syntax("unexpected end")) }
    let byte = bytes[offset]
    offset += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"): try codePoint()
    default: throw InstanceFault(.syntax("an unknown escape"))
    }
  }

  /// What follows `\u`: four digits, or a surrogate pair.
  private mutating func codePoint() throws(InstanceFault) {
    var code = try hexadecimal()
    if code & 0xFC00 == 0xD800, bytes.count - offset >= 6, bytes[offset] == 0x5C, bytes[offset + 1] == UInt8(ascii: "u") {
      offset += 2
      let low = try hexadecimal()
      if low & 0xFC00 != 0xDC00 { throw InstanceFault(.syntax("half a surrogate pair")) }
      code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
    }
    guard let scalar = Unicode.Scalar(code), let units = UTF8.encode(scalar) else {
      throw InstanceFault(.syntax("half a surrogate pair"))
    }
    text.append(contentsOf: units)
  }

  private mutating func hexadecimal() throws(InstanceFault) -> UInt32 {
    var code: UInt32 = 0
    for _ in 0..<4 {
      guard offset < bytes.count else { throw InstanceFault(.syntax("unexpected end")) }
      let digit: UInt32
      switch bytes[offset] {
      case let byte where byte &- 48 < 10: digit = UInt32(byte) - 48
      case let byte where (byte | 0x20) &- 97 < 6: digit = UInt32(byte | 0x20) - 87
      default: throw InstanceFault(.syntax("an unknown escape"))
      }
      code = code << 4 | digit
      offset += 1
    }
    return code
  }
}
