import MusterBenchmark

/// The same seed, one thread and the same iterations must give the same bytes.
struct SameStudy: Study {
  func answer(_ bench: Bench, _ options: SolverOptions) throws -> Section {
    var table = MarkdownTable([("算例 instance", .left), ("得分 score", .right), ("逐字节相同 same bytes", .left)])
    for size in options.sizes ?? ["s", "m"] {
      for seed in options.seeds {
        table.add(try compare(InstanceName(size: size, seed: seed, knobs: bench.knobs), bench, options))
      }
    }
    return Section(
      title: "可重复 The same again",
      body: table.text + "\n两次运行 Two runs: `--seed 1 --threads 1 --iterations \(options.iterations)`.\n\n")
  }

  private func compare(_ name: InstanceName, _ bench: Bench, _ options: SolverOptions) throws -> [String] {
    let instance = try bench.instance(name)
    let runs = try ["same-1", "same-2"].compactMap { tag in
      // Iterations end it, not the clock: an hour is for ever.
      let settings = OurRun.Settings(limit: 3600, threads: 1, seed: 1, iterations: options.iterations, tag: tag)
      return try OurRun.solve(instance.path, named: name, settings, by: bench)
    }
    guard runs.count == 2 else { return [name.short] }
    let same = try TextFile.same(runs[0].plan, runs[1].plan)
    if !same {
      bench.report(
        Finding("\(name.key)：两次运行的方案不同。", "\(name.key): two runs gave different plans."))
    }
    return [name.short, Figures.whole(runs[0].measured.score), Mark.of(same)]
  }
}
