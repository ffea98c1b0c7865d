/// What one person is worth at each mode, and the bound that such prices prove (Lagrangian relaxation).
///
/// The rule that a mode has as many people as its shift takes is dropped and priced instead: members are paid `price[o]`
/// for serving mode o, shifts pay it for each person. Both sides then fall apart: each shift picks its best mode and number,
/// each member the best week (`MemberWeek`: every rule of one member). For any prices, the sum of both sides is at least the
/// score of every feasible plan: such a plan is one choice on each side, and its payments cancel. Prices are whole numbers of
/// 1/16 point and all sums are exact, so the bound, rounded down to a whole point (scores are whole), holds without any
/// tolerance.
///
/// Cost of a pass: one look at each column, and a small search for each member whom some columns pay. Overflow: the builder
/// refuses instances in which all members at all their assignments could earn 2^62 sixteenths.
final class Prices {
  /// Parts of a point in which prices are counted.
  static let scale = 16

  let state: State
  private let columns: Columns
  private let modes: Modes
  private let price: Cells<Int>
  private let bestPrice: Cells<Int>
  /// Demand less supply of each mode at the current prices.
  private let gradient: Cells<Int32>
  private let capacity: Cells<Int32>
  private let steps: PriceSteps
  private let parts: [PricePart]
  /// The lowest bound so far, in 1/16 points.
  private var lowest = Int.max
  private(set) var passes = 0

  /// Prices to begin with come from the plan at hand; only they depend on it, never the bound's truth.
  init(_ state: State, threads: Int = 1) {
    self.state = state
    columns = state.columns
    modes = state.modes
    price = Cells(modes.count, repeating: 0)
    bestPrice = Cells(modes.count, repeating: 0)
    gradient = Cells(modes.count, repeating: 0)
    capacity = Cells(modes.count, repeating: 0)
    let most = Cells(modes.count, repeating: 0)
    steps = PriceSteps(price, best: bestPrice, most: most)
    let (members, share) = (state.load.count, max(1, min(threads, state.load.count / 500)))
    parts = (0..<share).map { PricePart(state, members * $0 / share..<members * ($0 + 1) / share) }
    for shift in 0..<Int32(state.people.count) { start(shift, most) }
  }

  deinit {
    for cells in [price, bestPrice] { cells.free() }
    for cells in [gradient, capacity] { cells.free() }
  }

  /// The proven bound in whole points; nothing before the first pass.
  var bound: Int? {
    if passes == 0 { return nil }
    return lowest >= 0 ? lowest / Self.scale : -((Self.scale - 1 - lowest) / Self.scale)
  }

  /// Whether the first, rough part of the descent is over: from then on prices change little.
  var isSettled: Bool { steps.isSmooth }

  /// Whether more passes would hardly lower the bound.
  var isConverged: Bool { steps.isConverged }

  /// An open seat is worth its value, a taken one a little more than its dearest person costs.
  private func start(_ shift: Int32, _ most: Cells<Int>) {
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
      most[mode] = (best + 1) * Self.scale
      price[mode] = min(first * Self.scale, most[mode])
      capacity[mode] = min(state.seats[shift], Int32(columns.places(of: Int(mode)).count))
    }
  }

  /// One pass, on as many threads as there are parts (the sums are exact, so their number changes nothing): evaluates the prices, keeps the bound if it is lower, and moves the prices; `goal` is the score of a plan.
  /// False when `goesOn` said so before the end, which leaves bound and prices as they were.
  func pass(goal: Int, threads: Int = 1, _ goesOn: () -> Bool) -> Bool {
    for mode in 0..<modes.count { gradient[mode] = 0 }
    let stop = StopSign()
    let pieces = max(1, min(threads, parts.count))
    Crew.run(pieces) { piece in
      for index in stride(from: piece, to: parts.count, by: pieces) {
        parts[index].run(price, stop, piece == 0 ? goesOn : { true })
      }
    }
    if stop.isUp { return false }
    var total = parts.reduce(-columns.constant * Self.scale) { $0 + $1.total }
    for shift in 0..<Int32(state.people.count) {
      let choice = choice(of: shift, at: price)
      total += choice.worth
      if choice.mode >= 0 { gradient[choice.mode] += choice.people }
    }
    for part in parts { for mode in 0..<modes.count { gradient[mode] -= part.supply[mode] } }
    passes += 1
    let isLower = total < lowest
    if isLower { lowest = total }
    steps.move(gradient, isLower: isLower, lowest: lowest, distance: total - goal * Self.scale)
    return true
  }

  /// A shift's side: the mode that is worth most to it (−1: none is), and how many people it takes there.
  private func choice(of shift: Int32, at price: Cells<Int>) -> (worth: Int, people: Int32, mode: Int32) {
    var best = (worth: 0, people: Int32(0), mode: Int32(-1))
    for mode in modes.ofShift[Int(shift)] {
      let critical = min(state.minimum[shift], capacity[mode])
      let first = Int(state.criticalValue[shift]) * Self.scale - price[mode]
      let second = Int(state.desiredValue[shift]) * Self.scale - price[mode]
      var (worth, people) = first > 0 ? (first * Int(critical), critical) : (0, 0)
      if second > 0, critical < capacity[mode] {
        worth += second * Int(capacity[mode] - critical)
        people = capacity[mode]
      }
      if worth > best.worth { best = (worth, people, mode) }
    }
    return best
  }

  // MARK: What plans take from prices

  /// The best prices so far, in points.
  func estimate(into cells: Cells<Int32>) {
    for mode in 0..<modes.count { cells[mode] = Int32(clamping: bestPrice[mode] / Self.scale) }
  }

  /// The mode that a shift wants at the best prices; −1: none.
  func wantedMode(of shift: Int32) -> Int32 { choice(of: shift, at: bestPrice).mode }

  /// The columns of a member's best week at the best prices.
  func bestWeek(of member: Int) -> [Int32] { parts[0].bestWeek(of: member, bestPrice) }
}
