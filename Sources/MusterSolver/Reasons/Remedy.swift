/// How an open seat could be filled all the same, at the least loss. Points are what the score gains by it: mostly below zero, or
/// the seat would not be open.
public enum Remedy: Sendable, Equatable {
  /// Somebody who may, although it is not worth it.
  case assign(Triple, gain: Int)
  /// Somebody moved from another shift, whose seat the third takes, or nobody.
  case move(Triple, from: Triple, refill: Triple?, gain: Int)
  /// Nobody may; this one could if one rule gave way a little.
  case relax(Triple, Relaxation)

  /// The assignment that would fill the seat.
  public var assignment: Triple {
    switch self {
    case .assign(let triple, _), .move(let triple, _, _, _), .relax(let triple, _): triple
    }
  }

  /// What the score gains; nothing where a rule would have to give way first.
  public var gain: Int? {
    switch self {
    case .assign(_, let gain), .move(_, _, _, let gain): gain
    case .relax: nil
    }
  }
}

/// By how much one rule would have to give way for one member.
public enum Relaxation: Sendable, Equatable {
  /// Lives so many metres beyond the reach.
  case reach(metres: Int)
  /// Is free so many minutes too late, and not for so many at the end.
  case availability(before: Int, after: Int)
  /// One assignment more than the limit of a day.
  case perDay
  /// One assignment more than the limit of the horizon.
  case assignments
  /// So many minutes more than the limit.
  case minutes(Int)

  /// The rule that would give way.
  public var rule: Rule {
    switch self {
    case .reach: .reach
    case .availability: .availability
    case .perDay: .perDay
    case .assignments: .assignments
    case .minutes: .minutes
    }
  }

  /// By how much, in the rule's unit: metres, minutes or assignments.
  public var amount: Int {
    switch self {
    case .reach(let metres): metres
    case .availability(let before, let after): before + after
    case .minutes(let minutes): minutes
    case .perDay, .assignments: 1
    }
  }
}

extension Remedy {
  /// What is said where there is no remedy.
  public static let noneEnglish = "nobody could fill it, even if one rule gave way"
  public static let noneChinese = "即使放宽一条规则，也无人可补"

  /// One sentence in English, with people and shifts by the names that are given.
  public func english(member: (Int) -> String, shift: (Int) -> String) -> String {
    let who = member(Int(assignment.member))
    switch self {
    case .assign(_, let gain): return "\(who) could serve, \(Self.english(gain))"
    case .move(_, let from, let refill, let gain):
      let rest = refill.map { "where \(member(Int($0.member))) would follow" } ?? "where the seat would stay open"
      return "\(who) could move here from \(shift(Int(from.shift))), \(rest), \(Self.english(gain))"
    case .relax(_, let relaxation): return "\(who) could serve \(relaxation.english)"
    }
  }

  /// 一句中文。
  public func chinese(member: (Int) -> String, shift: (Int) -> String) -> String {
    let who = member(Int(assignment.member))
    switch self {
    case .assign(_, let gain): return "可派 \(who)，\(Self.chinese(gain))"
    case .move(_, let from, let refill, let gain):
      let rest = refill.map { "由 \(member(Int($0.member))) 接替" } ?? "其原名额空出"
      return "可从 \(shift(Int(from.shift))) 调来 \(who)，\(rest)，\(Self.chinese(gain))"
    case .relax(_, let relaxation): return "若 \(who) \(relaxation.chinese)即可"
    }
  }

  private static func english(_ gain: Int) -> String {
    gain < 0 ? "at a loss of \(-gain) points" : gain == 0 ? "at no loss" : "for a gain of \(gain) points"
  }

  private static func chinese(_ gain: Int) -> String {
    gain < 0 ? "得分减少 \(-gain)" : gain == 0 ? "得分不变" : "得分增加 \(gain)"
  }
}

extension Relaxation {
  fileprivate var english: String {
    switch self {
    case .reach(let metres): "with a reach \(metres) m wider"
    case .availability(let before, 0): "if available \(before) minutes earlier"
    case .availability(0, let after): "if available \(after) minutes longer"
    case .availability(let before, let after): "if available \(before) minutes earlier and \(after) longer"
    case .perDay: "with a limit one higher that day"
    case .assignments: "with a limit of assignments one higher"
    case .minutes(let minutes): "with a limit \(minutes) minutes higher"
    }
  }

  fileprivate var chinese: String {
    switch self {
    case .reach(let metres): "服务范围放宽 \(metres) 米"
    case .availability(let before, 0): "提早 \(before) 分钟有空"
    case .availability(0, let after): "延后 \(after) 分钟再离开"
    case .availability(let before, let after): "提早 \(before) 分钟、延后 \(after) 分钟"
    case .perDay: "当日次数上限加 1 "
    case .assignments: "总次数上限加 1 "
    case .minutes(let minutes): "总时长上限加 \(minutes) 分钟"
    }
  }
}
