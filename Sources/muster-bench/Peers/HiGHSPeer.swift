import MusterBenchmark

/// HiGHS: the LP with cuts, then the MIP on the columns that its reduced costs leave. On a city only the LP's bound, and nothing
/// on ten cities: the LP of l alone takes about 200 processor seconds and 2.3 GB.
struct HiGHSPeer: Peer {
  let name = "highs"
  let modules = ["numpy", "highspy"]
  let note = """
    highs: 线性规划加割，再解整数规划（时限只计后者），无中间方案；l 只算上界，xl 不运行。\
    LP with cuts, then the MIP (the mark counts only that), no plans between; on l only the bound, not run on xl.
    """

  func run(_ task: PeerTask) throws -> PeerRun? {
    if task.instance.name.size == "xl" { return nil }
    return task.isCity ? try bound(task) : try proof(task)
  }

  private func bound(_ task: PeerTask) throws -> PeerRun? {
    let arguments = ["--sift", "40", "--limit", Figures.plain(task.longest), "--threads", "\(task.workers)"]
    guard let answer = try task.answer("highs_bound.py", arguments, as: name, limit: task.longest * 4 + 600)
    else { return nil }
    var row = Measured(solver: name, mark: task.longest, bound: answer.json["bound"]?.int)
    row.wallSeconds = answer.ending.wallSeconds
    row.processorSeconds = answer.ending.processorSeconds
    row.peakMebibytes = answer.ending.peakMebibytes
    return PeerRun(rows: [row], trace: Trace([]))
  }

  private func proof(_ task: PeerTask) throws -> PeerRun? {
    let plan = task.plan(of: name)
    let arguments = [
      "--prune", "400", "--mip-limit", Figures.plain(task.longest), "--threads", "\(task.workers)", "--out", plan,
    ]
    guard let answer = try task.answer("highs_bound.py", arguments, as: name, limit: task.longest * 4 + 600)
    else { return nil }
    guard let row = try task.judged(by: name, mark: task.longest, answer), let score = row.score else { return nil }
    return PeerRun(rows: [row], trace: Trace([Trace.Point(seconds: answer.seconds("total"), score: score)]))
  }
}
