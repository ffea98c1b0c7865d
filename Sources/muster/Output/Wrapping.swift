/// Breaks a sentence into lines: at blanks, and between Chinese characters, which have none.
enum Wrapping {
  /// At least one line; none is wider than `cells` unless a single character is.
  static func lines(_ text: String, cells: Int) -> [String] {
    var lines: [String] = []
    var rest = Substring(text)
    while DisplayWidth.of(rest) > cells {
      let fitting = max(1, DisplayWidth.prefix(of: String(rest), cells: cells).count)
      let end = breakPoint(rest, limit: rest.index(rest.startIndex, offsetBy: fitting))
      lines.append(String(rest[..<end]).trimmedEnd)
      rest = rest[end...].drop { $0 == " " }
    }
    return lines + (rest.isEmpty && !lines.isEmpty ? [] : [String(rest)])
  }

  /// Never begin a line, however little stands before them.
  private static let closing: Set<Character> = [
    "。", "，", "、", "；", "：", "？", "！", "）", "」", "』", "】", "》", "〉", "”", "’", "…", ".", ",", ";", ":", "?", "!", ")", "]", "}",
  ]
  /// Never end one.
  private static let opening: Set<Character> = ["（", "「", "『", "【", "《", "〈", "“", "‘", "(", "[", "{"]

  /// Not inside a word of narrow letters, unless it fills the line, and never between a word and its punctuation.
  private static func breakPoint(_ text: Substring, limit: Substring.Index) -> Substring.Index {
    var end = limit
    while end > text.startIndex {
      let before = text[text.index(before: end)]
      if before == " " || text[end] == " " { return end }
      let isBetweenWide = DisplayWidth.of(character: before) == 2 || DisplayWidth.of(character: text[end]) == 2
      if isBetweenWide, !closing.contains(text[end]), !opening.contains(before) { return end }
      end = text.index(before: end)
    }
    end = limit
    while closing.contains(text[end]), text.index(before: end) > text.startIndex { end = text.index(before: end) }
    return end
  }
}

extension String {
  fileprivate var trimmedEnd: String { String(prefix(count - reversed().prefix { $0 == " " }.count)) }
}
