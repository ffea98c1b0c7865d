import MusterDomain
import MusterProtocol
import MusterStore

/// What one connection has said of itself so far.
public struct Session: Sendable {
  public let peer: Peer
  /// By TLS.
  public let isEncrypted: Bool
  /// Nil before login.
  var principal: Principal?
  /// By what it logged in.
  var credential: Credential?
  /// When that token runs out; the session ends with it.
  var expires: Instant?
  /// A login by password under way.
  var exchange: PasswordExchange?
  var zone: ZoneRules
  var language: Language
  /// How its replies are spelt.
  var format = ReplyFormat.words
  /// What it watches; nil until it watches something.
  var watcher: Watcher?
  /// What waits for COMMIT, between BEGIN and that.
  var batch: Batch?

  /// Asked for every command, so by a look at the case: `==` would copy the principal.
  var isAnonymous: Bool { if case .some = principal { false } else { true } }
}
