/// One run of the solver, step by step: columns, a first plan, prices with new plans from them, then trials, regions and the rest of
/// the prices to the end; small problems are proved. On one thread each takes turns by work done (columns looked at), not by time,
/// so that the course depends on no clock.
struct Solve {
  private let instance: Instance
  private let options: SolveOptions
  private let pace: Pace

  /// Passes over prices before each new plan from them: soon a fair one, then better ones.
  private static let rounds = [40, 40, 60, 60]

  init(_ instance: Instance, _ options: SolveOptions, _ pace: Pace) {
    self.instance = instance
    self.options = options
    self.pace = pace
  }

  func run() -> Outcome {
    let columns = Columns(instance, threads: options.threads) { pace.goesOn() }
    let state = State(instance, columns)
    pace.enter(.constructing, state)
    PublishedStart(instance, state).run()
    Greedy(instance, state).run(pace)
    improve(state)
    return outcome(state)
  }

  private func improve(_ state: State) {
    pace.enter(.improving, state)
    if !state.columns.isComplete || !pace.goesOn() { return }
    let search = Search(state, seed: options.seed, threads: options.threads, pace.goesOn)
    search.fill()
    pace.note(state)
    if !pace.goesOn() { return }
    pace.lower(bound: SeatBound.bound(state))
    if search.isHopeless { return }
    for passes in Self.rounds where !pace.isProved {
      if !search.price(passes: passes, pace.lower) { return }
      search.restart()
      pace.note(state)
    }
    if search.isSmall, !pace.isProved, search.prove(branches: options.iterations) { pace.lower(bound: state.score) }
    pace.note(state)
    if options.threads > 1 {
      SideBySide(instance, options, pace, search).run()
    } else {
      byTurns(search)
    }
    pace.note(state)
  }

  private func byTurns(_ search: Search) {
    while pace.wantsMore(search.trials, options.iterations) {
      if search.owesPrices, !search.price(passes: 1, pace.lower) { return }
      if search.turn() { pace.note(search.state) }
      pace.count(iterations: search.trials)
    }
  }

  private func outcome(_ state: State) -> Outcome {
    let plan = state.plan()
    pace.enter(.finishing, state)
    return Outcome(
      plan: plan, score: state.score, bound: pace.progress.bound, seats: pace.progress.seats, filled: state.filled,
      criticalFilled: state.criticalFilled, iterations: pace.progress.iterations,
      openSeats: options.reasons ? Roster(instance, plan).openSeats(columns: state.columns) : [])
  }
}
