/// Reads one JSON object from octets, a member at a time. It judges the form alone: names may repeat, and octets beyond
/// ASCII pass as they are, for whoever frames lines has looked at them before. Cost: linear, recursion at most
/// ``maximumDepth``.
struct JSONReader {
  /// Objects and arrays within each other, the outermost counted.
  static let maximumDepth = 8

  /// The first escape that stands for no allowed character. It is told apart from the form, so that the rest of the object
  /// can still be read: the text has U+FFFD in its place.
  private(set) var escapeFault: JSONFault.EscapeFault?

  private enum Place { case before, within, after }

  private let octets: ArraySlice<UInt8>
  private let allowsControls: Bool
  private var at: Int
  private var place = Place.before

  /// - Parameter allowsControls: escapes may stand for any character, as in a server's rows; in a command they may not.
  init(_ octets: ArraySlice<UInt8>, allowsControls: Bool = false) {
    self.octets = octets
    self.allowsControls = allowsControls
    at = octets.startIndex
  }

  /// The next member of the object; nil when it has ended and nothing follows it.
  mutating func next() throws(JSONFault) -> JSONMember? {
    switch place {
    case .after: return nil
    case .before:
      skipBlanks()
      try expect(Octet.openBrace)
      place = .within
      skipBlanks()
      if take(Octet.closeBrace) { return try end() }
    case .within:
      skipBlanks()
      if take(Octet.closeBrace) { return try end() }
      try expect(UInt8(ascii: ","))
    }
    return try member(depth: 1)
  }

  private mutating func end() throws(JSONFault) -> JSONMember? {
    place = .after
    skipBlanks()
    guard at == octets.endIndex else { throw malformed }
    return nil
  }

  private mutating func member(depth: Int) throws(JSONFault) -> JSONMember {
    skipBlanks()
    guard at < octets.endIndex, octets[at] == Octet.quote else { throw malformed }
    let name = try text()
    skipBlanks()
    try expect(UInt8(ascii: ":"))
    return JSONMember(name: name, value: try value(depth: depth))
  }

  private mutating func value(depth: Int) throws(JSONFault) -> JSONValue {
    skipBlanks()
    guard at < octets.endIndex else { throw malformed }
    switch octets[at] {
    case Octet.quote: return .text(try text())
    case Octet.openBrace: return try object(depth: depth + 1)
    case UInt8(ascii: "["): return try array(depth: depth + 1)
    case UInt8(ascii: "t"): return try word("true", .boolean(true))
    case UInt8(ascii: "f"): return try word("false", .boolean(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return .number(try number())
    }
  }

  private mutating func object(depth: Int) throws(JSONFault) -> JSONValue {
    guard depth <= Self.maximumDepth else { throw .tooDeep(at: offset) }
    at += 1
    skipBlanks()
    if take(Octet.closeBrace) { return .object([]) }
    var members: [JSONMember] = []
    while true {
      members.append(try member(depth: depth))
      skipBlanks()
      if take(Octet.closeBrace) { return .object(members) }
      try expect(UInt8(ascii: ","))
    }
  }

  private mutating func array(depth: Int) throws(JSONFault) -> JSONValue {
    guard depth <= Self.maximumDepth else { throw .tooDeep(at: offset) }
    at += 1
    skipBlanks()
    if take(UInt8(ascii: "]")) { return .array([]) }
    var values: [JSONValue] = []
    while true {
      values.append(try value(depth: depth))
      skipBlanks()
      if take(UInt8(ascii: "]")) { return .array(values) }
      try expect(UInt8(ascii: ","))
    }
  }

  private mutating func word(_ word: StaticString, _ value: JSONValue) throws(JSONFault) -> JSONValue {
    for octet in UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount) { try expect(octet) }
    return value
  }

  /// As it stands: `-1`, `0.5`, `1e3`.
  private mutating func number() throws(JSONFault) -> String {
    let start = at
    _ = take(Octet.hyphen)
    if !take(UInt8(ascii: "0")) { try digits() }
    if take(UInt8(ascii: ".")) { try digits() }
    if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
      if !take(UInt8(ascii: "+")) { _ = take(Octet.hyphen) }
      try digits()
    }
    return String(decoding: octets[start..<at], as: UTF8.self)
  }

