import MusterDomain
import MusterProtocol
import MusterStore

/// What one connection has said of itself so far.
public struct Session: Sendable {
  public let peer: Peer
  /// Nil before login.
  var principal: Principal?
  /// The token it logged in by; nil for the operator's way in.
  var token: String?
  /// When that token runs out; the session ends with it.
  var expires: Instant?
  var zone: ZoneRules
  var language: Language
  /// How its replies are spelt.
  var format = ReplyFormat.words

  /// Asked for every command, so by a look at the case: `==` would copy the principal.
  var isAnonymous: Bool { if case .some = principal { false } else { true } }
}
