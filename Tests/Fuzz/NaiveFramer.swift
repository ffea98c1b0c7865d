import MusterProtocol

/// A frame without the sentence that a refusal has.
enum Shape: Equatable {
  case line([UInt8], literal: [UInt8]?)
  case bye(Code)
  case close

  init(_ frame: LineFramer.Frame) {
    switch frame {
    case .line(let line, let literal): self = .line(line, literal: literal)
    case .bye(let failure): self = .bye(failure.code)
    case .close: self = .close
    }
  }
}

/// The framing rules of the protocol page written down a second time, for input that lies there as a whole.
enum NaiveFramer {
  static func frames(of stream: ArraySlice<UInt8>, _ limits: Limits, _ isAnonymous: Bool) -> [Shape] {
    let strangers = ["GET ", "POST ", "HEAD ", "Host:", "\u{16}\u{3}"].map { Array($0.utf8) }
    if strangers.contains(where: { stream.starts(with: $0) }) { return [.close] }
    if strangers.contains(where: { $0.starts(with: stream) }) { return [] }
    var shapes: [Shape] = []
    var rest = stream
    while let shape = next(&rest, limits, isAnonymous) {
      shapes.append(shape)
      guard case .line = shape else { break }
    }
    return shapes
  }

  private static func next(_ rest: inout ArraySlice<UInt8>, _ limits: Limits, _ isAnonymous: Bool) -> Shape? {
    let end = rest.firstIndex(of: 0x0A)
    var line = rest.prefix(upTo: end ?? rest.endIndex)
    // Without a line feed, a carriage return may be the first half of a line end.
    if line.last == 0x0D { line = line.dropLast() }
    if line.count > maximum(line, limits, isAnonymous) { return .bye(.limitSize) }
    guard let end else { return nil }
    rest = rest[(end + 1)...]
    guard let announced = announced(by: line) else { return .line(Array(line), literal: nil) }
    guard let length = Int(announced), length <= (isAnonymous ? min(limits.literal, limits.anonymousLiteral) : limits.literal)
    else { return .bye(.limitSize) }
    let literal = rest.prefix(length)
    let after = rest.dropFirst(length)
    if after.starts(with: [0x0D, 0x0A]) {
      rest = after.dropFirst(2)
    } else if after.first == 0x0A {
      rest = after.dropFirst()
    } else {
      return after.isEmpty || after.elementsEqual([0x0D]) ? nil : .bye(.syntax)
    }
    return .line(Array(line), literal: Array(literal))
  }

  private static func maximum(_ line: ArraySlice<UInt8>, _ limits: Limits, _ isAnonymous: Bool) -> Int {
    guard isAnonymous else { return limits.line }
    let words = line.prefix(limits.anonymousLine).split(separator: 0x20, omittingEmptySubsequences: false)
    let verb = isTagged(line) ? words.dropFirst().first : words.first
    if let verb, String(decoding: verb, as: UTF8.self).lowercased() == "auth" { return limits.authLine }
    // JSON has its verb anywhere; the framer's own reader of it is what it is.
    if line.first == UInt8(ascii: "{"), Limits.reads(line, limits) { return limits.authLine }
    return limits.anonymousLine
  }

  private static func isTagged(_ line: ArraySlice<UInt8>) -> Bool {
    let tag = line.dropFirst().prefix { $0 != 0x20 }
    return line.first == UInt8(ascii: "@") && (1...16).contains(tag.count) && tag.allSatisfy { isIn($0, "-_") }
  }

  /// The digits of `{n}` or `name={n}` after the line's last blank.
  private static func announced(by line: ArraySlice<UInt8>) -> String? {
    var token = line.lastIndex(of: 0x20).map { line[($0 + 1)...] } ?? line
    let name = token.prefix { isIn($0, "-_") }
    if let first = name.first, name.count <= 32, isIn(first, ""), first > UInt8(ascii: "9"),
      token.dropFirst(name.count).first == UInt8(ascii: "=")
    {
      token = token.dropFirst(name.count + 1)
    }
    let digits = token.dropFirst().dropLast()
    guard token.count > 2, token.first == UInt8(ascii: "{"), token.last == UInt8(ascii: "}"),
      digits.allSatisfy({ (0x30...0x39).contains($0) }), digits.first != 0x30 || digits.count == 1
    else { return nil }
    return String(decoding: digits, as: UTF8.self)
  }

  /// A letter, a digit, or one of these.
  private static func isIn(_ octet: UInt8, _ others: String) -> Bool {
    (0x30...0x39).contains(octet) || (0x61...0x7A).contains(octet | 0x20) || others.utf8.contains(octet)
  }
}

extension Limits {
  /// A JSON line within the first octets of which the verb AUTH stands.
  fileprivate static func reads(_ line: ArraySlice<UInt8>, _ limits: Limits) -> Bool {
    limits.refusalBeforeLogin(Array(line.prefix(limits.anonymousLine + 1)), literal: nil) == nil
  }
}
