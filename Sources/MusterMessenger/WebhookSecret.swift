import Crypto
import FoundationEssentials

/// What proves to a receiver that a letter comes from this city.
public struct WebhookSecret: Sendable {
  /// As it was given.
  private let text: String
  private let key: SymmetricKey
  /// Octets that a secret has at the least.
  public static let least = 16

  /// `whsec_` and base 64, as Standard Webhooks spells secrets, or any other text as it stands. Nil for one that is too short.
  public init?(_ text: String) {
    self.text = text
    if text.hasPrefix("whsec_") {
      guard let octets = Data(base64Encoded: String(text.dropFirst(6))), octets.count >= Self.least else { return nil }
      key = SymmetricKey(data: octets)
    } else {
      guard text.utf8.count >= Self.least else { return nil }
      key = SymmetricKey(data: Data(text.utf8))
    }
  }

  /// `v1,` and the base 64 of HMAC-SHA-256 over `id.timestamp.body`.
  func standard(id: String, timestamp: Int64, body: [UInt8]) -> String {
    "v1," + mac(Array("\(id).\(timestamp).".utf8) + body)
  }

  /// 钉钉: base 64 of HMAC-SHA-256 over the milliseconds, a line feed and the secret, under the secret.
  func dingtalk(milliseconds: Int64) -> String { mac(Array("\(milliseconds)\n\(text)".utf8)) }

  private func mac(_ octets: [UInt8]) -> String {
    Data(HMAC<SHA256>.authenticationCode(for: octets, using: key)).base64EncodedString()
  }
}
