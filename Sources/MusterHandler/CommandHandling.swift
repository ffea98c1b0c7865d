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

  /// The first line of a connection.
  var greeting: Final { get }
  func open(_ peer: Peer) -> Session
  /// Nobody is logged in on this session: the smaller limits hold.
  func isAnonymous(_ session: Session) -> Bool
  /// How replies are spelt on this session.
  func format(of session: Session) -> ReplyFormat
  /// The reply to a command that waits for nothing and nobody; nil where ``handle(_:in:)`` has to give it.
  func replyAtOnce(to command: Command, in session: inout Session) -> Reply?
  /// Never throws and never traps: every outcome is a reply.
  func handle(_ command: Command, in session: inout Session) async -> Reply
  /// A reply to a line that did not parse, in the session's language.
  func refuse(_ failure: ParseFailure, in session: Session) -> Reply
}

extension CommandHandling {
  /// A middle that knows one format only.
  public func format(of session: Session) -> ReplyFormat { .words }

  /// A middle that has to wait for everything.
  public func replyAtOnce(to command: Command, in session: inout Session) -> Reply? { nil }
}
