/// What a solve may use. The same instance, seed and iterations give the same plan on one thread, unless the deadline or
/// the observer ends it first.
public struct SolveOptions: Sendable {
  /// When to be done, in the seconds of the clock that is passed to `solve`; nothing: no limit.
  public var deadline: Double?
  /// How many trials of improvement; nothing: until the deadline, or until the plan is proved best.
  public var iterations: Int?
  public var seed: UInt64
  public var threads: Int
  /// Whether to work out why seats stay open.
  public var reasons: Bool

  public init(deadline: Double? = nil, iterations: Int? = nil, seed: UInt64 = 1, threads: Int = 1, reasons: Bool = true) {
    self.deadline = deadline
    self.iterations = iterations
    self.seed = seed
    self.threads = threads
    self.reasons = reasons
  }
}

/// How far a solve has come: a feasible plan of this score stands already.
public struct Progress: Sendable, Equatable {
  public enum Phase: String, Sendable { case gathering, constructing, improving, finishing }

  public var phase = Phase.gathering
  /// Nothing before the first plan.
  public var score: Int?
  public var bound: Int
  public var seats: Int
  public var filled = 0
  public var criticalFilled = 0
  public var iterations = 0

  /// (bound − score) / |bound|; nothing at bound 0 or before the first plan.
  public var gap: Double? { score.flatMap { Outcome.gap(score: $0, bound: bound) } }
}

/// A feasible plan, its exact score, and a bound that no feasible plan exceeds.
public struct Outcome: Sendable {
  public var plan: Plan
  public var score: Int
  public var bound: Int
  public var seats: Int
  public var filled: Int
  public var criticalFilled: Int
  public var iterations: Int
  /// The shifts with open seats, by number; empty when `reasons` was off.
  public var openSeats: [OpenSeats]

  public var gap: Double? { Self.gap(score: score, bound: bound) }

  static func gap(score: Int, bound: Int) -> Double? {
    bound == 0 ? nil : Double(bound - score) / Double(abs(bound))
  }
}

/// The solver: an instance in, a plan, a bound and reasons out. It knows no clock: `now` tells the seconds, from any
/// origin. `observe` hears of progress at least every 50 milliseconds of work and may end the solve, which then returns the best
/// plan so far (at the least: the pins).
public enum Solver {
  /// What the observer wants.
  public enum Wish: Sendable { case goOn, stop }

  public static func solve(
    _ instance: Instance, options: SolveOptions = SolveOptions(), now: () -> Double = { 0 },
    observe: (Progress) -> Wish = { _ in .goOn }
  ) -> Outcome {
    withoutActuallyEscaping(now) { now in
      withoutActuallyEscaping(observe) { observe in
        let pace = Pace(instance, deadline: options.deadline, now: now, observe: observe)
        return Solve(instance, options, pace).run()
      }
    }
  }
}

/// One run of the solver, step by step.
struct Solve {
  private let instance: Instance
  private let options: SolveOptions
  private let pace: Pace

  init(_ instance: Instance, _ options: SolveOptions, _ pace: Pace) {
    self.instance = instance
    self.options = options
    self.pace = pace
  }

  func run() -> Outcome {
    let columns = Columns(instance) { pace.goesOn() }
    let state = State(instance, columns)
    if columns.isComplete { pace.lower(bound: SeatBound.bound(state)) }
    pace.enter(.constructing, state)
    Greedy(instance, state).run(pace)
    improve(state)
    return outcome(state)
  }

  /// Chains first, then prices until they settle, a new plan from them, and from then on trials and prices by turns, each
  /// given its share of work (columns looked at): so the course depends on no clock.
  private func improve(_ state: State) {
    let chains = Chains(state)
    let improver = Improver(instance, state, chains, seed: options.seed)
    pace.enter(.improving, state)
    improver.fillAll(pace.goesOn)
    state.forgetJournal()
    pace.note(state)
    if improver.isHopeless || !state.columns.isComplete || !pace.goesOn() { return }
    let prices = Prices(state)
    while !prices.isSettled, priced(prices, chains) {}
    if prices.isSettled { restart(state, prices, improver) }
    let passWork = Self.workPerColumn * state.columns.count + 1
    var (trials, pricing) = (0, passWork)
    while pace.goesOn(), trials < options.iterations ?? Int.max, !pace.isProved {
      if !prices.isConverged, pricing * Self.trialShare <= improver.work {
        if !priced(prices, chains) { break }
        pricing += passWork
      } else {
        trials += 1
        if improver.tryOnce() { pace.note(state) }
        pace.count(iterations: trials)
      }
    }
    pace.note(state)
  }

  /// A pass costs about as much as two looks at each column by chains; trials get twice the work of prices.
  private static let workPerColumn = 2
  private static let trialShare = 2

  private func priced(_ prices: Prices, _ chains: Chains) -> Bool {
    if !pace.goesOn() || pace.isProved { return false }
    if !prices.pass(goal: prices.state.score, pace.goesOn) { return false }
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
      openSeats: options.reasons ? instance.openSeats(in: plan) : [])
  }
}
