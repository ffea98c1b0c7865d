import MusterBenchmark

/// One run of `muster solve`, whole process, judged.
struct OurRun {
  let measured: Measured
  let trace: Trace
  let plan: String

  struct Settings {
    var limit: Double
    var threads: Int
    var seed: Int
    var iterations: Int?
    /// Tells the files of one run from another's.
    var tag: String
  }

  /// Nothing when there was no feasible plan, which is then among the findings.
  static func solve(_ path: String, named name: InstanceName, _ settings: Settings, by bench: Bench) throws -> OurRun? {
    let log = "\(name.slug).muster.\(settings.tag)"
    let (plan, trace) = ("\(bench.out)/plans/\(log).json", "\(bench.out)/traces/\(log).tsv")
    for old in [plan, trace] { try TextFile.remove(old) }
    var command = [
      bench.muster, "solve", path, "--plan", plan, "--trace", trace, "--time-limit", Figures.plain(settings.limit),
      "--threads", "\(settings.threads)", "--seed", "\(settings.seed)",
    ]
    if let iterations = settings.iterations { command += ["--iterations", "\(iterations)"] }
    // Far beyond the limit: only a solver that never ends is killed.
    let (ending, _) = try bench.run(command, log: log, limit: settings.limit * 2 + 60)
    guard ending.status == 0 else {
      bench.report(.noPlan(name.key, by: Measured.ours, "\(ending.status): \(bench.complaint(log: log))"))
      return nil
    }
    let verdict = try bench.judge(plan, of: path, log: log)
    for finding in verdict.findings(name.key, by: Measured.ours) { bench.report(finding) }
    if !verdict.isFeasible { return nil }
    let measured = Measured(verdict, by: Measured.ours, mark: settings.limit, ending)
    say(measured, name, settings)
    return OurRun(measured: measured, trace: try read(trace, name, by: bench), plan: plan)
  }

  private static func read(_ path: String, _ name: InstanceName, by bench: Bench) throws -> Trace {
    let text = try TextFile.read(path)
    do { return try Trace(tsv: text) } catch {
      bench.report(
        Finding(
          "\(name.key)：进展记录第 \(error.line) 行有误（\(error.kind)）。",
          "\(name.key): line \(error.line) of the trace is wrong (\(error.kind))."))
      return Trace([])
    }
  }

  private static func say(_ run: Measured, _ name: InstanceName, _ settings: Settings) {
    Console.say(
      "\(name.key): muster \(settings.tag): score \(Figures.whole(run.score)), bound \(Figures.whole(run.bound)), "
        + "\(Figures.seconds(run.wallSeconds)) s, \(Figures.fixed(run.peakMebibytes, 0)) MiB")
  }
}

extension Measured {
  /// A judged plan and how its process ended.
  init(_ verdict: Verdict, by solver: String, mark: Double?, _ ending: ChildProcess.Ending) {
    self.init(solver: solver, mark: mark, score: verdict.score, bound: verdict.bound)
    (filled, seats) = (verdict.filled, verdict.seats)
    (criticalFilled, criticalSeats) = (verdict.criticalFilled, verdict.criticalSeats)
    wallSeconds = ending.wallSeconds
    processorSeconds = ending.processorSeconds
    peakMebibytes = ending.peakMebibytes
  }
}
