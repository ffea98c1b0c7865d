import MusterProtocol
import SCRAM
import Testing

@testable import MusterClient

@Suite("A password") struct PasswordRulesTests {
  @Test(
    "is refused where anybody would try it first",
    arguments: [
      ("1234567", PasswordFault.tooShort(minimum: 8)), ("", .tooShort(minimum: 8)), ("12345678", .common),
      ("PASSWORD1", .common),
      ("woaini1314", .common), ("zzzzzzzz", .common), ("hgfedcba", .common), ("xyxyxyxy", .common), ("wangwangwang", .common),
      ("wang.ming", .common), ("Wang.Ming", .common),
    ])
  func refused(password: String, fault: PasswordFault) {
    #expect(throws: ClientError.password(fault)) { try PasswordRules.check(password, user: "wang.ming") }
  }

  @Test("is taken otherwise, of whatever characters", arguments: ["qhzkwmxp", "correct horse", "合欢树下的长椅三条", "zx9!kq2m"])
  func taken(password: String) throws { try PasswordRules.check(password, user: "wang.ming") }

  @Test("is common in a list whose entries are all lower case and long enough to matter")
  func list() {
    #expect(CommonPasswords.all.count > 400)
    #expect(CommonPasswords.all.allSatisfy { $0 == $0.lowercased() && $0.unicodeScalars.count >= PasswordRules.minimum })
  }

  @Test("makes another verifier each time, of the usual strength, and tells itself to no log")
  func verifier() throws {
    let login = try PasswordLogin(user: "wang", password: "correct horse")
    let (first, second) = (try #require(Verifier(try login.verifier())), try #require(Verifier(try login.verifier())))
    #expect(first.iterations == 600_000 && first.salt.count == 16)
    #expect(first.salt != second.salt && first.storedKey != second.storedKey)
    let again = Verifier(
      saltedPassword: try login.salted(first.salt, iterations: 600_000), salt: first.salt, iterations: 600_000)
    #expect(again == first)
    var dumped = "\(login) \(String(reflecting: login))"
    dump(ClientConnection.Credential.password(login), to: &dumped)
    #expect(!dumped.contains("correct"))
    #expect(throws: ClientError.password(.characters)) { try PasswordLogin(user: "wang", password: "caf\u{E9}12345") }
  }

  @Test("derives RFC 7677's key, and refuses a server that asks for fewer rounds than are usual")
  func derivation() async throws {
    // The published vector of PBKDF2-HMAC-SHA-256 (RFC 7914, section 11) has 80,000 rounds: too few for the library's own limit.
    let login = try PasswordLogin(user: "user", password: "pencil")
    #expect(throws: ClientError.password(.iterations(4_096))) { try login.salted([1], iterations: 4_096) }
    let server = try await ScriptedServer.start(
      greeting: "OK muster proto=1 auth=SCRAM-SHA-256,TOKEN tls=no maxline=8192 maxlit=65536 maxrows=1000 caps=KEYS\n"
    ) { received in
      let words = received.line.split(separator: " ")
      guard words.first == "AUTH", words.count == 3, let first = SCRAM.Base64.decode(Array(words[2].utf8)),
        let nonce = String(decoding: first, as: UTF8.self).split(separator: "r=").last
      else { return [.send("*NO AUTH/FAILED\n")] }
      return [.send("*+ \(SCRAM.Base64.text("r=\(nonce)abc,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096".utf8))\n")]
    }
    let connection = try await ClientConnection.open(server.address)
    await #expect(throws: ClientError.password(.iterations(4_096))) { try await connection.logIn(.password(login)) }
    await connection.close()
    await server.stop()
  }

  @Test("is shown to no server that cannot prove itself, or that speaks no SCRAM")
  func servers() async throws {
    let login = try PasswordLogin(user: "user", password: "pencil")
    let old = try await ScriptedServer.start { _ in [.send("*OK\n")] }
    let connection = try await ClientConnection.open(old.address)
    await #expect(throws: ClientError.password(.notSpoken)) { try await connection.logIn(.password(login)) }
    #expect(old.received.isEmpty)
    await connection.close()
    await old.stop()
    let impostor = try await ScriptedServer.start(
      greeting: "OK muster proto=1 auth=SCRAM-SHA-256 tls=no maxline=8192 maxlit=65536 maxrows=1000 caps=KEYS\n"
    ) { received in
      let words = received.line.split(separator: " ")
      guard words.count == 3, let first = SCRAM.Base64.decode(Array(words[2].utf8)),
        let nonce = String(decoding: first, as: UTF8.self).split(separator: "r=").last
      else { return [.send("@login OK v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4= user=user\n")] }
      return [.send("*+ \(SCRAM.Base64.text("r=\(nonce)abc,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=600000".utf8))\n")]
    }
    let second = try await ClientConnection.open(impostor.address)
    await #expect(throws: ClientError.password(.unprovenServer)) { try await second.logIn(.password(login)) }
    await second.close()
    await impostor.stop()
  }
}
