/// What a server keeps of a password: it can check a login by it and prove itself, but cannot log in elsewhere. Written as
/// PostgreSQL writes it: `SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>`, the last three in base 64.
public struct Verifier: Hashable, Sendable {
  public static let mechanism = "SCRAM-SHA-256"
  /// Rounds of PBKDF2 for a new password: OWASP's number for HMAC-SHA-256 (2023). The client pays them, a sixth of a second.
  public static let usualIterations = 600_000
  /// Octets of a new salt.
  public static let saltLength = 16

  public let iterations: Int
  public let salt: [UInt8]
  public let storedKey: [UInt8]
  public let serverKey: [UInt8]

  /// From PBKDF2's result over the prepared password, 32 octets.
  public init(saltedPassword: [UInt8], salt: [UInt8], iterations: Int) {
    self.iterations = iterations
    self.salt = salt
    storedKey = Digests.hash(Digests.authenticate("Client Key", key: saltedPassword))
    serverKey = Digests.authenticate("Server Key", key: saltedPassword)
  }

  /// One that no password fits as far as anybody knows: `storedKey` is the caller's randomness.
  public init(iterations: Int, salt: [UInt8], storedKey: [UInt8], serverKey: [UInt8]) {
    self.iterations = iterations
    self.salt = salt
    self.storedKey = storedKey
    self.serverKey = serverKey
  }

  /// The same keys under another salt: what somebody unknown is shown.
  public func salted(with salt: [UInt8]) -> Verifier {
    Verifier(iterations: iterations, salt: salt, storedKey: storedKey, serverKey: serverKey)
  }

  /// Nil for any other spelling.
  public init?(_ text: String) {
    let parts = Array(text.utf8).split(separator: UInt8(ascii: "$"), omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].elementsEqual(Self.mechanism.utf8) else { return nil }
    let colon = UInt8(ascii: ":")
    let head = parts[1].split(separator: colon, omittingEmptySubsequences: false)
    let keys = parts[2].split(separator: colon, omittingEmptySubsequences: false)
    guard head.count == 2, keys.count == 2, let iterations = Attributes.number(head[0]), let salt = Base64.decode(head[1]),
      let storedKey = Base64.decode(keys[0]), let serverKey = Base64.decode(keys[1]), !salt.isEmpty,
      storedKey.count == Digests.length, serverKey.count == Digests.length
    else { return nil }
    self.init(iterations: iterations, salt: salt, storedKey: storedKey, serverKey: serverKey)
  }

  public var text: String {
    "\(Self.mechanism)$\(iterations):\(Base64.text(salt))$\(Base64.text(storedKey)):\(Base64.text(serverKey))"
  }
}

extension Verifier: CustomStringConvertible, CustomReflectable {
  /// Says nothing that would let anybody in: this may end up in a log.
  public var description: String { "verifier" }
  public var customMirror: Mirror { Mirror(self, children: []) }
}
