/// Betters a plan region by region: cuts out some shifts around a place where the plan falls short of the bound, and solves that part
/// by branch and bound (large neighbourhood search with exact repair; Shaw 1998, Pisinger and Ropke 2010).
final class RegionSearch {
  private let state: State
  private let prices: Prices
  private let ranking: Ranking
  private let slack: Slack
  private var random: Random
  private let columns: Columns
  private let modes: Modes
  private var chosen: [Int32] = []
  private let inRegion: Cells<Int32>
  private var trial: Int32 = 0
  private let goesOn: () -> Bool
  private let sizes = 25..<50
  private let cut: Int32 = 100
  private let branches = 10
  private let passes = 120
  /// Neighbours are sought among those who suit a mode best.
  private let closest = 6

  init(
    _ state: State, _ prices: Prices, _ ranking: Ranking, _ slack: Slack, seed: UInt64,
    _ goesOn: @escaping () -> Bool
  ) {
    self.state = state
    self.prices = prices
    self.ranking = ranking
    self.slack = slack
    self.goesOn = goesOn
    random = Random(seed: seed)
    columns = state.columns
    modes = state.modes
    inRegion = Cells(state.people.count, repeating: 0)
  }

  deinit { inRegion.free() }

  /// One region. True when the plan got better.
  func tryOnce() -> Bool {
    trial += 1
    chosen.removeAll(keepingCapacity: true)
    guard let seed = slack.pick(&random) else { return false }
    take(seed)
    let size = sizes.lowerBound + random.below(sizes.count)
    var attempts = 0
    while chosen.count < size, attempts < 6 * size {
      attempts += 1
      let from = random.below(3) == 0 ? seed : chosen[random.below(chosen.count)]
      if let next = neighbour(of: from) { take(next) }
    }
    guard let region = Region(state, ranking, shifts: chosen, cut: cut) else { return false }
    return solve(region)
  }

  private func take(_ shift: Int32) {
    if inRegion[shift] == trial { return }
    inRegion[shift] = trial
    chosen.append(shift)
  }

  /// A shift that somebody serves, or would serve, who suits the given one.
  private func neighbour(of shift: Int32) -> Int32? {
    let all = modes.ofShift[Int(shift)]
    let range = columns.places(of: Int(all[all.startIndex + random.below(all.count)]))
    if range.isEmpty { return nil }
    let member = ranking.ranked[range.lowerBound + random.below(min(range.count, closest))].member
    let (first, served, wanted) = (Int(state.weekStart[member]), Int(state.load[member]), Int(prices.sheet.weekCount[member]))
    if served + wanted == 0 { return nil }
    let at = random.below(served + wanted)
    let column = at < served ? state.week[first + at] : prices.sheet.week[first + at - served]
    return modes.shift[columns.mode[column]]
  }

  private func solve(_ region: Region) -> Bool {
    let part = region.state
    let before = part.score
    let inner = Prices(part)
    region.start(inner, from: prices)
    let order = Ranking(part)
    let chains = Chains(part, order)
    let improver = Improver(part, chains, seed: 1)
    let branching = Branching(part, inner, improver, chains, order, branches: branches, rootPasses: passes, goesOn)
    _ = branching.run()
    if part.score <= before { return false }
    region.carryBack()
    state.forgetJournal()
    return true
  }
}
