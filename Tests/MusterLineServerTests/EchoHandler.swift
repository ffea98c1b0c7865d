import MusterHandler
import MusterProtocol
import NIOConcurrencyHelpers

/// A middle that needs no database: PING at once, MEMBERS q= gives q back, AUTH TOKEN x or z logs in, AUTH SCRAM-SHA-256 x asks for one
/// line more and takes `yes`, SET format= is heard, ROSTERS gives megabytes, SOLVE waits for its signal, SETTLE for being
/// cancelled.
struct EchoHandler: CommandHandling {
  struct Session: Sendable {
    let peer: Peer
    let presence: Presence
    var account: Int64?
    var format = ReplyFormat.words
    var isWatching = false
    var awaitsAnswer = false
  }

  /// Goes with the session that holds it.
  final class Presence: Sendable {
    private let left: Signal
    init(left: Signal) { self.left = left }
    deinit { left.send() }
  }

  let began = Signal()
  let mayEnd = Signal()
  let cancelled = Signal()
  /// A session has ended.
  let left = Signal()
  /// What a WATCH gets.
  let source = ScriptedSource()
  let handled = NIOLockedValueBox<[String]>([])
  /// Logins hold.
  let isValid = NIOLockedValueBox(true)
  /// The lines that answered a challenge.
  let answers = NIOLockedValueBox<[[UInt8]]>([])
  static let bigRows = 2_560

  func greeting(isEncrypted: Bool) -> Final {
    Greeting.final(limits: Limits(), mechanisms: ["TOKEN"], isEncrypted: isEncrypted, capabilities: ["KEYS"])
  }
  func open(_ peer: Peer, isEncrypted: Bool) -> Session { Session(peer: peer, presence: Presence(left: left)) }
  func isAnonymous(_ session: Session) -> Bool { session.account == nil }
  func account(of session: Session) -> Int64? { session.account }
  func format(of session: Session) -> ReplyFormat { session.format }
  func events(of session: Session) -> (any EventSource)? { session.isWatching ? source : nil }
  func refuse(_ failure: ParseFailure, in session: inout Session) -> Reply { failure.reply(in: .english) }

  func isBrief(_ verb: VerbRow) -> Bool { verb.name == "PING" }

  func replyAtOnce(to command: Command, in session: inout Session) -> Reply? {
    guard isBrief(command.verb) else { return nil }
    handled.withLockedValue { $0.append(command.verb.name) }
    return Reply(.ok())
  }

  func handle(_ command: Command, in session: inout Session) async -> Reply {
    handled.withLockedValue { $0.append(command.verb.name) }
    switch command.verb.name {
    case "SET": session.format = command.arguments["format"].flatMap(ReplyFormat.init(rawValue:)) ?? .words
    case "AUTH": return authenticate(command, &session)
    case "WATCH": session.isWatching = true
    case "QUIT": return Reply(.ok(), closes: true)
    case "MEMBERS": return Reply(.ok(), table: Table(columns: ["q"], rows: [[command.arguments["q"]]]))
    case "WHOAMI": return Reply(.ok(Field("peer", "\(session.peer)")))
    case "ROSTERS":
      let row = [String(repeating: "x", count: 2_048)]
      return Reply(.ok(), table: Table(columns: ["x"], rows: Array(repeating: row, count: Self.bigRows)))
    case "SOLVE":
      began.send()
      await mayEnd.wait()
    case "SETTLE":
      began.send()
      await withTaskCancellationHandler {
        await cancelled.wait()
      } onCancel: {
        cancelled.send()
      }
    default: break
    }
    return Reply(.ok())
  }

  func awaitsAnswer(_ session: Session) -> Bool { session.awaitsAnswer }
  func isStillValid(_ session: Session) async -> Bool { session.account == nil || isValid.withLockedValue { $0 } }

  func answer(_ line: [UInt8], in session: inout Session) async -> Reply {
    session.awaitsAnswer = false
    answers.withLockedValue { $0.append(line) }
    guard line == Array("yes".utf8) else { return Reply(Final(.no, .authFailed)) }
    session.account = 1
    return Reply(.ok(Field("v", "abc=")))
  }

  private func authenticate(_ command: Command, _ session: inout Session) -> Reply {
    if command.arguments["mechanism"] == "SCRAM-SHA-256", command.arguments["data"] == "x" {
      session.awaitsAnswer = true
      return .challenge("YWJj")
    }
    // Two accounts.
    guard let account = ["x": Int64(1), "z": 2][command.arguments["data"]] else { return Reply(Final(.no, .authFailed)) }
    session.account = account
    return Reply(.ok())
  }
}

/// Something that happens once and can be waited for, before or after.
final class Signal: Sendable {
  private struct State {
    var isSent = false
    var waiters: [CheckedContinuation<Void, Never>] = []
  }

  private let state = NIOLockedValueBox(State())

  func send() {
    let waiters = state.withLockedValue { state in
      state.isSent = true
      defer { state.waiters = [] }
      return state.waiters
    }
    for waiter in waiters { waiter.resume() }
  }

  func wait() async {
    await withCheckedContinuation { waiter in
      let isSent = state.withLockedValue { state in
        if !state.isSent { state.waiters.append(waiter) }
        return state.isSent
      }
      if isSent { waiter.resume() }
    }
  }
}
