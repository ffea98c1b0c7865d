import MusterDomain
import MusterProtocol

/// Where a connection comes from; decides which ways of login are open to it.
public enum Peer: Hashable, Sendable {
  /// TCP, by the peer's address as text.
  case network(address: String, isLoopback: Bool)
  /// The Unix socket, with the peer's user id as the kernel tells it.
  case local(uid: UInt32)
}

/// What the front doors need of the middle. One value of `Session` belongs to each connection and is passed in and out
/// with every command, so that the middle keeps no table of connections.
public protocol CommandHandling: Sendable {
  associatedtype Session: Sendable

  /// The first line of a connection, true of that very connection.
  func greeting(isEncrypted: Bool) -> Final
  /// `isEncrypted`: nobody between here and the peer reads along.
  func open(_ peer: Peer, isEncrypted: Bool) -> Session
  /// Nobody is logged in on this session: the smaller limits hold.
  func isAnonymous(_ session: Session) -> Bool
  /// How replies are spelt on this session.
  func format(of session: Session) -> ReplyFormat
  /// Who is logged in: the limits of an account count all its connections. Nil before login.
  func account(of session: Session) -> Int64?
  /// Every answer to the verb is given at once and takes no time that others would notice: it may be worked out on a thread that many
  /// connections share. Never one that logs in or begins to watch.
  func isBrief(_ verb: VerbRow) -> Bool
  /// The reply to a command that waits for nothing and nobody; nil where ``handle(_:in:)`` has to give it.
  func replyAtOnce(to command: Command, in session: inout Session) -> Reply?
  /// Never throws and never traps: every outcome is a reply.
  func handle(_ command: Command, in session: inout Session) async -> Reply
  /// A reply to a line that did not parse, in the session's language. In a batch it is remembered: what was meant is missing.
  func refuse(_ failure: ParseFailure, in session: inout Session) -> Reply
  /// The last reply was a challenge: the client's next line goes to ``answer(_:in:)`` as it stands.
  func awaitsAnswer(_ session: Session) -> Bool
  /// The line that a challenge asked for; a further challenge or the final that is due.
  func answer(_ line: [UInt8], in session: inout Session) async -> Reply
  /// False once whoever is logged in could do nothing more: a connection that says nothing is closed then, and a watch ends.
  func isStillValid(_ session: Session) async -> Bool
  /// Between BEGIN and COMMIT: lines are kept and not run.
  func isQueueing(_ session: Session) -> Bool
  /// Where events wait for the session; nil while it watches nothing.
  func events(of session: Session) -> (any EventSource)?
}

extension CommandHandling {
  public func isQueueing(_ session: Session) -> Bool { false }
  /// A middle that pushes nothing.
  public func events(of session: Session) -> (any EventSource)? { nil }
}

extension CommandHandling {
  /// A middle that knows one format only.
  public func format(of session: Session) -> ReplyFormat { .words }

  /// A middle that has to wait for everything.
  public func isBrief(_ verb: VerbRow) -> Bool { false }
  public func replyAtOnce(to command: Command, in session: inout Session) -> Reply? { nil }
}

/// For a middle that logs in by one line.
extension CommandHandling {
  public func awaitsAnswer(_ session: Session) -> Bool { false }
  public func answer(_ line: [UInt8], in session: inout Session) async -> Reply {
    Reply(Final(.bad, .syntax, text: "no answer was asked for"))
  }
  public func isStillValid(_ session: Session) async -> Bool { true }
}
