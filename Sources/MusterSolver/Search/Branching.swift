/// Branch and bound over the Lagrangian bound: finds the best plan of a small problem and proves it, or gives up after so many
/// branches with the best plan found (Fisher 1981; reduced-cost fixing as in Beasley 1993).
///
/// A branch supposes that a shift takes place in a mode, or not; that a member serves a column, or not. Prices go on from those of
/// the branch above. A branch ends when its bound is below the next whole score above the plan's: all scores are whole numbers and
/// every bound is exact, so what it leaves out is proved to hold nothing better. Columns that a better plan cannot hold (the bound
/// less their exact reduced cost is no better than the plan) are left out of the branch.
final class Branching {
  private let state: State
  private let prices: Prices
  private let sheet: PriceSheet
  private let columns: Columns
  private let modes: Modes
  private let improver: Improver
  private let chains: Chains
  private let ranking: Ranking
  private let mostBranches: Int
  private let goesOn: () -> Bool
  private var trail: [Supposition] = []
  private(set) var branches = 0
  private var gaveUp = false
  /// In how many of the window's passes each column was in its member's week, and each mode was its shift's choice.
  private let columnCount: Cells<Int32>
  private let modeCount: Cells<Int32>
  private let window: Int32 = 24
  private let rootPasses: Int
  private let branchPasses = 60
  /// How prices step: see `PriceSteps`. In a branch the plan is nearly as good as the bound, so its distance is the right measure.
  private static let rootLength = 0.1
  private static let branchLength = 0.4

  private enum Supposition {
    case barred(column: Int32)
    case barredMode(Int32)
    case firm(column: Int32)
  }

  private enum Choice {
    case mode(Int32)
    case column(Int32, firmFirst: Bool)
  }

  init(
    _ state: State, _ prices: Prices, _ improver: Improver, _ chains: Chains, _ ranking: Ranking, branches: Int,
    rootPasses: Int = 400,
    _ goesOn: @escaping () -> Bool
  ) {
    self.state = state
    self.prices = prices
    self.improver = improver
    self.chains = chains
    self.ranking = ranking
    self.goesOn = goesOn
    sheet = prices.sheet
    columns = state.columns
    modes = state.modes
    mostBranches = branches
    self.rootPasses = rootPasses
    prices.keepsBest = true
    columnCount = Cells(columns.count, repeating: 0)
    modeCount = Cells(modes.count, repeating: 0)
  }

  deinit {
    for cells in [columnCount, modeCount] { cells.free() }
  }

  /// Betters the plan as far as the branches go; true when the plan is now proved best.
  func run() -> Bool {
    explore(passes: rootPasses)
    return !gaveUp
  }

  /// The bound, in parts of a point, below which nothing better than the plan is left.
  private var enough: Int { (state.score + 1) * sheet.scale }

  private func explore(passes: Int) {
    branches += 1
    if branches > mostBranches || !goesOn() {
      gaveUp = true
      return
    }
    if descend(passes) { return }
    improve()
    prices.restore(prices.kept)
    let mark = trail.count
    defer { undo(to: mark) }
    if prices.lowest < enough || fix() { return }
    if trail.count > mark, descend(branchPasses / 2) { return }
    let (lowest, kept) = (prices.lowest, prices.kept)
    guard let choice = choose() else { return settle() }
    for first in [true, false] where !gaveUp && lowest >= enough {
      let mark = trail.count
      prices.restore(kept)
      suppose(choice, first)
      explore(passes: branchPasses)
      undo(to: mark)
    }
  }

  // MARK: Bounds

  /// Passes over prices; true when they prove that the branch holds nothing better.
  private func descend(_ passes: Int) -> Bool {
    prices.begin(length: branches == 1 ? Self.rootLength : Self.branchLength)
    for mode in 0..<modes.count { modeCount[mode] = 0 }
    for column in 0..<columns.count { columnCount[column] = 0 }
    for pass in 0..<passes {
      if !prices.pass(goal: state.score, goesOn) {
        gaveUp = true
        return true
      }
      if prices.lowest < enough { return true }
      if passes - pass <= Int(window) { count() }
    }
    return false
  }

  private func count() {
    for member in 0..<state.load.count {
      let first = Int(state.weekStart[member])
      for at in first..<(first + Int(sheet.weekCount[member])) { columnCount[sheet.week[at]] += 1 }
    }
    for mode in 0..<modes.count where prices.isChosen(mode) { modeCount[mode] += 1 }
  }

