/// A name or a password after SASLprep (RFC 4013), for those characters for which this can be done without Unicode's tables of
/// compatibility: visible ASCII and the blank, full-width ASCII and the ideographic space (which NFKC and table C.1.2 turn into
/// their narrow forms), and the unified ideographs of Unicode 3.2, which stay as they are. Anything else is refused rather than
/// handled in a way that another client would not repeat.
public struct PreparedText: Hashable, Sendable {
  public let octets: [UInt8]

  /// Nil where some character is none of these, or there is none at all.
  public init?(_ text: String) {
    var prepared = ""
    for scalar in text.unicodeScalars {
      guard let mapped = Self.mapped(scalar) else { return nil }
      prepared.unicodeScalars.append(mapped)
    }
    guard !prepared.isEmpty else { return nil }
    octets = Array(prepared.utf8)
  }

  private static func mapped(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
    switch scalar.value {
    case 0x20...0x7E: scalar
    // U+3000 and U+00A0 are blanks.
    case 0x3000, 0xA0: " "
    case 0xFF01...0xFF5E: Unicode.Scalar(scalar.value - 0xFEE0)
    case 0x3400...0x4DB5, 0x4E00...0x9FA5, 0x20000...0x2A6D6: scalar
    default: nil
    }
  }
}
