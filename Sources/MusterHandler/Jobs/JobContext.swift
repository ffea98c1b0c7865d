import MusterDomain
import MusterStore
import NIOConcurrencyHelpers

/// What a job works with: whose it is, the way to say how far it is, and the way to be told that it is over.
final class JobContext: Sendable {
  private struct State {
    var progress = JobProgress()
    /// When the job was found to be over before its end; nil while it is ours.
    var lost: ContinuousClock.Instant?
    var isCutShort = false
  }

  let job: ClaimedJob
  let environment: Environment
  private let state = NIOLockedValueBox(State())
  /// Wakes the heartbeat.
  private let bell = Doorbell()

  init(job: ClaimedJob, environment: Environment) {
    self.job = job
    self.environment = environment
  }

  /// Runs `body` with the account's rights as they are now, and again with what they have become if they change meanwhile.
  func withRights<R: Sendable>(_ body: (Principal) async throws -> R) async throws -> R {
    for _ in 1...3 {
      guard let principal = try await environment.store.principal(account: job.account) else { throw JobFailure.noAccount }
      do {
        return try await body(principal)
      } catch StoreError.rightsChanged {
        continue
      }
    }
    throw StoreError.contention
  }

  /// Says how far the work is; safe from any thread. False once the job is lost or cancelled: stop then.
  @discardableResult
  func tell(_ update: (inout JobProgress) -> Void) -> Bool {
    state.withLockedValue { state in
      let before = state.progress.percent
      update(&state.progress)
      state.progress.percent = max(before, state.progress.percent)
      return state.lost == nil
    }
  }

  @discardableResult
  func tell(progress: Int) -> Bool { tell { $0.percent = progress } }

  /// Somebody knows that the job is over: its work stops at once, and not only when the lease is to be renewed.
  func lose() {
    state.withLockedValue { $0.lost = $0.lost ?? .now }
    bell.ring()
  }

  /// Somebody wants what there is: the search ends as if its time were up.
  func cutShort() { state.withLockedValue { $0.isCutShort = true } }

  var isCutShort: Bool { state.withLockedValue { $0.isCutShort } }

  /// How long ago the job was lost.
  var sinceLost: Duration? { state.withLockedValue { $0.lost }?.duration(to: .now) }

  /// Runs `body` while a heartbeat renews the lease. When the job is lost the body's task is cancelled and `JobLost` thrown.
  func keepingLease(_ body: @escaping @Sendable () async throws -> Void) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await body() }
      group.addTask { try await self.beat() }
      defer { group.cancelAll() }
      // The first to end decides: the body by finishing, the heartbeat only by losing the job.
      try await group.next()
    }
  }

  private func beat() async throws {
    while true {
      await bell.wait(atMost: JobRunner.heartbeat)
      if Task.isCancelled { lose() }
      try Task.checkCancellation()
      let now = state.withLockedValue { $0 }
      if now.lost != nil { throw JobLost() }
      do {
        switch try await environment.store.renew(job, leaseSeconds: JobRunner.leaseSeconds, now.progress) {
        case .held: break
        case .cutShort: cutShort()
        case .lost: lose()
        }
      } catch {
        // The lease may outlast a short absence of the database; the fence decides in the end.
        environment.logger.warning("lease not renewed", metadata: ["job": "\(job.id)", "error": "\(error)"])
      }
    }
  }
}
