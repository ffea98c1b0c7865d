import MusterSolver

/// Small random problems at the edges of the rules: places on a 3-4-5 grid so that reach and travel are met exactly or
/// missed by a minute or a metre, spans across midnight, windows that touch, teams, pins, weights of nothing.
struct HostileProblem {
  var random: SystemlessRandom

  init(seed: UInt64) { random = SystemlessRandom(state: seed) }

  /// A problem whose pins are feasible; sizes are the most that it has.
  mutating func make(members: Int, shifts: Int) -> Problem {
    while true {
      var problem = Problem()
      problem.days = 2
      problem.speed = pick([250, 125, 1])
      weigh(&problem.weights)
      for index in 0...random.below(members) { problem.members.append(member(index)) }
      for index in 0...random.below(shifts) { problem.shifts.append(shift(index)) }
      for (m, s) in pairs(problem) {
        let time = random.below(problem.shifts[s].times.count)
        switch random.below(12) {
        case 0: problem.excluded.append((m, s))
        case 1: problem.published.append((m, s, time))
        case 2:
          problem.pinned.append((m, s, time))
          if (try? problem.instance()) == nil { problem.pinned.removeLast() }
        default: break
        }
      }
      if (try? problem.instance()) != nil { return problem }
    }
  }

  /// A random plan, mostly infeasible.
  mutating func plan(for problem: Problem) -> Plan {
    var triples: [Triple] = []
    for (m, s) in pairs(problem) where random.below(3) == 0 {
      let times = problem.shifts[s].times.count
      triples.append(Triple(member: m, shift: s, time: random.below(2) == 0 ? 0 : random.below(times)))
    }
    return Plan(triples)
  }

  private func pairs(_ problem: Problem) -> [(Int, Int)] {
    problem.members.indices.flatMap { m in problem.shifts.indices.map { (m, $0) } }
  }

  private mutating func pick<T>(_ choices: [T]) -> T { choices[random.below(choices.count)] }

  private mutating func weigh(_ weights: inout Weights) {
    if random.below(3) > 0 { return }
    weights.desired = pick([0, 1, 300])
    weights.critical = weights.desired + pick([0, 50, 700])
    weights.fairness = pick([0, 40, 400])
    weights.away = pick([0, 20, 2000])
    weights.paired = pick([0, 30, 500])
    weights.wish = pick([0, 20])
    weights.stability = pick([0, 200, 3000])
  }

  private mutating func place() -> (x: Int, y: Int) { (3000 * (random.below(3) - 1), 4000 * random.below(2)) }

  private mutating func member(_ index: Int) -> Problem.Member {
    Problem.member("m\(index)") { m in
      m.at = place()
      m.community = pick(["c1", "c2"])
      m.unit = pick(["u1", "u2"])
      m.skills = pick([[], ["driving"], ["driving", "first-aid"]])
      m.teams = pick([[], ["t1"], ["t2"], ["t1", "t2"]])
      m.wishes = pick([[], ["culture"]])
      m.reach = pick([0, 3000, 4999, 5000, 7000, 30000])
      m.windows = pick([
        [(480, 600), (600, 720)], [(0, 2880)], [(500, 700), (1400, 1500)], [(480, 601)], [], [(1380, 2000)], [(0, 1000)],
      ])
      m.maxPerDay = pick([1, 2, 3, 0])
      m.maxAssignments = pick([1, 2, 3, 4, 0])
      m.maxMinutes = pick([60, 119, 120, 300])
      m.recent = pick([0, 0, 1, 9])
    }
  }

  private mutating func shift(_ index: Int) -> Problem.Shift {
    let spans = [
      (540, 600), (600, 660), (620, 680), (619, 640), (1430, 1450), (1440, 1470), (570, 630), (480, 510), (530, 560),
    ]
    return Problem.shift("s\(index)") { s in
      s.at = place()
      s.isEvent = random.below(2) == 0
      s.community = pick(["c1", "c2"])
      s.domain = pick(["culture", "health"])
      s.skill = pick([nil, nil, "driving", "first-aid", "nobody has it"])
      s.times = (0...(s.isEvent ? 0 : random.below(3))).map { _ in pick(spans) }
      s.seats = 1 + random.below(4)
      s.minimum = random.below(s.seats + 1)
      s.priority = 1 + random.below(5)
      s.pairedUnits = pick([[], ["u1"]])
      s.team = pick([nil, nil, ["t1"], ["t2", "t1"], ["t3"]])
    }
  }
}

/// Pseudo-random numbers from a seed (SplitMix64).
struct SystemlessRandom {
  var state: UInt64

  mutating func below(_ limit: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((z ^ (z >> 31)) % UInt64(limit))
  }
}
