import ArgumentParser
import Glibc
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
    let began = Clock.seconds()
    let trace = try trace.map(SolveTrace.init)
    try prepare()
    let problem = try read()
    let loaded = Clock.seconds()
    Interrupt.listen()
    let bar = ProgressBar(deadline: began + timeLimit)
    let outcome = Solver.solve(
      problem,
      options: SolveOptions(
        deadline: began + timeLimit - reserve(problem), iterations: iterations, seed: seed, threads: threads,
        reasons: reasons != nil),
      now: Clock.seconds,
      observe: { progress in
        bar.show(progress, at: Clock.seconds())
        trace?.note(progress)
        return Interrupt.asked ? .stop : .goOn
      })
    bar.finish()
    trace?.finish(outcome)
    try write(problem, outcome)
    print(summary(outcome, load: loaded - began, solve: Clock.seconds() - loaded))
  }

  /// Time to write the plan and to give memory back: measured at 2 microseconds a member, with reasons 8; twice that to be safe.
  private func reserve(_ problem: Instance) -> Double {
    let each = reasons == nil ? 4e-6 : 16e-6
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
    let bytes: [UInt8]
    do throws(Files.Failure) { bytes = try Files.read(instance) } catch {
      complain(error.sentence)
      throw ExitCode(2)
    }
    do throws(InstanceFault) { return try Instance(json: bytes) } catch {
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

  private func complain(_ sentence: String) { Terminal.write(sentence + "\n") }

  private func summary(_ outcome: Outcome, load: Double, solve: Double) -> String {
    let gap = outcome.gap.map { "\($0)" } ?? "null"
    return "{\"score\":\(outcome.score),\"bound\":\(outcome.bound),\"gap\":\(gap),\"seats\":\(outcome.seats)"
      + ",\"filled\":\(outcome.filled),\"critical_filled\":\(outcome.criticalFilled)"
      + ",\"seconds_load\":\(rounded(load)),\"seconds_solve\":\(rounded(solve)),\"peak_rss_mib\":\(Memory.peakMebibytes())}"
  }

  private func rounded(_ seconds: Double) -> Double { (seconds * 1000).rounded() / 1000 }
}

private enum Terminal {
  /// Straight to standard error, unbuffered; a closed pipe is nobody's loss.
  static func write(_ text: String) {
    let bytes = Array(text.utf8)
    _ = bytes.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}

/// The machine's steady clock.
private enum Clock {
  static func seconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}

private enum Memory {
  /// The most memory that this process has held, in MiB.
  static func peakMebibytes() -> Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss / 1024
  }
}

/// Ctrl-C ends the solve with the best plan so far; a second one ends the program.
private enum Interrupt {
  private nonisolated(unsafe) static var flag: sig_atomic_t = 0  // written by the signal handler alone, read by the solver

  static var asked: Bool { flag != 0 }

  static func listen() {
    flag = 0
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in Interrupt.flag = 1 }
    action.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND))
    sigaction(SIGINT, &action, nil)
    signal(SIGPIPE, SIG_IGN)
  }
}

/// Whole files in and out, with sentences for what goes wrong.
private enum Files {
  struct Failure: Error {
    let sentence: String

    init(_ chinese: String, _ english: String, _ path: String) {
      let why = String(cString: strerror(errno))
      sentence = "\(path): \(chinese)：\(why)\n\(path): \(english): \(why)"
    }
  }

  /// All bytes of a file; `-` is standard input.
  static func read(_ path: String) throws(Failure) -> [UInt8] {
    let file = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
    if file < 0 { throw Failure("打不开文件", "cannot open the file", path) }
    defer { if path != "-" { close(file) } }
    var status = stat()
    let size = fstat(file, &status) == 0 ? Int(status.st_size) : 0
    var bytes = [UInt8](repeating: 0, count: max(size + 1, 65536))
    var count = 0
    while true {
      if count == bytes.count { bytes.append(contentsOf: repeatElement(0, count: count)) }
      let got = bytes.withUnsafeMutableBytes { Glibc.read(file, $0.baseAddress! + count, $0.count - count) }
      if got < 0, errno == EINTR { continue }
      if got < 0 { throw Failure("读文件出错", "cannot read the file", path) }
      if got == 0 { break }
      count += got
    }
    bytes.removeLast(bytes.count - count)
    return bytes
  }

  /// Makes and removes the file that `replace` will write first.
  static func checkWritable(_ path: String) throws(Failure) {
    let file = open(draft(path), O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
    if file < 0 { throw Failure("无法写文件", "cannot write the file", path) }
    close(file)
    unlink(draft(path))
  }

  private static func draft(_ path: String) -> String { path + ".\(getpid()).tmp" }

  /// Writes beside the target and renames, so that a reader sees the old file or the new one, never half of it.
  static func replace(_ path: String, with bytes: [UInt8]) throws(Failure) {
    let draft = draft(path)
    let file = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    if file < 0 { throw Failure("无法写文件", "cannot write the file", path) }
    var written = 0
    while written < bytes.count {
      let put = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress! + written, $0.count - written) }
      if put < 0, errno == EINTR { continue }
      if put < 0 { break }
      written += put
    }
    let closed = close(file) == 0
    if written == bytes.count, closed, rename(draft, path) == 0 { return }
    let failure = Failure("无法写文件", "cannot write the file", path)
    unlink(draft)
    throw failure
  }
}

/// Progress on standard error: a bar that redraws itself on a terminal, otherwise at most a line a second.
private final class ProgressBar {
  private let deadline: Double
  private let began = Clock.seconds()
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private var lastShown: Double
  private var drawn = false

  init(deadline: Double) {
    self.deadline = deadline
    lastShown = began
  }

  func show(_ progress: Progress, at now: Double) {
    guard now - lastShown >= (isTerminal ? 0.1 : 1), let score = progress.score else { return }
    lastShown = now
    let left = max(0, Int((deadline - now).rounded(.up)))
    let gap = progress.gap.map { "\(($0 * 100_000).rounded() / 1000)%" } ?? "-"
    let figures =
      "得分 score \(score)  上界 bound \(progress.bound)  差距 gap \(gap)  "
      + "席位 seats \(progress.filled)/\(progress.seats)  剩余 left \(left)s"
    Terminal.write(isTerminal ? "\r\u{1B}[2K\(bar(at: now)) \(figures)" : figures + "\n")
    drawn = isTerminal
  }

  func finish() { if drawn { Terminal.write("\n") } }

  private func bar(at now: Double) -> String {
    let width = 20
    let share = min(1, (now - began) / max(0.001, deadline - began))
    let full = Int(share * Double(width))
    return String(repeating: "█", count: full) + String(repeating: "░", count: width - full)
  }
}
