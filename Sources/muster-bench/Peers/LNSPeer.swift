import MusterBenchmark

/// Large neighbourhoods with HiGHS, from greedy's plan; on a city after the LP, whose reduced costs choose the columns and whose
/// time counts.
struct LNSPeer: Peer {
  let name = "lns"
  let modules = ["numpy", "highspy"]
  let note = """
    lns: 时限只计搜索；读入、贪心，l 上还有线性规划（约 200 处理器秒）另计，图中计入；xl 不运行。\
    The mark counts its search only; reading, greedy and, on l, the LP (some 200 processor seconds) come before, and count in the \
    picture; not run on xl.
    """
  /// Where ls.py notes what stood.
  private let noted = [10, 60, 300, 600]

  func run(_ task: PeerTask) throws -> PeerRun? {
    if task.instance.name.size == "xl" { return nil }
    var (arguments, before) = (["--time", Figures.plain(task.longest), "--out", task.plan(of: name)], 0.0)
    if task.isCity {
      let duals = "\(task.bench.out)/plans/\(task.instance.name.slug).duals.npz"
      let make = ["--sift", "40", "--duals", duals, "--threads", "\(task.workers)"]
      guard let answer = try task.answer("highs_bound.py", make, as: "duals", limit: 3600) else { return nil }
      arguments += ["--duals", duals]
      before = answer.ending.wallSeconds
    }
    guard let answer = try task.answer("ls.py", arguments, as: name, limit: task.longest * 4 + 600),
      let row = try task.judged(by: name, mark: task.longest, answer)
    else { return nil }
    return PeerRun(rows: rows(answer, task, row), trace: trace(answer, row, before: before))
  }

  private func rows(_ answer: PeerAnswer, _ task: PeerTask, _ last: Measured) -> [Measured] {
    task.marks.dropLast().compactMap { mark in
      answer.json["marks"]?[Figures.plain(mark)]?.int.map { Measured(solver: name, mark: mark, score: $0) }
    } + [last]
  }

  private func trace(_ answer: PeerAnswer, _ last: Measured, before: Double) -> Trace {
    let began = before + answer.seconds("build")
    var points = [answer.json["start"]?.int.map { Trace.Point(seconds: began, score: $0) }].compactMap { $0 }
    for mark in noted {
      guard let score = answer.json["marks"]?["\(mark)"]?.int, score > points.last?.score ?? .min else { continue }
      points.append(Trace.Point(seconds: began + Double(mark), score: score))
    }
    if let score = last.score, score > points.last?.score ?? .min {
      points.append(Trace.Point(seconds: began + answer.seconds("wall"), score: score))
    }
    return Trace(points)
  }
}
