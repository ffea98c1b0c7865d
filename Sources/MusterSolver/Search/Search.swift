/// Everything that betters one plan: prices with their bound, plans made from prices, trials, and regions solved by branch and bound.
/// Works on a whole problem or on a part of one (`Region`); parts that own different members may be worked on at once.
final class Search {
  let state: State
  let prices: Prices
  private let ranking: Ranking
  private let chains: Chains
  private let improver: Improver
  private let slack: Slack
  private let regions: RegionSearch
  private let goesOn: () -> Bool
  private let threads: Int
  private(set) var trials = 0
  private var priced = 0
  /// How many passes the prices had made when the columns were ordered by them; nothing before.
  private var orderedAfter: Int?

  /// Trials for each shift before the first region, and trials for each region: they take about as long as it does.
  private let trialsAlone: Int
  private let trialsPerRegion = 100
  private let regionsPerRanking = 10
  private let mostBranches = 5000
  /// Trials for each shift that somebody has left; where that is more than one shift in five, the plan needs more than mending.
  private let trialsPerMended = 6
  private let mostMended = 5
  /// Columns of a problem so small that branches may prove it.
  private static let small = 4000

  /// Takes over a ranking that was made beside, if there is one. Half made, and of no use, when `goesOn` says no.
  init(
    _ state: State, seed: UInt64, threads: Int, trialsAlone: Int = 2, ranking: Ranking? = nil,
    _ goesOn: @escaping () -> Bool
  ) {
    self.trialsAlone = trialsAlone
    self.state = state
    self.threads = threads
    self.goesOn = goesOn
    let ranking = ranking ?? Ranking(state, threads: threads, goesOn)
    self.ranking = ranking
    chains = Chains(state, ranking)
    improver = Improver(state, chains, seed: seed)
    prices = Prices(state, threads: threads, goesOn)
    slack = Slack(state, prices)
    regions = RegionSearch(state, prices, ranking, slack, seed: seed, goesOn)
  }

  /// Whether nothing can ever be gained: nobody suits any shift.
  var isHopeless: Bool { improver.isHopeless }

  var isSmall: Bool { state.columns.count <= Self.small }

  /// Fills what chains can fill.
  func fill() {
    improver.fillAll(goesOn)
    state.forgetJournal()
  }

  /// Trials where people have left: a plan that was told needs few changes, and these are most of them, so they come before prices.
  func mend(_ shifts: [Int32]) {
    if shifts.isEmpty || shifts.count > improver.liveCount / mostMended { return }
    for _ in 0..<trialsPerMended {
      for shift in shifts where goesOn() { _ = improver.tryOnce(from: shift) }
    }
  }

  /// Some passes over prices, unless they have converged or the search is to end. False when it is.
  func price(passes: Int, _ tell: (Int) -> Void) -> Bool {
    for _ in 0..<passes where !prices.isConverged {
      if !goesOn() || !prices.pass(goal: state.score, threads: threads, goesOn) { return false }
      if let bound = prices.bound { tell(bound) }
    }
    prices.estimate(into: chains.estimate)
    return true
  }

  /// A plan from the prices, unless the one at hand is better.
  func restart() {
    orient()
    let (before, mark) = (state.score, state.mark)
    PricedStart(state: state, prices: prices).run(goesOn)
    improver.fillAll(goesOn)
    if state.score < before { state.undo(to: mark) } else { state.forgetJournal() }
  }

  /// Lets trials begin where slack is, and chains scan in the order of present prices.
  func orient() {
    prices.estimate(into: chains.estimate)
    if orderedAfter != prices.passes { ranking.update(prices.sheet, goesOn) }
    orderedAfter = prices.passes
    slack.measure()
    improver.slack = slack
  }

  /// Branches to the end, or as many as are allowed. True when the plan is proved best.
  func prove(branches: Int?) -> Bool {
    defer { orderedAfter = nil }
    for _ in 0..<min(branches ?? .max, 4 * improver.liveCount) where goesOn() { _ = improver.tryOnce() }
    return Branching(state, prices, improver, chains, ranking, branches: min(branches ?? .max, mostBranches), goesOn).run()
  }

  /// A part of the plan cut out along the present prices.
  func region(of shifts: [Int32], cut: Int32, owns: (Int32) -> Bool) -> Region? {
    Region(state, ranking, shifts: shifts, cut: cut, owns: owns, goesOn)
  }

  /// One trial, and now and then a region. True when the plan got better.
  func turn() -> Bool {
    let before = state.score
    if trials >= trialsAlone * improver.liveCount, trials % trialsPerRegion == 0 {
      if trials % (trialsPerRegion * regionsPerRanking) == 0 { orient() }
      _ = regions.tryOnce()
    }
    trials += 1
    _ = improver.tryOnce()
    return state.score > before
  }

  /// Whether prices are behind: a pass looks at each column once, so by columns looked at they get half of the work.
  var owesPrices: Bool {
    if prices.isConverged || priced > improver.work { return false }
    priced += state.columns.count
    return true
  }
}