  private mutating func digits() throws(JSONFault) {
    guard at < octets.endIndex, Octet.isDigit(octets[at]) else { throw malformed }
    while at < octets.endIndex, Octet.isDigit(octets[at]) { at += 1 }
  }

  private mutating func text() throws(JSONFault) -> String {
    at += 1
    let start = at
    while at < octets.endIndex, octets[at] != Octet.quote, octets[at] != Octet.backslash { at += 1 }
    guard at < octets.endIndex else { throw malformed }
    if octets[at] == Octet.quote {
      defer { at += 1 }
      return String(decoding: octets[start..<at], as: UTF8.self)
    }
    return try escapedText(Array(octets[start..<at]))
  }

  /// The rest of a text whose first escape comes next.
  private mutating func escapedText(_ beginning: [UInt8]) throws(JSONFault) -> String {
    var text = beginning
    while at < octets.endIndex, octets[at] != Octet.quote {
      if octets[at] == Octet.backslash {
        text.append(contentsOf: try escape().utf8)
      } else {
        text.append(octets[at])
        at += 1
      }
    }
    try expect(Octet.quote)
    return String(decoding: text, as: UTF8.self)
  }

  private mutating func escape() throws(JSONFault) -> Character {
    let start = offset
    at += 1
    guard at < octets.endIndex else { throw malformed }
    let scalar: Unicode.Scalar?
    switch octets[at] {
    case Octet.quote, Octet.backslash, UInt8(ascii: "/"): scalar = Unicode.Scalar(octets[at])
    case UInt8(ascii: "n"): scalar = "\n"
    case UInt8(ascii: "t"): scalar = "\t"
    case UInt8(ascii: "r"): scalar = "\r"
    case UInt8(ascii: "b"): scalar = "\u{8}"
    case UInt8(ascii: "f"): scalar = "\u{C}"
    case UInt8(ascii: "u"): scalar = try unicode()
    default: throw malformed
    }
    at += 1
    guard let scalar else { return note(.loneSurrogate(at: start)) }
    guard allowsControls || !Encoding.isForbidden(scalar) || Encoding.inLiterals.contains(scalar) else {
      return note(.forbidden(scalar, at: start))
    }
    return Character(scalar)
  }

  private mutating func note(_ fault: JSONFault.EscapeFault) -> Character {
    if escapeFault == nil { escapeFault = fault }
    return "\u{FFFD}"
  }

  /// `uXXXX`, or two of them for a character beyond U+FFFF; nil for half of such a pair. Ends on the last digit.
  private mutating func unicode() throws(JSONFault) -> Unicode.Scalar? {
    let first = try fourDigits()
    guard (0xD800...0xDBFF).contains(first) else { return Unicode.Scalar(first) }
    guard octets[at...].dropFirst().starts(with: "\\u".utf8) else { return nil }
    let back = at
    at += 2
    let second = try fourDigits()
    guard (0xDC00...0xDFFF).contains(second) else {
      at = back
      return nil
    }
    return Unicode.Scalar(0x1_0000 + (first - 0xD800) << 10 + (second - 0xDC00))
  }

  /// After the `u`, on which it begins.
  private mutating func fourDigits() throws(JSONFault) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      at += 1
      guard at < octets.endIndex, let digit = Octet.hexadecimal(octets[at]) else { throw malformed }
      value = value << 4 | UInt32(digit)
    }
    return value
  }

  private mutating func skipBlanks() {
    while at < octets.endIndex, octets[at] == Octet.space || octets[at] == Octet.tab { at += 1 }
  }

  private mutating func take(_ octet: UInt8) -> Bool {
    guard at < octets.endIndex, octets[at] == octet else { return false }
    at += 1
    return true
  }

  private mutating func expect(_ octet: UInt8) throws(JSONFault) {
    guard take(octet) else { throw malformed }
  }

  private var offset: Int { at - octets.startIndex }
  private var malformed: JSONFault { .malformed(at: offset) }
}
