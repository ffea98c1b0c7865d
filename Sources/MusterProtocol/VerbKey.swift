/// A verb's name in upper case, packed into words of eight octets: looking a verb up makes no text and hashes little.
struct VerbKey: Hashable {
  private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

  /// Nil where no verb can be so long.
  init?(_ name: some Sequence<UInt8>) {
    var place = 0
    var word: UInt64 = 0
    for octet in name {
      guard place < Name.maximumLength else { return nil }
      let isLower = octet >= UInt8(ascii: "a") && octet <= UInt8(ascii: "z")
      word |= UInt64(isLower ? octet - 0x20 : octet) << UInt64(8 * (place % 8))
      if place % 8 == 7 {
        keep(word, place / 8)
        word = 0
      }
      place += 1
    }
    keep(word, place / 8)
  }

  private mutating func keep(_ word: UInt64, _ index: Int) {
    switch index {
    case 0: words.0 = word
    case 1: words.1 = word
    case 2: words.2 = word
    case 3: words.3 = word
    default: break  // the word after the last is empty
    }
  }

  static func == (a: VerbKey, b: VerbKey) -> Bool { a.words == b.words }

  func hash(into hasher: inout Hasher) {
    hasher.combine(words.0)
    hasher.combine(words.1)
    if words.2 != 0 || words.3 != 0 {
      hasher.combine(words.2)
      hasher.combine(words.3)
    }
  }
}
