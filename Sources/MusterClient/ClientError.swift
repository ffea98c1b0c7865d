import MusterProtocol
import MusterTLS

/// Why a client cannot go on, split by what the person in front of it can do about it. What the server refused is not
/// among them: that is a `Final`.
public enum ClientError: Error, Hashable, Sendable {
  /// Not `HOST:PORT`.
  case address(String)
  case unreachable(ServerAddress, reason: String)
  /// A token would cross a network in the clear.
  case plainOffLoopback(ServerAddress)
  /// The file of authorities is not usable.
  case certificates(CertificateFault)
  /// TLS did not come about; what a connection throws is `.encryption`, which says more.
  case handshake(HandshakeFault)
  /// TLS did not come about, or the server is not the one that was asked for.
  case encryption(ServerAddress, EncryptionFault)
  /// What answered does not speak this protocol.
  case notMuster
  /// It speaks other versions only.
  case version(String)
  /// BYE instead of a greeting, e.g. `LIMIT/CONNS`.
  case turnedAway(Final)
  /// AUTH or the first SET was not answered with OK.
  case login(Final)
  /// A watch was not taken.
  case refused(Final)
  /// The connection ended before the final line came; BYE if the server said one.
  case lost(Final?)
  /// The connection ended between BEGIN and COMMIT: what was queued is gone, and none of it was done.
  case batchLost
  /// BEGIN was not answered by OK: what stood behind it was not sent, as it would have been done one by one.
  case batchRefused
  /// What the OK of AUTH says of the server is not what its greeting had said: somebody between may have changed one of them.
  case downgraded(field: String)
  /// Nothing came for so many seconds although a reply was due.
  case deadline(seconds: Int64)
  /// The server broke its own grammar or answered out of turn; the connection is closed.
  case outOfStep(String)
  case file(path: String, fault: FileFault)
  case password(PasswordFault)
  /// Cannot be spelt in the protocol, e.g. a control character.
  case unsendable(Unsendable)
}

/// What is wrong with a file of the client's own.
public enum FileFault: Hashable, Sendable {
  case missing
  /// Open to others (the mode's last three octal digits).
  case open(mode: UInt32)
  /// Not what it should hold, e.g. no token in a token file.
  case content
  /// `strerror`'s words.
  case system(String)
}

extension ClientError {
  public func sentence(_ language: Language) -> String {
    switch self {
    case .address(let text): language.choose("地址应为 主机:端口，不能是“\(text)”", "an address is HOST:PORT, not \"\(text)\"")
    case .unreachable(let address, let reason):
      language.choose("连不上 \(address)：\(reason)。musterd 在运行吗？", "cannot reach \(address): \(reason). Is musterd running?")
    case .plainOffLoopback(let address):
      language.choose(
        "\(address) 不是本机，令牌和密码登录不能明文过网：请用 tls://\(address)",
        "\(address) is not this machine: no login crosses a network in the clear; use tls://\(address)")
    case .certificates(let fault): fault.text(in: language)
    case .handshake(let fault): language.choose("TLS 握手未成：", "no TLS handshake: ") + "\(fault)"
    case .encryption(let address, let fault): fault.sentence(address, language)
    case .notMuster: language.choose("对方不是 musterd", "what answers there is no musterd")
    case .version(let offered):
      language.choose("服务器只讲协议版本 \(offered)，本程序讲 1", "the server speaks protocol \(offered), this program speaks 1")
    case .turnedAway(let final): language.choose("服务器未接待：", "turned away: ") + Self.said(final)
    case .login(let final): language.choose("登录未成：", "login failed: ") + Self.said(final)
    case .refused(let final): language.choose("订阅未成：", "not watched: ") + Self.said(final)
    case .lost(let final):
      language.choose("连接中断", "connection lost") + (final.map { language.choose("：", ": ") + Self.said($0) } ?? "")
    case .batchLost:
      language.choose(
        "连接中断，排队的一批什么都没有做；请从 BEGIN 起重新发送", "connection lost: nothing of the batch was done; send it again from BEGIN on")
    case .batchRefused:
      language.choose(
        "BEGIN 没有成功，它后面的都没有发出；请从 BEGIN 起重新发送",
        "BEGIN was not taken: nothing behind it was sent; send it again from BEGIN on")
    case .downgraded(let field):
      language.choose(
        "登录前后服务器说的 \(field)= 不一样，可能有人在中间改动；连接已断开",
        "the server's \(field)= is another after login than before; somebody between may have changed it: disconnected")
    case .deadline(let seconds): language.choose("\(seconds) 秒没有回音", "no answer for \(seconds) seconds")
    case .outOfStep(let what): language.choose("服务器的回答不合协议：\(what)", "the server broke the protocol: \(what)")
    case .file(let path, let fault): "\(path): " + Self.sentence(of: fault, language)
    case .password(let fault): fault.sentence(language)
    case .unsendable(let fault): fault.sentence(language)
    }
  }

  private static func said(_ final: Final) -> String {
    let code = final.code.map { " \($0.rawValue)" } ?? ""
    return "\(final.word.rawValue)\(code)" + (final.text.map { " — \($0)" } ?? "")
  }

  private static func sentence(of fault: FileFault, _ language: Language) -> String {
    switch fault {
    case .missing: language.choose("没有这个文件", "no such file")
    case .open(let mode):
      language.choose(
        "别人也能读（\(String(mode, radix: 8))），请 chmod 600", "others can read it (\(String(mode, radix: 8))): chmod 600")
    case .content: language.choose("内容不是所需的", "does not hold what it should")
    case .system(let reason): reason
    }
  }
}
