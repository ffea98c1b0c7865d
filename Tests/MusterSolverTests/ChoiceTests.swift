import MusterSolver
import Testing

@Suite("Why this person") struct ChoiceTests {
  @Test(
    "the lines add up to what the referee says the assignment gains, and the others are the best there are", arguments: 0..<6)
  func agrees(_ seed: Int) throws {
    var hostile = HostileProblem(seed: UInt64(600 + seed))
    var (alternatives, others) = (0, 0)
    for _ in 0..<60 {
      let instance = try hostile.makeForMoves().instance()
      let plan = hostile.feasiblePlan(for: instance)
      let roster = Roster(instance, plan)
      for triple in plan.triples where !instance.pinned.contains(triple) {
        let (member, shift) = (Int(triple.member), Int(triple.shift))
        let choice = try #require(roster.choice(member: member, shift: shift))
        let rest = plan.triples.filter { $0 != triple }
        let before = instance.score(of: Plan(rest)).total
        func gain(_ new: Triple) -> Int? {
          let with = Plan(rest + [new])
          return instance.check(with, keep: 1).isEmpty ? instance.score(of: with).total - before : nil
        }
        #expect(choice.assignment == triple)
        #expect(choice.gain == gain(triple))
        #expect(choice.lines.reduce(0) { $0 + $1.points } == choice.gain)
        let people = (0..<instance.members.count).filter { $0 != member }
        let best = people.compactMap { gain(Triple(member: $0, shift: shift, time: Int(triple.time))) }.max()
        #expect(choice.alternative?.gain == best)
        #expect(choice.difference == best.map { choice.gain - $0 })
        let elsewhere = (0..<instance.shifts.count).filter { $0 != shift }.flatMap { other in
          (0..<instance.shifts.times[other].count).map { Triple(member: member, shift: other, time: $0) }
        }
        let second = elsewhere.compactMap(gain).filter { $0 > 0 }.max()
        #expect(choice.otherwise?.gain == second)
        #expect(choice.otherwise.map { gain($0.assignment) } == second.map { .some($0) })
        alternatives += best == nil ? 0 : 1
        others += second == nil ? 0 : 1
      }
    }
    #expect(alternatives > 0 && others > 0)
  }

  @Test("each part of the cost has its line, in the order of the model")
  func lines() throws {
    var problem = Problem()
    problem.members = [
      Problem.member("a") {
        $0.at = (3000, 4000)
        $0.wishes = ["culture"]
        $0.recent = 2
      }
    ]
    problem.shifts = [
      Problem.shift("s") {
        $0.community = "c2"
        $0.pairedUnits = ["u1"]
        $0.priority = 2
      }
    ]
    problem.published = [(0, 0, 0)]
    let instance = try problem.instance()
    let plan = Plan([Triple(member: 0, shift: 0, time: 0)])
    let choice = try #require(instance.choice(member: 0, shift: 0, in: plan))
    #expect(choice.lines.map(\.kind) == CostLine.Kind.allCases)
    #expect(choice.lines.map(\.points) == [2000, -50, -20, 30, 20, -80, 200])
    #expect(choice.lines[1].chinese == "离家 5000 米" && choice.lines[1].english == "5000 m from home")
    #expect(instance.explain(member: 0, shift: 0, in: plan).lines == choice.lines)
    #expect(instance.choice(member: 0, shift: 0, in: Plan()) == nil)
  }

  @Test("what else the member would do keeps the limit of a day", arguments: [(1, nil), (2, 2)])
  func limits(perDay: Int, expected: Int32?) throws {
    var problem = Problem()
    problem.members = [
      Problem.member("a") {
        $0.maxPerDay = perDay
        $0.windows = [(0, 2880)]
      }
    ]
    problem.shifts = [
      Problem.shift("tomorrow") { $0.times = [(1980, 2040)] }, Problem.shift("today") { $0.seats = 1 },
      Problem.shift("today, later") { $0.times = [(900, 960)] },
    ]
    let plan = Plan([Triple(member: 0, shift: 0, time: 0), Triple(member: 0, shift: 1, time: 0)])
    let choice = try #require(try problem.instance().choice(member: 0, shift: 0, in: plan))
    #expect(choice.otherwise?.assignment.shift == expected)
  }
}
