import MusterBenchmark

/// How near the best known bound, after how long and in how much memory: the tables and the picture.
struct GapStudy: Study {
  func answer(_ bench: Bench, _ options: SolverOptions) throws -> Section {
    let peers = options.peersAtHand(bench)
    var (bodies, panels) = ([String](), [GapPanel]())
    var summary = GapTables.summaryTable()
    for size in options.sizes ?? ["s", "m", "l"] {
      let marks = options.marks(of: size)
      let cases = try options.seeds.map { seed in
        let name = InstanceName(size: size, seed: seed, knobs: bench.knobs)
        return try GapCase.measure(name, marks, peers, options.peerThreads, by: bench)
      }
      for lie in cases.flatMap(\.ledger.lies) { bench.report(lie) }
      GapTables.add(size, marks, cases, to: &summary)
      bodies.append("### \(size)\n\n" + GapTables.details(cases))
      panels.append(GapPanel(title: Self.title(size, options.seeds.count), curves: curves(cases, marks.last ?? 1)))
    }
    let note = "\(Machine.line) · 线程 threads: muster \(bench.threads), peers \(options.peerThreads) · 中位数 median"
    try TextFile.write(GapChart(panels: panels, note: note).svg, to: "\(bench.out)/solver.svg")
    let pictured = peers.isEmpty ? [] : [Self.pictureNote]
    let notes = (pictured + peers.map(\.note)).map { "- \($0)\n" }.joined()
    return Section(
      title: "差距 Gap",
      body: summary.text + "\n" + GapTables.legend + "\n![](solver.svg)\n\n" + bodies.joined(separator: "\n") + "\n" + notes)
  }

  private static let pictureNote = """
    图中对照求解器的时间自开始读入算起，不计 Python 启动；muster 自进程启动起；差距超过 10% 的不画。In the picture the peers' time runs from their beginning to \
    read, without the start of Python; ours from the start of the process; gaps above 10 % are not drawn.
    """

  private static func title(_ size: String, _ seeds: Int) -> String { "\(size) · \(seeds) 例 instances" }

  private func curves(_ cases: [GapCase], _ end: Double) -> [GapCurve] {
    let solvers = Set(cases.flatMap { $0.traces.keys })
    return solvers.sorted().compactMap { solver in
      let runs = cases.map { $0.points(of: solver) }.filter { !$0.isEmpty }
      // A proof ends the run before its time; the plan stands until then all the same.
      let last = runs.compactMap(\.last?.seconds).max() ?? end
      return GapCurve(solver: solver, runs: runs, end: max(last, end))
    }
  }
}
