import Glibc
import MusterBenchmark
import MusterSolver

/// One person after another declines, over the whole city: how long does each repair take, and does the plan keep every rule?
struct RepairStudy: Study {
  private static let goalMilliseconds = 5.0
  private static let mostDeclines = 3000
  private static let solveSeconds = 20.0

  func answer(_ bench: Bench, _ options: SolverOptions) throws -> Section {
    var table = MarkdownTable([
      ("算例 instance", .left), ("装入 loading, s", .right), ("谢绝 declines", .right), ("一步 by one move", .right),
      ("两步 by two", .right), ("未补 by nobody", .right), ("中位 p50, ms", .right), ("p99, ms", .right), ("最长 max, ms", .right),
    ])
    for size in options.sizes ?? ["l"] {
      for seed in options.seeds { table.add(try row(InstanceName(size: size, seed: seed, knobs: bench.knobs), bench, options)) }
    }
    return Section(
      title: "一人谢绝，立即补位 One decline repaired",
      body: table.text + """

        方案由同一求解器先行求出；各次谢绝依次进行，每次补位后方案即更新。A plan is solved first; declines come one after another, \
        each on the plan that the last one left.

        """)
  }

  private func row(_ name: InstanceName, _ bench: Bench, _ options: SolverOptions) throws -> [String] {
    let path = try bench.instance(name).path
    let text = try TextFile.read(path)
    guard let instance = try? MusterSolver.Instance(json: Array(text.utf8)) else {
      throw Obstacle("\(path)：读不了", "\(path): cannot be read")
    }
    let limit = now() + (options.marks?.last ?? Self.solveSeconds)
    let plan = Solver.solve(instance, options: SolveOptions(deadline: limit, reasons: false), now: now).plan
    let began = now()
    guard var repair = try? Repair(instance, plan) else {
      bench.report(Finding("\(name.key)：求得的方案违反规则。", "\(name.key): the solver's plan breaks a rule."))
      return [name.short]
    }
    let loading = now() - began
    var (times, moves): ([Double], [Int]) = ([], [0, 0, 0])
    let declined = chosen(instance, plan)
    for triple in declined {
      let start = now()
      let done = repair.decline(member: Int(triple.member), shift: Int(triple.shift))
      times.append((now() - start) * 1000)
      moves[min(2, done.moves.count)] += 1
    }
    check(repair.plan, without: declined, instance, name, bench)
    times.sort()
    let late = times.isEmpty ? 0 : times[min(times.count - 1, times.count * 99 / 100)]
    return [
      name.short, Figures.seconds(loading), "\(times.count)", "\(moves[1])", "\(moves[2])", "\(moves[0])",
      milliseconds(times.isEmpty ? 0 : times[times.count / 2]),
      "\(milliseconds(late)) (≤ \(Figures.plain(Self.goalMilliseconds)) \(Mark.of(late <= Self.goalMilliseconds)))",
      milliseconds(times.last ?? 0),
    ]
  }

  /// Evenly spread over the plan, in an order that jumps about; pins do not decline.
  private func chosen(_ instance: MusterSolver.Instance, _ plan: Plan) -> [Triple] {
    let pins = Set(instance.pinned)
    let free = plan.triples.filter { !pins.contains($0) }
    let count = min(free.count, Self.mostDeclines)
    return (0..<count).map { free[$0 * 7919 % count * free.count / count] }
  }

  private func check(
    _ plan: Plan, without declined: [Triple], _ instance: MusterSolver.Instance, _ name: InstanceName, _ bench: Bench
  ) {
    let standing = Set(plan.triples.map { [$0.member, $0.shift] })
    if !instance.check(plan, keep: 1).isEmpty || declined.contains(where: { standing.contains([$0.member, $0.shift]) }) {
      bench.report(Finding("\(name.key)：补位后的方案违反规则。", "\(name.key): the repaired plan breaks a rule."))
    }
  }

  private func milliseconds(_ value: Double) -> String { Figures.plain((value * 100).rounded() / 100) }

  private func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
