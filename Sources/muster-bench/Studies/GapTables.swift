import MusterBenchmark

/// The tables of the gap study.
enum GapTables {
  /// One row a size and mark, over all seeds, ours only.
  static func summaryTable() -> MarkdownTable {
    MarkdownTable([
      ("规模 size", .left), ("时限 mark, s", .right), ("平均差距 mean gap, %", .right), ("最大差距 worst gap, %", .right),
      ("自证上界高出 own bound above best, %", .right), ("墙上时间 wall, s", .right), ("处理器 processor, s", .right),
      ("峰值内存 peak, MiB", .right),
    ])
  }

  static let legend = """
    差距＝（已知最优上界 − 得分）/ 上界；括号内为目标（s 看最差一例，其余看平均）；后四列取最差的一例。Gap = (best known bound − \
    score) / bound; in brackets the goal, which on s the worst seed must meet, elsewhere the mean; the last four columns show the \
    worst seed.

    """

  static func add(_ size: String, _ marks: [Double], _ cases: [GapCase], to table: inout MarkdownTable) {
    for mark in marks {
      let runs = cases.compactMap { one in one.run(Measured.ours, at: mark).map { (one.ledger, $0) } }
      let gaps = runs.compactMap { $0.0.gap(of: $0.1.score) }
      // A seed without a plan misses every goal.
      let (mean, worst) = gaps.count == cases.count ? (Middle.mean(gaps), gaps.max()) : (nil, nil)
      let slack = runs.compactMap { $0.0.slack(of: $0.1.bound) }.max()
      let peak = runs.compactMap(\.1.peakMebibytes).max()
      let goal = Goal.of(size, at: mark)
      let (meanGoal, worstGoal) = size == "s" ? (nil, goal?.gap) : (goal?.gap, nil)
      table.add([
        size, Figures.plain(mark), Figures.percent(mean) + Mark.against(meanGoal, mean),
        Figures.percent(worst) + Mark.against(worstGoal, worst), Figures.percent(slack) + Mark.against(goal?.slack, slack),
        Figures.seconds(runs.compactMap(\.1.wallSeconds).max()), Figures.seconds(runs.compactMap(\.1.processorSeconds).max()),
        Figures.fixed(peak, 0) + Mark.against(goal?.peakMebibytes, peak),
      ])
    }
  }

  /// Every run of a size.
  static func details(_ cases: [GapCase]) -> String {
    var table = MarkdownTable([
      ("算例 instance", .left), ("求解器 solver", .left), ("时限 mark, s", .right), ("得分 score", .right), ("差距 gap, %", .right),
      ("对已知最优 to best known, %", .right), ("自证上界高出 own bound above best, %", .right), ("席位 filled", .right),
      ("急需 critical", .right), ("墙上 wall, s", .right), ("处理器 processor, s", .right), ("峰值 peak, MiB", .right),
    ])
    for one in cases {
      table.add(best(one))
      for run in one.ledger.runs { table.add(row(run, one)) }
    }
    return table.text
  }

  private static func best(_ one: GapCase) -> [String] {
    let ledger = one.ledger
    let word = ledger.isProved ? "最优 optimum" : "已知最好 best known"
    return [
      one.name.short, word, "", Figures.whole(ledger.bestScore), Figures.percent(ledger.gap(of: ledger.bestScore)), "",
      Figures.percent(ledger.slack(of: ledger.bestBound)),
    ]
  }

  /// A peer's first bounds may be the sum of all gains: thousands of percent say no more than "none yet".
  private static func slack(_ run: Measured, _ one: GapCase) -> String {
    let slack = one.ledger.slack(of: run.bound)
    return slack ?? 0 > 100 ? "> 100" : Figures.percent(slack)
  }

  private static func row(_ run: Measured, _ one: GapCase) -> [String] {
    let before = one.ledger.known.score
    let against = run.score.flatMap { score in before.map { -Gap.percent(of: score, to: $0) } }
    return [
      one.name.short, run.isOurs ? "**muster**" : run.solver, run.mark.map(Figures.plain) ?? "", Figures.whole(run.score),
      Figures.percent(one.ledger.gap(of: run.score)), Figures.percent(against), slack(run, one),
      Figures.share(run.filled, of: run.seats), Figures.share(run.criticalFilled, of: run.criticalSeats),
      Figures.seconds(run.wallSeconds), Figures.seconds(run.processorSeconds), Figures.fixed(run.peakMebibytes, 0),
    ]
  }
}
