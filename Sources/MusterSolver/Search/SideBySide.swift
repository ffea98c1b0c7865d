import Synchronization

/// Several threads on one plan: the map is cut by a line (or more) drawn by chance, each thread works on the shifts of its side with
/// everybody's assignments on the other sides held fast, then the sides are put together and cut anew. Prices are worked on by all
/// threads between the rounds. The course depends on timing, so it is not the same twice.
final class SideBySide {
  private let instance: Instance
  private let options: SolveOptions
  private let pace: Pace
  private let search: Search
  private let state: State
  private var random: Random
  private var trials = 0
  /// Trials of the caller's thread in a round, for each of its shifts.
  private let trialsPerShift = 2
  /// Columns that lose more than this at the present prices are left out, in points.
  private let cut: Int32 = 1000
  private let passesBetween = 20
  /// A side of fewer shifts is not worth a thread.
  private let leastShifts = 50

  init(_ instance: Instance, _ options: SolveOptions, _ pace: Pace, _ search: Search) {
    self.instance = instance
    self.options = options
    self.pace = pace
    self.search = search
    state = search.state
    random = Random(seed: options.seed)
  }

  func run() {
    while pace.wantsMore(trials, options.iterations) {
      search.orient()
      round()
      pace.note(state)
      pace.count(iterations: trials)
      if !search.price(passes: passesBetween, pace.lower) { return }
    }
  }

  private func round() {
    let (sides, owner) = sides()
    let before = state.score
    let stop = StopSign()
    var parts = [Part?](repeating: nil, count: sides.count)
    let done = parts.withUnsafeMutableBufferPointer { cells in
      nonisolated(unsafe) let cells = cells  // each thread writes its own place
      Crew.run(sides.count) { side in
        cells[side] = Part(
          search, sides[side], cut: cut, owns: { owner[Int($0)] == side }, seed: random.fork(side), isFirst: trials == 0
        ) {
          side == 0 ? self.pace.goesOn() : !stop.isUp
        }
      }
      Crew.run(sides.count) { side in
        // Only the caller's thread asks the clock: without work of its own it must not leave the others alone.
        guard let part = cells[side] else { return side == 0 ? stop.raise() : () }
        var left = side == 0 ? trialsPerShift * sides[side].count : Int.max
        while left > 0, side == 0 ? pace.wantsMore(trials, options.iterations) : !stop.isUp {
          part.turn()
          left -= 1
          if side == 0 { pace.note(score: before + cells.reduce(0) { $0 + ($1?.gained ?? 0) }) }
        }
        if side == 0 { stop.raise() }
      }
      return cells.compactMap { $0 }
    }
    _ = random.next()
    trials += 1
    for part in done {
      trials += part.search.trials
      part.carryBack()
    }
    state.forgetJournal()
  }

  /// Shifts by side, in strips of equal number across a direction drawn by chance; and on which side each member lives.
  private func sides() -> (shifts: [[Int32]], owner: [Int]) {
    let (a, b) = (random.below(2001) - 1000, random.below(2001) - 1000)
    let (shifts, members) = (instance.shifts, instance.members)
    let order = (0..<shifts.count).map { (a * Int(shifts.x[$0]) + b * Int(shifts.y[$0]), Int32($0)) }.sorted { $0 < $1 }
    let count = min(options.threads, max(1, order.count / leastShifts))
    let first = (0..<count).map { order.count * $0 / count }
    let owner = (0..<members.count).map { member in
      let at = a * Int(members.x[member]) + b * Int(members.y[member])
      return (1..<count).count { order[first[$0]].0 <= at }
    }
    return (
      (0..<count).map { side in order[first[side]..<(side + 1 < count ? first[side + 1] : order.count)].map { $0.1 } }, owner
    )
  }
}

/// One side of the map under work.
private final class Part: @unchecked Sendable {  // made and used by one thread at a time
  let search: Search
  private let region: Region
  private let start: Int
  private let gain = Atomic<Int>(0)

  init?(
    _ whole: Search, _ shifts: [Int32], cut: Int32, owns: (Int32) -> Bool, seed: UInt64, isFirst: Bool,
    _ goesOn: @escaping () -> Bool
  ) {
    guard let region = whole.region(of: shifts, cut: cut, owns: owns) else { return nil }
    self.region = region
    start = region.state.score
    search = Search(region.state, seed: seed, threads: 1, trialsAlone: isFirst ? 2 : 0, goesOn)
    if search.isHopeless { return nil }
    region.start(search.prices, from: whole.prices)
    _ = search.prices.settle { true }
    search.orient()
  }

  /// The points gained so far; for any thread.
  var gained: Int { gain.load(ordering: .relaxed) }

  func turn() { if search.turn() { gain.store(search.state.score - start, ordering: .relaxed) } }

  func carryBack() { region.carryBack() }
}
