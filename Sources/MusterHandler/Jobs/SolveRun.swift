import MusterDomain
import MusterSolver
import MusterStore

/// The computing part of a solve, from a snapshot to a proposal's rows, on one thread. It tells how far it is, and stops as soon
/// as it is told that the job is lost, or its search cut short.
struct SolveRun {
  struct Solved: Sendable {
    let draft: RosterDraft
    /// Both without what the pins are worth by themselves.
    let score: Int64
    let bound: Int64

    var figures: JobProgress {
      var figures = JobProgress()
      (figures.score, figures.bound) = (score, bound)
      (figures.seats, figures.filled) = (draft.seats, draft.lines.count)
      return figures
    }
  }

  private let context: JobContext
  private let task: SolveTask

  init(_ context: JobContext, _ task: SolveTask) {
    self.context = context
    self.task = task
  }

  func run() throws -> Solved {
    let log = context.environment.logger
    let planning = try log.timed("solve: planning") { try Planning(task.snapshot, .roster(task.rest)) }
    let outcome = log.timed("solve: searching") { search(planning) }
    guard context.tell({ _ in }) else { throw JobLost() }
    let draft = log.timed("solve: drafting") {
      RosterDraft(outcome.plan, open: planning.instance.openSeats(in: outcome.plan), planning, task.snapshot)
    }
    return Solved(
      draft: draft, score: Int64(outcome.score - planning.pinnedScore), bound: Int64(outcome.bound - planning.pinnedScore))
  }

  private func search(_ planning: Planning) -> Outcome {
    let clock = ContinuousClock()
    let start = clock.now
    let elapsed = { (clock.now - start) / .seconds(1) }
    let seconds = Double(task.arguments.seconds)
    let threads = min(task.arguments.threads, context.environment.limits.solverThreads)
    // Why seats stay open is worked out afterwards, so that a cancelled search ends without it.
    let options = SolveOptions(
      deadline: seconds, seed: UInt64(bitPattern: task.arguments.seed), threads: threads, reasons: false)
    return Solver.solve(planning.instance, options: options, now: elapsed) { [context] progress in
      let isOurs = context.tell { $0.follow(progress, of: planning, elapsed: elapsed(), of: seconds) }
      return isOurs && !context.isCutShort ? .goOn : .stop
    }
  }
}

extension JobProgress {
  /// Takes the search's figures; pins, which only tell where people are already, are left out of them.
  fileprivate mutating func follow(_ progress: Progress, of planning: Planning, elapsed: Double, of seconds: Double) {
    let pins = planning.pinned.triples.count
    percent = Int(100 * min(1, elapsed / seconds))
    bound = Int64(progress.bound - planning.pinnedScore)
    seats = progress.seats - pins
    secondsLeft = max(0, seconds - elapsed)
    guard let best = progress.score else { return }
    score = Int64(best - planning.pinnedScore)
    filled = progress.filled - pins
  }
}
