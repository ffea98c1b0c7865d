/// What a solve may use. The same instance, seed and iterations give the same plan on one thread, unless the deadline or
/// the observer ends it first.
public struct SolveOptions: Sendable {
  /// When to be done, in the seconds of the clock that is passed to `solve`; nothing: no limit.
  public var deadline: Double?
  /// How many trials of improvement, and how many branches where a small problem is to be proved; nothing: until the deadline, or
  /// until the plan is proved best.
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
/// plan so far (at the least: the pins); it hears once more of the outcome.
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
