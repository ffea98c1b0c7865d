/// Builds a plan anew from prices: each member takes the best week that they pay for, as far as the modes that the shifts want
/// and the seats allow. Pins stay. What is left open, chains fill.
struct PricedStart {
  let state: State
  let prices: Prices

  /// Left half-way, feasible, when `goesOn` says no.
  func run(_ goesOn: () -> Bool) {
    let columns = state.columns
    for shift in 0..<Int32(state.people.count) { state.empty(shift) }
    let wanted = (0..<Int32(state.people.count)).map { prices.wantedMode(of: $0) }
    for member in 0..<state.load.count {
      if member & 1023 == 0, !goesOn() { return }
      let first = Int(state.weekStart[member])
      for at in first..<(first + Int(prices.sheet.weekCount[member])) {
        let column = prices.sheet.week[at]
        if columns.isPinned[column] { continue }
        let mode = columns.mode[column]
        let shift = columns.modes.shift[mode]
        let allowed = state.people[shift] > 0 ? state.mode[shift] : wanted[Int(shift)]
        if allowed == mode, state.people[shift] < state.seats[shift], state.fits(column) { state.add(column) }
      }
    }
  }
}
