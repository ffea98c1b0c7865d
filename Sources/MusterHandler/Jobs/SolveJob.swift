import MusterDomain
import MusterProtocol
import MusterSolver
import MusterStore

/// Makes a roster: reads a snapshot with the requester's rights, plans and solves on a thread of its own, and writes the proposal
/// with the job's end in one transaction. Killed in the middle it leaves nothing; the next holder begins again.
struct SolveJob {
  let context: JobContext

  init(_ context: JobContext) { self.context = context }

  private var environment: Environment { context.environment }

  func run() async throws {
    let log = environment.logger
    let task = try await log.timed("solve: reading") { try await read() }
    let solved = try await SolverThread.run(.background) { [context] in try SolveRun(context, task).run() }
    // A lost job's plan is of no use; the heartbeat has thrown already, or does so now.
    guard context.tell(progress: 99) else { throw JobLost() }
    try await log.timed("solve: writing") { try await write(solved, task) }
  }

  private func read() async throws -> SolveTask {
    let now = environment.now()
    return try await withRights { principal in
      try await environment.store.transact(as: principal, at: now) { [environment, job = context.job] transaction in
        guard let arguments = try await transaction.first(SolveArguments.query(job.id)) else { throw JobLost() }
        let week = PlanningWeek(of: TimeText.date(arguments.span.start, in: environment.zone), zone: environment.zone)
        let snapshot = try await PlanningSnapshot.load(area: arguments.area, arguments.span, week: week, in: transaction)
        let rest = TimeSpan(max(arguments.span.start, now), arguments.span.end) ?? arguments.span
        return SolveTask(arguments: arguments, rest: rest, snapshot: snapshot)
      }
    }
  }

  /// With the requester's rights as they are now: any move in the tree raises every account's version, also while a solve runs.
  /// Whoever has lost the area meanwhile gets no roster of it.
  private func withRights<R: Sendable>(_ body: (Principal) async throws -> R) async throws -> R {
    try await context.withRights { principal in
      guard let area = context.job.area, principal.works(in: area) else { throw Answer.denied() }
      return try await body(principal)
    }
  }

  private func write(_ solved: SolveRun.Solved, _ task: SolveTask) async throws {
    let draft = solved.draft
    let head = Proposal(
      area: task.arguments.area, days: task.days(in: environment.zone), score: solved.score, bound: solved.bound,
      seats: draft.seats, filled: draft.lines.count)
    let now = environment.now()
    try await withRights { principal in
      try await environment.store.transact(as: principal, at: now) { [context, environment] transaction in
        let roster = try await transaction.propose(head, job: context.job.id, lines: draft.lines, gaps: draft.gaps)
        let code = environment.store.city.cipher.code(of: Identifier(.roster, roster))
        let result = JSONWriter.object([
          ("roster", .text(code)), ("seats", .number(Int64(draft.seats))), ("filled", .number(Int64(draft.lines.count))),
          ("open", .number(Int64(draft.seats - draft.lines.count))),
        ])
        try await transaction.finish(context.job, done: true, result: result, solved.figures)
        try await transaction.audit("SOLVE", objects: [code])
      }
    }
  }
}

/// What a solve has to do.
struct SolveTask: Sendable {
  let arguments: SolveArguments
  /// The part of the span that is still to come.
  let rest: TimeSpan
  let snapshot: PlanningSnapshot

  func days(in zone: ZoneRules) -> ClosedRange<CivilDate> {
    let first = TimeText.date(arguments.span.start, in: zone)
    let last = TimeText.date(arguments.span.end.advanced(seconds: -1), in: zone)
    return first...max(first, last)
  }
}
