import Glibc
import Logging
import MusterHandler

/// The key of logins by password: 64 hexadecimal digits in a file of the daemon's own (mode 0600), made at the first start. It lies
/// outside the database, so that a dump alone tells nothing of any password.
enum LoginKeyFile {
  static func ensure(_ path: String, _ logger: Logger) throws -> LoginKey {
    if access(path, F_OK) != 0 {
      try PrivateFile.write(hexadecimal(LoginKey.randomOctets()), to: path)
      logger.info("key of logins written", metadata: ["path": "\(path)"])
    }
    var status = stat()
    guard stat(path, &status) == 0 else { throw StartFailure("读不了 \(path)", "cannot read \(path)") }
    guard status.st_mode & 0o077 == 0 else {
      throw StartFailure("别人也能读 \(path)：请 chmod 600", "others can read \(path): chmod 600")
    }
    guard let text = read(path) else { throw StartFailure("读不了 \(path)", "cannot read \(path)") }
    guard let octets = octets(text), let key = LoginKey(octets) else {
      throw StartFailure(
        "\(path) 应是 \(LoginKey.length * 2) 位十六进制数", "\(path) should hold \(LoginKey.length * 2) hexadecimal digits")
    }
    return key
  }

  /// Whoever's password is sealed by another key cannot log in by it: said at once, and not when somebody complains.
  static func check(_ environment: Environment) async throws {
    let others = try await environment.store.passwordsOfOtherKeys(than: environment.loginKey.name)
    guard others > 0 else { return }
    environment.logger.warning(
      "passwords are sealed by another key than --key-file: their accounts cannot log in by password until it is back, or they set new ones",
      metadata: ["passwords": "\(others)"])
  }

  private static func read(_ path: String) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var octets = [UInt8](repeating: 0, count: 256)
    let count = Glibc.read(descriptor, &octets, octets.count)
    return count < 0 ? nil : String(decoding: octets[..<count], as: UTF8.self)
  }

  private static func octets(_ text: String) -> [UInt8]? {
    let digits = text.utf8.prefix { $0 != UInt8(ascii: "\n") }.map { Character(Unicode.Scalar($0)).hexDigitValue }
    guard digits.count == LoginKey.length * 2, text.utf8.count <= digits.count + 1 else { return nil }
    var octets: [UInt8] = []
    for index in stride(from: 0, to: digits.count, by: 2) {
      guard let high = digits[index], let low = digits[index + 1] else { return nil }
      octets.append(UInt8(high << 4 | low))
    }
    return octets
  }

  private static func hexadecimal(_ octets: [UInt8]) -> String {
    octets.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
