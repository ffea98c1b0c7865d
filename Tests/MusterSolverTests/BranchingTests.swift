import Testing

@testable import MusterSolver

@Suite("Branches over prices") struct BranchingTests {
  /// Anna serves the long shift for 599 points or the two short ones for 600: one point more, which is the least that a better plan can
  /// have. At these prices the bound is that plan's score, so nothing may be left out that it holds: neither the short shifts, beside
  /// which the long one is worth as much to Anna, nor Ben's, which pays him nothing.
  @Test("leave out nothing that a plan of one point more holds")
  func onePoint() throws {
    var problem = Problem()
    (problem.weights.critical, problem.weights.desired, problem.weights.fairness) = (599, 300, 0)
    problem.members = [
      Problem.member("anna") { $0.skills = ["first aid"] },
      Problem.member("ben") { $0.skills = ["driving"] },
    ]
    func shift(_ id: String, _ start: Int, _ end: Int, skill: String, minimum: Int) -> Problem.Shift {
      Problem.shift(id) {
        ($0.times, $0.skill, $0.minimum, $0.seats, $0.priority) = ([(start, end)], skill, minimum, 1, 1)
      }
    }
    problem.shifts = [
      shift("long", 500, 700, skill: "first aid", minimum: 1),
      shift("short", 540, 600, skill: "first aid", minimum: 0),
      shift("other short", 610, 670, skill: "first aid", minimum: 0),
      shift("drive", 540, 600, skill: "driving", minimum: 0),
    ]
    let instance = try problem.instance()
    let optimum = BruteForce(instance).best
    let state = State(instance, Columns(instance))
    let columns = state.columns
    for column in 0..<Int32(columns.count) where [0, 3].contains(columns.modes.shift[columns.mode[column]]) {
      state.add(column)
    }
    state.forgetJournal()
    #expect(columns.count == 4 && state.score == optimum - 1)

    let prices = Prices(state)
    let pays = [599, 299, 300, Int(columns.cost[columns.columns(of: 1).lowerBound])]
    prices.start((0..<columns.modes.count).map { Int32(pays[Int(columns.modes.shift[$0])] * prices.sheet.scale) }, [])
    let bound = prices.settle { true }
    #expect(bound == optimum * prices.sheet.scale)
    let ranking = Ranking(state)
    let chains = Chains(state, ranking)
    let improver = Improver(state, chains, seed: 1)
    #expect(Branching(state, prices, improver, chains, ranking, branches: 100, rootPasses: 1) { true }.run())
    #expect(state.score == optimum)
  }
}
