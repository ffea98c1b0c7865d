/// Small pieces of SVG's grammar.
enum SVG {
  /// A coordinate, to the tenth of a pixel.
  static func number(_ value: Double) -> String { Figures.plain((value * 10).rounded() / 10) }

  static func escape(_ text: String) -> String {
    var escaped = ""
    for character in text {
      switch character {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      default: escaped.append(character)
      }
    }
    return escaped
  }

  /// About how wide a text of 12 pixels is: a Chinese character is a square, a Latin letter about half of one.
  static func width(of text: String) -> Double {
    text.unicodeScalars.reduce(0) { $0 + ($1.value >= 0x2E80 ? 12 : 6.8) }
  }
}
