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
    for context in contexts.withLockedValue({ Array($0.values) }) where context.job.id == job { context.lose() }
  }
}
