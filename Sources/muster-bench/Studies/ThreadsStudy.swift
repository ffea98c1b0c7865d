import MusterBenchmark

/// Two threads against one: the time to the same gap.
struct ThreadsStudy: Study {
  private static let gaps = [2, 1, 0.5, 0.3, 0.2, 0.15, 0.1, 0.07, 0.05, 0.03, 0.02]
  private static let goal = 0.6

  func answer(_ bench: Bench, _ options: SolverOptions) throws -> Section {
    var table = MarkdownTable([
      ("算例 instance", .left), ("差距 gap, %", .right), ("1 线程 thread, s", .right), ("2 线程 threads, s", .right),
      ("之比 ratio", .right), ("≤ \(Self.goal)", .left),
    ])
    for size in options.sizes ?? ["l", "xl"] {
      for seed in options.seeds {
        for row in try rows(InstanceName(size: size, seed: seed, knobs: bench.knobs), bench, options) { table.add(row) }
      }
    }
    return Section(
      title: "两线程之比 Two threads against one",
      body: table.text + """

        时间自进程启动起，含读入；只列两者都达到的差距，以及其中较差的终点。Times from the start of the process, reading included; \
        the gaps that both reached, and at the end the worse of their last ones.

        """)
  }

  private func rows(_ name: InstanceName, _ bench: Bench, _ options: SolverOptions) throws -> [[String]] {
    let instance = try bench.instance(name)
    let limit = options.marks(of: name.size).last ?? 60
    var ledger = Ledger(instance: name.key, known: instance.known)
    let runs = try [1, 2].compactMap { threads in
      let settings = OurRun.Settings(limit: limit, threads: threads, seed: bench.seed, tag: "threads-\(threads)t")
      return try OurRun.solve(instance.path, named: name, settings, by: bench)
    }
    for run in runs { ledger.add(run.measured) }
    for lie in ledger.lies { bench.report(lie) }
    guard runs.count == 2, let bound = ledger.bestBound else { return [] }
    let last = runs.compactMap { ledger.gap(of: $0.trace.points.last?.score) }.max()
    return (Self.gaps.filter { $0 > last ?? .infinity } + [last].compactMap { $0 }).compactMap { gap in
      // A hair above: the gap was computed from the score.
      let times = runs.compactMap { $0.trace.seconds(toGap: gap * (1 + 1e-12), of: bound) }
      guard times.count == 2, times[0] > 0 else { return nil }
      let ratio = times[1] / times[0]
      return [
        name.short, Figures.percent(gap), Figures.seconds(times[0]), Figures.seconds(times[1]), Figures.fixed(ratio, 2),
        Mark.of(ratio <= Self.goal),
      ]
    }
  }
}
