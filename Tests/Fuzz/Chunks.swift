/// Cuts octets into pieces of random length: the same seed, the same cuts (SplitMix64).
struct Chunks: Sequence, IteratorProtocol {
  private var rest: ArraySlice<UInt8>
  private var state: UInt64

  init(_ octets: ArraySlice<UInt8>, seed: UInt8) {
    rest = octets
    state = UInt64(seed)
  }

  mutating func next() -> ArraySlice<UInt8>? {
    guard !rest.isEmpty else { return nil }
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    mixed ^= mixed >> 31
    // Mostly a few octets, sometimes many, and sometimes none.
    let length = mixed & 7 == 0 ? Int(mixed >> 8 & 0xFF) : Int(mixed >> 8 & 7)
    defer { rest = rest.dropFirst(length) }
    return rest.prefix(length)
  }
}
