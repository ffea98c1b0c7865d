import MusterBenchmark
import MusterSolver

/// Follows the moves that the repairs told, on a plan of its own, by the referee's score: none of the solver's bookkeeping counts.
struct RepairAudit {
  /// For sentences.
  let name: String
  let instance: MusterSolver.Instance
  /// Before the first decline.
  let plan: Plan

  func findings(_ steps: [RepairStep], end: Plan) -> [Finding] {
    var findings = gains(steps, end: end)
    let breaches = instance.check(end).map(\.rule.english)
    if !breaches.isEmpty {
      let some = breaches.prefix(3).joined(separator: "; ")
      findings.append(Finding("\(name)：补位后的方案违反规则：\(some)。", "\(name): the repaired plan breaks a rule: \(some)."))
    }
    let standing = Set(end.triples.map { [$0.member, $0.shift] })
    let back = steps.filter { standing.contains([$0.gone.member, $0.gone.shift]) }.count
    if back > 0 {
      findings.append(
        Finding("\(name)：\(back) 项已谢绝的指派仍在方案中。", "\(name): \(back) of the pairs that declined stand in the repaired plan."))
    }
    return findings
  }

  /// Gains count from the plan without the assignment that declined: so the last score is the first one, less what each
  /// decline takes, plus all gains.
  private func gains(_ steps: [RepairStep], end: Plan) -> [Finding] {
    var (triples, lost, gained, wrong) = (plan.triples, 0, 0, 0)
    let first = instance.score(of: plan).total
    var score = first
    for step in steps {
      triples.removeAll { $0 == step.gone }
      let rest = instance.score(of: Plan(triples)).total
      let left = step.done.moves.compactMap(\.from)
      triples.removeAll { left.contains($0) }
      triples += step.done.moves.map(\.to)
      lost += score - rest
      gained += step.done.gain
      score = instance.score(of: Plan(triples)).total
      if score - rest != step.done.gain { wrong += 1 }
    }
    var findings: [Finding] = []
    if triples.sorted() != end.triples.sorted() {
      findings.append(Finding("\(name)：所报的调动得不出补位后的方案。", "\(name): the moves told do not make the repaired plan."))
    }
    let last = instance.score(of: end).total
    if wrong > 0 || last != first - lost + gained {
      findings.append(
        Finding(
          "\(name)：\(wrong) 次所报的增益不对，末尾得分 \(last)，应为 \(first - lost + gained)。",
          "\(name): \(wrong) gains are not what the score gains; the last score is \(last), not \(first - lost + gained)."))
    }
    return findings
  }
}
