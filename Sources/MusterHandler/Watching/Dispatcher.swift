import Logging
import MusterDomain
import MusterStore

/// Numbers what has been committed, so that a change with a smaller number never comes late. Of several daemons one does it, by a
/// lease; when it dies another takes over once the lease has run out. The number's transaction checks the fence, so one that was
/// only asleep finds itself replaced.
public struct Dispatcher: Sendable {
  /// A dead daemon's lease is taken over after so long.
  static let leaseSeconds = 5.0
  /// How often the holder renews it, and the others try to take it.
  static let heartbeat = Duration.milliseconds(1_500)
  /// How often the holder looks for what other daemons wrote; what this one writes wakes it.
  static let period = Duration.milliseconds(200)
  /// What comes within so long is numbered in one transaction.
  static let gathering = Duration.milliseconds(10)
  /// Rows of one transaction.
  static let batch = 1_000
  /// Numbered changes are kept for a day, and not more than a million of them: 150 MB.
  static let keptSeconds = 86_400.0
  static let keptRows: Int64 = 1_000_000
  private static let trimPeriod = Duration.seconds(60)
  private static let trimBatch = 5_000

  let environment: Environment
  private var store: Store { environment.store }

  public init(_ environment: Environment) { self.environment = environment }

  /// Runs until the task is cancelled; the lease then ends with it.
  public func run() async {
    var trimmed = ContinuousClock.now
    while !Task.isCancelled {
      do {
        guard let fence = try await store.lead(nil, seconds: Self.leaseSeconds) else {
          try await Task.sleep(for: Self.heartbeat)
          continue
        }
        environment.logger.info("dispatching", metadata: ["fence": "\(fence)"])
        try await dispatch(fence, &trimmed)
      } catch is CancellationError {
        return
      } catch {
        environment.logger.warning("dispatching put off", metadata: ["error": "\(error)"])
        try? await Task.sleep(for: Self.heartbeat)
      }
    }
  }

  /// As long as the lease is held.
  private func dispatch(_ fence: Int64, _ trimmed: inout ContinuousClock.Instant) async throws {
    var renewed = ContinuousClock.now
    while !Task.isCancelled {
      if renewed.duration(to: .now) >= Self.heartbeat {
        guard try await store.lead(fence, seconds: Self.leaseSeconds) == fence else { return }
        renewed = .now
      }
      guard let numbered = try await number(fence) else { return }
      if trimmed.duration(to: .now) >= Self.trimPeriod {
        trimmed = .now
        try await trim()
      }
      guard numbered < Self.batch else { continue }
      await store.committed.wait(atMost: Self.period)
      try? await Task.sleep(for: Self.gathering)
    }
    await leave(fence)
  }

  /// Numbers what waits, up to a batch, and says so; how much, nil when another dispatches.
  private func number(_ fence: Int64) async throws -> Int? {
    guard try await store.hasNews() else { return 0 }
    let numbered = try await store.number(fence, most: Self.batch)
    if numbered ?? 0 > 0 { environment.feed.bell.ring() }
    return numbered
  }

  /// Takes the lease if it is free and numbers all that waits, once: for tests.
  @discardableResult
  public func step() async throws -> Bool {
    guard let fence = try await store.lead(nil, seconds: 0) else { return false }
    while let numbered = try await number(fence) {
      if numbered == 0 { return true }
    }
    return false
  }

  func trim() async throws {
    while try await store.trimFeed(olderThanSeconds: Self.keptSeconds, kept: Self.keptRows, most: Self.trimBatch) > 0 {}
  }

  /// This daemon is about to end: whoever dispatches next need not wait for the lease's end.
  private func leave(_ fence: Int64) async {
    // In a task of its own, as this one is cancelled already.
    await Task { [store] in _ = try? await store.lead(fence, seconds: 0) }.value
  }
}
