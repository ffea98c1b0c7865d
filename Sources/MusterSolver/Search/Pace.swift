/// Keeps the solver's appointments: asks the clock and the observer now and then whether to go on. Loops call
/// `goesOn` after each small piece of work (well under a millisecond); once it said no, it says no for ever.
final class Pace {
  private(set) var progress: Progress
  private let deadline: Double?
  private let now: () -> Double
  private let observe: (Progress) -> Solver.Wish
  private var lastTold: Double
  private var stopped = false
  /// Well below the 50 milliseconds that are promised.
  private let secondsBetween = 0.02

  init(_ instance: Instance, deadline: Double?, now: @escaping () -> Double, observe: @escaping (Progress) -> Solver.Wish) {
    self.deadline = deadline
    self.now = now
    self.observe = observe
    var seats = 0
    for count in instance.shifts.seats { seats += Int(count) }
    progress = Progress(bound: SeatBound.trivial(instance), seats: seats)
    lastTold = -Double.infinity
  }

  /// Whether to go on. A clock that stands still asks the observer at every call.
  func goesOn() -> Bool {
    if stopped { return false }
    let time = now()
    if let deadline, time >= deadline { stopped = true }
    if time - lastTold >= secondsBetween || time == lastTold {
      lastTold = time
      if observe(progress) == .stop { stopped = true }
    }
    return !stopped
  }

  /// Takes the score that the plan will have when what several threads found is put together.
  func note(score: Int) { progress.score = max(progress.score ?? score, score) }

  /// Takes the figures of the plan that stands.
  func note(_ state: State) {
    progress.score = state.score
    progress.filled = state.filled
    progress.criticalFilled = state.criticalFilled
  }

  func enter(_ phase: Progress.Phase, _ state: State) {
    progress.phase = phase
    note(state)
    if phase == .finishing { _ = observe(progress) }
  }

  /// Takes a proven bound; only ever lowers.
  func lower(bound: Int) { progress.bound = min(progress.bound, bound) }

  func count(iterations: Int) { progress.iterations = iterations }

  /// Whether a search that has made so many trials of at most so many is to go on.
  func wantsMore(_ trials: Int, _ most: Int?) -> Bool { !isProved && trials < most ?? Int.max && goesOn() }

  /// Whether the plan is proved best.
  var isProved: Bool { progress.score == progress.bound }
}
