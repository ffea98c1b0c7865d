/// The client's side of one login (RFC 5802, RFC 7677). It does not derive keys itself: PBKDF2 takes a while, and is the
/// caller's. Knows no randomness: the nonce comes in.
public struct ClientExchange: Sendable {
  /// What the server asks for: PBKDF2-HMAC-SHA-256 of the prepared password, 32 octets.
  public struct Challenge: Hashable, Sendable {
    public let salt: [UInt8]
    public let iterations: Int
    fileprivate let message: [UInt8]
    fileprivate let nonce: [UInt8]
  }

  /// The last message, and what the server's signature must be.
  public struct Proof: Sendable {
    public let message: [UInt8]
    fileprivate let signature: [UInt8]
  }

  private let bare: [UInt8]
  private let nonce: [UInt8]

  /// `nonce`: at least 18 octets of randomness in base 64.
  public init(name: PreparedText, nonce: [UInt8]) {
    self.nonce = nonce
    bare = Array("n=".utf8) + LoginName.escaped(String(decoding: name.octets, as: UTF8.self)) + Array(",r=".utf8) + nonce
  }

  public var first: [UInt8] { ClientFirst.header + bare }

  /// Understands the server's first message. `iterations` are those that the client is ready to do: fewer than the password was
  /// meant for would help who guesses it, and too many hold the client up.
  public func challenge(_ message: [UInt8], iterations allowed: ClosedRange<Int>) throws(ExchangeFault) -> Challenge {
    var attributes = Attributes(message[...])
    let both = try attributes.take("r")
    let salt = Base64.decode(try attributes.take("s"))
    let iterations = Attributes.number(try attributes.take("i"))
    try attributes.endsWithExtensions()
    guard Attributes.isNonce(both), let salt, !salt.isEmpty, let iterations else { throw .malformed }
    guard both.starts(with: nonce), both.count > nonce.count else { throw .nonceMismatch }
    guard allowed.contains(iterations) else { throw .iterations(iterations) }
    return Challenge(salt: salt, iterations: iterations, message: message, nonce: Array(both))
  }

  public func prove(_ challenge: Challenge, saltedPassword: [UInt8]) -> Proof {
    let withoutProof = Array("c=".utf8) + Base64.encode(ClientFirst.header) + Array(",r=".utf8) + challenge.nonce
    let text = bare + [UInt8(ascii: ",")] + challenge.message + [UInt8(ascii: ",")] + withoutProof
    let clientKey = Digests.authenticate("Client Key", key: saltedPassword)
    let clientSignature = Digests.authenticate(text, key: Digests.hash(clientKey))
    let serverKey = Digests.authenticate("Server Key", key: saltedPassword)
    return Proof(
      message: withoutProof + Array(",p=".utf8) + Base64.encode(Digests.combined(clientKey, clientSignature)),
      signature: Digests.authenticate(text, key: serverKey))
  }
}

extension ClientExchange.Proof {
  /// Whether the server's last message proves that it knows the verifier.
  public func check(_ message: [UInt8]) throws(ExchangeFault) {
    var attributes = Attributes(message[...])
    if message.starts(with: "e=".utf8) {
      let error = try attributes.take("e")
      throw .serverError(String(decoding: error, as: UTF8.self))
    }
    let claimed = Base64.decode(try attributes.take("v"))
    try attributes.endsWithExtensions()
    guard let claimed else { throw .malformed }
    guard Digests.areEqual(claimed, signature) else { throw .wrongSignature }
  }
}
