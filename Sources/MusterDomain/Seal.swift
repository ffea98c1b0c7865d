/// A keyed tag of some words: SipHash-2-4 (Aumasson, Bernstein 2012) under the city's key, by which the server knows again what it
/// has handed out itself, such as the cursor of a list's next page.
public struct Seal: Sendable {
  private let low: UInt64
  private let high: UInt64

  /// Nil unless the key has 16 octets.
  public init?(key: [UInt8]) {
    guard key.count == 16 else { return nil }
    func word(_ first: Int) -> UInt64 { (0..<8).reduce(0) { $0 | UInt64(key[first + $1]) << (8 * UInt64($1)) } }
    low = word(0)
    high = word(8)
  }

  /// The tag of the words, taken as 8 octets each, the lowest first.
  public func tag(_ words: [UInt64]) -> UInt64 {
    var state = State(low: low, high: high)
    for word in words { state.absorb(word) }
    // The last block has the message's length in octets, modulo 256, in its highest octet.
    state.absorb(UInt64(truncatingIfNeeded: words.count &* 8) << 56)
    return state.end()
  }

  private struct State {
    var v0: UInt64, v1: UInt64, v2: UInt64, v3: UInt64

    init(low: UInt64, high: UInt64) {
      // "somepseudorandomlygeneratedbytes"
      v0 = low ^ 0x736F_6D65_7073_6575
      v1 = high ^ 0x646F_7261_6E64_6F6D
      v2 = low ^ 0x6C79_6765_6E65_7261
      v3 = high ^ 0x7465_6462_7974_6573
    }

    mutating func absorb(_ word: UInt64) {
      v3 ^= word
      round()
      round()
      v0 ^= word
    }

    mutating func end() -> UInt64 {
      v2 ^= 0xFF
      for _ in 0..<4 { round() }
      return v0 ^ v1 ^ v2 ^ v3
    }

    private mutating func round() {
      v0 &+= v1
      v1 = rotated(v1, 13) ^ v0
      v0 = rotated(v0, 32)
      v2 &+= v3
      v3 = rotated(v3, 16) ^ v2
      v0 &+= v3
      v3 = rotated(v3, 21) ^ v0
      v2 &+= v1
      v1 = rotated(v1, 17) ^ v2
      v2 = rotated(v2, 32)
    }

    private func rotated(_ value: UInt64, _ by: UInt64) -> UInt64 { value << by | value >> (64 - by) }
  }
}
