/// How many terminal cells a text takes: Chinese takes two a character, combining marks and joiners none. Knows no
/// terminal: those that disagree with Unicode about emoji misplace a column, no more.
enum DisplayWidth {
  static func of(_ text: some StringProtocol) -> Int {
    text.reduce(0) { $0 + of(character: $1) }
  }

  /// A cluster of scalars that is shown as one character takes at most two cells, whatever it is joined from.
  static func of(character: Character) -> Int {
    var cells = 0
    for scalar in character.unicodeScalars {
      // Variation selector 16 asks for the emoji form, which is wide.
      if scalar.value == 0xFE0F && cells == 1 { return 2 }
      cells += of(scalar: scalar)
      if cells >= 2 { return 2 }
    }
    return cells
  }

  /// The longest beginning of `text` that fits into `cells`.
  static func prefix(of text: String, cells: Int) -> Substring {
    var used = 0
    var end = text.startIndex
    for index in text.indices {
      used += of(character: text[index])
      if used > cells { break }
      end = text.index(after: index)
    }
    return text[..<end]
  }

  private static func of(scalar: Unicode.Scalar) -> Int {
    if scalar.value < 0x300 {
      return scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value) || scalar.value == 0xAD ? 0 : 1
    }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control, .surrogate: return 0
    default: break
    }
    // Hangul vowels and final consonants join the syllable before them (Unicode 3.12).
    if (0x1160...0x11FF).contains(scalar.value) || (0xD7B0...0xD7FB).contains(scalar.value) { return 0 }
    return isWide(scalar.value) ? 2 : 1
  }

  private static func isWide(_ value: UInt32) -> Bool {
    var low = 0
    var high = wideRanges.count
    while low < high {
      let middle = (low + high) / 2
      if value > wideRanges[middle].upperBound { low = middle + 1 } else { high = middle }
    }
    return low < wideRanges.count && wideRanges[low].contains(value)
  }
}
