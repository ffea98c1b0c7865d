import Foundation
import MusterSolver
import Testing

/// The referee in Python (`Tests/Roster/score.py`), asked about many plans at once.
enum Judge {
  struct Verdict: Decodable, Equatable {
    var feasible: Bool
    var score: Int
    /// The numbers of the broken rules, sorted.
    var rules: [Int]
  }

  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Roster")

  private static let script = #"""
    import json, re, score, sys
    for line in sys.stdin:
        case = json.loads(line)
        faults = score.instance_faults(case["instance"])
        if faults:
            raise SystemExit("faulty instance: %s" % faults)
        v = score.judge(case["instance"], case["plan"], keep=10 ** 6)
        rules = sorted({int(re.match(r"rule (\d)", t).group(1)) for t in v["violations"]})
        print(json.dumps({"feasible": v["feasible"], "score": v["score"], "rules": rules}))
    """#

  /// One verdict for each pair of problem and plan, in order.
  static func verdicts(_ cases: [(Problem, Plan)]) throws -> [Verdict] {
    let input = cases.map { "{\"instance\":\($0.json),\"plan\":\($0.json(plan: $1))}\n" }.joined()
    let output = try python(["-c", script], input: input).output
    let lines = output.split(separator: "\n")
    try #require(lines.count == cases.count)
    return try lines.map { try JSONDecoder().decode(Verdict.self, from: Data($0.utf8)) }
  }

  /// Runs python3 in the folder of the referee; fails when it is missing or exits in anger.
  static func python(_ arguments: [String], input: String = "") throws -> (output: String, status: Int32) {
    try python(arguments, bytes: Array(input.utf8))
  }

  static func python(_ arguments: [String], bytes: [UInt8]) throws -> (output: String, status: Int32) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-B"] + arguments
    process.currentDirectoryURL = folder
    let source = FileManager.default.temporaryDirectory.appendingPathComponent("judge-\(UUID().uuidString)")
    try Data(bytes).write(to: source)
    defer { try? FileManager.default.removeItem(at: source) }
    process.standardInput = try FileHandle(forReadingFrom: source)
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return (String(decoding: output, as: UTF8.self), process.terminationStatus)
  }
}

extension Rule {
  /// The model's number for the rule.
  var number: Int {
    switch self {
    case .once, .skill, .reach: 1
    case .availability: 2
    case .team, .sameTime: 3
    case .seats: 4
    case .busy: 5
    case .perDay, .assignments, .minutes: 6
    case .excluded, .pinned: 7
    }
  }
}
