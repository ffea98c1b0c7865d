import MusterProtocol
import MusterSolver

/// What WHY answers about one member and one shift: rule by rule, what it is worth line by line, and who else there is.
struct WhyPair: Sendable {
  let found: Eligibility
  /// Of somebody whom the asker does not see, only whether each rule holds, and none of the figures that tell where and when.
  let isVisible: Bool
  /// Whether others were looked for.
  var isCompared = false
  var alternative: SubstituteSearch.Candidate?

  init(_ found: Eligibility, isVisible: Bool) {
    self.found = found
    self.isVisible = isVisible
  }

  func rows(_ request: Request) -> [[String?]] {
    // Seats are left out: the instance counts only those that were free, and SHIFTS shows both.
    let rules = found.verdicts.filter { $0.rule != .seats }.map { verdict -> [String?] in
      let text =
        isVisible
        ? request.language.choose(verdict.chinese, verdict.english)
        : request.language.choose(verdict.rule.chinese, verdict.rule.english)
      return [verdict.rule.rawValue, verdict.passed ? "yes" : "no", nil, text, nil]
    }
    return rules + (isVisible ? lines(request) : []) + (isCompared ? [alternativeRow(request)] : [])
  }

  private func lines(_ request: Request) -> [[String?]] {
    found.lines.map { line in
      [line.kind.rawValue, nil, nil, request.language.choose(line.chinese, line.english), String(line.points)]
    }
  }

  /// Points: how much more the score would gain by the other.
  private func alternativeRow(_ request: Request) -> [String?] {
    guard let alternative else {
      return ["alternative", nil, nil, request.language.choose("没有其他人可派", "nobody else could serve"), nil]
    }
    let member = request.code(.member, alternative.member)
    let text = request.language.choose(
      "其他人中最合适的是 \(member)，得分 \(alternative.gain)", "the best of the others is \(member), gaining \(alternative.gain)")
    return ["alternative", nil, nil, text, String(alternative.gain - found.gain)]
  }
}