  /// Leaves out what nothing better can hold; true when that leaves nothing. The bound must be that of the
  /// present prices, so it is taken anew.
  private func fix() -> Bool {
    guard let bound = prices.settle(goesOn) else {
      gaveUp = true
      return true
    }
    if bound < enough { return true }
    for shift in 0..<Int32(state.people.count) {
      let best = prices.choice(of: shift).worth
      for mode in modes.ofShift[Int(shift)] where !sheet.isBarredMode[mode] {
        if bound - (best - prices.worth(of: mode)) < enough { bar(mode: mode) }
      }
    }
    for member in 0..<state.load.count {
      let best = prices.bestWorth(of: member)
      for column in columns.columns(of: member) where !sheet.isBarred[column] && !sheet.isFirm[column] {
        let column = Int32(column)
        // At most what it pays beside the best week without it.
        if bound + prices.pay(of: column) < enough {
          bar(column)
          continue
        }
        sheet.isFirm[column] = true
        let had = sheet.hasFirm[member]
        sheet.hasFirm[member] = true
        let with = prices.bestWorth(of: member)
        sheet.isFirm[column] = false
        sheet.hasFirm[member] = had
        if bound - (best - with) < enough { bar(column) }
      }
      _ = prices.bestWorth(of: member)
    }
    return false
  }

  // MARK: Plans

  /// A plan from the prices, kept if it is better.
  private func improve() {
    prices.estimate(into: chains.estimate)
    if branches < 4 || branches % 16 == 0 { ranking.update(sheet, goesOn) }
    let (before, mark) = (state.score, state.mark)
    PricedStart(state: state, prices: prices).run { true }
    improver.fillAll { true }
    if state.score > before { state.forgetJournal() } else { state.undo(to: mark) }
  }

  /// Everything is decided: the firm columns are the only plan.
  private func settle() {
    let (before, mark) = (state.score, state.mark)
    for shift in 0..<Int32(state.people.count) { state.empty(shift) }
    for column in 0..<Int32(columns.count) where sheet.isFirm[column] && !columns.isPinned[column] {
      let mode = columns.mode[column]
      let shift = modes.shift[mode]
      if state.people[shift] > 0, state.mode[shift] != mode, state.isAtRest(shift) { state.repin(shift, to: mode) }
      let isOpen = state.people[shift] == 0 || (state.mode[shift] == mode && state.people[shift] < state.seats[shift])
      if isOpen, state.fits(column) { state.add(column) }
    }
    if state.score > before { state.forgetJournal() } else { state.undo(to: mark) }
  }

  // MARK: Suppositions

  /// What to decide next: the mode of a shift that wavers most, else a column that does; nothing when all is decided.
  private func choose() -> Choice? {
    var best: (weight: Int, mode: Int32) = (-1, -1)
    for shift in 0..<state.people.count {
      var (first, second, top) = (Int32(0), Int32(0), Int32(-1))
      for mode in modes.ofShift[shift] where !sheet.isBarredMode[mode] {
        let count = modeCount[mode]
        if count > first { (first, second, top) = (count, first, mode) } else { second = max(second, count) }
      }
      if second <= window / 12 { continue }
      let weight = Int(second) * prices.choice(of: Int32(shift)).worth
      if weight > best.weight { best = (weight, top) }
    }
    if best.mode >= 0 { return .mode(best.mode) }
    var (weight, chosen) = (Int32(-1), Int32(-1))
    for column in 0..<Int32(columns.count) where !sheet.isBarred[column] && !sheet.isFirm[column] {
      let count = min(columnCount[column], window)
      let wavering = 2 * min(count, window - count) + (count > 0 ? 1 : 0)
      if wavering > weight { (weight, chosen) = (wavering, column) }
    }
    if chosen < 0 { return nil }
    return .column(chosen, firmFirst: 2 * columnCount[chosen] >= window)
  }

  private func suppose(_ choice: Choice, _ first: Bool) {
    switch choice {
    case .mode(let mode):
      if first { insist(mode) } else { bar(mode: mode) }
    case .column(let column, let firmFirst):
      if first == firmFirst { makeFirm(column) } else { bar(column) }
    }
  }

  private func insist(_ mode: Int32) {
    for other in modes.ofShift[Int(modes.shift[mode])] where other != mode { bar(mode: other) }
  }

  private func makeFirm(_ column: Int32) {
    sheet.isFirm[column] = true
    sheet.hasFirm[columns.member[column]] = true
    trail.append(.firm(column: column))
    insist(columns.mode[column])
  }

  private func bar(_ column: Int32) {
    if sheet.isBarred[column] { return }
    sheet.bar(column, true)
    trail.append(.barred(column: column))
  }

  private func bar(mode: Int32) {
    if sheet.isBarredMode[mode] { return }
    sheet.isBarredMode[mode] = true
    trail.append(.barredMode(mode))
    for place in columns.places(of: Int(mode)) {
      let column = columns.modeColumns[place]
      if !columns.isPinned[column] { bar(column) }
    }
  }

  private func undo(to mark: Int) {
    while trail.count > mark {
      switch trail.removeLast() {
      case .barred(let column): sheet.bar(column, false)
      case .barredMode(let mode): sheet.isBarredMode[mode] = false
      case .firm(let column):
        let member = columns.member[column]
        sheet.isFirm[column] = false
        sheet.hasFirm[member] = columns.columns(of: Int(member)).contains { sheet.isFirm[$0] }
      }
    }
  }
}
