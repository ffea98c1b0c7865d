/// One run of the solver, step by step: columns, a first plan, prices with new plans from them, then trials, regions and the rest of
/// the prices to the end; small problems are proved. On one thread each takes turns by work done (columns looked at), not by time,
/// so that the course depends on no clock.
struct Solve {
  private let instance: Instance
  private let options: SolveOptions
  private let pace: Pace

  /// Passes over prices before each new plan from them: soon a fair one, then better ones.
  private static let rounds = [40, 40, 60, 60]
  /// On several threads a plan less: passes share out better than the making of plans.
  private static let roundsOfMany = [40, 40, 100]

  init(_ instance: Instance, _ options: SolveOptions, _ pace: Pace) {
    self.instance = instance
    self.options = options
    self.pace = pace
  }

  func run() -> Outcome {
    let columns = Columns(instance, threads: options.threads) { pace.goesOn() }
    let state = State(instance, columns)
    pace.enter(.constructing, state)
    let first = construct(state)
    improve(state, first)
    return outcome(state)
  }

  /// Makes the first plan. While it is made, another thread lists the columns and looks for a first bound: neither depends on it.
  private func construct(_ state: State) -> First {
    var first = First()
    if options.threads == 1 {
      first.left = build(state)
      return first
    }
    let stop = StopSign()
    var ranking: Ranking?
    var bound: Int?
    Crew.run(2) { piece in
      if piece == 0 {
        first.left = build(state)
        if !pace.goesOn() { stop.raise() }
      } else {
        ranking = Ranking(state, threads: options.threads) { !stop.isUp }
        bound = SeatBound.bound(state) { !stop.isUp }
      }
    }
    (first.ranking, first.bound) = (ranking, bound)
    return first
  }

  /// What is there when the first plan is.
  private struct First {
    /// The shifts that were left by somebody who had been told to serve them, where nearly the whole plan had been told.
    var left: [Int32] = []
    var ranking: Ranking?
    var bound: Int?
  }

  private func build(_ state: State) -> [Int32] {
    let left = PublishedStart(instance, state).run()
    let told = state.filled
    Greedy(instance, state).run(pace)
    return 10 * told >= 9 * state.filled ? left : []
  }

  private func improve(_ state: State, _ first: First) {
    pace.enter(.improving, state)
    if !state.columns.isComplete || !pace.goesOn() { return }
    let search = Search(state, seed: options.seed, threads: options.threads, ranking: first.ranking, pace.goesOn)
    search.fill()
    pace.note(state)
    search.mend(first.left)
    pace.note(state)
    guard let bound = first.bound ?? SeatBound.bound(state, pace.goesOn) else { return }
    pace.lower(bound: bound)
    if search.isHopeless { return }
    for passes in options.threads == 1 ? Self.rounds : Self.roundsOfMany where !pace.isProved {
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
