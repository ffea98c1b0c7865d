import NIOConcurrencyHelpers

/// The jobs that this daemon works on, so that a CANCEL that it answers stops the work at once. Other daemons hear of it when
/// they renew their lease.
public final class RunningJobs: Sendable {
  private let contexts = NIOLockedValueBox<[ObjectIdentifier: JobContext]>([:])

  public init() {}

  func add(_ context: JobContext) { contexts.withLockedValue { $0[ObjectIdentifier(context)] = context } }
  func remove(_ context: JobContext) { contexts.withLockedValue { $0[ObjectIdentifier(context)] = nil } }

  /// Stops the job, if this daemon has it. Only after its end has been committed.
  func stop(_ job: Int64) {
    for context in working(on: job) { context.lose() }
  }

  /// Ends the job's search with what it has found, if this daemon has it. Only after that wish has been committed.
  func cutShort(_ job: Int64) {
    for context in working(on: job) { context.cutShort() }
  }

  private func working(on job: Int64) -> [JobContext] {
    contexts.withLockedValue { $0.values.filter { $0.job.id == job } }
  }
}
