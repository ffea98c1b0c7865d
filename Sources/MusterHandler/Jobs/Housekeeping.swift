import MusterDomain
import MusterStore

/// Throws away what has served its time: answers kept for keys, and uploaded parts of imports that came to nothing, a week after
/// they were written, and messages a month after they were sent. As many daemons as you like may do it.
public struct Housekeeping: Sendable {
  /// How often it looks.
  static let period = Duration.seconds(3_600)
  /// How long things are kept, by the business clock.
  static let keptDays: Int64 = 7
  /// Messages that were sent or dropped, so long that a member's question about one can be answered.
  static let mailKeptDays: Int64 = 30
  /// Rows of a kind in one transaction.
  static let batch = 5_000

  let environment: Environment

  public init(_ environment: Environment) { self.environment = environment }

  /// Runs until the task is cancelled.
  public func run() async {
    while !Task.isCancelled {
      do {
        try await tidy()
      } catch {
        environment.logger.warning("housekeeping put off", metadata: ["error": "\(error)"])
      }
      try? await Task.sleep(for: Self.period)
    }
  }

  /// One look; how many rows went.
  @discardableResult
  public func tidy() async throws -> Int {
    guard let hand = try await environment.store.principal(named: "muster") else { return 0 }
    let now = environment.now()
    let oldest = now.advanced(seconds: -Self.keptDays * 86_400)
    let oldMail = now.advanced(seconds: -Self.mailKeptDays * 86_400)
    var gone = 0
    while !Task.isCancelled {
      let purged = try await environment.store.transact(as: hand, at: now) {
        try await $0.purge(before: oldest, most: Self.batch) + $0.purgeMessages(before: oldMail, most: Self.batch)
      }
      gone += purged
      if purged == 0 { break }
    }
    return gone
  }
}
