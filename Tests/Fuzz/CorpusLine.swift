/// How a corpus file writes an input: text as it stands, everything else as `\n`, `\r`, `\t`, `\\`, `\xHH`.
enum CorpusLine {
  static func written(_ octets: ArraySlice<UInt8>) -> String {
    if let text = String(validating: octets, as: UTF8.self), text.unicodeScalars.allSatisfy(isPlain) {
      return text.unicodeScalars.map { escape($0) ?? String($0) }.joined()
    }
    return octets.map { octet in
      let scalar = Unicode.Scalar(octet)
      if let escape = escape(scalar) { return escape }
      return octet >= 0x20 && octet < 0x7F ? String(scalar) : hexadecimal(octet)
    }.joined()
  }

  /// Nil for an escape that is none of these.
  static func read(_ line: some StringProtocol) -> [UInt8]? {
    var octets: [UInt8] = []
    var rest = Array(line.utf8)[...]
    while let octet = rest.popFirst() {
      guard octet == UInt8(ascii: "\\") else {
        octets.append(octet)
        continue
      }
      switch rest.popFirst() {
      case UInt8(ascii: "n"): octets.append(0x0A)
      case UInt8(ascii: "r"): octets.append(0x0D)
      case UInt8(ascii: "t"): octets.append(0x09)
      case UInt8(ascii: "\\"): octets.append(UInt8(ascii: "\\"))
      case UInt8(ascii: "x"):
        guard let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) else { return nil }
        octets.append(value)
        rest = rest.dropFirst(2)
      default: return nil
      }
    }
    return octets
  }

  private static func escape(_ scalar: Unicode.Scalar) -> String? {
    switch scalar {
    case "\n": "\\n"
    case "\r": "\\r"
    case "\t": "\\t"
    case "\\": "\\\\"
    case _ where scalar.value < 0x20 || scalar.value == 0x7F: hexadecimal(UInt8(scalar.value))
    default: nil
    }
  }

  private static func hexadecimal(_ octet: UInt8) -> String { "\\x" + (octet < 16 ? "0" : "") + String(octet, radix: 16) }

  /// Letters of any script, and ASCII: nothing that an editor shows otherwise or does not show.
  private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isASCII || (scalar.properties.isAlphabetic && scalar.properties.generalCategory != .nonspacingMark)
  }
}
