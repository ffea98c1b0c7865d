import MusterSolver
import Testing

@Suite("The referee") struct RefereeTests {
  @Test("agrees with score.py on feasibility, broken rules and score of random plans")
  func agreesWithPython() throws {
    var hostile = HostileProblem(seed: 7)
    var cases: [(Problem, Plan)] = []
    for _ in 0..<1000 {
      let problem = hostile.make(members: 5, shifts: 5)
      cases.append((problem, hostile.plan(for: problem)))
    }
    let verdicts = try Judge.verdicts(cases)
    var feasible = 0
    for ((problem, plan), verdict) in zip(cases, verdicts) {
      let instance = try problem.instance()
      let broken = Set(instance.check(plan, keep: 1000).map(\.rule.number)).sorted()
      #expect(broken == verdict.rules, "\(problem.json) \(problem.json(plan: plan))")
      #expect(instance.score(of: plan).total == verdict.score, "\(problem.json) \(problem.json(plan: plan))")
      feasible += verdict.feasible ? 1 : 0
    }
    #expect(feasible > 100)
  }

  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let rule: Rule?
    let problem: Problem
    let plan: [Triple]
  }

  static func two(_ change: (inout Problem) -> Void) -> Problem {
    var problem = Problem()
    problem.members = [Problem.member("a")]
    problem.shifts = [
      Problem.shift("s"),
      Problem.shift("t") {
        $0.at = (3000, 4000)
        $0.times = [(620, 680)]
      },
    ]
    change(&problem)
    return problem
  }

  static let both = [Triple(member: 0, shift: 0, time: 0), Triple(member: 0, shift: 1, time: 0)]
  static let first = [Triple(member: 0, shift: 0, time: 0)]

  static let cases: [Case] = [
    Case(testDescription: "travel that just fits", rule: nil, problem: two { _ in }, plan: both),
    Case(
      testDescription: "travel a metre too far", rule: .busy,
      problem: two {
        $0.shifts[1].at = (3001, 4000)
        $0.members[0].reach = 6000
      }, plan: both),
    Case(
      testDescription: "travel a minute too short", rule: .busy, problem: two { $0.shifts[1].times = [(619, 680)] }, plan: both),
    Case(
      testDescription: "no way between one place, spans that touch", rule: nil,
      problem: two {
        $0.shifts[1].at = (0, 0)
        $0.shifts[1].times = [(600, 660)]
      }, plan: both),
    Case(
      testDescription: "spans that overlap by a minute", rule: .busy,
      problem: two {
        $0.shifts[1].at = (0, 0)
        $0.shifts[1].times = [(599, 660)]
      }, plan: both),
    Case(testDescription: "reach met exactly", rule: nil, problem: two { $0.members[0].reach = 5000 }, plan: [both[1]]),
    Case(
      testDescription: "reach missed by a metre", rule: .reach, problem: two { $0.members[0].reach = 4999 }, plan: [both[1]]),
    Case(
      testDescription: "a span that fills its window", rule: nil, problem: two { $0.members[0].windows = [(540, 600)] },
      plan: first),
    Case(
      testDescription: "a span across two windows that touch", rule: .availability,
      problem: two { $0.members[0].windows = [(480, 570), (570, 700)] }, plan: first),
    Case(
      testDescription: "one a day, two starts on a day", rule: .perDay, problem: two { $0.members[0].maxPerDay = 1 }, plan: both
    ),
    Case(
      testDescription: "one a day, the second starts at midnight", rule: nil,
      problem: two {
        $0.members[0].maxPerDay = 1
        $0.members[0].windows = [(0, 2880)]
        $0.shifts[1].times = [(1440, 1500)]
      }, plan: both),
    Case(
      testDescription: "one a day, the first runs past midnight", rule: .perDay,
      problem: two {
        $0.members[0].maxPerDay = 1
        $0.members[0].windows = [(0, 2880)]
        $0.shifts[1].times = [(1439, 1500)]
      }, plan: both),
    Case(testDescription: "too many in all", rule: .assignments, problem: two { $0.members[0].maxAssignments = 1 }, plan: both),
    Case(testDescription: "minutes met exactly", rule: nil, problem: two { $0.members[0].maxMinutes = 120 }, plan: both),
    Case(testDescription: "a minute too many", rule: .minutes, problem: two { $0.members[0].maxMinutes = 119 }, plan: both),
    Case(testDescription: "a skill that is lacked", rule: .skill, problem: two { $0.shifts[0].skill = "driving" }, plan: first),
    Case(
      testDescription: "a team that is not theirs", rule: .team,
      problem: two {
        $0.shifts[0].team = ["t1"]
        $0.members[0].teams = ["t2"]
      }, plan: first),
    Case(
      testDescription: "two people, two teams, none shared", rule: .team,
      problem: two {
        $0.shifts[0].team = ["t1", "t2"]
        $0.members[0].teams = ["t1"]
        $0.members.append(Problem.member("b") { $0.teams = ["t2"] })
      }, plan: first + [Triple(member: 1, shift: 0, time: 0)]),
    Case(testDescription: "an excluded pair", rule: .excluded, problem: two { $0.excluded = [(0, 0)] }, plan: first),
    Case(testDescription: "a pin left out", rule: .pinned, problem: two { $0.pinned = [(0, 1, 0)] }, plan: first),
    Case(
      testDescription: "one seat for two", rule: .seats,
      problem: two {
        $0.shifts[0].seats = 1
        $0.members.append(Problem.member("b"))
      }, plan: first + [Triple(member: 1, shift: 0, time: 0)]),
    Case(
      testDescription: "two times in one shift", rule: .sameTime,
      problem: two {
        $0.shifts[0].times = [(540, 600), (700, 760)]
        $0.members.append(Problem.member("b"))
      }, plan: first + [Triple(member: 1, shift: 0, time: 1)]),
    Case(
      testDescription: "one person twice in a shift", rule: .once,
      problem: two { $0.shifts[0].times = [(540, 600), (700, 760)] },
      plan: first + [Triple(member: 0, shift: 0, time: 1)]),
  ]

  @Test("names the rule that a plan breaks", arguments: cases)
  func namesTheRule(_ example: Case) throws {
    let rules = Set(try example.problem.instance().check(Plan(example.plan)).map(\.rule))
    if let rule = example.rule { #expect(rules.contains(rule)) } else { #expect(rules.isEmpty) }
  }

  @Test("and its own tests hold")
  func pythonTests() throws {
    #expect(try Judge.python(["-m", "unittest", "-q", "test_score"]).status == 0)
  }
}
