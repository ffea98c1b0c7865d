/// When a message that could not be delivered is tried again: after 30 s, then after twice as long each time, an hour at the most.
public enum Retry {
  /// After so many tries in vain it waits for somebody to look at it: about four and a half hours.
  public static let mostAttempts = 11
  public static let firstPauseSeconds: Int64 = 30
  public static let longestPauseSeconds: Int64 = 3600

  /// Seconds to wait after that attempt (1 is the first) failed; nil: it was the last. `asked`: the receiver's own wish (RFC 9110,
  /// Retry-After), kept where it is longer and at most an hour.
  public static func pause(afterAttempt attempt: Int, asked: Int64? = nil) -> Int64? {
    if attempt >= mostAttempts { return nil }
    let doubled = firstPauseSeconds << Int64(max(0, min(attempt - 1, 20)))
    return min(longestPauseSeconds, max(doubled, asked ?? 0))
  }
}
