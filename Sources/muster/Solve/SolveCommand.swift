import ArgumentParser
import MusterSolver

/// `muster solve`: reads an instance, writes a plan, needs no server.
struct SolveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "solve", abstract: "求解排班问题文件。Solves a roster problem (muster-roster/1) without a server.",
    discussion: """
      进度写到标准错误；标准输出是一行 JSON。Progress goes to standard error; standard output is one line of JSON:
      score, bound, gap, seats, filled, critical_filled, seconds_load, seconds_solve, peak_rss_mib.
      """)

  @Argument(help: "问题文件，- 为标准输入。The instance; - is standard input.")
  var instance: String

  @Option(help: "方案写到此文件。The file to write the plan to.")
  var plan: String

  @Option(help: "时限（秒，可为小数），从读到写。Seconds from reading to writing; may be a fraction.")
  var timeLimit: Double = 60

  @Option(help: "线程数。Threads.")
  var threads: Int = 1

  @Option(help: "随机种子。Seed of the random numbers.")
  var seed: UInt64 = 1

  @Option(help: "改进次数上限。Most trials of improvement.")
  var iterations: Int?

  @Option(help: "空缺原因写到此文件。A file for the reasons of open seats.")
  var reasons: String?

  @Option(help: "进展写到此文件（TSV）。A file for the progress, line by line (TSV).")
  var trace: String?

  func validate() throws {
    if !(timeLimit > 0 && timeLimit <= 1e9) {
      throw ValidationError("--time-limit 须为正数。--time-limit must be above 0.")
    }
    if threads < 1 || threads > 1024 {
      throw ValidationError("--threads 须在 1 至 1024 之间。--threads must be 1 to 1024.")
    }
    if let iterations, iterations < 0 {
      throw ValidationError("--iterations 不能为负。--iterations must not be negative.")
    }
  }

  func run() async throws {
    let began = SteadyClock.seconds()
    let trace = try trace.map(SolveTrace.init)
    try prepare()
    let problem = try read()
    let loaded = SteadyClock.seconds()
    Interrupt.listen()
    let bar = ProgressBar(deadline: began + timeLimit)
    let outcome = Solver.solve(
      problem,
      options: SolveOptions(
        deadline: began + timeLimit - reserve(problem), iterations: iterations, seed: seed, threads: threads,
        reasons: reasons != nil),
      now: SteadyClock.seconds,
      observe: { progress in
        bar.show(progress, at: SteadyClock.seconds())
        trace?.note(progress)
        return Interrupt.asked ? .stop : .goOn
      })
    bar.finish()
    trace?.finish(outcome)
    try write(problem, outcome)
    print(summary(outcome, load: loaded - began, solve: SteadyClock.seconds() - loaded))
  }

  /// Time to write the plan and to give memory back: measured at half a microsecond a member, with reasons 10; twice that
  /// to be safe.
  private func reserve(_ problem: Instance) -> Double {
    let each = reasons == nil ? 1e-6 : 20e-6
    return min(timeLimit / 4, 0.005 + each * Double(problem.members.count + problem.shifts.count))
  }

  /// A plan that cannot be written is better known before the work than after it.
  private func prepare() throws {
    for path in [plan, reasons].compactMap({ $0 }) {
      do throws(Files.Failure) { try Files.checkWritable(path) } catch {
        complain(error.sentence)
        throw ExitCode(2)
      }
    }
  }

  private func read() throws -> Instance {
    let file: InputFile
    do throws(Files.Failure) { file = try InputFile(instance) } catch {
      complain(error.sentence)
      throw ExitCode(2)
    }
    do throws(InstanceFault) { return try file.read { bytes throws(InstanceFault) in try Instance(json: bytes) } } catch {
      complain("\(instance): \(error.chinese)\n\(instance): \(error.english)")
      throw ExitCode(2)
    }
  }

  private func write(_ problem: Instance, _ outcome: Outcome) throws {
    do throws(Files.Failure) {
      try Files.replace(plan, with: problem.json(of: outcome.plan, score: outcome.score, bound: outcome.bound))
      if let reasons { try Files.replace(reasons, with: problem.json(of: outcome.openSeats)) }
    } catch {
      complain(error.sentence)
      throw ExitCode(2)
    }
  }

  private func complain(_ sentence: String) { StandardError.write(sentence + "\n") }

  private func summary(_ outcome: Outcome, load: Double, solve: Double) -> String {
    let gap = outcome.gap.map { "\($0)" } ?? "null"
    return "{\"score\":\(outcome.score),\"bound\":\(outcome.bound),\"gap\":\(gap),\"seats\":\(outcome.seats)"
      + ",\"filled\":\(outcome.filled),\"critical_filled\":\(outcome.criticalFilled)"
      + ",\"seconds_load\":\(rounded(load)),\"seconds_solve\":\(rounded(solve)),\"peak_rss_mib\":\(Memory.peakMebibytes())}"
  }

  private func rounded(_ seconds: Double) -> Double { (seconds * 1000).rounded() / 1000 }
}
