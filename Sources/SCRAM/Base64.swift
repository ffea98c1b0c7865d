/// RFC 4648's base 64 on octets, strict: padding where it is due and nowhere else, no blanks, and no bits behind the last octet,
/// so that each text has one spelling.
public enum Base64 {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  private static let padding = UInt8(ascii: "=")

  public static func encode(_ octets: some Sequence<UInt8>) -> [UInt8] {
    var text: [UInt8] = []
    var held: UInt32 = 0
    var bits = 0
    for octet in octets {
      held = held << 8 | UInt32(octet)
      bits += 8
      while bits >= 6 {
        bits -= 6
        text.append(alphabet[Int(held >> UInt32(bits) & 63)])
      }
    }
    if bits > 0 { text.append(alphabet[Int(held << UInt32(6 - bits) & 63)]) }
    while text.count % 4 != 0 { text.append(padding) }
    return text
  }

  public static func text(_ octets: some Sequence<UInt8>) -> String { String(decoding: encode(octets), as: UTF8.self) }

  /// Nil for anything but what ``encode(_:)`` would have written.
  public static func decode(_ text: some BidirectionalCollection<UInt8>) -> [UInt8]? {
    guard text.count % 4 == 0 else { return nil }
    var body = text[...]
    for _ in 0..<2 where body.last == padding { body.removeLast() }
    var octets: [UInt8] = []
    octets.reserveCapacity(text.count / 4 * 3)
    var held: UInt32 = 0
    var bits = 0
    for character in body {
      guard let value = value(character) else { return nil }
      held = held << 6 | UInt32(value)
      bits += 6
      guard bits >= 8 else { continue }
      bits -= 8
      octets.append(UInt8(truncatingIfNeeded: held >> UInt32(bits)))
    }
    guard held & (1 << UInt32(bits) - 1) == 0 else { return nil }
    return octets
  }

  private static func value(_ character: UInt8) -> UInt8? {
    switch character {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): character - UInt8(ascii: "A")
    case UInt8(ascii: "a")...UInt8(ascii: "z"): character - UInt8(ascii: "a") + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0") + 52
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }
}
