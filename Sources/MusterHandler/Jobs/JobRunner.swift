import Logging
import MusterDomain
import MusterProtocol
import MusterStore
import NIOConcurrencyHelpers

/// Takes jobs from the queue, one after the other, and keeps each one's lease while it works. As many runners as you like may
/// share a queue: PostgreSQL decides who gets which job, and a runner that dies loses its job when the lease ends.
public struct JobRunner: Sendable {
  /// A dead daemon's job is taken up again after so long.
  static let leaseSeconds = 15
  /// How often the lease is renewed and progress told.
  static let heartbeat = Duration.milliseconds(500)
  /// How long an idle runner waits before it looks again; a job queued on this daemon wakes it at once.
  static let idle = Duration.seconds(1)
  /// A job that brought its daemon down so often is given up.
  static let mostAttempts = 5

  let environment: Environment

  public init(_ environment: Environment) { self.environment = environment }

  /// Runs until the task is cancelled.
  public func run() async {
    while !Task.isCancelled {
      do {
        let job = try await environment.store.claimJob(
          leaseSeconds: Self.leaseSeconds, solverRuns: environment.limits.solverRuns)
        if let job { await work(job) } else { await environment.jobs.wait(atMost: Self.idle) }
      } catch {
        try? await Task.sleep(for: Self.idle)
      }
    }
  }

  /// Takes and does one job, if there is one: for tests, and for those who run a queue dry.
  @discardableResult
  public func runOne() async throws -> Bool {
    guard
      let job = try await environment.store.claimJob(leaseSeconds: Self.leaseSeconds, solverRuns: environment.limits.solverRuns)
    else { return false }
    await work(job)
    return true
  }

  private func work(_ job: ClaimedJob) async {
    do {
      guard job.attempts <= Self.mostAttempts else { throw JobFailure.tooManyAttempts }
      let context = JobContext(job: job, environment: environment)
      try await context.keepingLease {
        switch job.kind {
        case .solve: try await SolveJob(context).run()
        case .import: try await ImportJob(context).run()
        }
      }
    } catch is JobLost {
      environment.logger.info("job lost or cancelled", metadata: ["job": "\(job.id)"])
    } catch is CancellationError {
      await leave(job)
      environment.logger.info("job left for another daemon", metadata: ["job": "\(job.id)"])
    } catch StoreError.down, StoreError.readOnly, StoreError.poolExhausted, StoreError.cancelled {
      environment.logger.warning("job left: the database is away", metadata: ["job": "\(job.id)"])
    } catch {
      await fail(job, error)
    }
  }

  /// This daemon is about to end: the lease goes with it, so that whoever starts next need not wait for its end.
  private func leave(_ job: ClaimedJob) async {
    // In a task of its own, as this one is cancelled already.
    await Task { [store = environment.store] in
      _ = try? await store.renew(job, leaseSeconds: 0, progress: 0, score: nil, bound: nil)
    }.value
  }

  private func fail(_ job: ClaimedJob, _ error: any Error) async {
    environment.logger.error("job failed", metadata: ["job": "\(job.id)", "error": "\(error)"])
    let code = (error as? Answer)?.code.rawValue ?? (error as? JobFailure)?.code ?? "INTERNAL"
    // By the daemon's own hand: the job must end also when its account is no more.
    _ = try? await environment.store.fail(job, result: JSONText.object([("code", .text(code))]))
  }
}

/// Why a job cannot be done at all.
enum JobFailure: Error {
  case noAccount
  case tooManyAttempts

  var code: String {
    switch self {
    case .noAccount: "AUTH/EXPIRED"
    case .tooManyAttempts: "INTERNAL"
    }
  }
}

/// What a job works with: whose it is, and the way to say how far it is.
final class JobContext: Sendable {
  let job: ClaimedJob
  let environment: Environment
  private let told: NIOLockedValueBox<JobProgress>

  init(job: ClaimedJob, environment: Environment) {
    self.job = job
    self.environment = environment
    told = NIOLockedValueBox(JobProgress())
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
  func tell(progress: Int, score: Int64? = nil, bound: Int64? = nil) -> Bool {
    told.withLockedValue { told in
      told.percent = max(told.percent, progress)
      told.score = score ?? told.score
      told.bound = bound ?? told.bound
      return !told.isLost
    }
  }

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
      do {
        try await Task.sleep(for: JobRunner.heartbeat)
      } catch {
        told.withLockedValue { $0.isLost = true }
        throw error
      }
      let now = told.withLockedValue { $0 }
      do {
        let held = try await environment.store.renew(
          job, leaseSeconds: JobRunner.leaseSeconds, progress: now.percent, score: now.score, bound: now.bound)
        if !held {
          told.withLockedValue { $0.isLost = true }
          throw JobLost()
        }
      } catch let error as StoreError {
        // The lease may outlast a short absence of the database; the fence decides in the end.
        environment.logger.warning("lease not renewed", metadata: ["job": "\(job.id)", "error": "\(error)"])
      }
    }
  }
}

private struct JobProgress {
  var percent = 0
  var score: Int64?
  var bound: Int64?
  var isLost = false
}
