/// Text from elsewhere made harmless: no control or direction character of it reaches a terminal, so nothing that a name
/// or a note contains can move the cursor, change colours or hide what stands beside it.
enum TerminalText {
  /// Control characters as `\n`, `\t` or `\u{1B}`; the ones that reorder or break lines likewise.
  static func harmless(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isHarmful) else { return text }
    var out = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n": out += "\\n"
      case "\t": out += "\\t"
      case "\r": out += "\\r"
      case _ where isHarmful(scalar): out += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }

  /// C0, DEL, C1, line and paragraph separators, and the bidirectional marks, embeddings, overrides and isolates.
  static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x061C, 0x200E...0x200F, 0x2028...0x2029, 0x202A...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}

/// Colours by meaning; empty strings where colour is unwanted.
struct Palette: Sendable {
  let isColoured: Bool

  func good(_ text: String) -> String { wrap(text, "32;1") }
  func bad(_ text: String) -> String { wrap(text, "31;1") }
  func warning(_ text: String) -> String { wrap(text, "33;1") }
  func heading(_ text: String) -> String { wrap(text, "1") }
  func faint(_ text: String) -> String { wrap(text, "2") }

  private func wrap(_ text: String, _ code: String) -> String {
    isColoured && !text.isEmpty ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}
