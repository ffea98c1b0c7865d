/// A verb's name in upper case, packed into words of eight octets: looking a verb up makes no text.
struct VerbKey: Equatable {
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

  /// Over twice as many as there are verbs, so that a search for an unknown one ends soon; a power of two.
  static let slots = 256

  /// Where the verb table keeps it: the upper bits of a product by an odd constant (Fibonacci hashing, Knuth 6.4).
  var slot: Int { Int(((words.0 ^ words.1.byteSwapped ^ words.2 ^ words.3) &* 0x9E37_79B9_7F4A_7C15) >> 56) }
}
