/// Writes JSON: texts with their quotes, objects of them.
public enum JSONWriter {
  /// A ready value of an object.
  public enum Value: Hashable, Sendable {
    case text(String)
    case number(Int64)
    /// JSON as it stands.
    case json(String)
    case null
  }

  /// `{"name":value,…}` in the order given.
  public static func object(_ fields: [(String, Value)]) -> String {
    var octets: [UInt8] = []
    append(fields, to: &octets)
    return String(decoding: octets, as: UTF8.self)
  }

  /// In double quotes by RFC 8259. Controls, line separators and what turns the reading direction become escapes, so that
  /// the text moves no cursor wherever it is shown; everything else stands as UTF-8.
  public static func quoted(_ text: String) -> String {
    var octets: [UInt8] = []
    append(text, to: &octets)
    return String(decoding: octets, as: UTF8.self)
  }

  static func append(_ fields: [(String, Value)], to octets: inout [UInt8]) {
    octets.append(Octet.openBrace)
    for (index, (name, value)) in fields.enumerated() {
      if index > 0 { octets.append(UInt8(ascii: ",")) }
      append(name, to: &octets)
      octets.append(UInt8(ascii: ":"))
      switch value {
      case .text(let text): append(text, to: &octets)
      case .number(let number): octets.append(contentsOf: String(number).utf8)
      case .json(let json): octets.append(contentsOf: json.utf8)
      case .null: octets.append(contentsOf: "null".utf8)
      }
    }
    octets.append(Octet.closeBrace)
  }

  static func append(_ text: String, to octets: inout [UInt8]) {
    octets.append(Octet.quote)
    if text.utf8.allSatisfy(isPlain) {
      octets.append(contentsOf: text.utf8)
    } else {
      for scalar in text.unicodeScalars { append(scalar, to: &octets) }
    }
    octets.append(Octet.quote)
  }

  private static func append(_ scalar: Unicode.Scalar, to octets: inout [UInt8]) {
    switch scalar {
    case "\"": octets.append(contentsOf: "\\\"".utf8)
    case "\\": octets.append(contentsOf: "\\\\".utf8)
    case "\n": octets.append(contentsOf: "\\n".utf8)
    case "\t": octets.append(contentsOf: "\\t".utf8)
    case "\r": octets.append(contentsOf: "\\r".utf8)
    case _ where Encoding.isForbidden(scalar) || isDirectionMark(scalar):
      let digits = String(scalar.value, radix: 16)
      octets.append(contentsOf: "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8)
    default: octets.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }
  }

  private static func isPlain(_ octet: UInt8) -> Bool {
    octet >= Octet.space && octet < 0x7F && octet != Octet.quote && octet != Octet.backslash
  }

  /// Allowed in a line, and yet able to make a terminal show it in another order.
  private static func isDirectionMark(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value == 0x061C || scalar.value == 0x200E || scalar.value == 0x200F
  }
}
