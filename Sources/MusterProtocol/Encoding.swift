/// Which octets may stand in a line: UTF-8 by RFC 3629, without controls (U+0000 to U+001F, U+007F to U+009F), line and
/// paragraph separators, and the controls that turn the reading direction and can make a line look like another.
public enum Encoding {
  public enum Fault: Hashable, Sendable {
    /// Not UTF-8 from this offset on.
    case malformed(at: Int)
    /// A character that must not stand in a line.
    case forbidden(Unicode.Scalar, at: Int)
  }

  /// The first fault. Tabs and line feeds pass where they are allowed: both in a literal, tabs between a row's fields.
  public static func fault(in octets: some Collection<UInt8>, allowing: Set<Unicode.Scalar> = []) -> Fault? {
    octets.withContiguousStorageIfAvailable { fault(in: $0, allowing) }
      ?? Array(octets).withUnsafeBufferPointer { fault(in: $0, allowing) }
  }

  /// What a literal may hold besides what a line may.
  static let inLiterals: Set<Unicode.Scalar> = ["\n", "\t"]

  public static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0...0x1F, 0x7F...0x9F, 0x2028, 0x2029, 0x202A...0x202E, 0x2066...0x2069: true
    default: false
    }
  }

  private static func fault(in octets: UnsafeBufferPointer<UInt8>, _ allowed: Set<Unicode.Scalar>) -> Fault? {
    var at = 0
    while at < octets.count {
      let first = octets[at]
      if first >= 0x20 && first < 0x7F {
        at += 1
        continue
      }
      guard let (scalar, length) = decode(octets, at) else { return .malformed(at: at) }
      if isForbidden(scalar) && !allowed.contains(scalar) { return .forbidden(scalar, at: at) }
      at += length
    }
    return nil
  }

  /// Table 3-7 of the Unicode standard: well-formed UTF-8 byte sequences. Its rows for surrogates and for what lies beyond
  /// U+10FFFF are kept by `Unicode.Scalar`, which is neither.
  private static func decode(_ octets: UnsafeBufferPointer<UInt8>, _ at: Int) -> (Unicode.Scalar, Int)? {
    let first = octets[at]
    let length: Int
    var second: ClosedRange<UInt8> = 0x80...0xBF
    var value: UInt32
    switch first {
    case 0x00...0x7F: return (Unicode.Scalar(first), 1)
    case 0xC2...0xDF: (length, value) = (2, UInt32(first & 0x1F))
    case 0xE0...0xEF:
      (length, value) = (3, UInt32(first & 0x0F))
      if first == 0xE0 { second = 0xA0...0xBF }
    case 0xF0...0xF4:
      (length, value) = (4, UInt32(first & 0x07))
      if first == 0xF0 { second = 0x90...0xBF }
    default: return nil
    }
    guard at + length <= octets.count, second.contains(octets[at + 1]) else { return nil }
    for index in 1..<length {
      guard octets[at + index] & 0xC0 == 0x80 else { return nil }
      value = value << 6 | UInt32(octets[at + index] & 0x3F)
    }
    return Unicode.Scalar(value).map { ($0, length) }
  }
}
