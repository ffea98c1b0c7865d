import MusterBenchmark

/// How the time to a gap grows with the size.
struct ScalingStudy: Study {
  /// Members, as the maker has them.
  private static let members = ["s": 60.0, "m": 2400, "l": 25_000, "xl": 250_000]
  /// Seconds that each size is given at most, unless `--marks` says otherwise.
  private static let limits = ["s": 1.0, "m": 10, "l": 60, "xl": 300]
  private static let exponentGoal = 1.15

  func answer(_ bench: Bench, _ options: SolverOptions) throws -> Section {
    var table = MarkdownTable([
      ("规模 size", .left), ("人数 members", .right), ("各例 each seed, s", .left), ("中位 median, s", .right),
    ])
    var points: [(x: Double, y: Double)] = []
    for size in options.sizes ?? ["m", "l", "xl"] {
      let times = try options.seeds.map { seed in
        try time(InstanceName(size: size, seed: seed, knobs: bench.knobs), bench, options)
      }
      let median = times.contains { $0 == nil } ? nil : Middle.median(times.compactMap { $0 })
      let members = Self.members[size] ?? 0
      if let median { points.append((members, median)) }
      table.add([size, Figures.plain(members), times.map(Figures.seconds).joined(separator: ", "), Figures.seconds(median)])
    }
    let law = PowerLaw(points)
    return Section(
      title: "随规模的增长 Growth with the size",
      body: table.text + """

        到差距 \(Figures.plain(options.target))% 的时间，自进程启动起；拟合：人数的 \(Figures.fixed(law?.exponent, 2)) 次方（目标至多 \
        \(Self.exponentGoal)）\(Mark.of(law.map { $0.exponent <= Self.exponentGoal }))。Time to a gap of \(Figures.plain(options.target)) % \
        from the start of the process; fitted: members to the power of \(Figures.fixed(law?.exponent, 2)) (goal: at most \
        \(Self.exponentGoal)). Gap: to the best known bound, on xl to the run's own last bound.

        """)
  }

  private func time(_ name: InstanceName, _ bench: Bench, _ options: SolverOptions) throws -> Double? {
    let instance = try bench.instance(name)
    let limit = options.marks?.last ?? Self.limits[name.size] ?? 60
    let settings = OurRun.Settings(limit: limit, threads: bench.threads, seed: bench.seed, tag: "scaling")
    guard let run = try OurRun.solve(instance.path, named: name, settings, by: bench) else { return nil }
    var ledger = Ledger(instance: name.key, known: instance.known)
    ledger.add(run.measured)
    for lie in ledger.lies { bench.report(lie) }
    return ledger.bestBound.flatMap { run.trace.seconds(toGap: options.target, of: $0) }
  }
}
