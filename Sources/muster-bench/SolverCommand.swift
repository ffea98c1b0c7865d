import ArgumentParser
import MusterBenchmark

/// `muster-bench solver`: measures the solver by whole processes and judges every plan by the referee.
struct SolverCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "solver", abstract: "量求解器：差距、时间、内存，与同类对照。Measures the solver: gap, time, memory, against its peers.",
    discussion: """
      表格写到标准输出和 solver.md，图写到 solver.svg，进展写到标准错误。Tables go to standard output and solver.md, the picture to \
      solver.svg, progress to standard error. 方案不可行、得分不实或上界有误，退出码为 1；无法测量为 2。Status 1: a plan is infeasible, a \
      claim is false or a bound lies; 2: nothing could be measured.
      """)

  @OptionGroup var options: SolverOptions

  func run() throws {
    do {
      let bench = try Bench(options)
      let report = try report(bench)
      try TextFile.write(report, to: "\(bench.out)/solver.md")
      print(report, terminator: "")
      if !bench.findings.isEmpty { throw ExitCode(1) }
    } catch let obstacle as Obstacle {
      Console.say("\(obstacle)")
      throw ExitCode(2)
    }
  }

  private func report(_ bench: Bench) throws -> String {
    let load = Machine.load
    var text = ""
    for study in options.studies {
      let section = try study.answer(bench, options)
      text += "## \(section.title)\n\n\(section.body)\n"
    }
    if !bench.remarks.isEmpty { text += bench.remarks.map { "- \($0)\n" }.joined() + "\n" }
    if !bench.findings.isEmpty {
      text += "## 错误 Faults\n\n" + bench.findings.map { "- \($0)\n" }.joined() + "\n"
    }
    return text + footer(bench, load)
  }

  /// Where the figures come from.
  private func footer(_ bench: Bench, _ load: String) -> String {
    let floor = Figures.fixed(ChildProcess.ownPeakMebibytes(), 0)
    return """
      \(Machine.line)；负载 load \(load)（开始 at the start）, \(Machine.load)（结束 at the end）。每个方案都经 score.py 核对。Every plan was \
      checked by score.py. 时间为整个进程，含读写；峰值内存由 wait4 得来，低于 \(floor) MiB 的看不出。Times are of the whole process, reading \
      and writing included; peaks are wait4's, and less than \(floor) MiB cannot be seen.

      ```
      \(Self.commandLine)
      ```

      """
  }

  /// As it was typed, without the directory of the programme.
  private static var commandLine: String {
    let words = CommandLine.arguments.dropFirst().map { word in
      word.isEmpty || word.contains { " \"'$&|;<>()*?".contains($0) } ? "'\(word)'" : word
    }
    return (["muster-bench"] + words).joined(separator: " ")
  }
}
