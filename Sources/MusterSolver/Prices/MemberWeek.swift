/// A member's best week at given prices: of the columns that pay, the set of greatest profit that keeps every rule of
/// one member (travel, a shift once, limits a day, in all and in minutes), fairness included, pins kept.
///
/// A small dynamic programme over columns in order of time gives an upper bound that forgets travel, minutes and (above one)
/// the daily limit: `ahead[i][k]` is the most that columns from i on can add when k are chosen. A depth-first search guided and cut
/// by it, and by the worth of the week that was best before, then finds the exact best; mostly the first look is already proof. Where
/// the search would take more than `patience` steps, the upper bound itself is the value: still valid for the Lagrangian bound, only
/// a little weaker.
struct MemberWeek: ~Copyable {
  private let state: State
  private let columns: Columns
  private let modes: Modes
  private let fairness: Int
  private let desk: PriceSheet
  /// More than any week can earn, so that every best week holds the member's pins.
  private let pinBonus = 1 << 44
  private let quick = 500
  private let thorough = 100_000
  private let largestProgramme = 1 << 21
  // The columns that pay, in order of time, and what the search needs of each.
  private var found: Cells<Int32>
  private var profit: Cells<Int>
  private var next: Cells<Int32>
  private var starts: Cells<Int32>
  private var ahead: Cells<Int>
  private var chosen: Cells<Int32>
  private var count = 0
  private var width = 0
  private var depth = 0
  private var bestValue = 0
  private var steps = 0
  private var patience = 0
  /// The programme's third dimension: minutes left, in units; one bucket where it does not count them.
  private var buckets = 1
  private var unit = Int32.max
  private var bestDepth = 0
  private var best: Cells<Int32>

  init(_ state: State, _ desk: PriceSheet) {
    self.state = state
    self.desk = desk
    columns = state.columns
    modes = state.modes
    fairness = state.fairness * desk.scale
    var most = 0
    for member in 0..<state.load.count { most = max(most, columns.columns(of: member).count) }
    found = Cells(most + 1, repeating: 0)
    profit = Cells(most + 1, repeating: 0)
    next = Cells(most + 1, repeating: 0)
    starts = Cells(most + 1, repeating: 0)
    ahead = Cells(4 * (most + 1), repeating: 0)
    chosen = Cells(most + 1, repeating: 0)
    best = Cells(most + 1, repeating: 0)
  }

  deinit {
    for cells in [found, next, starts, chosen, best] { cells.free() }
    profit.free()
    ahead.free()
  }

  /// The value of the best week (or a bound on it) in parts of a point; leaves the chosen columns in the sheet's week of the member.
  mutating func best(_ member: Int) -> Int {
    let pins = collect(member)
    if count == 0 {
      desk.weekCount[member] = 0
      return 0
    }
    let limit = min(state.assignmentLimit(member), count)
    let week = Int(state.weekStart[member])
    if limit == 1 {
      var top = 0
      for at in 1..<max(1, count) where profit[at] > profit[top] { top = at }
      desk.week[week] = found[top]
      desk.weekCount[member] = 1
      return profit[top] - pins * pinBonus
    }
    let value = search(member, limit)
    if bestDepth >= 0 {
      for at in 0..<bestDepth { desk.week[week + at] = best[at] }
      desk.weekCount[member] = Int32(bestDepth)
    }
    return value - pins * pinBonus
  }

  /// Gathers the columns that pay; how many pins there are among them.
  private mutating func collect(_ member: Int) -> Int {
    let range = columns.columns(of: member)
    var count = 0
    let (price, charge, mode) = (desk.price.base, desk.charge.base, columns.mode.base)
    let (found, profit) = (found.base, profit.base)
    for column in range {
      let worth = price[Int(mode[column])] &- charge[column]
      found[count] = Int32(truncatingIfNeeded: column)
      profit[count] = Int(worth)
      count &+= worth > 0 ? 1 : 0
    }
    self.count = count
    return desk.hasFirm[member] ? collectPinned(range) : 0
  }

  private mutating func collectPinned(_ range: Range<Int>) -> Int {
    var (pins, lastPin) = (0, Int32(-1))
    count = 0
    for column in range {
      var worth = Int(desk.price[columns.mode[column]] - desk.charge[column])
      if desk.isFirm[column] {
        worth += pinBonus
        let shift = modes.shift[columns.mode[column]]
        if shift != lastPin { pins += 1 }
        lastPin = shift
      }
      if worth <= 0 { continue }
      (found[count], profit[count]) = (Int32(column), worth)
      count += 1
    }
    return pins
  }

  private mutating func search(_ member: Int, _ limit: Int) -> Int {
    let oneADay = state.dayLimit(member) == 1
    (buckets, unit) = (1, Int32.max)
    prepare(limit, oneADay, patience: quick)
    bestDepth = -1
    bestValue = lastValue(member)
    if bestValue >= ahead[0] { return bestValue }
    descend(0, 0, member, limit, state.minuteLimit(member))
    if steps <= patience { return bestValue }
    // Hard: now with a programme that knows of minutes, too.
    countMinutes(member, limit)
    prepare(limit, oneADay, patience: thorough)
    descend(0, 0, member, limit, state.minuteLimit(member))
    return steps <= patience ? bestValue : ahead[buckets - 1]
  }

