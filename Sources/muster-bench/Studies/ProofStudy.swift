import MusterBenchmark

/// Against HiGHS's optimum: no plan of ours may be better than it, no bound of ours lower.
struct ProofStudy: Study {
  func answer(_ bench: Bench, _ options: SolverOptions) throws -> Section {
    guard bench.has(modules: ["numpy", "highspy"]) else {
      throw Obstacle(
        "\(bench.python) 没有 numpy 与 highspy，无法与 HiGHS 对照。", "\(bench.python) lacks numpy or highspy: no proof by HiGHS.")
    }
    var table = MarkdownTable([
      ("算例 instance", .left), ("得分 our score", .right), ("HiGHS 得分 score", .right), ("HiGHS 上界 bound", .right),
      ("上界 our bound", .right), ("已证最优 proved", .left), ("HiGHS, s", .right), ("", .left),
    ])
    for size in options.sizes ?? ["m"] {
      for seed in options.seeds {
        let name = InstanceName(size: size, seed: seed, knobs: bench.knobs)
        table.add(try compare(name, options, bench))
      }
    }
    return Section(
      title: "与 HiGHS 的最优值对照 Against HiGHS's optimum",
      body: table.text + """

        HiGHS 从裁判认可的本方方案起步，自行证明上界（整数规划时限 \(Figures.plain(options.mipLimit)) 秒）。✓：得分 ≤ HiGHS 上界，且上界 ≥ \
        HiGHS 得分。HiGHS starts from our plan, which the referee passed, and proves its own bound (its MIP may take \
        \(Figures.plain(options.mipLimit)) s). ✓: our score ≤ its bound and our bound ≥ its score.

        """)
  }

  private func compare(_ name: InstanceName, _ options: SolverOptions, _ bench: Bench) throws -> [String] {
    let instance = try bench.instance(name)
    let settings = OurRun.Settings(
      limit: options.marks(of: name.size).last ?? 30, threads: bench.threads, seed: bench.seed, tag: "proof")
    guard let our = try OurRun.solve(instance.path, named: name, settings, by: bench) else { return [name.short] }
    var ledger = Ledger(instance: name.key, known: instance.known)
    ledger.add(our.measured)
    let task = PeerTask(instance: instance, marks: [options.mipLimit], workers: options.peerThreads, bench: bench)
    guard let (answer, theirs) = try solve(task, our) else {
      // Nothing was compared: the command must not end as if it had been.
      bench.report(.noPlan(name.key, by: "highs", bench.complaint(log: task.log(of: "proof"))))
      return [name.short, Figures.whole(our.measured.score)]
    }
    ledger.add(theirs)
    for lie in ledger.lies { bench.report(lie) }
    return [
      name.short, Figures.whole(our.measured.score), Figures.whole(theirs.score), Figures.whole(theirs.bound),
      Figures.whole(our.measured.bound), theirs.score == theirs.bound ? "是 yes" : "否 no",
      Figures.seconds(answer.ending.wallSeconds), Mark.of(ledger.lies.isEmpty),
    ]
  }

  /// Columns are left out only where they cannot be part of a better plan, as far as our own gap tells; HiGHS's bound counts
  /// those left out in any case.
  private func solve(_ task: PeerTask, _ our: OurRun) throws -> (PeerAnswer, Measured)? {
    let (score, bound) = (our.measured.score ?? 0, our.measured.bound ?? 0)
    let prune = max(400, 2 * (bound - score), abs(score) / 1000)
    let plan = task.plan(of: "proof")
    let arguments = [
      "--prune", "\(prune)", "--mip-limit", Figures.plain(task.longest), "--threads", "\(task.workers)", "--hint", our.plan,
      "--out", plan,
    ]
    guard let answer = try task.answer("highs_bound.py", arguments, as: "proof", limit: task.longest * 2 + 900),
      var measured = try task.judged(by: "proof", mark: task.longest, answer)
    else { return nil }
    measured.solver = "highs"
    return (answer, measured)
  }
}
