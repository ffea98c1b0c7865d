import MusterBenchmark

/// OR-Tools CP-SAT from greedy's plan, one run of the longest mark; what stood at the shorter ones it notes itself.
struct CPSATPeer: Peer {
  let name = "cpsat"
  let modules = ["numpy", "ortools"]
  let note = """
    cpsat: 时限只计求解（处理器秒 / 线程），读入、贪心与建模另计；从贪心方案出发；l 与 xl 每班次每时段至多 40 列（故无上界）。\
    The mark counts its solving only (processor seconds by workers), not reading, greedy and building; it starts from greedy's plan; \
    on l and xl at most 40 columns a shift and time (so no bound).
    """

  func run(_ task: PeerTask) throws -> PeerRun? {
    let plan = task.plan(of: name)
    let marks = Self.marks(task.marks)
    var arguments = [
      "--time", Figures.plain(task.longest), "--workers", "\(task.workers)", "--out", plan,
      "--marks", marks.map(Figures.plain).joined(separator: ","),
    ]
    if task.isCity { arguments += ["--cap", "40"] }
    guard let answer = try task.answer("cpsat.py", arguments, as: name, limit: task.longest * 4 + 600) else { return nil }
    let last = try task.judged(by: name, mark: task.longest, answer)
    return PeerRun(rows: rows(answer, task) + [last].compactMap { $0 }, trace: trace(answer, last))
  }

  /// The table's marks and twenty steps between a tenth of a second and the longest.
  static func marks(_ table: [Double]) -> [Double] {
    var (steps, step) = (table, 0.1)
    while step < table.last ?? 0 {
      steps.append((step * 100).rounded() / 100)
      step *= 1.4
    }
    return Set(steps).sorted()
  }

  private func rows(_ answer: PeerAnswer, _ task: PeerTask) -> [Measured] {
    task.marks.dropLast().map { mark in
      let noted = answer.json["marks"]?[Figures.plain(mark)]
      var row = Measured(solver: name, mark: mark, score: noted?["score"]?.int ?? answer.json["start"]?.int)
      if answer.json["pruned"]?.bool == false { row.bound = noted?["bound"]?.int }
      return row
    }
  }

  /// In seconds since it began to read.
  private func trace(_ answer: PeerAnswer, _ last: Measured?) -> Trace {
    let ready = answer.seconds("read", "greedy")
    let began = ready + answer.seconds("build")
    var points = [answer.json["start"]?.int.map { Trace.Point(seconds: ready, score: $0) }].compactMap { $0 }
    for (mark, noted) in answer.json["marks"]?.pairs ?? [] {
      guard let seconds = Double(mark), let score = noted["score"]?.int, score > points.last?.score ?? .min else { continue }
      points.append(Trace.Point(seconds: began + seconds, score: score))
    }
    let end = began + answer.seconds("solveSeconds")
    if let score = last?.score, score > points.last?.score ?? .min { points.append(Trace.Point(seconds: end, score: score)) }
    return Trace(points)
  }
}
