import MusterProtocol
import NIOCore

/// Until when a client must have done what: end the TLS handshake, log in, end the line that it began, send a command at all.
/// A value that is told what happens and asked what is due; it keeps no timer.
struct Deadlines {
  private var handshake: NIODeadline?
  private var login: NIODeadline?
  private var line: NIODeadline?
  private var idle: NIODeadline?
  // Not all the limits: every connection has its own.
  private let handshakeTime: Duration
  private let loginTime: Duration
  private let lineTime: Duration
  private let idleTime: Duration

  init(limits: Limits, connectedAt now: NIODeadline) {
    handshakeTime = limits.handshakeTime
    loginTime = limits.loginTime
    lineTime = limits.startedLineTime
    idleTime = limits.idleTime
    handshake = now + TimeAmount(limits.handshakeTime)
  }

  /// The earliest of them.
  var next: NIODeadline? {
    var next = NIODeadline.distantFuture
    if let handshake { next = min(next, handshake) }
    if let login { next = min(next, login) }
    if let line { next = min(next, line) }
    if let idle { next = min(next, idle) }
    return next == .distantFuture ? nil : next
  }

  /// The connection is ready for its first line.
  mutating func greeted(at now: NIODeadline) {
    handshake = nil
    login = now + TimeAmount(loginTime)
    idle = now + TimeAmount(idleTime)
  }

  mutating func loggedIn() { login = nil }

  /// While commands run, the client owes nothing.
  mutating func commandsRun() { idle = nil }
  mutating func commandsAnswered(at now: NIODeadline) { idle = now + TimeAmount(idleTime) }

  /// A line begins when it is first seen without its end and ends with it, however often octets come in between.
  mutating func lineIsOpen(_ isOpen: Bool, at now: NIODeadline) {
    guard isOpen else {
      line = nil
      return
    }
    line = line ?? now + TimeAmount(lineTime)
  }
  /// The line that was open has ended; another may be open.
  mutating func lineEnded() { line = nil }

  /// What the client is told, if a deadline has passed.
  func due(at now: NIODeadline) -> ParseFailure? {
    if let handshake, handshake <= now { return Self.timeout("TLS 握手", "no TLS handshake", handshakeTime) }
    if let login, login <= now { return Self.timeout("登录", "no login", loginTime) }
    if let line, line <= now { return Self.timeout("这一行的结尾", "the line did not end", lineTime) }
    if let idle, idle <= now { return Self.timeout("命令", "no command", idleTime) }
    return nil
  }

  private static func timeout(_ chinese: String, _ english: String, _ time: Duration) -> ParseFailure {
    let seconds = "\(time.components.seconds)"
    return ParseFailure(
      .timeout, word: .bye, fields: [Field("seconds", seconds)], "\(seconds) 秒内没有等到\(chinese)；连接关闭",
      "\(english) within \(seconds) seconds; closing")
  }
}
