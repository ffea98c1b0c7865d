import CryptoExtras
import MusterProtocol
import SCRAM

/// Whoever logs in by a password. It is proved to the server and never sent.
public struct PasswordLogin: Hashable, Sendable {
  public let user: String
  let name: PreparedText
  let password: PreparedText

  /// Throws `ClientError.password` for characters that cannot be prepared alike everywhere.
  public init(user: String, password: String) throws(ClientError) {
    guard let name = PreparedText(user) else { throw .password(.name) }
    guard let prepared = PreparedText(password) else { throw .password(.characters) }
    self.user = user
    self.name = name
    self.password = prepared
  }

  /// Rounds that a server may ask for: fewer would help whoever pretends to be the server and guesses afterwards.
  static let iterations = Verifier.usualIterations...10_000_000

  /// PBKDF2-HMAC-SHA-256: a sixth of a second for 600,000 rounds.
  func salted(_ salt: [UInt8], iterations: Int) throws(ClientError) -> [UInt8] {
    do {
      let key = try KDF.Insecure.PBKDF2.deriveKey(
        from: password.octets, salt: salt, using: .sha256, outputByteCount: 32, rounds: iterations)
      return key.withUnsafeBytes { Array($0) }
    } catch {
      throw .password(.iterations(iterations))
    }
  }

  /// What a server is given to keep, under a new salt.
  public func verifier() throws(ClientError) -> String {
    let salt = Self.random(Verifier.saltLength)
    let salted = try salted(salt, iterations: Verifier.usualIterations)
    return Verifier(saltedPassword: salted, salt: salt, iterations: Verifier.usualIterations).text
  }

  static func random(_ count: Int) -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
  }
}

extension PasswordLogin: CustomStringConvertible, CustomReflectable {
  /// Without the password, wherever this is printed.
  public var description: String { "\(user)" }
  public var customMirror: Mirror { Mirror(self, children: ["user": user]) }
}

/// What is wrong with a password or a login by one.
public enum PasswordFault: Hashable, Sendable {
  /// The account's name cannot be prepared (RFC 4013).
  case name
  /// The password cannot.
  case characters
  case tooShort(minimum: Int)
  /// Among the first that everybody tries.
  case common
  /// The two times differ.
  case mismatch
  /// No terminal to ask at, and no file.
  case nobodyToAsk
  case givenUp
  /// The server speaks no SCRAM-SHA-256.
  case notSpoken
  case iterations(Int)
  /// What answered could not prove that it knows the password's verifier.
  case unprovenServer
  /// Typed as a command: the exchange takes more than one line.
  case byHand

  func sentence(_ language: Language) -> String {
    switch self {
    case .name: language.choose("账号名里有不能用于密码登录的字符", "the account's name has characters that a login by password cannot carry")
    case .characters:
      language.choose(
        "密码只能含可见的 ASCII 字符、空格和汉字", "a password has visible ASCII characters, blanks and Chinese characters only")
    case .tooShort(let minimum): language.choose("密码至少 \(minimum) 个字符", "a password has at least \(minimum) characters")
    case .common: language.choose("这个密码太常见，别人一试就中；请换一个", "this password is among the first that anybody tries: choose another")
    case .mismatch: language.choose("两次输入不一样", "the two are not the same")
    case .nobodyToAsk:
      language.choose("没有终端可问密码：请用 --password-file", "there is no terminal to ask at: use --password-file")
    case .givenUp: language.choose("已取消", "given up")
    case .notSpoken: language.choose("服务器不支持密码登录", "the server knows no login by password")
    case .iterations(let number):
      language.choose("服务器要求的迭代次数 \(number) 不合规定，不登录", "the server asks for \(number) iterations: not logging in")
    case .unprovenServer:
      language.choose("对方证明不了自己是那台服务器，连接已断开", "what answers cannot prove that it is the server: disconnected")
    case .byHand:
      language.choose("密码登录请用 muster --user 账号", "to log in by password use muster --user NAME")
    }
  }
}