  /// Chooses the greatest unit in which all lengths are whole, unless the programme became too large.
  private mutating func countMinutes(_ member: Int, _ limit: Int) {
    var unit: Int32 = 0
    var total = 0
    for at in 0..<count {
      var (a, b) = (state.length(columns.mode[found[at]]), unit)
      total += Int(a)
      while b != 0 { (a, b) = (b, a % b) }
      unit = a
    }
    let most = min(Int(state.minuteLimit(member)), total)
    let buckets = most / Int(max(1, unit)) + 1
    if buckets * (count + 1) * (limit + 1) > largestProgramme { return }
    (self.buckets, self.unit) = (buckets, max(1, unit))
  }

  /// What the week that was best before is worth now. Members with pins begin anew: their bonus is no part of prices.
  private func lastValue(_ member: Int) -> Int {
    if desk.hasFirm[member] { return -1 }
    let (week, count) = (Int(state.weekStart[member]), Int(desk.weekCount[member]))
    var value = 0
    for at in 0..<count {
      let column = desk.week[week + at]
      value += Int(desk.price[columns.mode[column]] - desk.charge[column]) - fairness * at
    }
    if value <= 0 { return -1 }
    return value
  }

  private mutating func prepare(_ limit: Int, _ oneADay: Bool, patience: Int) {
    (steps, depth, self.patience) = (0, 0, patience)
    width = (limit + 1) * buckets
    if ahead.count < (count + 1) * width {
      ahead.free()
      ahead = Cells((count + 1) * width, repeating: 0)
    }
    for k in 0..<width { ahead[count * width + k] = 0 }
    findNext(oneADay)
    if buckets == 1 { programme(limit) } else { programmeOfMinutes(limit) }
  }

  /// For each column the first one that may follow it, as far as time (or the day) goes.
  private func findNext(_ oneADay: Bool) {
    let (count, found, next) = (count, found.base, next.base)
    let (mode, day, start, end) = (columns.mode.base, modes.day.base, modes.start.base, modes.end.base)
    if oneADay {
      var (today, after) = (Int32(-1), count)
      for i in stride(from: count - 1, through: 0, by: -1) {
        let here = day[Int(mode[Int(found[i])])]
        if here != today { (today, after) = (here, i + 1) }
        next[i] = Int32(truncatingIfNeeded: after)
      }
      return
    }
    let starts = starts.base
    for i in 0..<count { starts[i] = start[Int(mode[Int(found[i])])] }
    for i in 0..<count {
      let stop = end[Int(mode[Int(found[i])])]
      var j = i &+ 1
      while j < count, starts[j] < stop { j &+= 1 }
      next[i] = Int32(truncatingIfNeeded: j)
    }
  }

  /// The sums cannot overflow: see the builder's limit on sizes.
  private func programme(_ limit: Int) {
    let (width, fairness) = (width, fairness)
    let (ahead, next, profit) = (ahead.base, next.base, profit.base)
    for i in stride(from: count - 1, through: 0, by: -1) {
      let row = ahead + i &* width
      let (skip, take) = (row + width, ahead + Int(next[i]) &* width + 1)
      var worth = profit[i]
      for k in 0..<limit {
        row[k] = max(skip[k], worth &+ take[k])
        worth &-= fairness
      }
      row[limit] = 0
    }
  }

  private func programmeOfMinutes(_ limit: Int) {
    for i in stride(from: count - 1, through: 0, by: -1) {
      let (row, skip, take) = (i * width, (i + 1) * width, Int(next[i]) * width + buckets)
      let length = Int(state.length(columns.mode[found[i]]) / unit)
      for k in 0..<limit {
        let worth = profit[i] - fairness * k
        for left in (k * buckets)..<((k + 1) * buckets) {
          let stay = ahead[skip + left]
          ahead[row + left] = left - k * buckets < length ? stay : max(stay, worth + ahead[take + left - length])
        }
      }
      for left in (limit * buckets)..<width { ahead[row + left] = 0 }
    }
  }

  /// The most that columns from i on can add to those chosen.
  @inline(__always) private func rest(_ i: Int, _ chosen: Int, _ minutes: Int32) -> Int {
    buckets == 1 ? ahead[i * width + chosen] : ahead[i * width + chosen * buckets + min(buckets - 1, Int(minutes / unit))]
  }

  private mutating func descend(_ i: Int, _ value: Int, _ member: Int, _ limit: Int, _ minutes: Int32) {
    let k = depth
    if value + rest(i, k, minutes) <= bestValue { return }
    steps += 1
    if steps > patience { return }
    if i == count || k == limit {
      bestValue = value
      for at in 0..<k { best[at] = found[chosen[at]] }
      bestDepth = k
      return
    }
    let left = minutes - state.length(columns.mode[found[i]])
    let with = left < 0 ? Int.min : profit[i] - fairness * k + rest(Int(next[i]), k + 1, left)
    if with < rest(i + 1, k, minutes) {
      descend(i + 1, value, member, limit, minutes)
      take(i, value, member, limit, minutes)
    } else {
      take(i, value, member, limit, minutes)
      descend(i + 1, value, member, limit, minutes)
    }
  }

  private mutating func take(_ i: Int, _ value: Int, _ member: Int, _ limit: Int, _ minutes: Int32) {
    let worth = profit[i] - fairness * depth
    let mode = columns.mode[found[i]]
    let left = minutes - state.length(mode)
    if left < 0 || value + worth + rest(Int(next[i]), depth + 1, left) <= bestValue { return }
    var today = 1 + Int(state.held(Int32(member), mode))
    for at in 0..<depth {
      let other = columns.mode[found[chosen[at]]]
      if !modes.compatible(other, mode) { return }
      if modes.day[other] == modes.day[mode] { today += 1 }
    }
    if today > state.dayLimit(member) { return }
    chosen[depth] = Int32(i)
    depth += 1
    descend(Int(next[i]), value + worth, member, limit, left)
    depth -= 1
  }
}
