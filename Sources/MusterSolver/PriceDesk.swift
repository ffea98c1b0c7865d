import Synchronization

/// Where the thread that prices and the thread that tries meet: the score goes one way, bound and prices the other. Nobody
/// waits; the estimates change hands only while `isFresh` says whose they are.
final class PriceDesk {
  private let goal: Atomic<Int>
  private let bound = Atomic<Int>(Int.max)
  private let isFresh = Atomic<Bool>(false)
  private let stop = StopSign()
  private let estimate: Cells<Int32>

  init(_ modes: Int, goal: Int) {
    self.goal = Atomic(goal)
    estimate = Cells(modes, repeating: 0)
  }

  deinit { estimate.free() }

  /// The pricing thread's whole work: passes until the other closes or nothing more is to be gained.
  func price(_ prices: Prices, threads: Int) {
    while !prices.isConverged, prices.pass(goal: goal.load(ordering: .relaxed), threads: threads, { !stop.isUp }) {
      if isFresh.load(ordering: .acquiring) { continue }
      prices.estimate(into: estimate)
      bound.store(prices.bound ?? Int.max, ordering: .relaxed)
      isFresh.store(true, ordering: .releasing)
    }
  }

  /// A better plan's score.
  func tell(goal score: Int) { goal.store(score, ordering: .relaxed) }

  /// Copies new estimates, if there are any; their bound then.
  func news(into cells: Cells<Int32>) -> Int? {
    if !isFresh.load(ordering: .acquiring) { return nil }
    for mode in 0..<estimate.count { cells[mode] = estimate[mode] }
    defer { isFresh.store(false, ordering: .releasing) }
    return bound.load(ordering: .relaxed)
  }

  /// No more prices are wanted.
  func close() { stop.raise() }
}
