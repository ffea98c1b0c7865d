/// Begins with what people were already told, as far as it still stands: a re-run then moves few people, and after a few declines it is
/// nearly done before it has begun.
struct PublishedStart {
  private let state: State
  private let columns: Columns
  private let modes: Modes
  private let told: [Triple]

  init(_ instance: Instance, _ state: State) {
    self.state = state
    columns = state.columns
    modes = state.modes
    told = instance.published.sorted()
  }

  /// The shifts in which somebody who was told to serve no longer does.
  func run() -> [Int32] {
    var first = 0
    var left: [Int32] = []
    while first < told.count {
      var next = first
      while next < told.count, told[next].shift == told[first].shift { next += 1 }
      place(told[first..<next])
      if state.people[told[first].shift] < next - first { left.append(told[first].shift) }
      first = next
    }
    state.forgetJournal()
    return left
  }

  /// The people told to serve one shift, in the mode in which most of them can.
  private func place(_ people: ArraySlice<Triple>) {
    let shift = people[people.startIndex].shift
    let choices = state.mode[shift] >= 0 ? [state.mode[shift]] : Array(modes.ofShift[Int(shift)])
    let found = choices.map { mode in people.compactMap { column(of: $0, in: mode) } }
    guard let best = found.max(by: { $0.count < $1.count }) else { return }
    for column in best where state.people[shift] < state.seats[shift] && state.fits(column) { state.add(column) }
  }

  private func column(of told: Triple, in mode: Int32) -> Int32? {
    if modes.time[mode] != told.time || state.serving(told.member, told.shift) >= 0 { return nil }
    return columns.columns(of: Int(told.member)).first { columns.mode[$0] == mode }.map(Int32.init)
  }
}
