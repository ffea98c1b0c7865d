import Glibc
import MusterSolver

/// Progress on standard error: a bar that redraws itself on a terminal, otherwise at most a line a second.
final class ProgressBar {
  private let deadline: Double
  private let began = SteadyClock.seconds()
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
    StandardError.write(isTerminal ? "\r\u{1B}[2K\(bar(at: now)) \(figures)" : figures + "\n")
    drawn = isTerminal
  }

  func finish() { if drawn { StandardError.write("\n") } }

  private func bar(at now: Double) -> String {
    let width = 20
    let share = min(1, (now - began) / max(0.001, deadline - began))
    let full = Int(share * Double(width))
    return String(repeating: "█", count: full) + String(repeating: "░", count: width - full)
  }
}
