import Crypto
import Testing

@testable import SCRAM

/// PBKDF2 by its definition (RFC 8018, 5.2), one block: slow, and independent of what the client uses.
func pbkdf2(_ password: String, salt: [UInt8], iterations: Int) -> [UInt8] {
  let key = Array(password.utf8)
  var block = Digests.authenticate(salt + [0, 0, 0, 1], key: key)
  var sum = block
  for _ in 1..<iterations {
    block = Digests.authenticate(block, key: key)
    sum = Digests.combined(sum, block)
  }
  return sum
}

@Suite("An exchange") struct ExchangeTests {
  static let clientNonce = "rOprNGfwEbeRWgbNEkqO"
  static let serverNonce = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"
  static let salt = Base64.decode(Array("W22ZaJ0SNY7soEsUEjb6gQ==".utf8)) ?? []
  static let salted = pbkdf2("pencil", salt: salt, iterations: 4096)
  static let verifier = Verifier(saltedPassword: salted, salt: salt, iterations: 4096)
  static let first = "n,,n=user,r=\(clientNonce)"
  static let final = "c=biws,r=\(clientNonce)\(serverNonce),p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="

  private func server() throws -> ServerExchange {
    ServerExchange(
      try ClientFirst(Array(Self.first.utf8)), verifier: Self.verifier, nonce: Array(Self.serverNonce.utf8))
  }

  @Test("says on both sides what RFC 7677, section 3, says")
  func vectors() throws {
    let client = ClientExchange(name: try #require(PreparedText("user")), nonce: Array(Self.clientNonce.utf8))
    #expect(client.first == Array(Self.first.utf8))
    let server = try server()
    #expect(
      String(decoding: server.challenge, as: UTF8.self)
        == "r=\(Self.clientNonce)\(Self.serverNonce),s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096")
    let challenge = try client.challenge(server.challenge, iterations: 4096...4096)
    #expect(challenge.salt == Self.salt)
    let proof = client.prove(challenge, saltedPassword: Self.salted)
    #expect(String(decoding: proof.message, as: UTF8.self) == Self.final)
    let last = try server.finish(proof.message)
    #expect(String(decoding: last, as: UTF8.self) == "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")
    try proof.check(last)
  }

  @Test(
    "refuses a first message for the reason that it has",
    arguments: [
      ("", ExchangeFault.malformed), ("n", .malformed), ("n,", .malformed), ("n,,", .malformed), ("x,,n=u,r=a", .malformed),
      ("y,,n=user,r=abc", .channelBinding), ("p=tls-unique,,n=user,r=abc", .channelBinding),
      ("p=,,n=user,r=abc", .channelBinding), ("n,a=admin,n=user,r=abc", .authorisationIdentity), ("n,b,n=u,r=a", .malformed),
      ("n,,m=x,n=user,r=abc", .mandatoryExtension), ("n,,n=user,m=x,r=abc", .mandatoryExtension),
      ("n,,n=user,r=abc,m=x", .mandatoryExtension), ("n,,r=abc,n=user", .malformed), ("n,,n=user", .malformed),
      ("n,,n=user,r=", .malformed), ("n,,n=user,r=a b", .malformed), ("n,,n=user,r=ab\u{7F}", .malformed),
      ("n,,n=,r=abc", .name), ("n,,n=a=b,r=abc", .name), ("n,,n=a=2c,r=abc", .name), ("n,,n=a=,r=abc", .name),
      ("n,,n=a\u{0},r=abc", .name), ("N,,n=user,r=abc", .malformed), ("n,,N=user,r=abc", .malformed),
      ("n,,n=user,r=abc,", .malformed), ("n,,n=user,r=abc,r=abd", .malformed), ("n,,n=user,r=abc,x", .malformed),
      ("n,,n=user,r=abc,x=", .malformed), ("n,,n=user,r=abc,1=a", .malformed),
    ])
  func badFirst(message: String, fault: ExchangeFault) {
    #expect(throws: fault) { try ClientFirst(Array(message.utf8)) }
  }

  @Test("takes names with commas and equals signs, other scripts, and ignores optional extensions")
  func names() throws {
    let names = [("a=2Cb", "a,b"), ("a=3D2C", "a=2C"), ("=3D", "="), ("王主任", "王主任")]
    for (spelt, name) in names {
      let first = try ClientFirst(Array("n,,n=\(spelt),r=abc,x=1,y=2=3".utf8))
      #expect(first.name == name)
      #expect(LoginName.escaped(name) == Array(spelt.utf8))
    }
    #expect(throws: ExchangeFault.name) { try ClientFirst(Array("n,,n=".utf8) + [0xC3, 0x28] + Array(",r=abc".utf8)) }
  }

