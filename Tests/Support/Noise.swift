/// Seeded randomness for property tests: the same seed, the same cases (SplitMix64).
public struct Noise: RandomNumberGenerator, Sendable {
  private var state: UInt64

  public init(seed: UInt64) { state = seed }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// Evenly drawn from `0..<count`, but for a bias too small for a test to see; the standard library's own draws are slow
  /// without optimisation.
  public mutating func below(_ count: Int) -> Int { Int(truncatingIfNeeded: next() >> 1 % UInt64(count)) }

  public mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }

  /// True once in so many times.
  public mutating func onceIn(_ times: Int) -> Bool { below(times) == 0 }
}
