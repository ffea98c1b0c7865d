/// What one person is worth at each mode, and the bound that such prices prove (Lagrangian relaxation).
///
/// The rule that a mode has as many people as its shift takes is dropped and priced instead: members are paid `price[o]`
/// for serving mode o, shifts pay it for each person. So is the rule that people serve only the mode that their shift chooses
/// (`Discounts`). Both sides then fall apart: each shift picks its best mode and number, each member the best week (`MemberWeek`:
/// every rule of one member). For any prices, the sum of both sides is at least the score of every feasible plan: such a plan is one
/// choice on each side, its payments cancel, and each discount that it meets is taken once and given once. Prices are whole
/// numbers of 1/16 point and all sums are exact, so the bound, rounded down to a whole point (scores are whole), holds without
/// any tolerance.
///
/// Cost of a pass: one look at each column, and a small search for each member whom some columns pay. Overflow: the builder
/// refuses instances in which all members at all their assignments could earn 2^61 sixteenths.
final class Prices {
  let state: State
  let sheet: PriceSheet
  private let columns: Columns
  private let modes: Modes
  private let discounts: Discounts
  private let bestPrice: Cells<Int32>
  /// Demand less supply of each mode at the current prices.
  private let gradient: Cells<Int32>
  private let capacity: Cells<Int32>
  private let chosen: Cells<Bool>
  private let steps: PriceSteps
  /// One a thread.
  private let parts: [PricePart]
  /// For each block of members the columns of their best weeks in flexible modes.
  private var weeks: [[Int32]]
  private let membersPerBlock = 128
  /// The lowest bound so far, in parts of a point.
  private(set) var lowest = Int.max
  private(set) var passes = 0

  /// Prices to begin with come from the plan at hand; only they depend on it, never the bound's truth.
  init(_ state: State, threads: Int = 1, _ goesOn: () -> Bool = { true }) {
    self.state = state
    columns = state.columns
    modes = state.modes
    let sheet = PriceSheet(state, threads: threads, goesOn)
    self.sheet = sheet
    discounts = Discounts(state, sheet)
    bestPrice = Cells(modes.count, repeating: 0)
    gradient = Cells(modes.count, repeating: 0)
    capacity = Cells(modes.count, repeating: 0)
    chosen = Cells(modes.count, repeating: false)
    let most = Cells(modes.count, repeating: Int32(0))
    let weight = Cells(modes.count, repeating: Float(1))
    steps = PriceSteps(sheet, best: bestPrice, most: most, weight: weight)
    parts = (0..<max(1, min(threads, state.load.count / 500))).map { _ in PricePart(state, sheet) }
    weeks = Array(repeating: [], count: state.load.count / membersPerBlock + 1)
    for shift in 0..<Int32(state.people.count) { start(shift, most, weight) }
  }

  deinit {
    for cells in [bestPrice, gradient, capacity] { cells.free() }
    chosen.free()
  }

  /// The proven bound in whole points; nothing before the first pass.
  var bound: Int? {
    if passes == 0 { return nil }
    return lowest >= 0 ? lowest / sheet.scale : -((sheet.scale - 1 - lowest) / sheet.scale)
  }

  /// Whether the first, rough part of the descent is over: from then on prices change little.
  var isSettled: Bool { steps.isSmooth }

  /// Whether more passes would hardly lower the bound.
  var isConverged: Bool { steps.isConverged }

  /// An open seat is worth its value, a taken one a little more than its dearest person costs.
  private func start(_ shift: Int32, _ most: Cells<Int32>, _ weight: Cells<Float>) {
    var first = state.nextValue(shift)
    if first == 0 {
      let begin = Int(state.crewStart[shift])
      for at in begin..<(begin + Int(state.people[shift])) {
        let column = state.crew[at]
        let fairness = state.nextFairness(columns.member[column]) - state.fairness
        first = max(first, Int(columns.cost[column]) + fairness + 20)
      }
    }
    let best = Int(state.minimum[shift] > 0 ? state.criticalValue[shift] : state.desiredValue[shift])
    for mode in modes.ofShift[Int(shift)] {
      most[mode] = Int32((best + 1) * sheet.scale)
      sheet.price[mode] = Int32(min(first * sheet.scale, Int(most[mode])))
      weight[mode] = 1 / Float(state.seats[shift]).squareRoot()
      capacity[mode] = min(state.seats[shift], Int32(columns.places(of: Int(mode)).count))
    }
  }

  /// One pass, on as many threads as there are parts (the sums are exact, so their number changes nothing): evaluates the prices,
  /// keeps the bound if it is lower, and moves the prices; `goal` is the score of a plan. False when `goesOn` said so before the
  /// end, which leaves bound and prices as they were.
  func pass(goal: Int, threads: Int = 1, _ goesOn: () -> Bool) -> Bool {
    guard let total = evaluate(threads: threads, goesOn) else { return false }
    let isLower = total < lowest
    lowest = min(lowest, total)
    if isLower, keepsBest { keep() }
    move(isLower, total - goal * sheet.scale)
    return true
  }

  /// Leaves the best weeks at the present prices in the sheet, which are then of one piece; their bound in parts of a point, nothing
  /// when `goesOn` said so.
  func settle(threads: Int = 1, _ goesOn: () -> Bool) -> Int? {
    guard let total = evaluate(threads: threads, goesOn) else { return nil }
    lowest = min(lowest, total)
    return total
  }

