import MusterBenchmark

/// What all studies share: where the programmes are, what was found wrong, and how a programme is run.
final class Bench {
  let muster: String
  let python: String
  /// The folder of make_instance.py, score.py and the peers.
  let roster: String
  let out: String
  let known: [String: BestKnown]
  let knobs: [String]
  let threads: Int
  /// Of the solver, not of the instances.
  let seed: Int
  private(set) var findings: [Finding] = []
  /// What did not come about and is nobody's fault: a peer that is not there or had no plan in its time.
  private(set) var remarks: [String] = []
  private var instances: [InstanceName: Instance] = [:]

  init(_ options: SolverOptions) throws {
    muster = options.muster ?? Self.beside("muster")
    (python, roster, out) = (options.python, options.roster, options.out)
    (knobs, threads, seed) = (options.knobWords, options.threads, options.seed)
    guard TextFile.isProgram(muster) else {
      throw Obstacle(
        "找不到求解程序 \(muster)，请用 --muster 指定。", "There is no solver at \(muster); name it by --muster.")
    }
    for folder in ["instances", "plans", "traces", "logs"] { try TextFile.makeDirectory("\(out)/\(folder)") }
    known = try Self.known(in: "\(options.roster)/best-known.json")
  }

  private static func known(in path: String) throws -> [String: BestKnown] {
    let text = try TextFile.read(path)
    do { return BestKnown.table(try JSONValue(text)) } catch {
      throw Obstacle("\(path)：不是 JSON（第 \(error.offset) 字节）。", "\(path): not JSON (byte \(error.offset)).")
    }
  }

  /// The programme of this name in the directory of this one.
  private static func beside(_ name: String) -> String {
    let own = CommandLine.arguments.first ?? ""
    guard let slash = own.lastIndex(of: "/") else { return name }
    return String(own[...slash]) + name
  }

  func report(_ finding: Finding) {
    Console.say("!! \(finding)")
    findings.append(finding)
  }

  func remark(_ text: String) {
    Console.say(text)
    remarks.append(text)
  }

  // MARK: Programmes

  /// Runs a programme; its output and its errors are kept in the folder of logs.
  func run(_ command: [String], log: String, limit: Double) throws(Obstacle) -> (ending: ChildProcess.Ending, output: String) {
    let paths = ("\(out)/logs/\(log).out", "\(out)/logs/\(log).err")
    let ending = try ChildProcess.run(command, output: paths.0, errors: paths.1, limit: limit)
    return (ending, try TextFile.read(paths.0))
  }

  /// The last words of a programme's errors, for a sentence.
  func complaint(log: String) -> String {
    let text = (try? TextFile.read("\(out)/logs/\(log).err")) ?? ""
    return String(text.split(separator: "\n").last { !$0.hasPrefix(" ") } ?? "-")
  }

  /// Whether Python has these modules.
  func has(modules: [String]) -> Bool {
    let ending = try? run([python, "-c", "import " + modules.joined(separator: ", ")], log: "modules", limit: 120).ending
    return ending?.status == 0
  }

  // MARK: Instances

  /// Made once, and again when its bytes are not those that best-known.json names.
  func instance(_ name: InstanceName) throws -> Instance {
    if let made = instances[name] { return made }
    let instance = try Instance.make(name, by: self)
    instances[name] = instance
    return instance
  }

  // MARK: Judging

  /// The referee's verdict of a plan.
  func judge(_ plan: String, of instance: String, log: String) throws -> Verdict {
    let log = log + ".score"
    let answer = try run([python, "\(roster)/score.py", instance, plan], log: log, limit: 600).output
    guard let json = try? JSONValue(answer), let verdict = Verdict(json) else {
      throw Obstacle(
        "裁判 score.py 没有给出结论（需要 Python 3.10 以上）：\(complaint(log: log))",
        "The referee score.py gave no verdict (it needs Python 3.10 or newer): \(complaint(log: log))")
    }
    return verdict
  }
}
