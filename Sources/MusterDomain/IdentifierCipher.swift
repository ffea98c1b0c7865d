/// Turns the database's numbers of people and of what they did into codes that cannot be counted or guessed from one
/// another, and back. A 40-bit Feistel network under the city's key and the kind, written in Crockford's base 32: a disguise that
/// keeps the wire from telling how many there are, not a wall; row security is the wall.
public struct IdentifierCipher: Sendable {
  /// A set for each kind of personal id, so that the same number reads differently as a member's and as an assignment's.
  private let roundKeys: [Kind: [UInt64]]
  private static let rounds = 8
  private static let half: UInt64 = (1 << 20) - 1
  /// Largest number that has a code.
  public static let maximum: Int64 = (1 << 40) - 1

  /// Nil unless the key has 16 octets.
  public init?(key: [UInt8]) {
    guard key.count == 16 else { return nil }
    var low: UInt64 = 0
    var high: UInt64 = 0
    for i in 0..<8 {
      low |= UInt64(key[i]) << (8 * i)
      high |= UInt64(key[8 + i]) << (8 * i)
    }
    roundKeys = Dictionary(
      uniqueKeysWithValues: Kind.allCases.filter(\.isPersonal).map { [low, high] kind in
        let own = Self.mix(low ^ UInt64(kind.rawValue.asciiValue ?? 0) << 56)
        return (kind, (0..<Self.rounds).map { Self.mix(own &+ Self.mix(high &+ UInt64($0))) })
      })
  }

  /// The wire's form, e.g. `M-5Q2K9XPA` for people, `A-31` for what may be counted.
  public func code(of id: Identifier) -> String {
    let body =
      roundKeys[id.kind].map { CrockfordBase32.encode(permuted(UInt64(id.number), $0), length: 8) } ?? String(id.number)
    return "\(id.kind.rawValue)-\(body)"
  }

  /// The number behind a code of that kind; nil where no such code exists. Letters in either case.
  public func identifier(_ code: String, kind: Kind) -> Identifier? {
    let bytes = Array(code.utf8)
    guard bytes.count >= 3, bytes[1] == UInt8(ascii: "-"),
      Character(UnicodeScalar(bytes[0])).uppercased() == String(kind.rawValue)
    else { return nil }
    if let keys = roundKeys[kind] {
      guard bytes.count == 10, let scrambled = CrockfordBase32.decode(bytes[2...]) else { return nil }
      let number = Int64(permuted(scrambled, keys, forward: false))
      return number > 0 ? Identifier(kind, number) : nil
    }
    // One spelling a number: no sign, no leading zero.
    guard bytes[2...].allSatisfy({ (0x30...0x39).contains($0) }), bytes[2] != 0x30, let number = Int64(code.dropFirst(2)) else {
      return nil
    }
    return Identifier(kind, number)
  }

  private func permuted(_ value: UInt64, _ roundKeys: [UInt64], forward: Bool = true) -> UInt64 {
    var left = (value >> 20) & Self.half
    var right = value & Self.half
    for round in 0..<Self.rounds {
      let key = roundKeys[forward ? round : Self.rounds - 1 - round]
      if forward {
        (left, right) = (right, left ^ (Self.mix(right ^ key) & Self.half))
      } else {
        (left, right) = (right ^ (Self.mix(left ^ key) & Self.half), left)
      }
    }
    return left << 20 | right
  }

  /// The finaliser of SplitMix64 (Steele, Lea, Flood 2014).
  private static func mix(_ value: UInt64) -> UInt64 {
    var z = value &+ 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// Douglas Crockford's base 32: no I, L, O, U; read without regard to case, with I and L as 1 and O as 0.
public enum CrockfordBase32 {
  private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

  public static func encode(_ value: UInt64, length: Int) -> String {
    var digits = [UInt8](repeating: alphabet[0], count: length)
    var rest = value
    for i in stride(from: length - 1, through: 0, by: -1) {
      digits[i] = alphabet[Int(rest & 31)]
      rest >>= 5
    }
    return String(decoding: digits, as: UTF8.self)
  }

  public static func decode(_ bytes: some Sequence<UInt8>) -> UInt64? {
    var value: UInt64 = 0
    for byte in bytes {
      guard let digit = digit(byte), value >> 59 == 0 else { return nil }
      value = value << 5 | UInt64(digit)
    }
    return value
  }

  private static func digit(_ byte: UInt8) -> Int? {
    var upper = (0x61...0x7A).contains(byte) ? byte - 0x20 : byte
    if upper == UInt8(ascii: "I") || upper == UInt8(ascii: "L") { upper = UInt8(ascii: "1") }
    if upper == UInt8(ascii: "O") { upper = UInt8(ascii: "0") }
    return alphabet.firstIndex(of: upper)
  }
}