  /// Prices and discounts that found the lowest bound since `begin`; kept while `keepsBest` says so.
  struct Kept {
    fileprivate var prices: [Int32] = []
    fileprivate var discounts: [(column: Int32, discount: Int32)] = []
  }

  private(set) var kept = Kept()
  var keepsBest = false

  func restore(_ kept: Kept) {
    for mode in 0..<kept.prices.count { sheet.price[mode] = kept.prices[mode] }
    discounts.restore(kept.discounts)
  }

  /// Begins from given prices of the modes and discounts of columns.
  func start(_ prices: [Int32], _ given: [(column: Int32, discount: Int32)]) {
    for mode in 0..<modes.count { (sheet.price[mode], bestPrice[mode]) = (prices[mode], prices[mode]) }
    discounts.restore(given)
  }

  /// The discount that a column bears.
  func discount(of column: Int32) -> Int32 { discounts.discount(of: column) }

  private func keep() {
    kept.prices = (0..<modes.count).map { sheet.price[$0] }
    kept.discounts = discounts.present
  }

  /// Begins anew to look for a low bound, from the present prices on: something was barred or made firm.
  func begin(length: Double) {
    lowest = Int.max
    steps.begin(length: length)
  }

  /// The Lagrangian's value in parts of a point, with weeks, choices and gradient.
  private func evaluate(threads: Int, _ goesOn: () -> Bool) -> Int? {
    for part in parts { part.begin() }
    if !findWeeks(min(threads, parts.count), goesOn) { return nil }
    for mode in 0..<modes.count { (gradient[mode], chosen[mode]) = (0, false) }
    var total = parts.reduce(-sheet.constant) { $0 + $1.total }
    for shift in 0..<Int32(state.people.count) {
      let choice = choice(of: shift)
      total += choice.worth
      if choice.mode < 0 { continue }
      gradient[choice.mode] += choice.people
      chosen[choice.mode] = true
    }
    for part in parts { for mode in 0..<modes.count { gradient[mode] -= part.supply[mode] } }
    passes += 1
    return total
  }

  /// The best weeks of all members, on several threads; false when `goesOn` said no.
  private func findWeeks(_ threads: Int, _ goesOn: () -> Bool) -> Bool {
    weeks.withUnsafeMutableBufferPointer { cells in
      nonisolated(unsafe) let cells = cells  // each block is one thread's
      return Crew.share(state.load.count, block: membersPerBlock, threads: threads, goesOn) { thread, members in
        parts[thread].add(members, marked: discounts.isFlexible, wanted: &cells[members.lowerBound / membersPerBlock])
      }
    }
  }

  private func move(_ isLower: Bool, _ distance: Int) {
    let wasSmooth = steps.isSmooth
    let norm = wasSmooth ? discounts.observe(weeks, chosen: chosen, keep: PriceSteps.keep) : 0
    let length = steps.move(gradient, isLower: isLower, lowest: lowest, distance: distance, norm: norm)
    if wasSmooth { discounts.move(length) }
  }

  /// A shift's side: the mode that is worth most to it (−1: none is), and how many people it takes there.
  func choice(of shift: Int32) -> (worth: Int, people: Int32, mode: Int32) {
    var best = (worth: 0, people: Int32(0), mode: Int32(-1))
    for mode in modes.ofShift[Int(shift)] where !sheet.isBarredMode[mode] {
      let offer = offer(of: shift, mode)
      if offer.worth > best.worth { best = (offer.worth, offer.people, mode) }
    }
    return best
  }

  private func offer(of shift: Int32, _ mode: Int32) -> (worth: Int, people: Int32) {
    let critical = min(state.minimum[shift], capacity[mode])
    let price = Int(sheet.price[mode])
    let first = Int(state.criticalValue[shift]) * sheet.scale - price
    let second = Int(state.desiredValue[shift]) * sheet.scale - price
    var (worth, people) = first > 0 ? (first * Int(critical), critical) : (0, 0)
    if second > 0, critical < capacity[mode] {
      worth += second * Int(capacity[mode] - critical)
      people = capacity[mode]
    }
    return (worth + discounts.sum[Int(mode)], people)
  }

  // MARK: What a search asks

  /// What a mode is worth to its shift at the present prices.
  func worth(of mode: Int32) -> Int { offer(of: modes.shift[mode], mode).worth }

  /// What a column pays its member at the present prices, past service taken off.
  func pay(of column: Int32) -> Int { Int(sheet.price[columns.mode[column]] - sheet.charge[column]) }

  /// The value of a member's best week at the present prices, which it leaves in the sheet.
  func bestWorth(of member: Int) -> Int { parts[0].bestWorth(of: member) }

  /// Whether the last pass found the mode to be its shift's choice.
  func isChosen(_ mode: Int) -> Bool { chosen[mode] }

  // MARK: What plans take from prices

  /// The best prices so far, in points.
  func estimate(into cells: Cells<Int32>) {
    for mode in 0..<modes.count { cells[mode] = bestPrice[mode] / Int32(sheet.scale) }
  }

  /// The sum of the discounts of a mode.
  func discounts(of mode: Int32) -> Int { discounts.sum[Int(mode)] }

  /// The mode that a shift wants at the present prices; −1: none.
  func wantedMode(of shift: Int32) -> Int32 { choice(of: shift).mode }
}
