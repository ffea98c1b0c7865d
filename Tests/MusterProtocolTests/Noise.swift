@testable import MusterProtocol

/// Seeded randomness for property tests: the same seed, the same cases (SplitMix64).
struct Noise: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// Text as people and attackers write it, of characters that the wire can carry.
  mutating func text(from alphabet: String, upTo maximum: Int) -> String {
    let letters = Array(alphabet.unicodeScalars)
    var text = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 0...maximum, using: &self) {
      text.append(letters[Int.random(in: 0..<letters.count, using: &self)])
    }
    return String(text)
  }
}

/// A framer's frames of an input that comes in the given pieces.
func frames(_ pieces: [some Collection<UInt8>], limits: Limits = Limits(), anonymous: Bool = false) -> [LineFramer.Frame] {
  var framer = LineFramer(limits: limits)
  framer.isAnonymous = anonymous
  var frames: [LineFramer.Frame] = []
  for piece in pieces {
    framer.append(piece)
    while let frame = framer.next() { frames.append(frame) }
  }
  return frames
}

func line(_ text: String, literal: String? = nil) -> LineFramer.Frame {
  .line(Array(text.utf8), literal: literal.map { Array($0.utf8) })
}
