import Testing

@testable import MusterSolver

@Suite("A region cut out of a plan") struct RegionTests {
  @Test("is solved to its optimum, keeps every rule of the whole, and gains in the whole what it gains", arguments: 0..<4)
  func exact(_ seed: Int) throws {
    var hostile = HostileProblem(seed: UInt64(7000 + seed))
    var better = 0
    for _ in 0..<1500 {
      let instance = try hostile.make(members: 3, shifts: 9).instance()
      let state = State(instance, Columns(instance))
      for column in 0..<Int32(state.columns.count) where hostile.random.below(3) > 0 && state.admits(column) {
        state.add(column)
      }
      state.forgetJournal()
      let shifts = (0..<Int32(instance.shifts.count)).filter { _ in hostile.random.below(2) == 0 }
      guard let region = Region(state, Ranking(state), shifts: shifts, cut: .max) else { continue }
      let (before, inside) = (state.score, region.state.score)
      let prices = Prices(region.state)
      let ranking = Ranking(region.state)
      let chains = Chains(region.state, ranking)
      let improver = Improver(region.state, chains, seed: 1)
      #expect(Branching(region.state, prices, improver, chains, ranking, branches: 10_000) { true }.run())
      let held = state.plan().triples.filter { !shifts.contains($0.shift) || instance.pinned.contains($0) }
      region.carryBack()
      #expect(state.score - before == region.state.score - inside)
      #expect(instance.check(state.plan()).isEmpty)
      #expect(instance.score(of: state.plan()).total == state.score)
      #expect(state.score == BruteForce(instance, beside: held, shifts: shifts.map(Int.init)).best)
      if state.score > before { better += 1 }
    }
    #expect(better > 0)
  }

  @Test("lets whom it does not own leave, but not come")
  func owned() throws {
    var problem = Problem()
    problem.members = [Problem.member("a"), Problem.member("b")]
    problem.shifts = [Problem.shift("s")]
    let instance = try problem.instance()
    let state = State(instance, Columns(instance))
    let ranking = Ranking(state)
    let region = try #require(Region(state, ranking, shifts: [0], cut: .max, owns: { $0 == 0 }))
    #expect(region.state.load.count == 1)
    state.add(1)
    let kept = try #require(Region(state, ranking, shifts: [0], cut: .max, owns: { $0 == 0 }))
    #expect(kept.state.load.count == 2 && kept.state.filled == 1)
  }

  @Test("beside others on one plan never gains less in the whole than they say together", arguments: 0..<2)
  func together(_ seed: Int) throws {
    var hostile = HostileProblem(seed: UInt64(9100 + seed))
    var more = 0
    for _ in 0..<1500 {
      let instance = try hostile.make(members: 3, shifts: 9).instance()
      let state = State(instance, Columns(instance))
      for column in 0..<Int32(state.columns.count) where hostile.random.below(3) > 0 && state.admits(column) {
        state.add(column)
      }
      state.forgetJournal()
      let ranking = Ranking(state)
      let side = (0..<instance.shifts.count).map { _ in hostile.random.below(3) }
      let owner = (0..<instance.members.count).map { _ in hostile.random.below(3) }
      let regions = (0..<3).compactMap { part in
        Region(state, ranking, shifts: (0..<Int32(side.count)).filter { side[Int($0)] == part }, cut: .max) {
          owner[Int($0)] == part
        }
      }
      let before = state.score
      var said = 0
      for region in regions {
        let part = region.state
        let inside = part.score
        for column in 0..<Int32(part.columns.count) where hostile.random.below(2) == 0 {
          if part.serves(column), !part.columns.isPinned[column] { part.remove(column) }
        }
        for column in 0..<Int32(part.columns.count) where hostile.random.below(2) == 0 {
          if part.admits(column) { part.add(column) }
        }
        said += part.score - inside
      }
      for region in regions { region.carryBack() }
      #expect(state.score - before >= said)
      #expect(instance.check(state.plan()).isEmpty)
      if state.score - before > said { more += 1 }
    }
    #expect(more > 0)
  }

  @Test("keeps a pin of a member whom it does not own, with whichever team the shift is served")
  func pinnedElsewhere() throws {
    var problem = Problem()
    problem.members = [Problem.member("a") { $0.teams = ["t1", "t2"] }, Problem.member("b") { $0.teams = ["t2"] }]
    problem.shifts = [Problem.shift("s") { $0.team = ["t1", "t2"] }]
    problem.shifts[0].seats = 1
    problem.pinned = [(0, 0, 0)]
    let instance = try problem.instance()
    let state = State(instance, Columns(instance))
    let region = try #require(Region(state, Ranking(state), shifts: [0], cut: .max, owns: { $0 == 1 }))
    let other = try #require(region.state.modes.ofShift[0].first { $0 != region.state.mode[0] })
    region.state.repin(0, to: other)
    #expect(region.state.people[0] == 1)
    region.carryBack()
    #expect(instance.check(state.plan()).isEmpty && state.filled == 1)
  }

  @Test("charges what fairness takes at the most, where a member keeps so much outside that it would not fit into 32 bits")
  func dearFairness() throws {
    var problem = Problem()
    problem.days = 30
    (problem.weights.critical, problem.weights.desired, problem.weights.fairness) = (100_000_000, 100_000_000, 100_000_000)
    problem.members = [
      Problem.member("a") {
        $0.windows = [(0, 30 * 1440)]
        ($0.maxPerDay, $0.maxAssignments, $0.maxMinutes) = (1, 30, 30 * 60)
      }
    ]
    problem.shifts = (0..<25).map { day in
      Problem.shift("s\(day)") { ($0.times, $0.priority) = ([(1440 * day + 540, 1440 * day + 600)], 5) }
    }
    let instance = try problem.instance()
    let state = State(instance, Columns(instance))
    for column in 0..<Int32(24) { state.add(column) }
    state.forgetJournal()
    let region = try #require(Region(state, Ranking(state), shifts: [24], cut: .max))
    let sheet = PriceSheet(region.state)
    #expect(region.state.recent[0] == 24 && sheet.charge[0] == 1 << 29)
    sheet.bar(0, true)
    #expect(sheet.charge[0] == 1 << 30)
  }
}

extension State {
  fileprivate func serves(_ column: Int32) -> Bool {
    let first = Int(weekStart[columns.member[column]])
    return (first..<(first + Int(load[columns.member[column]]))).contains { week[$0] == column }
  }

  /// Whether a column can be added: a seat is open, in this mode, and the member's week has room.
  fileprivate func admits(_ column: Int32) -> Bool {
    let (mode, shift) = (columns.mode[column], modes.shift[columns.mode[column]])
    return people[shift] < seats[shift] && (people[shift] == 0 || self.mode[shift] == mode)
      && serving(columns.member[column], shift) < 0 && fits(column)
  }
}
