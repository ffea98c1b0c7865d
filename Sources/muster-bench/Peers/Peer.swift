import MusterBenchmark

/// Another solver, run beside ours: a programme of the folder `peers`.
protocol Peer: Sendable {
  /// As `--peers` has it and as the pictures know it.
  var name: String { get }
  /// What its Python must have.
  var modules: [String] { get }
  /// What the reader of its rows must know.
  var note: String { get }
  /// Runs it with the marks as limits; nothing when it has nothing to say on this size.
  func run(_ task: PeerTask) throws -> PeerRun?
}

enum Peers {
  static let all: [any Peer] = [GreedyPeer(), CPSATPeer(), HiGHSPeer(), LNSPeer()]

  static func named(_ name: String) -> (any Peer)? { all.first { $0.name == name } }
}

/// What a peer shall do, and with what.
struct PeerTask {
  let instance: Instance
  /// Seconds, rising.
  let marks: [Double]
  let workers: Int
  let bench: Bench

  var longest: Double { marks.last ?? 60 }
  var isCity: Bool { instance.name.size == "l" || instance.name.size == "xl" }

  func plan(of peer: String) -> String { "\(bench.out)/plans/\(instance.name.slug).\(peer).json" }
  func log(of peer: String) -> String { "\(instance.name.slug).\(peer)" }

  /// Runs a peer's programme; its answer is the last line that it prints. Nothing, and a remark, when it fails.
  func answer(_ script: String, _ arguments: [String], as peer: String, limit: Double) throws -> PeerAnswer? {
    let log = log(of: peer)
    try TextFile.remove(plan(of: peer))
    let command = [bench.python, "\(bench.roster)/peers/\(script)", instance.path] + arguments
    let (ending, output) = try bench.run(command, log: log, limit: limit)
    guard ending.status == 0, let last = output.split(separator: "\n").last, let json = try? JSONValue(String(last)) else {
      let why = ending.status == 137 ? "killed" : bench.complaint(log: log)
      bench.remark("\(instance.name.key)：\(peer) 没有结果。\(peer) has no result: \(why)")
      return nil
    }
    return PeerAnswer(json: json, ending: ending)
  }

  /// The judged plan of a peer; nothing, and a remark, when it had none in its time.
  func judged(by peer: String, mark: Double?, _ answer: PeerAnswer) throws -> Measured? {
    let plan = plan(of: peer)
    guard TextFile.exists(plan) else { return nothing(peer, mark) }
    let verdict = try bench.judge(plan, of: instance.path, log: log(of: peer))
    // HiGHS writes the empty plan when its time is over before it has any; with pins that one is not feasible.
    if !verdict.isFeasible, verdict.filled == 0 { return nothing(peer, mark) }
    for finding in verdict.findings(instance.name.key, by: peer) { bench.report(finding) }
    if !verdict.isFeasible { return nil }
    Console.say("\(instance.name.key): \(peer): score \(verdict.score), \(Figures.seconds(answer.ending.wallSeconds)) s")
    return Measured(verdict, by: peer, mark: mark, answer.ending)
  }

  private func nothing(_ peer: String, _ mark: Double?) -> Measured? {
    let limit = mark.map(Figures.plain) ?? "–"
    bench.remark(
      "\(instance.name.key)：\(peer) 在 \(limit) 秒内没有方案。\(peer) has no plan in \(limit) s.")
    return nil
  }
}

struct PeerAnswer {
  let json: JSONValue
  let ending: ChildProcess.Ending

  func seconds(_ keys: String...) -> Double { keys.reduce(0) { $0 + (json[$1]?.double ?? 0) } }
}

/// What a peer did: rows for the table, points for the picture. Points are seconds since it began to read its instance: the start of
/// Python and its modules is not held against it.
struct PeerRun {
  var rows: [Measured]
  var trace: Trace
}
