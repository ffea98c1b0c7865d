import MusterDomain
import MusterProtocol
import MusterStore
import SCRAM

extension Handler {
  /// `AUTH SCRAM-SHA-256 <first message>`: answered by a challenge, alike for every name.
  func beginPassword(_ command: Command, in session: inout Session) async throws -> Reply {
    guard let data = command.arguments["data"] else {
      throw Answer.missing(
        "data", "AUTH SCRAM-SHA-256 之后写第一条消息的 base64", "SCRAM's first message in base 64 follows AUTH SCRAM-SHA-256")
    }
    guard let message = Base64.decode(Array(data.utf8)) else { throw Self.notBase64 }
    let first: ClientFirst
    do { first = try ClientFirst(message) } catch { throw Self.fault(error) }
    let attempt = try environment.logins.admit(first.name, from: session.peer)
    let password = try await environment.store.password(of: first.name)
    let (verifier, isReal) = environment.loginKey.verifier(for: first.name, password)
    if let password, !isReal {
      environment.logger.error(
        "a password cannot be opened: sealed by another key", metadata: ["account": "\(password.account)"])
    }
    let exchange = ServerExchange(first, verifier: verifier, nonce: Self.nonce())
    session.exchange = PasswordExchange(exchange: exchange, password: isReal ? password : nil, attempt: attempt)
    return .challenge(Base64.text(exchange.challenge))
  }

  public func awaitsAnswer(_ session: Session) -> Bool { session.exchange != nil }

  /// The client's last message; whatever it is, the exchange is over.
  public func answer(_ line: [UInt8], in session: inout Session) async -> Reply {
    guard let held = session.exchange, let row = VerbTable.row("AUTH") else {
      return refuse(ParseFailure(.syntax, "没有在等这一行", "no such line was asked for"), in: &session)
    }
    session.exchange = nil
    let command = Command(verb: row, tag: nil, arguments: [:])
    do {
      return try await finish(held, line, command, in: &session)
    } catch {
      return refusal(error, of: command, in: session)
    }
  }

  private func finish(
    _ held: PasswordExchange, _ line: [UInt8], _ command: Command, in session: inout Session
  ) async throws -> Reply {
    guard line != [UInt8(ascii: "*")] else { throw Answer(.no, .authFailed, "登录已取消", "the login was given up") }
    guard let message = Base64.decode(line) else { throw Self.notBase64 }
    let last: [UInt8]
    do { last = try held.exchange.finish(message) } catch { throw Self.fault(error) }
    guard let password = held.password,
      let principal = try await environment.store.login(password: password, at: environment.now())
    else { throw Self.loginFailed }
    environment.logins.succeeded(held.attempt)
    // `v=…` is the server's last message itself.
    let signature = Field("v", String(decoding: last.dropFirst(2), as: UTF8.self))
    return admit(principal, by: .password(password.number), until: nil, to: &session, command, [signature])
  }

  private static let notBase64 = Answer.value("data", "应是 base64，一行，不换行", "it should be base 64 in one line")

  /// A message that is wrong by itself says so, whoever sent it; everything else fails like a wrong password.
  private static func fault(_ fault: ExchangeFault) -> Answer {
    switch fault {
    case .channelBinding:
      .value("data", "不支持通道绑定：消息须以 n,, 开头", "no channel binding is spoken here: the message begins with n,,")
    case .authorisationIdentity: .value("data", "不能替别人登录：不写 a=", "nobody acts for another: leave out a=")
    case .mandatoryExtension: .value("data", "不认识 m= 的扩展", "the extension of m= is not known")
    case .name: .value("data", "n= 的账号名写法不对（逗号写 =2C，等号写 =3D）", "n= is no name: a comma is =2C, an equals sign =3D")
    case .malformed: .value("data", "不是 SCRAM 的消息（RFC 5802 第 7 节）", "not a message of SCRAM (RFC 5802, section 7)")
    default: loginFailed
    }
  }

  /// 24 octets of the system's randomness.
  private static func nonce() -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return Base64.encode((0..<24).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
  }
}
