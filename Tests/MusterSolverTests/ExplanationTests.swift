import MusterSolver
import Testing

@Suite("Why and why not") struct ExplanationTests {
  @Test("every explanation agrees with the referee, and its gain with the score", arguments: 0..<6)
  func agrees(_ seed: Int) throws {
    var hostile = HostileProblem(seed: UInt64(500 + seed))
    for _ in 0..<30 {
      let instance = try hostile.make(members: 5, shifts: 4).instance()
      let plan = Solver.solve(instance, options: SolveOptions(iterations: 5)).plan
      let roster = Roster(instance, plan)
      for (member, shift) in (0..<instance.members.count).flatMap({ m in (0..<instance.shifts.count).map { (m, $0) } }) {
        let rest = plan.triples.filter { $0.member != Int32(member) || $0.shift != Int32(shift) }
        let why = roster.explain(member: member, shift: shift)
        let with = Plan(rest + [Triple(member: member, shift: shift, time: why.time)])
        let broken = Set(instance.check(with).map(\.rule)).subtracting([.pinned])
        #expect(why.isPossible == broken.isEmpty)
        #expect(why.gain == instance.score(of: with).total - instance.score(of: Plan(rest)).total || broken.contains(.seats))
      }
    }
  }

  @Test("substitutes are exactly those whom the referee lets in, by gain", arguments: 0..<6)
  func substitutes(_ seed: Int) throws {
    var hostile = HostileProblem(seed: UInt64(900 + seed))
    var found = 0
    for _ in 0..<30 {
      let instance = try hostile.make(members: 16, shifts: 3).instance()
      let plan = Solver.solve(instance, options: SolveOptions(iterations: 5)).plan
      guard let gone = plan.triples.first(where: { !instance.pinned.contains($0) }) else { continue }
      let rest = plan.triples.filter { $0 != gone }
      let before = instance.score(of: Plan(rest)).total
      let (shift, time) = (Int(gone.shift), Int(gone.time))
      let expected = (0..<instance.members.count).compactMap { member -> (gain: Int, member: Int)? in
        let with = Plan(rest + [Triple(member: member, shift: shift, time: time)])
        if member == Int(gone.member) || !instance.check(with).isEmpty { return nil }
        return (instance.score(of: with).total - before, member)
      }.sorted { ($1.gain, $0.member) < ($0.gain, $1.member) }
      let got = instance.substitutes(for: shift, time: time, excluding: [Int(gone.member)], in: plan, limit: 100)
      #expect(got.map(\.member) == expected.map(\.member))
      #expect(got.map(\.gain) == expected.map(\.gain))
      found += got.count
    }
    #expect(found > 0)
  }

  @Test("open seats count every member who does not serve, once")
  func counts() throws {
    let instance = try Village(members: 60, shifts: 25).problem.instance()
    let plan = Solver.solve(instance, options: SolveOptions(iterations: 50)).plan
    let rows = instance.openSeats(in: plan)
    #expect(!rows.isEmpty)
    for row in rows {
      let serving = plan.triples.count { $0.shift == Int32(row.shift) }
      #expect(row.open == Int(instance.shifts.seats[row.shift]) - serving)
      #expect(row.counts.values.reduce(0, +) == instance.members.count - serving)
    }
  }

  struct Case: CustomTestStringConvertible, Sendable {
    let reason: Reason
    let change: @Sendable (inout Problem) -> Void
    var testDescription: String { reason.rawValue }
  }

  static let cases: [Case] = [
    Case(reason: .skill) { $0.shifts[0].skill = "driving" },
    Case(reason: .team) { $0.shifts[0].team = ["t1"] },
    Case(reason: .reach) { $0.shifts[0].at = (5001, 0) },
    Case(reason: .availability) { $0.members[0].windows = [(541, 1200)] },
    Case(reason: .excluded) { $0.excluded = [(0, 0)] },
    Case(reason: .busy) {
      $0.shifts.append(Problem.shift("t") { $0.priority = 5 })
      $0.pinned = [(0, 1, 0)]
    },
    Case(reason: .limit) { $0.members[0].maxMinutes = 59 },
    Case(reason: .notWorthIt) { $0.members[0].recent = 1000 },
  ]

  @Test(
    "a week's days have names, those of another horizon numbers",
    arguments: [(7, "Monday 9:00", "周一 9:00"), (8, "day 1, 9:00", "第 1 天 9:00")])
  func days(count: Int, english: String, chinese: String) throws {
    var problem = Problem()
    problem.days = count
    problem.members = [Problem.member("a")]
    problem.shifts = [Problem.shift("s")]
    let plan = Plan()
    let row = try #require(
      try problem.instance().explain(member: 0, shift: 0, in: plan).verdicts.first { $0.rule == .availability })
    #expect(row.english.contains(english) && row.chinese.contains(chinese), "\(row)")
  }

  @Test("an open seat names the reason", arguments: cases)
  func reason(_ example: Case) throws {
    var problem = Problem()
    problem.members = [Problem.member("a")]
    problem.shifts = [Problem.shift("s") { $0.seats = 1 }]
    example.change(&problem)
    let row = try #require(Solver.solve(try problem.instance()).openSeats.first { $0.shift == 0 })
    #expect(row.counts == [example.reason: 1])
    #expect(row.english.contains(example.reason.english) && row.chinese.contains(example.reason.chinese))
    #expect(!row.chinese.contains { ",:;()".contains($0) }, "Chinese has its own punctuation: \(row.chinese)")
  }
}
