import MusterClient
import MusterProtocol

/// What `muster` ends with, for scripts: the final word of the first command that was not OK, or 0. Thrown once everything
/// has been said.
enum Ending: Int32, Error {
  case done = 0
  case refused = 1
  /// Also: `muster` itself was called in a way that it does not understand.
  case notUnderstood = 2
  case later = 3
  case unsure = 4
  /// BYE, no connection, or a connection lost for good.
  case noConnection = 5

  init(_ word: Word) {
    switch word {
    case .ok: self = .done
    case .no: self = .refused
    case .bad: self = .notUnderstood
    case .later: self = .later
    case .unsure: self = .unsure
    case .bye: self = .noConnection
    }
  }

  init(_ error: ClientError) {
    switch error {
    case .login(let final), .refused(let final): self = Ending(final.word)
    case .address, .unsendable: self = .notUnderstood
    case .password(.unprovenServer), .password(.iterations), .password(.notSpoken): self = .noConnection
    case .password: self = .notUnderstood
    default: self = .noConnection
    }
  }
}
