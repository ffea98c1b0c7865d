/// When a lane may try to connect again: 0.05 s after the first failure, doubling up to 2 s. Takes the time, has no clock.
struct Backoff {
  static let firstSeconds = 0.05
  static let mostSeconds = 2.0

  /// Why the last attempt failed; nil when there was none since the last success.
  private(set) var failure: PostgresError?
  private(set) var notBefore = 0.0
  private var pause = firstSeconds

  mutating func failed(_ error: PostgresError, now: Double) {
    failure = error
    notBefore = now + pause
    pause = min(Self.mostSeconds, pause * 2)
  }

  mutating func succeeded() { self = Backoff() }

  func mayTry(now: Double) -> Bool { now >= notBefore }
}
