import MusterProtocol
import NIOConcurrencyHelpers

/// The guard against guessing as all connections of a daemon share it, with its clock.
final class LoginWatch: Sendable {
  private let held = NIOLockedValueBox(GuessingGuard())
  private let clock: @Sendable () -> Duration

  /// `clock`: time since any fixed moment; it never goes back, whatever the wall clock does.
  init(clock: @escaping @Sendable () -> Duration) { self.clock = clock }

  /// Throws LATER where the try is not to be evaluated; the same for every name.
  func admit(_ account: String, from peer: Peer) throws -> GuessingGuard.Attempt {
    switch held.withLockedValue({ $0.admit(account, from: peer.origin, at: clock()) }) {
    case .evaluate(let attempt): return attempt
    case .wait(let seconds): throw Self.later(seconds)
    }
  }

  func succeeded(_ attempt: GuessingGuard.Attempt) { held.withLockedValue { $0.succeeded(attempt) } }

  func admitToken(from peer: Peer) throws {
    let seconds = held.withLockedValue { $0.waitForToken(from: peer.origin, at: clock()) }
    if seconds > 0 { throw Self.later(seconds) }
  }

  func tokenFailed(from peer: Peer) { held.withLockedValue { $0.tokenFailed(from: peer.origin, at: clock()) } }

  private static func later(_ seconds: Int) -> Answer {
    Answer(
      .later, .limitRate, [Field("retry", "\(seconds)")], "从这里试得太多，\(seconds) 秒后再试；别处登录不受影响",
      "too many tries from here: again in \(seconds) seconds; logins from elsewhere are not held up")
  }
}

extension Peer {
  fileprivate var origin: GuessingGuard.Origin {
    guard case .network(let address, let isLoopback) = self, let parsed = NetworkAddress(address) else { return .local }
    let origin = GuessingGuard.Origin(parsed)
    return isLoopback ? GuessingGuard.Origin(address: origin.address, network: nil) : origin
  }

  /// As the database takes it; nil over the Unix socket.
  var address: String? {
    guard case .network(let address, _) = self else { return nil }
    return NetworkAddress(address)?.text
  }
}
