/// Betters a plan by trials: empty a few neighbouring shifts, fill them again by chains, keep the result unless it is worse
/// (large neighbourhood search; Shaw 1998). Every step is drawn from the seed, so the same trials give the same plan.
final class Improver {
  private let state: State
  private let columns: Columns
  private let modes: Modes
  private let chains: Chains
  private var random: Random
  private var ruined: [Int32] = []
  private let inRuin: Cells<Int32>
  private var trial: Int32 = 0
  private var order: [(key: Int, shift: Int32)] = []
  /// Shifts that have any column: the others cannot be bettered.
  private let live: [Int32]
  private let flexible: [Int32]
  /// Where to begin, once prices are known.
  var slack: Slack?
  private let trialsBetweenMeasures = 400

  init(_ state: State, _ chains: Chains, seed: UInt64) {
    self.state = state
    self.chains = chains
    columns = state.columns
    modes = state.modes
    random = Random(seed: seed)
    inRuin = Cells(state.people.count, repeating: 0)
    live = (0..<Int32(state.people.count)).filter { [columns, modes] shift in
      modes.ofShift[Int(shift)].contains { !columns.places(of: Int($0)).isEmpty }
    }
    flexible = live.filter { [columns, modes] shift in
      modes.ofShift[Int(shift)].count { !columns.places(of: Int($0)).isEmpty } > 1
    }
  }

  deinit { inRuin.free() }

  var work: Int { chains.work }
  var liveCount: Int { live.count }
  var isHopeless: Bool { live.isEmpty }

  /// Fills every open seat that a chain can fill with a gain, the most valuable first.
  func fillAll(_ goesOn: () -> Bool) {
    var all = live
    all.sort { (state.nextValue($1), $0) < (state.nextValue($0), $1) }
    for shift in all where goesOn() { refill(shift) }
  }

  /// One trial, from the given shift or one that is drawn. True when the plan got better.
  func tryOnce(from first: Int32? = nil) -> Bool {
    if Int(trial) % trialsBetweenMeasures == 0 { slack?.measure() }
    trial += 1
    let (before, mark) = (state.score, state.mark)
    ruin(first)
    rebuild()
    if state.score < before {
      state.undo(to: mark)
      return false
    }
    state.forgetJournal()
    return state.score > before
  }

  // MARK: Ruin

  private func ruin(_ first: Int32?) {
    ruined.removeAll(keepingCapacity: true)
    let seedShift = first ?? pickShift()
    let size = 1 + random.below(6)
    empty(seedShift)
    var attempts = 0
    while ruined.count < size, attempts < 4 * size {
      attempts += 1
      if let other = neighbour(of: ruined[random.below(ruined.count)]) { empty(other) }
    }
  }

  /// Open seats and shifts with a choice of mode are where plans get better most.
  private func pickShift() -> Int32 {
    if let slack, random.below(2) == 0, let shift = slack.pick(&random) { return shift }
    let kind = random.below(10)
    if kind < 3, !flexible.isEmpty { return flexible[random.below(flexible.count)] }
    var shift = live[random.below(live.count)]
    if kind < 7 {
      var attempts = 0
      while state.nextValue(shift) == 0, attempts < 30 {
        shift = live[random.below(live.count)]
        attempts += 1
      }
    }
    return shift
  }

  /// A shift that somebody serves who could serve the given one too.
  private func neighbour(of shift: Int32) -> Int32? {
    let all = modes.ofShift[Int(shift)]
    let range = columns.places(of: Int(all[all.startIndex + random.below(all.count)]))
    if range.isEmpty { return nil }
    for _ in 0..<6 {
      let member = columns.member[columns.modeColumns[range.lowerBound + random.below(range.count)]]
      let load = Int(state.load[member])
      if load == 0 { continue }
      let column = state.week[Int(state.weekStart[member]) + random.below(load)]
      let other = modes.shift[columns.mode[column]]
      if inRuin[other] != trial { return other }
    }
    return nil
  }

  private func empty(_ shift: Int32) {
    if inRuin[shift] == trial { return }
    inRuin[shift] = trial
    ruined.append(shift)
    state.empty(shift)
  }

  // MARK: Rebuild

  private func rebuild() {
    order.removeAll(keepingCapacity: true)
    for shift in ruined {
      let value = state.nextValue(shift)
      order.append((value + random.below(value / 2 + 1), shift))
    }
    order.sort { ($1.key, $0.shift) < ($0.key, $1.shift) }
    for (_, shift) in order { refill(shift) }
    for (_, shift) in order where state.nextValue(shift) > 0 { refill(shift) }
  }

  /// Fills a shift's open seats while that gains; an empty one in the mode that gains most.
  private func refill(_ shift: Int32) {
    if state.nextValue(shift) == 0 { return }
    let choices = modes.ofShift[Int(shift)]
    if choices.count == 1 || !state.isAtRest(shift) {
      _ = fillSeats(shift, state.mode[shift] >= 0 ? state.mode[shift] : choices[choices.startIndex])
      return
    }
    var (best, gain) = (Int32(-1), 0)
    let mark = state.mark
    for mode in choices where !columns.places(of: Int(mode)).isEmpty {
      state.repin(shift, to: mode)
      let gained = fillSeats(shift, mode)
      state.undo(to: mark)
      if gained > gain { (best, gain) = (mode, gained) }
    }
    if best < 0 { return }
    state.repin(shift, to: best)
    _ = fillSeats(shift, best)
  }

  private func fillSeats(_ shift: Int32, _ mode: Int32) -> Int {
    var total = 0
    while let gain = chains.fill(shift, mode) { total += gain }
    return total
  }
}
