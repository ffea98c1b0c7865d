#if canImport(SCRAM)
  import Crypto
  import SCRAM

  /// The login exchange, both sides, and the parts that it is made of.
  ///
  /// An input is a letter and what it is for: `s` a client's two messages, separated by LF, to a server; `c` a server's two
  /// messages to a client; `v` a verifier as it is stored; `b` base 64; `n` a name and a password that log in.
  enum ScramTarget {
    private static let salt = Array("W22ZaJ0SNY7soEsUEjb6gQ==".utf8)
    private static let clientNonce = Array("rOprNGfwEbeRWgbNEkqO".utf8)
    private static let serverNonce = Array("%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0".utf8)
    /// PBKDF2-HMAC-SHA-256 of `pencil`, 4,096 times: RFC 7677's example.
    private static let salted: [UInt8] = [
      0xC4, 0xA4, 0x95, 0x10, 0x32, 0x3A, 0xB4, 0xF9, 0x52, 0xCA, 0xC1, 0xFA, 0x99, 0x44, 0x19, 0x39, 0xE7, 0x8E, 0xA7, 0x4D,
      0x6B,
      0xE8, 0x1D, 0xDF, 0x70, 0x96, 0xE8, 0x75, 0x13, 0xDC, 0x61, 0x5D,
    ]
    private static let verifier = Verifier(saltedPassword: salted, salt: Base64.decode(salt) ?? [], iterations: 4_096)

    static func run(_ input: ArraySlice<UInt8>) -> Bool {
      let rest = input.dropFirst()
      switch input.first {
      case UInt8(ascii: "s"): Budget.line("a login at the server") { server(rest) }
      case UInt8(ascii: "c"): Budget.line("a login at the client") { client(rest) }
      case UInt8(ascii: "v"): stored(rest)
      case UInt8(ascii: "b"): base64(rest)
      case UInt8(ascii: "n"): Budget.line("a whole login") { login(rest) }
      default: return false
      }
      return true
    }

    private static func halves(_ octets: ArraySlice<UInt8>) -> ([UInt8], [UInt8]) {
      let first = octets.prefix { $0 != 0x0A }
      return (Array(first), Array(octets[first.endIndex...].dropFirst()))
    }

    /// Nobody gets in who does not know the password: the proof of whoever does is computed here a second time.
    private static func server(_ octets: ArraySlice<UInt8>) {
      let (opening, closing) = halves(octets)
      do {
        let first = try ClientFirst(opening)
        let server = ServerExchange(first, verifier: verifier, nonce: serverNonce)
        let last = try server.finish(closing)
        require(opening.starts(with: "n,,".utf8) && closing.starts(with: "c=biws,r=".utf8), "\(closing.shown) logs in")
        let parts = closing.split(separator: UInt8(ascii: ","))
        let text = [opening.dropFirst(3), server.challenge[...], closing.dropLast((parts.last?.count ?? 0) + 1)]
        let proof = proof(of: Array(text.joined(separator: [UInt8(ascii: ",")])))
        require(parts.last?.elementsEqual(Array("p=".utf8) + Base64.encode(proof)) == true, "\(closing.shown) proves nothing")
        require(last.starts(with: "v=".utf8), "the last message is \(last.shown)")
      } catch {
        require(error != .wrongSignature, "a server says \(error)")
      }
    }

    /// RFC 5802, section 3: `ClientKey XOR HMAC(H(ClientKey), AuthMessage)`.
    private static func proof(of text: [UInt8]) -> [UInt8] {
      let key = HMAC<SHA256>.authenticationCode(for: Array("Client Key".utf8), using: SymmetricKey(data: salted))
      let signature = HMAC<SHA256>.authenticationCode(for: text, using: SymmetricKey(data: SHA256.hash(data: key)))
      return zip(key, signature).map { $0 ^ $1 }
    }

    private static func client(_ octets: ArraySlice<UInt8>) {
      let (challenge, last) = halves(octets)
      guard let name = PreparedText("user") else { fail("user is no name") }
      let client = ClientExchange(name: name, nonce: clientNonce)
      do {
        let understood = try client.challenge(challenge, iterations: 4_096...1_000_000)
        require((4_096...1_000_000).contains(understood.iterations) && !understood.salt.isEmpty, "\(challenge.shown) is taken")
        try client.prove(understood, saltedPassword: salted).check(last)
      } catch {
        require(error != .wrongProof, "a client says \(error)")
      }
    }

    private static func stored(_ octets: ArraySlice<UInt8>) {
      guard let text = String(validating: octets, as: UTF8.self), let verifier = Verifier(text) else { return }
      require(verifier.text == text, "\(text) is written as \(verifier.text)")
    }

    private static func base64(_ octets: ArraySlice<UInt8>) {
      if let decoded = Base64.decode(octets) { require(Base64.encode(decoded) == Array(octets), "two spellings of \(decoded)") }
      let encoded = Base64.encode(octets)
      require(Base64.decode(encoded) == Array(octets), "\(encoded.shown) is not what it was")
      if let name = LoginName.unescaped(octets) {
        require(LoginName.escaped(name) == Array(octets), "two spellings of the name \(name)")
      }
    }

    /// With a name and nonces of every kind, both sides agree.
    private static func login(_ octets: ArraySlice<UInt8>) {
      let (name, nonce) = halves(octets)
      guard let text = String(validating: name, as: UTF8.self), let prepared = PreparedText(text) else { return }
      let own = Base64.encode(nonce + [0])
      let client = ClientExchange(name: prepared, nonce: own)
      do {
        let first = try ClientFirst(client.first)
        require(Array(first.name.utf8) == prepared.octets, "the server reads the name \(first.name)")
        let server = ServerExchange(first, verifier: verifier, nonce: serverNonce)
        let proof = client.prove(try client.challenge(server.challenge, iterations: 4_096...4_096), saltedPassword: salted)
        try proof.check(try server.finish(proof.message))
      } catch {
        fail("an honest login fails: \(error)")
      }
    }

    /// RFC 7677, section 3, from both sides; and what is like it.
    static var seeds: [[UInt8]] {
      let first = "n,,n=user,r=rOprNGfwEbeRWgbNEkqO"
      let challenge = "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"
      let proof = "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="
      let final = "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=\(proof)"
      let signature = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="
      agreesWithTheRFC(first, final, signature)
      return [
        "s\(first)\n\(final)", "c\(challenge)\n\(signature)", "v\(verifier.text)", "bW22ZaJ0SNY7soEsUEjb6gQ==", "ba=2Cb=3D",
        "n王主任\n0123456789abcdef01", "nuser\n", "sn,,n=a=2Cb,r=abc,x=1\nc=biws,r=abc,p=", "sy,,n=user,r=abc",
        "sp=x,,n=user,r=abc",
        "sn,a=b,n=user,r=abc", "sn,,m=x,n=user,r=abc", "ce=invalid-proof", "c\(challenge),x=1\ne=other-error",
        "c\(challenge),m=1",
      ].map { Array($0.utf8) }
    }

    private static func agreesWithTheRFC(_ first: String, _ final: String, _ signature: String) {
      do {
        let server = ServerExchange(try ClientFirst(Array(first.utf8)), verifier: verifier, nonce: serverNonce)
        require(try server.finish(Array(final.utf8)) == Array(signature.utf8), "RFC 7677's example ends otherwise")
      } catch {
        fail("RFC 7677's example fails: \(error)")
      }
    }
  }
#else
  /// Until there is a login exchange, there is nothing to fuzz in it.
  enum ScramTarget {
    static let seeds: [[UInt8]] = []
    static func run(_ input: ArraySlice<UInt8>) -> Bool { false }
  }
#endif
