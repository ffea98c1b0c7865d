/// A client's first message, `n,,n=<name>,r=<nonce>`, understood.
public struct ClientFirst: Hashable, Sendable {
  /// The `gs2-header`: no channel binding, nobody else's rights.
  static let header = Array("n,,".utf8)

  public let name: String
  let nonce: [UInt8]
  /// Without the header.
  let bare: [UInt8]

  public init(_ message: [UInt8]) throws(ExchangeFault) {
    let comma = UInt8(ascii: ",")
    guard let flagEnd = message.firstIndex(of: comma) else { throw .malformed }
    let flag = message[..<flagEnd]
    guard flag.elementsEqual("n".utf8) else {
      throw flag.elementsEqual("y".utf8) || flag.starts(with: "p=".utf8) ? .channelBinding : .malformed
    }
    guard let end = message[(flagEnd + 1)...].firstIndex(of: comma) else { throw .malformed }
    guard end == flagEnd + 1 else {
      throw message[(flagEnd + 1)...].starts(with: "a=".utf8) ? .authorisationIdentity : .malformed
    }
    let bare = message[(end + 1)...]
    var attributes = Attributes(bare)
    guard let name = LoginName.unescaped(try attributes.take("n")) else { throw .name }
    let nonce = try attributes.take("r")
    guard Attributes.isNonce(nonce) else { throw .malformed }
    try attributes.endsWithExtensions()
    self.name = name
    self.nonce = Array(nonce)
    self.bare = Array(bare)
  }
}

/// The server's side of one login (RFC 5802, RFC 7677): it has shown ``challenge`` and waits for the client's last message.
/// Knows no users and no randomness: verifier and nonce come in.
public struct ServerExchange: Sendable {
  /// `r=<both nonces>,s=<salt>,i=<iterations>`.
  public let challenge: [UInt8]
  private let clientBare: [UInt8]
  private let nonce: [UInt8]
  private let verifier: Verifier

  /// `nonce` is the server's own part: at least 18 octets of randomness in base 64.
  public init(_ first: ClientFirst, verifier: Verifier, nonce: [UInt8]) {
    let both = first.nonce + nonce
    clientBare = first.bare
    self.nonce = both
    self.verifier = verifier
    challenge = Array("r=".utf8) + both + Array(",s=\(Base64.text(verifier.salt)),i=\(verifier.iterations)".utf8)
  }

  /// The server's last message, `v=<signature>`, if the client has proved that it knows the password. All is computed
  /// before anything is judged, so that every refusal costs the same.
  public func finish(_ message: [UInt8]) throws(ExchangeFault) -> [UInt8] {
    let final = try ClientFinal(message)
    let text = clientBare + [UInt8(ascii: ",")] + challenge + [UInt8(ascii: ",")] + final.withoutProof
    let clientKey = Digests.combined(final.proof, Digests.authenticate(text, key: verifier.storedKey))
    let signature = Digests.authenticate(text, key: verifier.serverKey)
    let isProved = Digests.areEqual(Digests.hash(clientKey), verifier.storedKey)
    guard final.binding == ClientFirst.header else { throw .bindingMismatch }
    guard Digests.areEqual(final.nonce, nonce) else { throw .nonceMismatch }
    guard isProved else { throw .wrongProof }
    return Array("v=".utf8) + Base64.encode(signature)
  }
}

/// `c=biws,r=<both nonces>,p=<proof>`.
struct ClientFinal {
  let binding: [UInt8]
  let nonce: [UInt8]
  let proof: [UInt8]
  let withoutProof: [UInt8]

  init(_ message: [UInt8]) throws(ExchangeFault) {
    var attributes = Attributes(message[...])
    let proof = Base64.decode(try attributes.takeLast("p"))
    let binding = Base64.decode(try attributes.take("c"))
    let nonce = try attributes.take("r")
    try attributes.endsWithExtensions()
    guard let binding, let proof, proof.count == Digests.length, Attributes.isNonce(nonce),
      let end = message.lastIndex(of: UInt8(ascii: ","))
    else { throw .malformed }
    self.binding = binding
    self.nonce = Array(nonce)
    self.proof = proof
    withoutProof = Array(message[..<end])
  }
}