  @Test(
    "refuses a last message for the reason that it has",
    arguments: [
      ("", ExchangeFault.malformed), ("c=biws", .malformed), ("c=biws,r=NONCE", .malformed), ("c=biws,p=PROOF", .malformed),
      ("c=eSws,r=NONCE,p=PROOF", .bindingMismatch), ("c=,r=NONCE,p=PROOF", .bindingMismatch),
      ("c=biw,r=NONCE,p=PROOF", .malformed), ("c=biws,r=NONCEx,p=PROOF", .nonceMismatch),
      ("c=biws,r=rOprNGfwEbeRWgbNEkqO,p=PROOF", .nonceMismatch), ("c=biws,r=NONCE,p=", .malformed),
      ("c=biws,r=NONCE,p=AAAA", .malformed), ("c=biws,r=NONCE,m=x,p=PROOF", .mandatoryExtension),
      ("c=biws,r=NONCE,p=PROOF,x=1", .malformed), ("r=NONCE,c=biws,p=PROOF", .malformed),
      ("c=biws,r=NONCE,p=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", .wrongProof),
      ("c=biws,r=NONCE,x=1,p=PROOF", .wrongProof),
      ("c=biws,r=NONCE,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVR=", .malformed),
    ])
  func badFinal(message: String, fault: ExchangeFault) throws {
    let server = try server()
    let spelt = message.split(separator: "NONCE", omittingEmptySubsequences: false).joined(
      separator: Self.clientNonce + Self.serverNonce
    ).split(separator: "PROOF", omittingEmptySubsequences: false).joined(
      separator: "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")
    #expect(throws: fault) { try server.finish(Array(spelt.utf8)) }
  }

  @Test("is believed by no client whose server cannot prove itself, or weakens the exchange")
  func badServer() throws {
    let client = ClientExchange(name: try #require(PreparedText("user")), nonce: Array(Self.clientNonce.utf8))
    let refused: [(String, ExchangeFault)] = [
      ("r=xOprNGfwEbeRWgbNEkqOabc,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096", .nonceMismatch),
      ("r=rOprNGfwEbeRWgbNEkqO,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096", .nonceMismatch),
      ("r=rOprNGfwEbeRWgbNEkqOabc,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4095", .iterations(4095)),
      ("r=rOprNGfwEbeRWgbNEkqOabc,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=0", .malformed),
      ("r=rOprNGfwEbeRWgbNEkqOabc,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=99999999999", .malformed),
      ("r=rOprNGfwEbeRWgbNEkqOabc,s=,i=4096", .malformed), ("r=rOprNGfwEbeRWgbNEkqOabc,s=W22Z", .malformed),
      ("m=x,r=rOprNGfwEbeRWgbNEkqOabc,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096", .mandatoryExtension),
    ]
    for (message, fault) in refused {
      #expect(throws: fault, "\(message)") { try client.challenge(Array(message.utf8), iterations: 4096...10_000) }
    }
    let challenge = try client.challenge(try server().challenge, iterations: 4096...4096)
    let proof = client.prove(challenge, saltedPassword: Self.salted)
    #expect(throws: ExchangeFault.wrongSignature) {
      try proof.check(Array("v=7rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=".utf8))
    }
    #expect(throws: ExchangeFault.serverError("other-error")) { try proof.check(Array("e=other-error".utf8)) }
    #expect(throws: ExchangeFault.malformed) { try proof.check(Array("".utf8)) }
  }

  @Test("survives octets of any kind in both messages")
  func noise() throws {
    let server = try server()
    var state: UInt64 = 7
    func octet() -> UInt8 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt8(truncatingIfNeeded: state >> 40)
    }
    for _ in 0..<20_000 {
      var message = Array((octet() & 1 == 0 ? Self.first : Self.final).utf8)
      for _ in 0..<3 where !message.isEmpty {
        let place = Int(octet()) % message.count
        switch octet() % 3 {
        case 0: message[place] = octet()
        case 1: message.remove(at: place)
        default: message = Array(message[..<place])
        }
      }
      _ = try? ClientFirst(message)
      // A mended or broken spelling never passes for the right one.
      if let last = try? server.finish(message) { #expect(!last.isEmpty && message == Array(Self.final.utf8)) }
    }
  }
}
