import Crypto
import MusterProtocol
import SCRAM
import TestSupport

/// Logs in by a password as a client does, but for PBKDF2: what that would give is made up, so that no test waits for it.
struct Passwords {
  let salted: [UInt8]
  let verifier: Verifier

  init(_ seed: String) {
    salted = Array(SHA256.hash(data: Array(seed.utf8)))
    verifier = Verifier(
      saltedPassword: salted, salt: Array(salted.prefix(Verifier.saltLength)), iterations: Verifier.usualIterations)
  }

  /// Of everything that the server says: the challenge without the nonce, and the final.
  struct Outcome {
    var challenge: String?
    var final: Final
    var isProved = false
  }

  func logIn(_ client: TestClient, as user: String, nonce: String = "fyko+d2lbbFgONRv9qkxdawL") async throws -> Outcome {
    guard let name = PreparedText(user) else { throw TestFailure("no name: \(user)") }
    let exchange = ClientExchange(name: name, nonce: Array(nonce.utf8))
    let reply = try await client.send("AUTH SCRAM-SHA-256 \(SCRAM.Base64.text(exchange.first))")
    guard let challenge = reply.challenge else { return Outcome(final: reply.final) }
    let message = SCRAM.Base64.decode(Array(challenge.utf8)) ?? []
    let asked = try exchange.challenge(message, iterations: Verifier.usualIterations...Verifier.usualIterations)
    let proof = exchange.prove(asked, saltedPassword: salted)
    let final = await client.answer(SCRAM.Base64.text(proof.message)).final
    var outcome = Outcome(challenge: "s=\(SCRAM.Base64.text(asked.salt)),i=\(asked.iterations)", final: final)
    if let signature = final.fields.first(where: { $0.name == "v" })?.value {
      try proof.check(Array("v=\(signature)".utf8))
      outcome.isProved = true
    }
    return outcome
  }
}

extension Final {
  /// `NO AUTH/FAILED`, `OK`.
  var words: String { code.map { "\(word.rawValue) \($0.rawValue)" } ?? word.rawValue }
}
