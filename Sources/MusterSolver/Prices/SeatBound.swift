/// Quick bounds, before prices are known: each shift by itself, as if nobody were busy elsewhere.
///
/// Valid, because a plan's score is the sum over shifts of seat values less column costs, less fairness, less the constant;
/// the relaxation lets each shift take its cheapest people in its best mode, and counts of fairness only what each
/// assignment costs at the least (`recent` times). A pin that loses is left out, which only raises the bound. All in
/// whole numbers.
enum SeatBound {
  /// Nothing when `goesOn` says no.
  static func bound(_ state: State, threads: Int = 1, _ goesOn: () -> Bool) -> Int? {
    let found = Cells(state.people.count, repeating: 0)
    defer { found.free() }
    let isDone = Crew.share(state.people.count, block: 64, threads: threads, goesOn) { _, shifts in
      var costs: [Int] = []
      for shift in shifts { found[shift] = best(shift, &costs, state) }
    }
    if !isDone { return nil }
    return (0..<found.count).reduce(-state.columns.constant) { $0 + found[$1] }
  }

  private static func best(_ shift: Int, _ costs: inout [Int], _ state: State) -> Int {
    var best = 0
    for mode in state.columns.modes.ofShift[shift] {
      costs.removeAll(keepingCapacity: true)
      for place in state.columns.places(of: Int(mode)) {
        let column = state.columns.modeColumns[place]
        costs.append(Int(state.columns.cost[column]) + state.fairness * Int(state.recent[state.columns.member[column]]))
      }
      best = max(best, value(of: shift, &costs, state))
    }
    return best
  }

  /// A bound from sizes alone, for when the columns were not all found.
  static func trivial(_ instance: Instance) -> Int {
    var total = 0
    for shift in 0..<instance.shifts.count {
      let seats = min(Int(instance.shifts.seats[shift]), instance.members.count)
      let critical = min(seats, Int(instance.shifts.minimum[shift]))
      let value = instance.weights.critical * critical + instance.weights.desired * (seats - critical)
      // Each term is below 2^61, and no score reaches 2^57: more need not be said.
      total = min(
        1 << 61,
        total + Int(instance.shifts.priority[shift]) * value + seats * (instance.weights.paired + instance.weights.wish))
    }
    return total
  }

  private static func value(of shift: Int, _ costs: inout [Int], _ state: State) -> Int {
    costs.sort()
    var total = 0
    for (rank, cost) in costs.prefix(Int(state.seats[shift])).enumerated() {
      let gain = Int(rank < state.minimum[shift] ? state.criticalValue[shift] : state.desiredValue[shift]) - cost
      if gain <= 0 { break }
      total += gain
    }
    return total
  }
}
