import Foundation
import MusterDomain
import MusterSolver
import MusterStore
import NIOConcurrencyHelpers

/// Makes a roster: reads a snapshot with the requester's rights, solves on a thread of its own, and writes the proposal with the
/// job's end in one transaction. Killed in the middle it leaves nothing; the next holder begins again.
struct SolveJob {
  let context: JobContext

  init(_ context: JobContext) { self.context = context }

  private var environment: Environment { context.environment }

  func run() async throws {
    let planning = try await prepared()
    let outcome = try await solve(planning.plan, seconds: planning.arguments.seconds, seed: planning.arguments.seed)
    try await write(outcome, planning)
  }

  struct Prepared: Sendable {
    let arguments: SolveArguments
    let plan: Planning
    let snapshot: PlanningSnapshot
  }

  private func prepared() async throws -> Prepared {
    let now = environment.now()
    return try await withRights { principal in
      try await environment.store.transact(as: principal, at: now) { [environment, job = context.job] transaction in
        guard let arguments = try await transaction.first(SolveArguments.query(job.id)) else { throw JobLost() }
        let week = PlanningWeek(of: TimeText.date(arguments.span.start, in: environment.zone), zone: environment.zone)
        let snapshot = try await PlanningSnapshot.load(area: arguments.area, arguments.span, week: week, in: transaction)
        let rest = TimeSpan(max(arguments.span.start, now), arguments.span.end) ?? arguments.span
        return Prepared(arguments: arguments, plan: try Planning(snapshot, .roster(rest)), snapshot: snapshot)
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

  private func solve(_ planning: Planning, seconds: Int, seed: Int64) async throws -> Outcome {
    let context = context
    let clock = ContinuousClock()
    let start = clock.now
    let outcome = try await SolverThread.run {
      let elapsed = { (clock.now - start) / .seconds(1) }
      let options = SolveOptions(deadline: Double(seconds), seed: UInt64(bitPattern: seed), threads: 1)
      return Solver.solve(planning.instance, options: options, now: elapsed) { progress in
        let goesOn = context.tell(
          progress: Int(100 * elapsed() / Double(seconds)), score: progress.score.map { Int64($0 - planning.pinnedScore) },
          bound: Int64(progress.bound - planning.pinnedScore))
        return goesOn ? .goOn : .stop
      }
    }
    // A lost job's plan is of no use; the heartbeat has thrown already, or does so now.
    guard context.tell(progress: 99) else { throw JobLost() }
    return outcome
  }

  private func write(_ outcome: Outcome, _ prepared: Prepared) async throws {
    let draft = RosterDraft(outcome, prepared.plan, prepared.snapshot)
    let days = prepared.days(in: environment.zone)
    let score = Int64(outcome.score - prepared.plan.pinnedScore)
    let bound = Int64(outcome.bound - prepared.plan.pinnedScore)
    let head = Proposal(
      area: prepared.arguments.area, days: days, score: score, bound: bound, seats: draft.seats, filled: draft.lines.count)
    let now = environment.now()
    try await withRights { principal in
      try await environment.store.transact(as: principal, at: now) { [context, environment] transaction in
        let roster = try await transaction.propose(head, job: context.job.id, lines: draft.lines, gaps: draft.gaps)
        let code = environment.store.city.cipher.code(of: Identifier(.roster, roster))
        let result = JSONText.object([
          ("roster", .text(code)), ("seats", .number(Int64(draft.seats))), ("filled", .number(Int64(draft.lines.count))),
          ("open", .number(Int64(draft.seats - draft.lines.count))),
        ])
        try await transaction.finish(context.job, done: true, result: result, score: score, bound: bound)
        try await transaction.audit("SOLVE", objects: [code])
      }
    }
  }
}

extension SolveJob.Prepared {
  func days(in zone: ZoneRules) -> ClosedRange<CivilDate> {
    let first = TimeText.date(arguments.span.start, in: zone)
    let last = TimeText.date(arguments.span.end.advanced(seconds: -1), in: zone)
    return first...max(first, last)
  }
}

/// A solver's outcome as the rows of a proposal.
struct RosterDraft: Sendable {
  let lines: [ProposalLine]
  let gaps: [ProposalGap]
  let seats: Int

  init(_ outcome: Outcome, _ planning: Planning, _ snapshot: PlanningSnapshot) {
    let offered = Set(snapshot.holders.filter { $0.state == .offered }.map { PairKey(shift: $0.shift, member: $0.member) })
    let meanings = outcome.plan.triples.compactMap { planning.meaning($0) }
    let teams = TeamChoice(snapshot, meanings.map { ($0.member, $0.shift) })
    lines = meanings.map { member, shift, span in
      ProposalLine(
        shift: shift.id, member: member, area: shift.area, team: teams.team(of: shift.id), span: span,
        isKept: offered.contains(PairKey(shift: shift.id, member: member)))
    }
    gaps = outcome.openSeats.compactMap { open in
      guard let shift = planning.shiftOf[open.shift] else { return nil }
      let counts = Reason.allCases.compactMap { reason in
        open.counts[reason].map { (reason.rawValue, JSONText.Value.number(Int64($0))) }
      }
      return ProposalGap(shift: shift.id, area: shift.area, open: open.open, reasons: JSONText.object(counts))
    }
    seats = zip(planning.shiftOf, 0...).reduce(0) { sum, pair in
      pair.0 == nil ? sum : sum + Int(planning.instance.shifts.seats[pair.1])
    }
  }
}

struct PairKey: Hashable, Sendable {
  let shift: Int64
  let member: Int64
}

/// Which team serves each team shift as a body: one that all its people share.
struct TeamChoice: Sendable {
  private var chosen: [Int64: Int32] = [:]

  init(_ snapshot: PlanningSnapshot, _ pairs: [(member: Int64, shift: PlanningShift)]) {
    let teamsOf = Dictionary(snapshot.members.map { ($0.id, Set($0.teams)) }, uniquingKeysWith: { first, _ in first })
    let serving = Dictionary(
      snapshot.holders.compactMap { holder in holder.team.map { (holder.shift, $0) } }, uniquingKeysWith: { first, _ in first })
    for (shift, people) in Dictionary(grouping: pairs.filter { !$0.shift.teams.isEmpty }, by: { $0.shift.id }) {
      let allowed = people[0].shift.teams.filter { team in people.allSatisfy { teamsOf[$0.member]?.contains(team) ?? false } }
      if let held = serving[shift], allowed.contains(held) { chosen[shift] = held } else { chosen[shift] = allowed.first }
    }
  }

  func team(of shift: Int64) -> Int32? { chosen[shift] }
}

/// A thread of its own for long computations: they never hold a thread of the pool that serves connections, and run at a
/// lower priority, so that a solve never starves a PING.
enum SolverThread {
  static func run<R: Sendable>(_ work: @escaping @Sendable () throws -> R) async throws -> R {
    try await withCheckedThrowingContinuation { continuation in
      let thread = Thread {
        // On Linux a priority is a thread's own.
        _ = setpriority(__priority_which_t(0), 0, 10)
        continuation.resume(with: Result { try work() })
      }
      thread.name = "solver"
      thread.stackSize = 8 << 20
      thread.start()
    }
  }
}
