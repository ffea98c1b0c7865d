import MusterHandler
import MusterProtocol
import NIOConcurrencyHelpers

/// A middle that needs no database: PING, MEMBERS q= gives q back, AUTH TOKEN x or z logs in, SET format= is heard, ROSTERS gives
/// megabytes, SOLVE waits
/// for its signal, SETTLE for being cancelled.
struct EchoHandler: CommandHandling {
  struct Session: Sendable {
    let peer: Peer
    let presence: Presence
    var account: Int64?
    var format = ReplyFormat.words
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
  let handled = NIOLockedValueBox<[String]>([])
  static let bigRows = 2_560

  func greeting(isEncrypted: Bool) -> Final {
    Greeting.final(limits: Limits(), mechanisms: ["TOKEN"], isEncrypted: isEncrypted, capabilities: ["KEYS"])
  }
  func open(_ peer: Peer, isEncrypted: Bool) -> Session { Session(peer: peer, presence: Presence(left: left)) }
  func isAnonymous(_ session: Session) -> Bool { session.account == nil }
  func account(of session: Session) -> Int64? { session.account }
  func format(of session: Session) -> ReplyFormat { session.format }
  func refuse(_ failure: ParseFailure, in session: Session) -> Reply { failure.reply(in: .english) }

  func handle(_ command: Command, in session: inout Session) async -> Reply {
    handled.withLockedValue { $0.append(command.verb.name) }
    switch command.verb.name {
    case "SET": session.format = command.arguments["format"].flatMap(ReplyFormat.init(rawValue:)) ?? .words
    case "AUTH": return authenticate(command, &session)
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

  private func authenticate(_ command: Command, _ session: inout Session) -> Reply {
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
