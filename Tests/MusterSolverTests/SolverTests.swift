import MusterSolver
import Testing

@Suite("The solver") struct SolverTests {
  @Test("finds the best plan of a tiny problem, and proves it by a bound that no plan exceeds", arguments: 0..<20)
  func bruteForce(_ seed: Int) throws {
    var hostile = HostileProblem(seed: UInt64(100 + seed))
    var cases: [(Problem, Plan)] = []
    var (best, proved) = (0, 0)
    let count = 500
    for number in 0..<count {
      let problem = hostile.make(members: 4, shifts: 3)
      let instance = try problem.instance()
      let outcome = Solver.solve(instance, options: SolveOptions(iterations: 20))
      let optimum = BruteForce(instance).best
      #expect(instance.check(outcome.plan).isEmpty, "\(problem.json)")
      #expect(outcome.score == instance.score(of: outcome.plan).total, "\(problem.json)")
      #expect(outcome.filled == outcome.plan.triples.count)
      #expect(
        outcome.score <= optimum && optimum <= outcome.bound, "\(outcome.score) \(optimum) \(outcome.bound) \(problem.json)")
      if outcome.score == optimum { best += 1 }
      if outcome.score == outcome.bound { proved += 1 }
      if number % 20 == 0 { cases.append((problem, outcome.plan)) }
    }
    #expect(best == count && proved == count, "\(best) of \(count) were the best plan, \(proved) were proved")
    for (verdict, (problem, plan)) in zip(try Judge.verdicts(cases), cases) {
      #expect(verdict.feasible)
      #expect(verdict.score == (try problem.instance()).score(of: plan).total)
    }
  }

  @Test("gives the same bytes for the same seed and iterations")
  func deterministic() throws {
    let problem = Village(members: 60, shifts: 25).problem
    let bytes = try [1, 1, 2].map { seed in
      let instance = try problem.instance()
      let outcome = Solver.solve(instance, options: SolveOptions(iterations: 150, seed: UInt64(seed)))
      return instance.json(of: outcome.plan, score: outcome.score, bound: outcome.bound)
    }
    #expect(bytes[0] == bytes[1])
  }

  @Test("on several threads makes a feasible plan under a valid bound, and can be stopped there", arguments: [2, 3])
  func threads(_ threads: Int) throws {
    let instance = try Village(members: 1010, shifts: 12).problem.instance()
    let one = Solver.solve(instance, options: SolveOptions(iterations: 10))
    let many = Solver.solve(instance, options: SolveOptions(iterations: 10, threads: threads))
    for outcome in [one, many] {
      #expect(instance.check(outcome.plan).isEmpty)
      #expect(outcome.score == instance.score(of: outcome.plan).total)
      #expect(min(one.bound, many.bound) >= max(one.score, many.score))
    }
    var asked = 0
    let stopped = Solver.solve(
      instance, options: SolveOptions(threads: threads),
      observe: { _ in
        asked += 1
        return asked > 120 ? .stop : .goOn
      })
    #expect(instance.check(stopped.plan).isEmpty)
  }

  @Test("cuts the map between threads, and puts the sides together to a feasible plan", arguments: [2, 3])
  func sides(_ threads: Int) throws {
    let instance = try Village(members: 900, shifts: 200).problem.instance()
    let one = Solver.solve(instance, options: SolveOptions(iterations: 0, reasons: false))
    let many = Solver.solve(instance, options: SolveOptions(iterations: 3000, threads: threads, reasons: false))
    #expect(instance.check(many.plan).isEmpty)
    #expect(many.score == instance.score(of: many.plan).total)
    #expect(one.score < many.score && max(one.score, many.score) <= min(one.bound, many.bound))
    #expect(many.iterations >= 3000 || many.score == many.bound)
  }

  /// Nobody suits the shifts of one half; the direction is drawn, so that half falls to the caller's thread, which alone hears the clock,
  /// and to the other one.
  @Test("goes on beside a strip without work", .timeLimit(.minutes(2)), arguments: 1...4)
  func idleStrip(_ seed: UInt64) throws {
    var problem = Village(members: 900, shifts: 200).problem
    for index in 0..<100 {
      problem.shifts[index].at = (900_000, 900_000)
      problem.shifts[index].skill = "flying"
    }
    let instance = try problem.instance()
    let outcome = Solver.solve(instance, options: SolveOptions(iterations: 3000, seed: seed, threads: 2, reasons: false))
    #expect(instance.check(outcome.plan).isEmpty && outcome.score <= outcome.bound)
    #expect(outcome.iterations >= 3000 || outcome.score == outcome.bound)
  }

  @Test("returns a feasible plan with every pin whenever it is stopped", arguments: [1, 2, 3, 5, 8, 20, 100])
  func stopped(_ calls: Int) throws {
    var problem = Village(members: 60, shifts: 25).problem
    let whole = Solver.solve(try problem.instance(), options: SolveOptions(iterations: 50))
    problem.pinned = whole.plan.triples.prefix(20).map { (Int($0.member), Int($0.shift), Int($0.time)) }
    let instance = try problem.instance()
    var asked = 0
    let outcome = Solver.solve(
      instance,
      observe: { _ in
        asked += 1
        return asked >= calls ? .stop : .goOn
      })
    #expect(asked == calls + 1)
    #expect(instance.check(outcome.plan).isEmpty)
    #expect(outcome.score == instance.score(of: outcome.plan).total)
    #expect(outcome.bound >= outcome.score)
    #expect(Set(outcome.plan.triples).isSuperset(of: instance.pinned))
  }

  @Test("ends when its clock reaches the deadline")
  func deadline() throws {
    let instance = try Village(members: 60, shifts: 25).problem.instance()
    var clock = 0.0
    let outcome = Solver.solve(
      instance, options: SolveOptions(deadline: 0.5),
      now: {
        clock += 0.001
        return clock
      })
    #expect(clock < 0.51)
    #expect(instance.check(outcome.plan).isEmpty)
  }

  @Test("tells of scores that only rise and bounds that only fall")
  func progress() throws {
    let instance = try Village(members: 60, shifts: 25).problem.instance()
    var heard: [Progress] = []
    let outcome = Solver.solve(
      instance, options: SolveOptions(iterations: 300),
      observe: {
        heard.append($0)
        return .goOn
      })
    let improving = heard.filter { $0.phase == .improving }
    #expect(!improving.isEmpty)
    #expect(zip(improving, improving.dropFirst()).allSatisfy { $0.score ?? .min <= $1.score ?? .min && $0.bound >= $1.bound })
    #expect(heard.last?.score == outcome.score && heard.last?.phase == .finishing)
  }

  @Test("keeps a published plan where nothing better is to be had")
  func stable() throws {
    var problem = Village(members: 60, shifts: 25).problem
    let first = Solver.solve(try problem.instance(), options: SolveOptions(iterations: 200))
    problem.published = first.plan.triples.map { (Int($0.member), Int($0.shift), Int($0.time)) }
    problem.excluded = [problem.published[0]].map { ($0.0, $0.1) }
    let second = Solver.solve(try problem.instance(), options: SolveOptions(iterations: 200, seed: 9))
    let moved = Set(first.plan.triples).subtracting(second.plan.triples).count
    #expect(moved <= 4, "\(moved) moved for one decline")
  }

  @Test("makes the empty plan of an instance without members or shifts")
  func empty() throws {
    let outcome = Solver.solve(try Problem().instance())
    #expect(outcome.plan == Plan() && outcome.score == 0 && outcome.bound == 0 && outcome.gap == nil)
    var problem = Problem()
    problem.shifts = [Problem.shift("s")]
    #expect(Solver.solve(try problem.instance()).openSeats.map(\.open) == [2])
  }
}

