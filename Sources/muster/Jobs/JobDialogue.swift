import MusterProtocol

/// What Ctrl-C and the answer to its question mean while a job is followed. Knows no terminal and no server; `JobWatch` carries
/// its steps out.
struct JobDialogue {
  enum Step: Equatable {
    case nothing
    /// Show what there is of a proposal, and whether to stop.
    case ask
    /// Stop the job, and have its best plan so far for a proposal or none; its end is still waited for.
    case cancel(keeping: Bool)
    /// The question is answered otherwise, or void.
    case goOn
    /// It runs on without us.
    case leave
  }

  /// Nobody can answer where standard input is no terminal: then the first Ctrl-C leaves.
  let canAsk: Bool
  private(set) var isAsking = false
  private var isCancelling = false
  private var canKeep = false

  init(canAsk: Bool) { self.canAsk = canAsk }

  /// `figures` are what is known of the job so far.
  mutating func interrupted(_ figures: JobFigures) -> Step {
    guard canAsk, !isAsking, !isCancelling else { return .leave }
    isAsking = true
    canKeep = figures.hasProposal
    return .ask
  }

  mutating func answered(_ line: String) -> Step {
    guard isAsking else { return .nothing }
    isAsking = false
    let word = line.trimmedOfBlanks.lowercased()
    let isKeeping = canKeep && ["k", "keep", "留"].contains(word)
    guard isKeeping || ["y", "yes", "是", "好"].contains(word) else { return .goOn }
    isCancelling = true
    return .cancel(keeping: isKeeping)
  }

  /// The job ended while the question stood.
  mutating func ended() { isAsking = false }

  static func question(_ job: String, _ figures: JobFigures, _ language: Language) -> String {
    let proposal = figures.proposal(language).joined(separator: " ")
    return (proposal.isEmpty ? "" : language.choose("目前的方案：\(proposal)\n", "the proposal so far: \(proposal)\n"))
      + language.choose(
        "停止 \(job) 吗？\(figures.hasProposal ? "[k 留下这个方案 / y 不留 / N 不停]" : "[y/N]")（再按 Ctrl-C：让它继续，先离开）",
        "stop \(job)? \(figures.hasProposal ? "[k keep this proposal / y keep none / N go on]" : "[y/N]") (Ctrl-C again: leave, it runs on) "
      )
  }

  static func howToLook(_ job: String, _ language: Language) -> String {
    language.choose(
      "\(job) 仍在运行；查看：JOB \(job)，停止：CANCEL \(job)", "\(job) runs on; look by JOB \(job), stop it by CANCEL \(job)")
  }
}
