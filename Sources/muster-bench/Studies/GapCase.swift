import MusterBenchmark

/// Everything measured on one instance.
struct GapCase {
  let name: InstanceName
  var ledger: Ledger
  var traces: [String: Trace] = [:]

  /// Ours at each mark, a process each; the longest one's trace is the curve. Then the peers.
  static func measure(
    _ name: InstanceName, _ marks: [Double], _ peers: [any Peer], _ workers: Int, by bench: Bench
  ) throws -> GapCase {
    let instance = try bench.instance(name)
    var measured = GapCase(name: name, ledger: Ledger(instance: name.key, known: instance.known))
    for mark in marks {
      let settings = OurRun.Settings(
        limit: mark, threads: bench.threads, seed: bench.seed, tag: "\(Figures.plain(mark))s-\(bench.threads)t")
      guard let run = try OurRun.solve(instance.path, named: name, settings, by: bench) else { continue }
      measured.ledger.add(run.measured)
      measured.traces[Measured.ours] = run.trace
    }
    for peer in peers {
      let task = PeerTask(instance: instance, marks: marks, workers: workers, bench: bench)
      guard let run = try peer.run(task) else { continue }
      for row in run.rows { measured.ledger.add(row) }
      if !run.trace.points.isEmpty { measured.traces[peer.name] = run.trace }
    }
    return measured
  }

  /// A trace as gaps to the best bound that is known now.
  func points(of solver: String) -> [GapCurve.Point] {
    var points: [GapCurve.Point] = []
    for point in traces[solver]?.points ?? [] {
      guard let gap = ledger.gap(of: point.score), gap < points.last?.gap ?? .infinity else { continue }
      points.append(GapCurve.Point(seconds: point.seconds, gap: gap))
    }
    return points
  }

  func run(_ solver: String, at mark: Double) -> Measured? {
    ledger.runs.first { $0.solver == solver && $0.mark == mark }
  }
}
