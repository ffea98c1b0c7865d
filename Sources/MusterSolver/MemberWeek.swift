/// A member's best week at given prices: of the columns that pay, the set of greatest profit that keeps every rule of
/// one member (travel, a shift once, limits a day, in all and in minutes), fairness included, pins kept.
///
/// A small dynamic programme over columns in order of time gives an upper bound that forgets travel, minutes and (above one)
/// the daily limit: `ahead[i][k]` is the most that columns from i on can add when k are chosen. A depth-first search guided and cut
/// by it then finds the exact best; mostly its first descent is already proof. Where the search would take more than
/// `patience` steps, the upper bound itself is the value: still valid for the Lagrangian bound, only a little weaker.
struct MemberWeek {
  private let state: State
  private let columns: Columns
  private let modes: Modes
  private let fairness: Int
  /// More than any week can earn, so that every best week holds the member's pins.
  private let pinBonus = 1 << 44
  private let patience = 3000
  private var found: [Int32] = []
  private var profit: [Int] = []
  private var next: [Int] = []
  private var ahead: [Int] = []
  private var width = 0
  private var chosen: [Int] = []
  private(set) var best: [Int32] = []
  private var bestValue = 0
  private var steps = 0

  init(_ state: State) {
    self.state = state
    columns = state.columns
    modes = state.modes
    fairness = state.fairness * Prices.scale
  }

  /// The value of the best week (or a bound on it) in 1/16 points; leaves the chosen columns in `best`.
  mutating func best(_ member: Int, _ price: Cells<Int>) -> Int {
    best.removeAll(keepingCapacity: true)
    let pins = collect(member, price)
    if found.isEmpty { return 0 }
    let limit = state.assignmentLimit(member)
    let value: Int
    if found.count == 1 || limit == 1 {
      let top = profit.indices.max { profit[$0] < profit[$1] || (profit[$0] == profit[$1] && $0 > $1) } ?? 0
      best.append(found[top])
      value = profit[top]
    } else {
      value = search(member, limit)
    }
    return value - pins * pinBonus
  }

  private mutating func collect(_ member: Int, _ price: Cells<Int>) -> Int {
    found.removeAll(keepingCapacity: true)
    profit.removeAll(keepingCapacity: true)
    var pins = 0
    var lastPin: Int32 = -1
    let base = fairness * Int(state.recent[member])
    for column in columns.columns(of: member) {
      var worth = price[columns.mode[column]] - Int(columns.cost[column]) * Prices.scale - base
      if columns.isPinned[column] {
        worth += pinBonus
        let shift = modes.shift[columns.mode[column]]
        if shift != lastPin { pins += 1 }
        lastPin = shift
      }
      if worth > 0 {
        found.append(Int32(column))
        profit.append(worth)
      }
    }
    return pins
  }

  private mutating func search(_ member: Int, _ most: Int) -> Int {
    let limit = min(most, found.count)
    prepare(limit, oneADay: state.dayLimit(member) == 1)
    chosen.removeAll(keepingCapacity: true)
    (bestValue, steps) = (-1, 0)
    descend(0, 0, member, limit, state.minuteLimit(member))
    return steps > patience ? ahead[0] : bestValue
  }

  private mutating func prepare(_ limit: Int, oneADay: Bool) {
    let count = found.count
    width = limit + 1
    if next.count < count { next = Array(repeating: 0, count: count) }
    if ahead.count < (count + 1) * width { ahead = Array(repeating: 0, count: (count + 1) * width) }
    for k in 0...limit { ahead[count * width + k] = 0 }
    for i in stride(from: count - 1, through: 0, by: -1) {
      let mode = columns.mode[found[i]]
      var j = i + 1
      while j < count {
        let other = columns.mode[found[j]]
        if oneADay ? modes.day[other] > modes.day[mode] : modes.start[other] >= modes.end[mode] { break }
        j += 1
      }
      next[i] = j
      for k in 0..<limit {
        ahead[i * width + k] = max(ahead[(i + 1) * width + k], profit[i] - fairness * k + ahead[j * width + k + 1])
      }
      ahead[i * width + limit] = 0
    }
  }

  private mutating func descend(_ i: Int, _ value: Int, _ member: Int, _ limit: Int, _ minutes: Int32) {
    let k = chosen.count
    if value + ahead[i * width + k] <= bestValue { return }
    steps += 1
    if steps > patience { return }
    if i == found.count || k == limit {
      bestValue = value
      best.removeAll(keepingCapacity: true)
      for at in chosen { best.append(found[at]) }
      return
    }
    let with = profit[i] - fairness * k + ahead[next[i] * width + k + 1]
    if with < ahead[(i + 1) * width + k] {
      descend(i + 1, value, member, limit, minutes)
      take(i, value, member, limit, minutes)
    } else {
      take(i, value, member, limit, minutes)
      descend(i + 1, value, member, limit, minutes)
    }
  }

  private mutating func take(_ i: Int, _ value: Int, _ member: Int, _ limit: Int, _ minutes: Int32) {
    let mode = columns.mode[found[i]]
    let left = minutes - state.length(mode)
    if left < 0 { return }
    var today = 1
    for at in chosen {
      let other = columns.mode[found[at]]
      if !modes.compatible(other, mode) { return }
      if modes.day[other] == modes.day[mode] { today += 1 }
    }
    if today > state.dayLimit(member) { return }
    let worth = profit[i] - fairness * chosen.count
    chosen.append(i)
    descend(next[i], value + worth, member, limit, left)
    chosen.removeLast()
  }
}
