import ArgumentParser
import Glibc
import MusterSolver

/// The file of `--trace`: a heading, then a line for each change of score, bound or seats filled, parted by tabs:
/// `seconds score bound filled`, the seconds since the process started.
final class SolveTrace {
  private let file: Int32
  private let started: Double
  private var lines = "seconds\tscore\tbound\tfilled\n"
  private var last: (score: Int, bound: Int, filled: Int)?

  /// Opens the file; a path that cannot be written ends the programme with a sentence.
  init(_ path: String) throws {
    // The process is as old as the time that it has used so far: until here it waited for nothing.
    started = Self.seconds(CLOCK_MONOTONIC) - Self.seconds(CLOCK_PROCESS_CPUTIME_ID)
    file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    if file >= 0 { return }
    let why = String(cString: strerror(errno))
    Self.put("\(path): 无法写文件：\(why)\n\(path): cannot write the file: \(why)\n", to: STDERR_FILENO)
    throw ExitCode(2)
  }

  deinit { close(file) }

  func note(_ progress: Progress) {
    guard let score = progress.score else { return }
    note(score, progress.bound, progress.filled)
  }

  /// The last line, and whatever was not written yet.
  func finish(_ outcome: Outcome) {
    note(outcome.score, outcome.bound, outcome.filled)
    flush()
  }

  private func note(_ score: Int, _ bound: Int, _ filled: Int) {
    if let last, last == (score, bound, filled) { return }
    last = (score, bound, filled)
    let micros = Int((Self.seconds(CLOCK_MONOTONIC) - started) * 1e6)
    lines += "\(Double(micros) / 1e6)\t\(score)\t\(bound)\t\(filled)\n"
    if lines.utf8.count >= 65536 { flush() }
  }

  private func flush() {
    Self.put(lines, to: file)
    lines = ""
  }

  /// A trace is for the curious: a full disk must not cost the plan.
  private static func put(_ text: String, to file: Int32) {
    var left = Array(text.utf8)[...]
    while !left.isEmpty {
      let put = left.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
      if put <= 0 { return }
      left = left.dropFirst(put)
    }
  }

  private static func seconds(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
