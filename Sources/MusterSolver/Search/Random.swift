/// A small generator of pseudo-random numbers (SplitMix64, Steele, Lea and Flood 2014): the same seed gives the same
/// numbers on every machine.
struct Random {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A number in `0 ..< limit`; `limit` at least 1.
  mutating func below(_ limit: Int) -> Int { Int(next().multipliedFullWidth(by: UInt64(limit)).high) }

  /// A seed for another generator, told apart by a number; leaves this one as it is.
  func fork(_ number: Int) -> UInt64 {
    var other = Random(seed: state &+ UInt64(truncatingIfNeeded: number) &* 0xD1B5_4A32_D192_ED03)
    return other.next()
  }
}
