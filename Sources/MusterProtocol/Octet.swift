/// The octets that the grammar names, and their classes.
enum Octet {
  static let tab = UInt8(ascii: "\t")
  static let lineFeed = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")
  static let space = UInt8(ascii: " ")
  static let quote = UInt8(ascii: "\"")
  static let backslash = UInt8(ascii: "\\")
  static let equals = UInt8(ascii: "=")
  static let openBrace = UInt8(ascii: "{")
  static let closeBrace = UInt8(ascii: "}")
  static let at = UInt8(ascii: "@")
  static let hyphen = UInt8(ascii: "-")
  static let telnetCommand: UInt8 = 0xFF

  static func isDigit(_ octet: UInt8) -> Bool { octet >= UInt8(ascii: "0") && octet <= UInt8(ascii: "9") }
  static func hexadecimal(_ octet: UInt8) -> UInt8? {
    switch octet {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): octet - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): octet - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): octet - UInt8(ascii: "A") + 10
    default: nil
    }
  }
  static func isLetter(_ octet: UInt8) -> Bool {
    let lower = octet | 0x20
    return lower >= UInt8(ascii: "a") && lower <= UInt8(ascii: "z")
  }
  static func lower(_ octet: UInt8) -> UInt8 { isLetter(octet) ? octet | 0x20 : octet }
  /// Letters, digits, `-` and `_`: of tags, names and keys.
  static func isNameOctet(_ octet: UInt8) -> Bool {
    isLetter(octet) || isDigit(octet) || octet == hyphen || octet == UInt8(ascii: "_")
  }
}

/// `@tag` at the beginning of a line; `"tag"` of a line that is JSON.
enum Tag {
  static let maximumLength = 16

  static func isValid(_ tag: some Collection<UInt8>) -> Bool {
    !tag.isEmpty && tag.count <= maximumLength && tag.allSatisfy(Octet.isNameOctet)
  }

  /// The tag without its `@`, if the line begins with a readable one, or is JSON with one before whatever is wrong with it.
  static func read(_ line: ArraySlice<UInt8>) -> String? {
    if line.first == Octet.openBrace { return JSONRequest.tag(of: line) }
    guard line.first == Octet.at else { return nil }
    let tag = line.dropFirst().prefix { $0 != Octet.space }
    return isValid(tag) ? String(decoding: tag, as: UTF8.self) : nil
  }

  /// The first word after the tag is AUTH, in any case: decided on octets, before parsing. Of JSON, its first `"verb"`.
  static func isAuth(_ line: ArraySlice<UInt8>) -> Bool {
    if line.first == Octet.openBrace { return JSONRequest.verb(of: line)?.uppercased() == "AUTH" }
    var rest = line
    if read(line) != nil { rest = rest.drop { $0 != Octet.space }.dropFirst() }
    return rest.prefix { $0 != Octet.space }.map { $0 | 0x20 } == Array("auth".utf8)
  }
}

/// `{n}` or `name={n}` as the last token of a line.
enum LiteralMark {
  /// The octets that are announced; `Int.max` where the number is beyond all limits.
  static func length(announcedBy line: ArraySlice<UInt8>) -> Int? {
    guard line.last == Octet.closeBrace else { return nil }
    let token = line.suffix(from: line.lastIndex(of: Octet.space).map { $0 + 1 } ?? line.startIndex)
    let value = Name.split(token)?.value ?? token
    guard value.first == Octet.openBrace else { return nil }
    let digits = value.dropFirst().dropLast()
    guard let first = digits.first, digits.allSatisfy(Octet.isDigit) else { return nil }
    guard first != UInt8(ascii: "0") || digits.count == 1 else { return nil }
    return Int(String(decoding: digits, as: UTF8.self)) ?? Int.max
  }
}

/// An argument's name before its `=`.
enum Name {
  static let maximumLength = 32

  static func isValid(_ name: ArraySlice<UInt8>) -> Bool {
    guard let first = name.first, Octet.isLetter(first) else { return false }
    return name.count <= maximumLength && name.allSatisfy(Octet.isNameOctet)
  }

  /// Splits `name=value` at the first `=`; nil where what stands before it is no name.
  static func split(_ token: ArraySlice<UInt8>) -> (name: ArraySlice<UInt8>, value: ArraySlice<UInt8>)? {
    guard let equals = token.firstIndex(of: Octet.equals) else { return nil }
    let name = token[token.startIndex..<equals]
    return isValid(name) ? (name, token[(equals + 1)...]) : nil
  }
}

/// A code of the grammar, whether this protocol has it or a later one: `seg *("/" seg)`.
enum CodeText {
  static let maximumSegment = 24

  static func isValid(_ text: some Collection<UInt8>) -> Bool {
    text.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).allSatisfy { segment in
      (1...maximumSegment).contains(segment.count) && segment.allSatisfy(isOctet)
    }
  }

  private static func isOctet(_ octet: UInt8) -> Bool {
    Octet.isDigit(octet) || octet == Octet.hyphen || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(octet)
  }
}

/// First octets of those who came to the wrong door: browsers and TLS clients. They get no answer, so that no web page
/// can make a browser talk to us.
enum Foreign {
  enum Judgement { case undecided, ours, foreign }

  private static let beginnings = ["GET ", "POST ", "HEAD ", "Host:"].map { Array($0.utf8) }
  /// A TLS handshake record, version 3.x.
  private static let hello: [UInt8] = [0x16, 0x03]

  static func judge(_ octets: ArraySlice<UInt8>) -> Judgement {
    var mayBecome = octets.isEmpty
    for beginning in beginnings + [hello] {
      if octets.starts(with: beginning) { return .foreign }
      if beginning.starts(with: octets) { mayBecome = true }
    }
    return mayBecome ? .undecided : .ours
  }
}
