import MusterProtocol

/// When to ask again by oneself, and how often.
public struct RetryPolicy: Hashable, Sendable {
  /// How often one command is repeated on LATER, and a server that cannot be reached is tried again at the start.
  public var later = 0
  /// How often one command is repeated on LATER LIMIT/RATE, whatever ``later`` says: that was our own haste.
  public var rate = 30
  /// How often one command is repeated with its key when its outcome is unknown: UNSURE, or a lost connection.
  public var unknown = 5
  /// The first pause where the server names none; each further one is twice as long.
  public var firstPause: Duration = .milliseconds(200)
  public var longestPause: Duration = .seconds(60)

  public init(later: Int = 0) { self.later = later }

  /// Before try number `attempt` (from 1). `retry=` counts more than our own guess.
  func pause(attempt: Int, final: Final? = nil) -> Duration {
    if let asked = final?.fields.first(where: { $0.name == "retry" }).flatMap({ Double($0.value) }), asked >= 0 {
      return min(.seconds(min(asked, 86_400)), longestPause)
    }
    return min(firstPause * (1 << min(max(attempt, 1) - 1, 12)), longestPause)
  }
}
