import MusterProtocol

/// Every input of one to three octets, and of four octets all that are well-formed, every range's edges and a large sample,
/// judged by `Encoding` as the standard library's decoder judges them, save the characters that the grammar bars. Every way to
/// cut a character off is among them.
enum Exhaustion {
  static func run() -> Bool {
    var judge = Judge()
    for first in UInt8.min...UInt8.max {
      judge.check([first])
      for second in UInt8.min...UInt8.max {
        judge.check([first, second])
        for third in UInt8.min...UInt8.max { judge.check([first, second, third]) }
      }
    }
    print("\(judge.count) inputs of up to three octets: \(judge.accepted) accepted")
    four(&judge)
    print("\(judge.count) inputs with those of four octets: \(judge.accepted) accepted")
    return true
  }

  /// Table 3-7's edges, and one beyond each.
  private static let edges: [UInt8] = [
    0x00, 0x0A, 0x41, 0x7F, 0x80, 0x81, 0x8F, 0x90, 0x9F, 0xA0, 0xA6, 0xA9, 0xA8, 0xAE, 0xBF, 0xC0, 0xC2, 0xE0,
    0xED, 0xF0, 0xF4, 0xFF,
  ]

  private static func four(_ judge: inout Judge) {
    for value in UInt32(0x1_0000)...0x10_FFFF {
      guard let scalar = Unicode.Scalar(value), let octets = UTF8.encode(scalar).map(Array.init) else { continue }
      judge.check(octets)
    }
    for first in UInt8(0xEE)...0xFF {
      for second in UInt8.min...UInt8.max {
        for third in edges { for fourth in edges { judge.check([first, second, third, fourth]) } }
      }
    }
    // A million more, by SplitMix64.
    var state: UInt64 = 11
    for _ in 0..<1_000_000 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed ^= mixed >> 27
      let octets = (0..<4).map { UInt8(truncatingIfNeeded: mixed >> (8 * $0 + 16)) }
      judge.check([octets[0] | 0xC0, octets[1] | 0x80, octets[2], octets[3]])
    }
  }
}

private struct Judge {
  var count = 0
  var accepted = 0

  mutating func check(_ octets: [UInt8]) {
    let isAccepted = Encoding.fault(in: octets) == nil
    require(isAccepted == Self.isRight(octets), "\(octets.shown) is \(isAccepted ? "" : "not ")accepted")
    count += 1
    if isAccepted { accepted += 1 }
  }

  /// By the standard library and by the grammar's list, written down a second time.
  private static func isRight(_ octets: [UInt8]) -> Bool {
    guard let text = String(validating: octets, as: UTF8.self) else { return false }
    return text.unicodeScalars.allSatisfy { scalar in
      switch scalar.value {
      case ..<0x20, 0x7F..<0xA0, 0x2028..<0x202F, 0x2066..<0x206A: false
      default: true
      }
    }
  }
}
