import MusterHandler
import MusterProtocol

/// A middle without a city: it logs in by one token, and answers by the verb.
struct QuietHandler: CommandHandling {
  struct Session: Sendable {
    var isAnonymous = true
    var format = ReplyFormat.words
  }

  static let token = "mst_RIGHT"

  func greeting(isEncrypted: Bool) -> Final {
    Greeting.final(limits: Limits(), mechanisms: ["TOKEN"], isEncrypted: isEncrypted, capabilities: ["JSON"])
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
    case "AUTH":
      guard session.isAnonymous, command.arguments["data"] == Self.token else { return Reply(Final(.no, .authFailed)) }
      session.isAnonymous = false
    default:
      // Some answers take a while, so that lines pile up behind them.
      if command.tag?.hasSuffix("7") == true { await Task.yield() }
    }
    return Reply(.ok())
  }
}
