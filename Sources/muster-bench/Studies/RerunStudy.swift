import MusterBenchmark

/// A plan is published, one pair in a hundred declines: how good is the plan of the next second, and how many people does it move?
struct RerunStudy: Study {
  private static let seconds = 1.0
  private static let share = 0.01
  private static let gapGoal = 0.2

  func answer(_ bench: Bench, _ options: SolverOptions) throws -> Section {
    var table = MarkdownTable([
      ("算例 instance", .left), ("方案 plan", .left), ("时限 mark, s", .right), ("得分 score", .right), ("差距 gap, %", .right),
      ("谢绝 declined", .right), ("变动人数 moved", .right), ("墙上 wall, s", .right), ("", .left),
    ])
    for size in options.sizes ?? ["l"] {
      for seed in options.seeds {
        for row in try rows(InstanceName(size: size, seed: seed, knobs: bench.knobs), bench, options) { table.add(row) }
      }
    }
    return Section(
      title: "谢绝之后重排 A re-run after declines",
      body: table.text + """

        先求解并公布，再随机谢绝 1% 的指派（列入 excluded），重新求解。变动人数：未谢绝而指派有变的人。✓：差距 ≤ \(Self.gapGoal)%，且变动人数不多于\
        长时间求解所得的方案。A plan is solved and published, 1 % of its pairs decline (excluded), and it is solved again. Moved: people \
        who did not decline and whose assignments changed. ✓: gap ≤ \(Self.gapGoal) % and no more people moved than by the long solve.

        """)
  }

  private func rows(_ name: InstanceName, _ bench: Bench, _ options: SolverOptions) throws -> [[String]] {
    let long = options.marks(of: name.size).last ?? 60
    let instance = try bench.instance(name)
    func solve(_ path: String, _ limit: Double, _ tag: String) throws -> OurRun? {
      let settings = OurRun.Settings(limit: limit, threads: bench.threads, seed: bench.seed, tag: tag)
      return try OurRun.solve(path, named: name, settings, by: bench)
    }
    guard let first = try solve(instance.path, long, "rerun-first") else { return [[name.short]] }
    let path = "\(bench.out)/instances/\(name.slug)_rerun.json"
    let make = ["make", instance.path, first.plan, "--share", Figures.plain(Self.share), "--seed", "1", "--out", path]
    _ = try rerun(make, name, bench)
    guard let quick = try solve(path, Self.seconds, "rerun-quick"), let best = try solve(path, long, "rerun-long") else {
      return [[name.short]]
    }
    var ledger = Ledger(instance: "\(name.key) (re-run)")
    ledger.add(quick.measured)
    ledger.add(best.measured)
    for lie in ledger.lies { bench.report(lie) }
    let changes = try [quick, best].map { try rerun(["compare", path, $0.plan], name, bench) }
    let moved = changes.map { $0["moved"]?.int ?? 0 }
    let gap = ledger.gap(of: quick.measured.score) ?? .infinity
    return zip([quick, best], ["一秒 one second", "久算 long solve"]).enumerated().map { index, run in
      [
        name.short, run.1, run.0.measured.mark.map(Figures.plain) ?? "", Figures.whole(run.0.measured.score),
        Figures.percent(ledger.gap(of: run.0.measured.score)), Figures.whole(changes[index]["declined"]?.int),
        "\(moved[index])",
        Figures.seconds(run.0.measured.wallSeconds), index == 0 ? Mark.of(gap <= Self.gapGoal && moved[0] <= moved[1]) : "",
      ]
    }
  }

  private func rerun(_ arguments: [String], _ name: InstanceName, _ bench: Bench) throws -> JSONValue {
    let log = "\(name.slug).rerun"
    let (ending, output) = try bench.run([bench.python, "\(bench.roster)/rerun.py"] + arguments, log: log, limit: 600)
    guard ending.status == 0, let answer = try? JSONValue(output) else {
      throw Obstacle("rerun.py：\(bench.complaint(log: log))", "rerun.py: \(bench.complaint(log: log))")
    }
    return answer
  }
}
