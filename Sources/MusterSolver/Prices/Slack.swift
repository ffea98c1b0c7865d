/// Where the plan falls short of the bound. At any prices the bound less the score is a sum with a term for each member (the best week
/// less the week served, both as prices pay it), one for each shift (its best mode and number less the present ones), and the discounts
/// of present modes that nobody serves, which are left aside here; no term is negative. A plan can be bettered only where terms are large, so a search begins there.
final class Slack {
  private let state: State
  private let prices: Prices
  private let columns: Columns
  private let modes: Modes
  /// Members by number, shifts by number plus the count of members; the running sums of their slack, in parts of a point.
  private var entities: [Int32] = []
  private var sums: [Int] = []

  init(_ state: State, _ prices: Prices) {
    self.state = state
    self.prices = prices
    columns = state.columns
    modes = state.modes
  }

  /// The whole of it, in points.
  var total: Int { (sums.last ?? 0) / prices.sheet.scale }

  /// Measures the plan as it stands against the weeks and prices of the sheet.
  func measure() {
    entities.removeAll(keepingCapacity: true)
    sums.removeAll(keepingCapacity: true)
    var sum = 0
    let least = prices.sheet.scale
    for member in 0..<Int32(state.load.count) {
      let slack = ofMember(member)
      if slack < least { continue }
      sum += slack
      entities.append(member)
      sums.append(sum)
    }
    for shift in 0..<Int32(state.people.count) {
      let slack = ofShift(shift)
      if slack < least { continue }
      sum += slack
      entities.append(shift + Int32(state.load.count))
      sums.append(sum)
    }
  }

  /// A shift at which something may be gained, by chance weighted with slack; nothing when there is none. A member's slack leads to
  /// the shifts that they serve or would serve.
  func pick(_ random: inout Random) -> Int32? {
    guard let sum = sums.last else { return nil }
    let target = random.below(sum)
    var (low, high) = (0, sums.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if sums[middle] > target { high = middle } else { low = middle + 1 }
    }
    let entity = entities[low]
    if entity >= state.load.count { return entity - Int32(state.load.count) }
    return shift(of: entity, &random)
  }

  private func shift(of member: Int32, _ random: inout Random) -> Int32? {
    let sheet = prices.sheet
    let (first, wanted, served) = (Int(state.weekStart[member]), Int(sheet.weekCount[member]), Int(state.load[member]))
    if wanted + served == 0 { return nil }
    let at = random.below(wanted + served)
    let column = at < wanted ? sheet.week[first + at] : state.week[first + at - wanted]
    return modes.shift[columns.mode[column]]
  }

  private func ofMember(_ member: Int32) -> Int {
    let sheet = prices.sheet
    let (first, wanted, served) = (Int(state.weekStart[member]), Int(sheet.weekCount[member]), Int(state.load[member]))
    var worth = 0
    for at in first..<(first + wanted) { worth += self.worth(sheet.week[at]) }
    for at in first..<(first + served) { worth -= self.worth(state.week[at]) }
    return worth - state.fairness * sheet.scale * (wanted * (wanted - 1) / 2 - served * (served - 1) / 2)
  }

  @inline(__always) private func worth(_ column: Int32) -> Int {
    Int(prices.sheet.price[columns.mode[column]] - prices.sheet.charge[column])
  }

  private func ofShift(_ shift: Int32) -> Int {
    let best = prices.choice(of: shift).worth
    let people = state.people[shift]
    if people == 0 { return best - (modes.ofShift[Int(shift)].map { prices.discounts(of: $0) }.max() ?? 0) }
    let (mode, critical) = (state.mode[shift], min(people, state.minimum[shift]))
    let value = Int(state.criticalValue[shift]) * Int(critical) + Int(state.desiredValue[shift]) * Int(people - critical)
    return best - value * prices.sheet.scale + Int(prices.sheet.price[mode]) * Int(people) - prices.discounts(of: mode)
  }
}
