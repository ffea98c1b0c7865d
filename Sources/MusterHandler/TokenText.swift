import MusterDomain

/// A token as people carry it: `mst_<id>_<secret>`. The prefix lets scanners of leaked secrets know it.
struct TokenText: Hashable, Sendable {
  /// 10 characters of Crockford's base 32.
  let id: String
  /// 32 octets of randomness, as 52 characters.
  let secret: [UInt8]

  init?(_ text: String) {
    let parts = text.split(separator: "_", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0] == "mst", (4...16).contains(parts[1].utf8.count), parts[2].utf8.count == 52 else {
      return nil
    }
    id = parts[1].uppercased()
    secret = Array(parts[2].uppercased().utf8)
  }

  private init(id: String, secret: [UInt8]) {
    self.id = id
    self.secret = secret
  }

  /// 50 bits of id and 256 of secret from the system's generator.
  static func random() -> TokenText {
    var generator = SystemRandomNumberGenerator()
    let id = CrockfordBase32.encode(generator.next(upperBound: 1 << 50), length: 10)
    let words = (0..<4).map { _ in CrockfordBase32.encode(generator.next(), length: 13) }
    return TokenText(id: id, secret: Array(words.joined().utf8))
  }

  var text: String { "mst_\(id)_\(String(decoding: secret, as: UTF8.self))" }
}
