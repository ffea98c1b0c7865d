import MusterHandler
import MusterProtocol
import NIOConcurrencyHelpers
import SCRAM

/// A middle without a city: it logs in by one token or one password, answers by the verb, and has an event to tell after every
/// command once it is watched.
struct QuietHandler: CommandHandling {
  struct Session: Sendable {
    var isAnonymous = true
    var format = ReplyFormat.words
    var exchange: (server: ServerExchange, isReal: Bool)?
    var source: QuietSource?
  }

  static let account = PipelineAccount(name: "quiet", token: "mst_RIGHT", serverNonce: Array("always-the-same".utf8))

  func greeting(isEncrypted: Bool) -> Final {
    Greeting.final(limits: Limits(), mechanisms: ["SCRAM-SHA-256", "TOKEN"], isEncrypted: isEncrypted, capabilities: ["JSON"])
  }
  func open(_ peer: Peer, isEncrypted: Bool) -> Session { Session() }
  func account(of session: Session) -> Int64? { session.isAnonymous ? nil : 1 }
  func isAnonymous(_ session: Session) -> Bool { session.isAnonymous }
  func format(of session: Session) -> ReplyFormat { session.format }
  func refuse(_ failure: ParseFailure, in session: inout Session) -> Reply { failure.reply(in: .chinese) }

  func handle(_ command: Command, in session: inout Session) async -> Reply {
    switch command.verb.name {
    case "SET": session.format = command.arguments["format"].flatMap(ReplyFormat.init(rawValue:)) ?? .words
    case "QUIT": return Reply(.ok(), closes: true)
    case "MEMBERS": return Reply(.ok(), table: Table(columns: ["q", "name"], rows: [[command.arguments["q"], nil]]))
    case "ROSTERS": return Reply(.ok(), table: Table(columns: ["id"], rows: Array(repeating: ["x\ty\nz"], count: 10)))
    case "AUTH": return logIn(command, &session)
    case "WATCH", "CANCEL", "NEED.ADD":
      if session.isAnonymous { return Reply(Final(.no, .authRequired)) }
      if command.verb.name == "WATCH", session.source == nil { session.source = QuietSource() }
    default:
      // Some answers take a while, so that lines pile up behind them.
      if command.tag?.hasSuffix("7") == true { await Task.yield() }
    }
    session.source?.tell()
    return Reply(.ok())
  }

  private func logIn(_ command: Command, _ session: inout Session) -> Reply {
    guard session.isAnonymous else { return Reply(Final(.no, .conflictState)) }
    if command.arguments["mechanism"] == Verifier.mechanism {
      guard let data = command.arguments["data"], let message = Base64.decode(Array(data.utf8)),
        let first = try? ClientFirst(message), let nonce = Self.account.serverNonce
      else { return Reply(Final(.bad, .argumentValue)) }
      let exchange = ServerExchange(first, verifier: PipelineAccount.verifier, nonce: nonce)
      session.exchange = (exchange, first.name == Self.account.name)
      return .challenge(Base64.text(exchange.challenge))
    }
    guard command.arguments["data"] == Self.account.token else { return Reply(Final(.no, .authFailed)) }
    session.isAnonymous = false
    return Reply(.ok())
  }

  func awaitsAnswer(_ session: Session) -> Bool { session.exchange != nil }

  func answer(_ line: [UInt8], in session: inout Session) async -> Reply {
    defer { session.exchange = nil }
    guard let exchange = session.exchange, line != [UInt8(ascii: "*")] else { return Reply(Final(.no, .authFailed)) }
    guard let message = Base64.decode(line) else { return Reply(Final(.bad, .argumentValue)) }
    do {
      let last = try exchange.server.finish(message)
      guard exchange.isReal else { return Reply(Final(.no, .authFailed)) }
      session.isAnonymous = false
      return Reply(.ok(Field("v", String(decoding: last.dropFirst(2), as: UTF8.self))))
    } catch {
      return Reply(error == .malformed ? Final(.bad, .argumentValue) : Final(.no, .authFailed))
    }
  }

  func events(of session: Session) -> (any EventSource)? { session.source }
}

/// Events without a city, numbered from 1.
final class QuietSource: EventSource {
  private let state = NIOLockedValueBox((told: Int64(0), taken: Int64(0), arrival: (@Sendable () -> Void)?.none))

  func tell() {
    let arrival = state.withLockedValue { state in
      state.told += 1
      return state.arrival
    }
    arrival?()
  }

  func attach(_ arrival: @escaping @Sendable () -> Void) {
    state.withLockedValue { $0.arrival = arrival }
    arrival()
  }

  func take(octets: Int) async -> [Event] {
    state.withLockedValue { state in
      defer { state.taken = state.told }
      return state.told > state.taken ? ((state.taken + 1)...state.told).map { Event(seq: $0, "event") } : []
    }
  }
}
