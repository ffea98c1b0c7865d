/// One rule, looked at for one member and shift: whether it holds, with the figures that decide it.
public struct RuleVerdict: Sendable, Equatable {
  public let rule: Rule
  public let passed: Bool
  public let english: String
  public let chinese: String
}

/// Why a member serves a shift, or why not: every rule, and what the assignment is worth to the score.
public struct Explanation: Sendable, Equatable {
  /// The index of the time looked at.
  public let time: Int
  public let verdicts: [RuleVerdict]
  /// What the score gains by this assignment, beside the rest of the plan; negative when it is not worth it.
  public let gain: Int
  /// The parts of `gain`, one by one.
  public let lines: [CostLine]

  /// Whether every rule holds.
  public var isPossible: Bool { verdicts.allSatisfy(\.passed) }
}

extension Instance {
  /// Rule by rule, whether the member could serve the shift under a feasible plan. The time looked at is the one that the
  /// shift's people share, otherwise the one at which the fewest rules fail.
  public func explain(member: Int, shift: Int, in plan: Plan) -> Explanation {
    Roster(self, plan).explain(member: member, shift: shift)
  }
}

extension Roster {
  /// Rule by rule, whether the member could serve (or why they serve) the shift, beside all else in the plan.
  public func explain(member: Int, shift: Int) -> Explanation {
    let others = people(of: shift).filter { $0.member != Int32(member) }
    let times = others.first.map { [Int($0.time)] } ?? Array(0..<instance.shifts.times[shift].count)
    let all = times.map { explain(Triple(member: member, shift: shift, time: $0), beside: others) }
    let fewest = all.map { $0.verdicts.count { !$0.passed } }.min() ?? 0
    let current = people(of: shift).first { $0.member == Int32(member) }
    return all.first { $0.time == current.map { Int($0.time) } } ?? all.first { $0.verdicts.count { !$0.passed } == fewest }
      ?? all[0]
  }

  private func explain(_ new: Triple, beside people: [Triple]) -> Explanation {
    let (member, shift) = (Int(new.member), Int(new.shift))
    let mine = assignments(of: member).filter { $0.shift != new.shift }
    var verdicts = [skill(member, shift), team(member, shift, people), reach(member, shift), availability(new)]
    let excluded = instance.isExcluded(member, from: shift)
    verdicts.append(
      RuleVerdict(
        rule: .excluded, passed: !excluded, english: excluded ? "declined or barred" : "neither declined nor barred",
        chinese: excluded ? "已谢绝或被排除" : "未谢绝、未被排除"))
    verdicts.append(busy(new, mine))
    for limit in limits(on: new, beside: mine) {
      let name = RuleWords.limit(limit.rule)
      verdicts.append(
        RuleVerdict(
          rule: limit.rule, passed: limit.holds, english: "\(name.english): \(limit.would) of at most \(limit.most)",
          chinese: "\(name.chinese)：\(limit.would)，上限 \(limit.most)"))
    }
    let seats = Int(instance.shifts.seats[shift])
    verdicts.append(
      RuleVerdict(
        rule: .seats, passed: people.count < seats, english: "others serve \(people.count) of \(seats) seats",
        chinese: "其他人已占 \(people.count) 个名额，共 \(seats) 个"))
    return Explanation(
      time: Int(new.time), verdicts: verdicts, gain: gain(new, beside: mine, people: people.count),
      lines: costLines(new, beside: mine, people: people.count))
  }

  private func skill(_ member: Int, _ shift: Int) -> RuleVerdict {
    let wanted = instance.shifts.skill[shift]
    if wanted < 0 {
      return RuleVerdict(rule: .skill, passed: true, english: "no skill is asked", chinese: "不要求技能")
    }
    let (name, has) = (instance.skillNames[Int(wanted)], instance.hasSkill(member, for: shift))
    return RuleVerdict(
      rule: .skill, passed: has, english: "\(has ? "has" : "lacks") the skill \(name)",
      chinese: "\(has ? "具备" : "不具备")技能 \(name)")
  }

