/// Runs tasks on the reactor's thread, between two looks at its connections: a task there is woken by the answer that it waits for,
/// and its next statement leaves, without a switch of threads. For work that waits often and computes little: what computes long
/// holds up everybody's answers.
final class ReactorExecutor: TaskExecutor {
  private let reactor: Reactor

  init(_ reactor: Reactor) { self.reactor = reactor }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    let isTaken = reactor.submit { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    // The thread has ended with its client: what is left of the task goes on elsewhere.
    if !isTaken { globalConcurrentExecutor.enqueue(ExecutorJob(job)) }
  }
}
