import MusterBenchmark

/// A competent greedy: the floor. It takes no time limit.
struct GreedyPeer: Peer {
  let name = "greedy"
  let modules = ["numpy"]
  let note = "greedy: 没有时限。It takes no time limit."

  func run(_ task: PeerTask) throws -> PeerRun? {
    let plan = task.plan(of: name)
    guard let answer = try task.answer("greedy.py", ["--out", plan], as: name, limit: 1200),
      let row = try task.judged(by: name, mark: nil, answer), let score = row.score
    else { return nil }
    return PeerRun(rows: [row], trace: Trace([Trace.Point(seconds: answer.seconds("read", "wall"), score: score)]))
  }
}