  private func team(_ member: Int, _ shift: Int, _ people: [Triple]) -> RuleVerdict {
    let asked = instance.shifts.teams[shift]
    if asked.isEmpty { return RuleVerdict(rule: .team, passed: true, english: "not a team's shift", chinese: "不要求队伍") }
    let shared = asked.filter { team in people.allSatisfy { instance.members.teams[Int($0.member)].contains(team) } }
    let common = shared.first { instance.members.teams[member].contains($0) }.map { instance.teamNames[Int($0)] }
    let names = shared.map { instance.teamNames[Int($0)] }
    return RuleVerdict(
      rule: .team, passed: common != nil,
      english: common.map { "in the team \($0)" } ?? "in none of the teams \(names.joined(separator: ", "))",
      chinese: common.map { "属于队伍 \($0)" } ?? "不属于队伍 \(names.joined(separator: "、"))")
  }

  private func reach(_ member: Int, _ shift: Int) -> RuleVerdict {
    let metres = Rules.squareRoot(instance.squaredDistance(member, shift))
    let most = instance.members.reach[member]
    return RuleVerdict(
      rule: .reach, passed: instance.inReach(member, of: shift), english: "\(metres) m away, serves within \(most) m",
      chinese: "距离 \(metres) 米，服务范围 \(most) 米")
  }

  private func availability(_ new: Triple) -> RuleVerdict {
    let (span, free) = (instance.span(new), instance.isFree(Int(new.member), in: instance.span(new)))
    let (start, end) = (RuleWords.clock(span.start), RuleWords.clock(span.end))
    return RuleVerdict(
      rule: .availability, passed: free,
      english: "\(free ? "available" : "no window holds") \(day(start.day).english) \(start.time) to \(end.time)",
      chinese: "\(day(start.day).chinese) \(start.time) 至 \(end.time) \(free ? "有空" : "没有空")")
  }

  private func day(_ index: Int) -> (english: String, chinese: String) { RuleWords.day(index, of: instance.days) }

  private func busy(_ new: Triple, _ mine: [Triple]) -> RuleVerdict {
    guard let clash = mine.first(where: { !instance.compatible($0, new) }) else {
      return RuleVerdict(rule: .busy, passed: true, english: "no other assignment in the way", chinese: "与其他安排不冲突")
    }
    // Not which one: it may be another's business.
    let (start, end) = (RuleWords.clock(instance.span(clash).start), RuleWords.clock(instance.span(clash).end))
    return RuleVerdict(
      rule: .busy, passed: false,
      english: "serves elsewhere on \(day(start.day).english) \(start.time) to \(end.time), with no time to travel between",
      chinese: "\(day(start.day).chinese) \(start.time) 至 \(end.time) 已有安排，来不及赶到")
  }
}

private enum RuleWords {
  static func limit(_ rule: Rule) -> (english: String, chinese: String) {
    switch rule {
    case .perDay: ("assignments that day", "当日次数")
    case .minutes: ("minutes in all", "总时长（分钟）")
    default: ("assignments in all", "总次数")
    }
  }

  private static let weekdays = [
    ("Monday", "周一"), ("Tuesday", "周二"), ("Wednesday", "周三"), ("Thursday", "周四"), ("Friday", "周五"), ("Saturday", "周六"),
    ("Sunday", "周日"),
  ]

  /// A horizon of seven days is a week from its Monday; of another, only the number of the day is known.
  static func day(_ index: Int, of days: Int) -> (english: String, chinese: String) {
    if days == weekdays.count, weekdays.indices.contains(index) { return weekdays[index] }
    return ("day \(index + 1),", "第 \(index + 1) 天")
  }

  static func clock(_ minute: Int32) -> (day: Int, time: String) {
    let (day, rest) = (Int(minute) / Rules.minutesPerDay, Int(minute) % Rules.minutesPerDay)
    let minutes = rest % 60 < 10 ? "0\(rest % 60)" : "\(rest % 60)"
    return (day, "\(rest / 60):\(minutes)")
  }
}
