/// The first plan: critical seats by priority and scarcity, then desired ones; a shift's mode is the one that can
/// seat the most value, its people the cheapest, with a surcharge on rare skills that the seat does not need.
struct Greedy {
  private let instance: Instance
  private let state: State
  private let surcharge: [Int]

  init(_ instance: Instance, _ state: State) {
    self.instance = instance
    self.state = state
    var holders = [Int](repeating: 0, count: instance.skillNames.count)
    for skill in instance.members.skills.values { holders[Int(skill)] += 1 }
    // A skill that one in thirty has costs 60 points, about the cost of six kilometres; commoner ones less.
    surcharge = (0..<instance.members.count).map { member in
      instance.members.skills[member].reduce(0) { $0 + min(60, 2 * instance.members.count / (holders[Int($1)] + 1)) }
    }
  }

  func run(_ pace: Pace) {
    let order = order()
    for critical in [true, false] {
      for (index, shift) in order.enumerated() {
        let want = critical ? state.minimum[shift] : state.seats[shift]
        if state.people[shift] < want { fill(shift, Int(want - state.people[shift])) }
        if index & 15 == 0 {
          pace.note(state)
          if !pace.goesOn() { return }
        }
      }
    }
    state.forgetJournal()
    pace.note(state)
  }

  /// Shifts by priority, within it those with the fewest columns a seat first.
  private func order() -> [Int32] {
    let supply = (0..<instance.shifts.count).map { shift in
      let found = state.modes.ofShift[shift].reduce(0) { $0 + state.columns.places(of: Int($1)).count }
      return Double(found) / Double(instance.shifts.seats[shift])
    }
    let priority = instance.shifts.priority
    return (0..<Int32(instance.shifts.count)).sorted {
      (-priority[Int($0)], supply[Int($0)], $0) < (-priority[Int($1)], supply[Int($1)], $1)
    }
  }

  private func fill(_ shift: Int32, _ want: Int) {
    let current = state.mode[shift]
    let modes = current >= 0 ? [current] : Array(state.modes.ofShift[Int(shift)])
    let value = state.nextValue(shift)
    var best: (worth: Int, people: [Candidate]) = (0, [])
    for mode in modes {
      let people = cheapest(want, mode, value, skilled: instance.shifts.skill[Int(shift)] >= 0)
      let worth = people.reduce(0) { $0 + value - $1.cost }
      if worth > best.worth { best = (worth, people) }
    }
    for person in best.people { state.add(person.column) }
  }

  private struct Candidate {
    let column: Int32
    let cost: Int
    let burden: Int
  }

  /// At most `want` columns of a mode that fit now and are worth it, the least burden first.
  private func cheapest(_ want: Int, _ mode: Int32, _ value: Int, skilled: Bool) -> [Candidate] {
    var found: [Candidate] = []
    for place in state.columns.places(of: Int(mode)) {
      let column = state.columns.modeColumns[place]
      let member = state.columns.member[column]
      let cost = Int(state.columns.cost[column]) + state.nextFairness(member)
      if cost >= value { continue }
      let burden = cost + (skilled ? 0 : surcharge[Int(member)])
      if found.count == want, let last = found.last, last.burden <= burden { continue }
      if !state.fits(column) { continue }
      if found.count == want { found.removeLast() }
      let rank = found.lastIndex { $0.burden <= burden }.map { $0 + 1 } ?? 0
      found.insert(Candidate(column: column, cost: cost, burden: burden), at: rank)
    }
    return found
  }
}
