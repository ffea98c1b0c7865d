import Glibc
/// One run of the solver, step by step: columns, a greedy plan, chains, prices until they settle with new plans from them, and
/// then trials and prices to the end. On one thread each takes turns by work done (columns looked at), not by time, so that
/// the course depends on no clock; on several, prices go on beside the trials.
struct Solve {
  private let instance: Instance
  private let options: SolveOptions
  private let pace: Pace

  /// A new plan costs about two passes.
  private static let passesPerRestart = 8
  /// A pass costs a little less than one look at each column by chains: so prices get about a third of the time.
  private static let workPerColumn = 1

  init(_ instance: Instance, _ options: SolveOptions, _ pace: Pace) {
    self.instance = instance
    self.options = options
    self.pace = pace
  }

  func run() -> Outcome {
    let columns = Columns(instance, threads: options.threads) { pace.goesOn() }
    let state = State(instance, columns)
    if columns.isComplete { pace.lower(bound: SeatBound.bound(state)) }
    pace.enter(.constructing, state)
    Greedy(instance, state).run(pace)
    improve(state)
    return outcome(state)
  }

  private func improve(_ state: State) {
    let ranking = Ranking(state)
    let chains = Chains(state, ranking)
    let improver = Improver(instance, state, chains, seed: options.seed)
    pace.enter(.improving, state)
    improver.fillAll(pace.goesOn)
    state.forgetJournal()
    pace.note(state)
    if improver.isHopeless || !state.columns.isComplete || !pace.goesOn() { return }
    let prices = Prices(state, threads: options.threads)
    for round in [40, 40, 80, 80] {
      for _ in 0..<round where priced(prices, chains) {}
      ranking.update(prices.sheet)
      restart(state, prices, improver)
    }
    improver.slack = Slack(state, prices)
    if instance.members.count <= 200 {
      for _ in 0..<300 { _ = improver.tryOnce() }
      let branching = Branching(state, prices, improver, chains, ranking, branches: 100_000) { pace.goesOn() }
      if branching.run() { pace.lower(bound: state.score) }
      pace.note(state)
      if getenv("SLACK") != nil { print("branches", branching.branches) }
    }
    if options.threads > 1 { sideBySide(state, prices, chains, improver) } else { byTurns(state, prices, chains, improver) }
    pace.note(state)
    if getenv("SLACK") != nil { improver.slack?.debug(instance) }
  }

  private func wantsMore(_ trials: Int) -> Bool {
    !pace.isProved && trials < options.iterations ?? Int.max && pace.goesOn()
  }

  private func byTurns(_ state: State, _ prices: Prices, _ chains: Chains, _ improver: Improver) {
    let passWork = Self.workPerColumn * state.columns.count + 1
    var (trials, pricing) = (0, passWork)
    while wantsMore(trials) {
      if !prices.isConverged, pricing <= improver.work {
        if !priced(prices, chains) { break }
        pricing += passWork
      } else {
        trials += 1
        if improver.tryOnce() { pace.note(state) }
        pace.count(iterations: trials)
      }
    }
  }

  private func sideBySide(_ state: State, _ prices: Prices, _ chains: Chains, _ improver: Improver) {
    let desk = PriceDesk(state.modes.count, goal: state.score)
    Crew.run(2) { piece in
      if piece == 1 { return desk.price(prices, threads: options.threads - 1) }
      var trials = 0
      while wantsMore(trials) {
        trials += 1
        if improver.tryOnce() {
          pace.note(state)
          desk.tell(goal: state.score)
        }
        pace.count(iterations: trials)
        if let bound = desk.news(into: chains.estimate) { pace.lower(bound: bound) }
      }
      desk.close()
    }
    if let bound = prices.bound { pace.lower(bound: bound) }
  }

  private func priced(_ prices: Prices, _ chains: Chains) -> Bool {
    if pace.isProved || !pace.goesOn() || !prices.pass(goal: prices.state.score, threads: options.threads, pace.goesOn) {
      return false
    }
    if let bound = prices.bound { pace.lower(bound: bound) }
    prices.estimate(into: chains.estimate)
    return true
  }

  /// A plan from the prices, unless the one at hand is better.
  private func restart(_ state: State, _ prices: Prices, _ improver: Improver) {
    let (before, mark) = (state.score, state.mark)
    PricedStart(state: state, prices: prices).run()
    improver.fillAll(pace.goesOn)
    if state.score < before { state.undo(to: mark) } else { state.forgetJournal() }
    pace.note(state)
  }

  private func outcome(_ state: State) -> Outcome {
    let plan = state.plan()
    pace.enter(.finishing, state)
    return Outcome(
      plan: plan, score: state.score, bound: pace.progress.bound, seats: pace.progress.seats, filled: state.filled,
      criticalFilled: state.criticalFilled, iterations: pace.progress.iterations,
      openSeats: options.reasons ? Roster(instance, plan).openSeats() : [])
  }
}
