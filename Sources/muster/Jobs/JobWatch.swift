import Glibc
import MusterClient
import MusterProtocol

/// Follows a job of the server until it ends: an import's, a roster's at the prompt, or what `--wait` was asked for. A progress
/// bar on a terminal, a line every few seconds elsewhere.
struct JobWatch {
  /// How often Ctrl-C and the keyboard are looked at.
  private static let tick = Duration.milliseconds(100)
  /// How often a log gets a line.
  static let logInterval = Duration.seconds(5)

  let session: Session
  let screen: Screen
  /// Ctrl-C counts from here on.
  var interruptsBefore = Interrupts.seen

  /// How a job ended: JOB's last answer.
  struct Ended {
    let state: String
    let reply: Reply
  }

  /// Until it is done, failed or cancelled. Asks ten times a second at first, then once. Throws `Ending.unsure` when the person
  /// leaves it running.
  func run(_ job: String, label: String) async throws -> Ended {
    try await Interrupts.counted { try await follow(job, label: label) }
  }

  private func follow(_ job: String, label: String) async throws -> Ended {
    let progress = JobProgress(label: label, screen: screen)
    var dialogue = JobDialogue(canAsk: screen.isErrorTerminal && isatty(STDIN_FILENO) == 1)
    var interrupts = interruptsBefore
    var pause = Self.tick
    while true {
      let reply = try await session.run(try Outgoing(words: ["JOB", job]))
      guard reply.final.word == .ok else {
        screen.showFinal(reply.final)
        throw Ending(reply.final.word)
      }
      guard let figures = JobFigures(reply) else { throw ClientError.outOfStep("JOB without state=") }
      if figures.isOver {
        progress.end(figures, afterQuestion: dialogue.isAsking)
        return Ended(state: figures.state, reply: reply)
      }
      if !dialogue.isAsking { progress.show(figures) }
      let until = ContinuousClock.now + pause
      repeat {
        let step = nextStep(&dialogue, &interrupts, figures)
        try await take(step, job, figures, progress)
        try await Task.sleep(for: Self.tick)
      } while ContinuousClock.now < until
      pause = min(pause + Self.tick, .seconds(1))
    }
  }

  private func nextStep(
    _ dialogue: inout JobDialogue, _ interrupts: inout Int, _ figures: JobFigures
  ) -> JobDialogue.Step {
    if Interrupts.seen != interrupts {
      // One at a time: two quick ones are two.
      interrupts += 1
      return dialogue.interrupted(figures)
    }
    guard dialogue.isAsking, let line = TypedLine.next() else { return .nothing }
    return dialogue.answered(line)
  }

  private func take(_ step: JobDialogue.Step, _ job: String, _ figures: JobFigures, _ progress: JobProgress) async throws {
    switch step {
    case .nothing, .goOn: break
    case .ask:
      progress.hide()
      screen.write("\r" + JobDialogue.question(job, figures, screen.language), to: screen.errorDescriptor)
    case .cancel(let keeping):
      let reply = try await session.run(try Outgoing(words: ["CANCEL", job] + (keeping ? ["keep=yes"] : [])))
      // It may have ended of itself meanwhile; the next look tells.
      if reply.final.word == .ok { screen.showFinal(reply.final) }
    case .leave:
      progress.hide()
      screen.write("\r", to: screen.errorDescriptor)
      screen.note(JobDialogue.howToLook(job, screen.language))
      throw Ending.unsure
    }
  }
}

/// Draws a job's progress and keeps its time.
final class JobProgress {
  private let label: String
  private let screen: Screen
  private let began = ContinuousClock.now
  private var logged: ContinuousClock.Instant?

  init(label: String, screen: Screen) {
    self.label = label
    self.screen = screen
  }

  func show(_ figures: JobFigures) {
    let notes = figures.notes(elapsed: elapsed, screen.language)
    if screen.isErrorTerminal { return screen.progress(label, done: figures.progress, total: 100, notes: notes) }
    let now = ContinuousClock.now
    guard !screen.isQuiet, now - (logged ?? began) >= JobWatch.logInterval else { return }
    logged = now
    screen.progressLine(label, done: figures.progress, total: 100, notes: notes)
  }

  /// What did not get to its end has no bar, which would look like an achievement.
  func end(_ figures: JobFigures, afterQuestion: Bool) {
    if afterQuestion { screen.write("\n", to: screen.errorDescriptor) }
    if figures.state == "done" {
      let notes = figures.notes(elapsed: elapsed, screen.language)
      screen.progress(label, done: 100, total: 100, notes: notes, isLast: true)
    } else {
      screen.stopped(label, notes: [figures.shownState(screen.language)])
    }
  }

  func hide() {
    if screen.isErrorTerminal { screen.write(ProgressLine.blank, to: screen.errorDescriptor) }
  }

  private var elapsed: Int { Int((ContinuousClock.now - began) / .seconds(1)) }
}
