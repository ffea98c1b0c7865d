import MusterSolver

/// Every way to put one more person into a shift by at most two moves, tried one by one over the referee: somebody free, or somebody
/// moved from another shift whose seat somebody free takes or nobody. Knows none of the solver's own structures.
struct Fillings {
  let instance: Instance
  /// Pairs that must not stand, besides the instance's.
  var barred: Set<[Int32]> = []

  init(_ instance: Instance) { self.instance = instance }

  /// The greatest gain of all, the plan as it is counted as 0 gain; nothing where nobody can be had.
  func bestGain(_ shift: Int, in plan: Plan) -> Int? {
    let before = instance.score(of: plan).total
    var best: Int?
    func consider(_ triples: [Triple]) -> Bool {
      let plan = Plan(triples)
      if !instance.check(plan, keep: 1).isEmpty { return false }
      best = max(best ?? Int.min, instance.score(of: plan).total - before)
      return true
    }
    for new in candidates(shift) {
      _ = consider(plan.triples + [new])
      for old in plan.triples where old.member == new.member && old.shift != new.shift {
        let moved = plan.triples.filter { $0 != old } + [new]
        if instance.pinned.contains(old) || !isWorthASeat(new) || !consider(moved) { continue }
        for next in candidates(Int(old.shift)) where next.member != old.member { _ = consider(moved + [next]) }
      }
    }
    return best
  }

  private func candidates(_ shift: Int) -> [Triple] {
    (0..<instance.members.count).flatMap { member in
      (0..<instance.shifts.times[shift].count).map { Triple(member: member, shift: shift, time: $0) }
    }.filter { !barred.contains([$0.member, $0.shift]) }
  }

  /// Whether the assignment gains anything in an empty shift and week.
  private func isWorthASeat(_ new: Triple) -> Bool {
    instance.score(of: Plan([new])).total > instance.score(of: Plan()).total
  }
}

extension HostileProblem {
  /// A problem of which every second is so loose that most members could serve most shifts, but few at a time: chains of moves
  /// are common then.
  mutating func makeForMoves() -> Problem {
    var problem = make(members: 9, shifts: 6)
    if random.below(2) == 0 { return problem }
    for index in problem.members.indices {
      problem.members[index].windows = [(0, 2880)]
      problem.members[index].reach = 30_000
      problem.members[index].maxPerDay = 2
      problem.members[index].maxAssignments = max(1, problem.members[index].maxAssignments)
      problem.members[index].maxMinutes = 300
    }
    return problem
  }

  /// A random plan that keeps every rule, full or not: whether its assignments are worth their cost does not matter.
  mutating func feasiblePlan(for instance: Instance) -> Plan {
    var plan = Plan(instance.pinned)
    for _ in 0..<random.below(40) {
      let shift = random.below(instance.shifts.count)
      let new = Triple(
        member: random.below(instance.members.count), shift: shift, time: random.below(instance.shifts.times[shift].count))
      let more = Plan(plan.triples + [new])
      if instance.check(more, keep: 1).isEmpty { plan = more }
    }
    return plan
  }
}
