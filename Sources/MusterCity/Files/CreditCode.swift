/// 统一社会信用代码, the 18 characters that name a Chinese organisation, by GB 32100-2015: registration authority, kind,
/// six digits of the registering division, nine of the organisation, one check character.
public enum CreditCode {
  /// The standard's characters in the order of their values 0 to 30: no I, O, S, V, Z.
  static let alphabet = Array("0123456789ABCDEFGHJKLMNPQRTUWXY".utf8)

  /// The value of each byte, -1 for one that is no character of the standard.
  private static let values: [Int] = (0..<256).map { alphabet.firstIndex(of: UInt8($0)) ?? -1 }

  /// Whether `text` has 18 characters of the alphabet, the last of them the right check character.
  public static func isValid(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard bytes.count == 18, bytes[2..<8].allSatisfy({ (48...57).contains($0) }) else { return false }
    return checkCharacter(bytes.prefix(17)) == bytes[17]
  }

  /// The check character of the first 17: 31 less the sum of values weighted by 3^i mod 31, mod 31. Nil for a character
  /// outside the alphabet.
  static func checkCharacter(_ body: some Sequence<UInt8>) -> UInt8? {
    var sum = 0
    var weight = 1
    for byte in body {
      let value = values[Int(byte)]
      guard value >= 0 else { return nil }
      sum += value * weight
      weight = weight * 3 % 31
    }
    return alphabet[(31 - sum % 31) % 31]
  }
}
