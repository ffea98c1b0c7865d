/// RFC 4648, section 4: with padding, without line breaks.
enum Base64 {
  private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  static func encode(_ octets: ArraySlice<UInt8>) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity((octets.count + 2) / 3 * 4)
    var at = octets.startIndex
    while at < octets.endIndex {
      let second = at + 1 < octets.endIndex ? octets[at + 1] : nil
      let third = at + 2 < octets.endIndex ? octets[at + 2] : nil
      let bits = UInt32(octets[at]) << 16 | UInt32(second ?? 0) << 8 | UInt32(third ?? 0)
      out.append(letters[Int(bits >> 18)])
      out.append(letters[Int(bits >> 12 & 63)])
      out.append(second == nil ? UInt8(ascii: "=") : letters[Int(bits >> 6 & 63)])
      out.append(third == nil ? UInt8(ascii: "=") : letters[Int(bits & 63)])
      at += 3
    }
    return out
  }
}
