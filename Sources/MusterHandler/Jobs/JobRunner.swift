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
    let context = JobContext(job: job, environment: environment)
    do {
      guard job.attempts <= Self.mostAttempts else { throw JobFailure.tooManyAttempts }
      environment.running.add(context)
      defer { environment.running.remove(context) }
      try await context.keepingLease {
        switch job.kind {
        case .solve: try await SolveJob(context).run()
        case .import: try await ImportJob(context).run()
        }
      }
    } catch is JobLost {
      let since = context.sinceLost.map { "\(Int($0 / .milliseconds(1)))" } ?? "-"
      environment.logger.info("job lost or cancelled", metadata: ["job": "\(job.id)", "stopped_after_ms": "\(since)"])
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
      _ = try? await store.renew(job, leaseSeconds: 0, JobProgress())
    }.value
  }

  private func fail(_ job: ClaimedJob, _ error: any Error) async {
    environment.logger.error("job failed", metadata: ["job": "\(job.id)", "error": "\(error)"])
    let code = (error as? Answer)?.code.rawValue ?? (error as? JobFailure)?.code ?? "INTERNAL"
    // By the daemon's own hand: the job must end also when its account is no more.
    _ = try? await environment.store.fail(job, result: JSONWriter.object([("code", .text(code))]))
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
