import MusterProtocol
import SCRAM

extension ClientConnection {
  /// AUTH SCRAM-SHA-256, in two lines; believes the server only if it proves itself. The OK of AUTH.
  func logIn(by login: PasswordLogin) async throws -> Final {
    guard greeting.mechanisms.contains(Verifier.mechanism) else { throw ClientError.password(.notSpoken) }
    let client = ClientExchange(name: login.name, nonce: Base64.encode(PasswordLogin.random(24)))
    let reply = try await send(
      Array("@login AUTH \(Verifier.mechanism) \(Base64.text(client.first))\n".utf8), tag: "login"
    ).reply()
    guard let challenge = reply.challenge else { throw ClientError.login(reply.final) }
    do {
      guard let message = Base64.decode(Array(challenge.utf8)) else { throw ExchangeFault.malformed }
      let asked = try client.challenge(message, iterations: PasswordLogin.iterations)
      let salted = try login.salted(asked.salt, iterations: asked.iterations)
      let proof = client.prove(asked, saltedPassword: salted)
      let final = try await send(Base64.encode(proof.message) + [UInt8(ascii: "\n")], tag: "login").reply().final
      guard final.word == .ok else { throw ClientError.login(final) }
      let signature = final.fields.first { $0.name == "v" }?.value ?? ""
      try proof.check(Array("v=\(signature)".utf8))
      return final
    } catch let fault as ExchangeFault {
      throw ClientError.password(Self.fault(fault))
    }
  }

  /// What is wrong is the server's doing, whatever it is.
  private static func fault(_ fault: ExchangeFault) -> PasswordFault {
    if case .iterations(let number) = fault { .iterations(number) } else { .unprovenServer }
  }
}
