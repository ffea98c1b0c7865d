import Crypto
import MusterStore
import SCRAM

/// The key that the daemon keeps outside the database: it seals what proves passwords, and makes the salts that strangers' names
/// are shown. All daemons of a city have the same one. Unlike the city's `id_key`, which only disguises numbers and may lie beside
/// them, it must not be in a dump: who has both could try passwords, or pass for the server.
public struct LoginKey: Sendable {
  /// Octets of the key itself.
  public static let length = 32
  /// Octets that name the key in what it has sealed.
  private static let nameLength = 8

  /// Tells which key has sealed something; says nothing of the key.
  public let name: [UInt8]
  private let sealing: SymmetricKey
  private let salting: SymmetricKey
  /// Opened where there is nothing to open, so that a name that nobody has costs the same.
  private let decoy: SealedPassword
  private let decoyVerifier: Verifier

  /// Nil unless there are 32 octets.
  public init?(_ octets: [UInt8]) {
    guard octets.count == Self.length else { return nil }
    let key = SymmetricKey(data: octets)
    func derived(_ purpose: String, _ length: Int) -> SymmetricKey {
      HKDF<SHA256>.deriveKey(inputKeyMaterial: key, info: Array(purpose.utf8), outputByteCount: length)
    }
    name = derived("muster key name", Self.nameLength).withUnsafeBytes { Array($0) }
    sealing = derived("muster password sealing", 32)
    salting = derived("muster password salts", 32)
    let nothing = derived("muster password of nobody", 64).withUnsafeBytes { Array($0) }
    decoyVerifier = Verifier(
      iterations: Verifier.usualIterations, salt: Array(nothing[..<Verifier.saltLength]), storedKey: Array(nothing[..<32]),
      serverKey: Array(nothing[32...]))
    guard let sealed = try? Self.seal(decoyVerifier, account: 0, key: sealing, name: name) else { return nil }
    decoy = SealedPassword(account: 0, number: 0, sealed: sealed)
  }

  /// One that nobody else has: for tests, and for what makes the file.
  public static func randomOctets() -> [UInt8] { SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) } }

  /// AES-256-GCM under the key, bound to the account: moved to another's row it does not open.
  func seal(_ verifier: Verifier, account: Int64) throws -> [UInt8] {
    try Self.seal(verifier, account: account, key: sealing, name: name)
  }

  private static func seal(_ verifier: Verifier, account: Int64, key: SymmetricKey, name: [UInt8]) throws -> [UInt8] {
    let box = try AES.GCM.seal(Array(verifier.text.utf8), using: key, authenticating: Array("\(account)".utf8))
    return name + (box.combined.map { Array($0) } ?? [])
  }

  /// What a login under that name is checked against: the account's own, or for a name without a password one that no password
  /// fits, with a salt that is always the same for that name. Both ways do the same work.
  func verifier(for name: String, _ password: SealedPassword?) -> (verifier: Verifier, isReal: Bool) {
    let salt = HMAC<SHA256>.authenticationCode(for: Array(name.utf8), using: salting).prefix(Verifier.saltLength)
    let fallback = decoyVerifier.salted(with: Array(salt))
    let opened = open(password ?? decoy)
    guard password != nil, let opened else { return (fallback, false) }
    return (opened, true)
  }

  private func open(_ password: SealedPassword) -> Verifier? {
    guard password.sealed.starts(with: name),
      let box = try? AES.GCM.SealedBox(combined: password.sealed[name.count...]),
      let text = try? AES.GCM.open(box, using: sealing, authenticating: Array("\(password.account)".utf8))
    else { return nil }
    return Verifier(String(decoding: text, as: UTF8.self))
  }

  /// Stands for a verifier wherever it must be told from another and not be kept.
  func mark(of verifier: String) -> String {
    Base64.text(HMAC<SHA256>.authenticationCode(for: Array(verifier.utf8), using: salting))
  }
}
