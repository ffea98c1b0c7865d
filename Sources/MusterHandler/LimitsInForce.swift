import MusterProtocol
import NIOConcurrencyHelpers

/// The limits of a running daemon, which its operator may change: whoever asks gets those of now.
public final class LimitsInForce: Sendable {
  private let box: NIOLockedValueBox<Limits>

  public init(_ limits: Limits) { box = NIOLockedValueBox(limits) }

  public var now: Limits { box.withLockedValue { $0 } }

  /// All at once.
  public func change(to limits: Limits) { box.withLockedValue { $0 = limits } }
}
