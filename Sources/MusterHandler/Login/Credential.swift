import MusterStore
import SCRAM

/// By what a session came in. It is worth as much as that, and no longer.
enum Credential: Hashable, Sendable {
  case token(String)
  /// The number of the password: a later one ends the session.
  case password(Int32)
  /// The operator's way in.
  case peer
}

/// A login by password that waits for the client's last message.
struct PasswordExchange: Sendable {
  let exchange: ServerExchange
  /// Nil where the name has none.
  let password: SealedPassword?
  let attempt: GuessingGuard.Attempt
}
