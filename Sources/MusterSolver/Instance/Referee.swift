/// One breach of a rule: which rule, and the assignment that shows it. Where several together break it (seats,
/// limits), it is the last of them.
public struct Violation: Sendable, Equatable {
  public let rule: Rule
  public let triple: Triple
}

/// What a plan is worth, part by part; `total` is the score of the model.
public struct Score: Sendable, Equatable {
  public var seatValue = 0
  public var pairCost = 0
  public var fairness = 0
  public var stability = 0
  public var filled = 0
  public var criticalFilled = 0

  public var total: Int { seatValue - pairCost - fairness - stability }
}

extension Instance {
  /// The exact score of a plan, feasible or not; every number of its triples must exist.
  public func score(of plan: Plan) -> Score {
    var score = Score()
    var people = [Int32](repeating: 0, count: shifts.count)
    var load = [Int32](repeating: 0, count: members.count)
    for triple in plan.triples {
      people[Int(triple.shift)] += 1
      load[Int(triple.member)] += 1
      score.pairCost += pairCost(Int(triple.member), Int(triple.shift))
    }
    for shift in 0..<shifts.count where people[shift] > 0 {
      let critical = min(people[shift], shifts.minimum[shift])
      score.filled += Int(people[shift])
      score.criticalFilled += Int(critical)
      let value = weights.critical * Int(critical) + weights.desired * Int(people[shift] - critical)
      score.seatValue += Int(shifts.priority[shift]) * value
    }
    for member in 0..<members.count where load[member] > 0 {
      let count = Int(load[member])
      score.fairness += weights.fairness * (count * (count - 1) / 2 + count * Int(members.recent[member]))
    }
    let standing = Set(plan.triples)
    for told in published where !standing.contains(told) && !isExcluded(Int(told.member), from: Int(told.shift)) {
      score.stability += weights.stability
    }
    return score
  }

  /// Every breach of a rule, at most `keep` of them: none means feasible. Independent of the solver's own bookkeeping.
  public func check(_ plan: Plan, keep: Int = 20) -> [Violation] {
    var found: [Violation] = []
    let sorted = plan.triples.sorted()
    for (index, triple) in sorted.enumerated() where found.count < keep {
      checkAlone(triple, &found)
      if index > 0, sorted[index - 1].shift == triple.shift, sorted[index - 1].member == triple.member {
        found.append(Violation(rule: .once, triple: triple))
      }
    }
    checkShifts(sorted, keep, &found)
    checkMembers(sorted, keep, &found)
    let standing = Set(sorted)
    for pin in pinned where found.count < keep && !standing.contains(pin) {
      found.append(Violation(rule: .pinned, triple: pin))
    }
    return Array(found.prefix(keep))
  }

  private func checkAlone(_ triple: Triple, _ found: inout [Violation]) {
    let (member, shift) = (Int(triple.member), Int(triple.shift))
    let rules: [(Rule, Bool)] = [
      (.skill, hasSkill(member, for: shift)), (.team, hasTeam(member, for: shift)), (.reach, inReach(member, of: shift)),
      (.availability, isFree(member, in: span(triple))), (.excluded, !isExcluded(member, from: shift)),
    ]
    for (rule, holds) in rules where !holds { found.append(Violation(rule: rule, triple: triple)) }
  }

  private func checkShifts(_ sorted: [Triple], _ keep: Int, _ found: inout [Violation]) {
    var first = 0
    while first < sorted.count, found.count < keep {
      let shift = Int(sorted[first].shift)
      var common = Set(shifts.teams[shift])
      var next = first
      while next < sorted.count, Int(sorted[next].shift) == shift {
        let triple = sorted[next]
        if triple.time != sorted[first].time { found.append(Violation(rule: .sameTime, triple: triple)) }
        if next - first >= Int(shifts.seats[shift]) { found.append(Violation(rule: .seats, triple: triple)) }
        common.formIntersection(members.teams[Int(triple.member)])
        next += 1
      }
      if !shifts.teams[shift].isEmpty, common.isEmpty { found.append(Violation(rule: .team, triple: sorted[next - 1])) }
      first = next
    }
  }

  private func checkMembers(_ triples: [Triple], _ keep: Int, _ found: inout [Violation]) {
    let sorted = triples.sorted { ($0.member, span($0).start, $0.shift) < ($1.member, span($1).start, $1.shift) }
    var first = 0
    while first < sorted.count, found.count < keep {
      let member = sorted[first].member
      var next = first
      while next < sorted.count, sorted[next].member == member { next += 1 }
      checkWeek(sorted[first..<next], &found)
      first = next
    }
  }

  /// Rules 5 and 6 for the assignments of one member, sorted by start.
  private func checkWeek(_ week: ArraySlice<Triple>, _ found: inout [Violation]) {
    var (minutes, today, day) = (0, 0, -1)
    for (index, triple) in zip(week.indices, week) {
      let member = Int(triple.member)
      let span = span(triple)
      if week[..<index].contains(where: { !compatible($0, triple) }) { found.append(Violation(rule: .busy, triple: triple)) }
      if index - week.startIndex >= Int(members.maxAssignments[member]) {
        found.append(Violation(rule: .assignments, triple: triple))
      }
      minutes += Int(span.end - span.start)
      if minutes > Int(members.maxMinutes[member]) { found.append(Violation(rule: .minutes, triple: triple)) }
      today = Int(span.start) / Rules.minutesPerDay == day ? today + 1 : 1
      day = Int(span.start) / Rules.minutesPerDay
      if today > Int(members.maxPerDay[member]) { found.append(Violation(rule: .perDay, triple: triple)) }
    }
  }
}
