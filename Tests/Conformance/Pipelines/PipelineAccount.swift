import MusterProtocol
import SCRAM

/// Whom a pipeline logs in: by a token, or by a password. What PBKDF2 would make of that is made up, so that nobody waits for it.
struct PipelineAccount: Sendable {
  let name: String
  let token: String
  /// What the server adds to a nonce, where that is known beforehand: then a login needs no answer to go on.
  let serverNonce: [UInt8]?

  static let salted = Array(repeating: UInt8(7), count: 32)
  static let verifier = Verifier(
    saltedPassword: salted, salt: Array("a salt of 16 oct".utf8), iterations: Verifier.usualIterations)

  /// AUTH's data, and what goes on from there. Nil for a name that cannot be prepared.
  static func exchange(as name: String, nonce: UInt64) -> ClientExchange? {
    PreparedText(name).map { ClientExchange(name: $0, nonce: Base64.encode("\(nonce)".utf8)) }
  }

  /// The line that answers a challenge (in base 64, as it came), without its end; nil for what is no challenge.
  static func proof(_ challenge: [UInt8], _ exchange: ClientExchange) -> [UInt8]? {
    guard let message = Base64.decode(challenge),
      let asked = try? exchange.challenge(message, iterations: verifier.iterations...verifier.iterations)
    else { return nil }
    return Base64.encode(exchange.prove(asked, saltedPassword: salted).message)
  }

  /// The same before the challenge has come.
  func proof(of exchange: ClientExchange) -> [UInt8]? {
    guard let serverNonce, let first = try? ClientFirst(exchange.first) else { return nil }
    let server = ServerExchange(first, verifier: Self.verifier, nonce: serverNonce)
    return Self.proof(Base64.encode(server.challenge), exchange)
  }
}
