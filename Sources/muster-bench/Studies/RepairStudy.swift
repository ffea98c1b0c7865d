import MusterBenchmark
import MusterSolver

/// One person after another declines, over the whole city: how long does each repair take, and is each what it says?
struct RepairStudy: Study {
  private static let goalMilliseconds = 5.0
  private static let mostDeclines = 3000
  private static let solveSeconds = 20.0

  func answer(_ bench: Bench, _ options: SolverOptions) throws -> Section {
    var table = MarkdownTable([
      ("算例 instance", .left), ("装入 loading, s", .right), ("谢绝 declines", .right), ("替补 substitute", .right),
      ("调动 chain", .right), ("未补 nobody", .right), ("中位 p50, ms", .right), ("p99, ms", .right), ("最长 max, ms", .right),
    ])
    for size in options.sizes ?? ["l"] {
      for seed in options.seeds { table.add(try row(InstanceName(size: size, seed: seed, knobs: bench.knobs), bench, options)) }
    }
    return Section(
      title: "一人谢绝，立即补位 One decline repaired",
      body: table.text + """

        方案由 muster solve 求出，从其文件读回；未固定的指派按等距取出、依次谢绝，已被调开的不计。替补：原来有空的人；调动：从别的岗位调来。每次的得分变化与\
        末尾的方案都经核对；用时只计补位。A plan of `muster solve` is read back from its file; of the assignments that are not pinned, \
        evenly spread ones decline one after another; those that a repair has moved away meanwhile are left out. Substitute: somebody \
        free; chain: somebody from another shift. Every gain and the last plan are checked; only the repair is timed.

        """)
  }

  private func row(_ name: InstanceName, _ bench: Bench, _ options: SolverOptions) throws -> [String] {
    let path = try bench.instance(name).path
    let limit = options.marks?.max() ?? Self.solveSeconds
    let settings = OurRun.Settings(limit: limit, threads: bench.threads, seed: bench.seed, tag: "repair")
    guard let run = try OurRun.solve(path, named: name, settings, by: bench) else { return [name.short] }
    guard let instance = try? MusterSolver.Instance(json: Array(try TextFile.read(path).utf8)) else {
      throw Obstacle("\(path)：读不了。", "\(path): cannot be read.")
    }
    let plan = try PlanFile.read(run.plan, of: instance)
    let clock = ContinuousClock()
    let began = clock.now
    guard var repair = try? Repair(instance, plan) else {
      bench.report(Finding("\(name.key)：求得的方案违反规则。", "\(name.key): the solver's plan breaks a rule."))
      return [name.short]
    }
    let loading = (clock.now - began) / .seconds(1)
    let steps = declines(of: spread(plan, instance), from: plan, &repair, clock)
    for finding in RepairAudit(name: name.key, instance: instance, plan: plan).findings(steps, end: repair.plan) {
      bench.report(finding)
    }
    return [name.short, Figures.seconds(loading)] + figures(steps)
  }

  /// Evenly spread over the plan, in an order that jumps about; pins do not decline.
  private func spread(_ plan: Plan, _ instance: MusterSolver.Instance) -> [Triple] {
    let pins = Set(instance.pinned)
    let free = plan.triples.filter { !pins.contains($0) }
    let count = min(free.count, Self.mostDeclines)
    // A prime above `count`: every place comes once.
    return (0..<count).map { free[$0 * 7919 % count * free.count / count] }
  }

  /// Who does not stand any more has nothing to decline: such a call would be quick and tell nothing.
  private func declines(
    of chosen: [Triple], from plan: Plan, _ repair: inout Repair, _ clock: ContinuousClock
  ) -> [RepairStep] {
    var standing = Set(plan.triples)
    var steps: [RepairStep] = []
    for gone in chosen where standing.remove(gone) != nil {
      let start = clock.now
      let done = repair.decline(member: Int(gone.member), shift: Int(gone.shift))
      steps.append(RepairStep(gone: gone, done: done, milliseconds: (clock.now - start) / .milliseconds(1)))
      standing.subtract(done.moves.compactMap(\.from))
      standing.formUnion(done.moves.map(\.to))
    }
    return steps
  }

  private func figures(_ steps: [RepairStep]) -> [String] {
    let times = steps.map(\.milliseconds).sorted()
    guard let longest = times.last else { return ["0"] }
    let late = times[min(times.count - 1, times.count * 99 / 100)]
    func count(_ way: RepairStep.Way) -> String { "\(steps.filter { $0.way == way }.count)" }
    return [
      "\(steps.count)", count(.substitute), count(.chain), count(.nobody), Figures.fixed(times[times.count / 2], 2),
      Figures.fixed(late, 2) + Mark.against(Self.goalMilliseconds, late), Figures.fixed(longest, 2),
    ]
  }
}