/// A small made-up community, deterministic: big enough that the search has something to do.
struct Village {
  var problem = Problem()

  init(members: Int, shifts: Int) {
    var random = SystemlessRandom(state: 42)
    for index in 0..<members {
      problem.members.append(
        Problem.member("m\(index)") { m in
          m.at = (random.below(6000), random.below(6000))
          m.skills = random.below(4) == 0 ? ["driving"] : []
          m.teams = random.below(2) == 0 ? ["t\(random.below(3))"] : []
          m.windows = (0..<5).map { (1440 * $0 + 480 + 60 * random.below(4), 1440 * $0 + 900 + 60 * random.below(4)) }
          m.maxPerDay = 1
          m.maxAssignments = 1
          m.recent = random.below(4)
        })
    }
    for index in 0..<shifts {
      problem.shifts.append(
        Problem.shift("s\(index)") { s in
          s.at = (random.below(6000), random.below(6000))
          s.skill = random.below(4) == 0 ? "driving" : nil
          s.times = (0...random.below(3)).map { _ in
            let start = 1440 * random.below(5) + 540 + 30 * random.below(10)
            return (start, start + 60 + 30 * random.below(3))
          }
          s.seats = 1 + random.below(6)
          s.minimum = s.seats / 2
          s.priority = 1 + random.below(5)
          s.team = random.below(5) == 0 ? ["t0", "t1", "t2"] : nil
        })
    }
  }
}

/// Instances of the model's own maker, with the optimum that two other solvers proved.
@Suite("The solver on made communities") struct KnownOptimumTests {
  @Test("proves the best plan", arguments: 1...5)
  func proved(_ seed: Int) throws {
    let text = try Judge.python(["make_instance.py", "--size", "s", "--seed", "\(seed)"]).output
    let instance = try Instance(json: Array(text.utf8))
    let known = [149_012, 158_492, 99_005, 126_330, 115_810][seed - 1]
    let outcome = Solver.solve(instance, options: SolveOptions(iterations: 5000))
    #expect(outcome.score == known && outcome.bound == known)
    #expect(instance.check(outcome.plan).isEmpty && instance.score(of: outcome.plan).total == known)
  }
}
