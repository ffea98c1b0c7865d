import Crypto

/// The one hash of SCRAM-SHA-256, on octets.
enum Digests {
  /// Octets of a digest, and so of each key.
  static let length = 32

  static func hash(_ octets: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: octets)) }

  static func authenticate(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
    Array(HMAC<SHA256>.authenticationCode(for: message, using: SymmetricKey(data: key)))
  }

  static func authenticate(_ message: String, key: [UInt8]) -> [UInt8] { authenticate(Array(message.utf8), key: key) }

  /// Takes as long wherever the two differ.
  static func areEqual(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    guard a.count == b.count else { return false }
    var difference: UInt8 = 0
    for (x, y) in zip(a, b) { difference |= x ^ y }
    return difference == 0
  }

  static func combined(_ a: [UInt8], _ b: [UInt8]) -> [UInt8] { zip(a, b).map { $0 ^ $1 } }
}
