import Testing

@testable import MusterSolver

@Suite("Repair of declines") struct RepairTests {
  @Test("gains as much as the best of all substitutes and chains of two moves, and keeps every rule", arguments: 0..<8)
  func exact(_ seed: Int) throws {
    var hostile = HostileProblem(seed: UInt64(7000 + seed))
    var kinds: [Int: Int] = [:]
    for _ in 0..<60 {
      let instance = try hostile.makeForMoves().instance()
      var plan = hostile.feasiblePlan(for: instance)
      var repair = try Repair(instance, plan)
      var fillings = Fillings(instance)
      let (pins, order) = (Set(instance.pinned), plan.triples)
      for gone in order where !pins.contains(gone) && plan.triples.contains(gone) {
        let rest = Plan(plan.triples.filter { $0 != gone })
        fillings.barred.insert([gone.member, gone.shift])
        let expected = max(0, fillings.bestGain(Int(gone.shift), in: rest) ?? 0)
        let done = repair.decline(member: Int(gone.member), shift: Int(gone.shift))
        plan = repair.plan
        #expect(done.gain == expected)
        #expect(instance.score(of: plan).total - instance.score(of: rest).total == done.gain)
        #expect(instance.check(plan).isEmpty)
        #expect(plan.triples.allSatisfy { !fillings.barred.contains([$0.member, $0.shift]) })
        #expect(plan == Plan(Self.applying(done, to: rest)))
        kinds[done.moves.count, default: 0] += 1
      }
    }
    #expect(kinds.keys.sorted() == [0, 1, 2], "\(kinds)")
  }

  private static func applying(_ done: Repaired, to plan: Plan) -> [Triple] {
    let left = done.moves.compactMap(\.from)
    return (plan.triples.filter { !left.contains($0) } + done.moves.map(\.to)).sorted()
  }

  /// One seat each at the same hour: a and b serve, c is free but has no skill for the second.
  private static func chain() -> Problem {
    var problem = Problem()
    problem.members = [
      Problem.member("a") { $0.skills = ["driving"] }, Problem.member("b") { $0.skills = ["driving"] }, Problem.member("c"),
    ]
    problem.shifts = [
      Problem.shift("s") {
        $0.skill = "driving"
        $0.seats = 1
      }, Problem.shift("t") { $0.seats = 1 },
    ]
    return problem
  }

  @Test("moves somebody and fills the seat left")
  func twoMoves() throws {
    let instance = try Self.chain().instance()
    let plan = Plan([Triple(member: 0, shift: 0, time: 0), Triple(member: 1, shift: 1, time: 0)])
    var repair = try Repair(instance, plan)
    let done = repair.decline(member: 0, shift: 0)
    #expect(done.moves.first == Repaired.Move(from: plan.triples[1], to: Triple(member: 1, shift: 0, time: 0)))
    #expect(done.moves.count == 2 && done.moves[1].from == nil && done.moves[1].to.shift == 1)
    let again = repair.decline(member: 1, shift: 0)
    #expect(again == Repaired(), "nobody is left who drives and has not declined")
  }

  @Test("lets a pinned person decline, and moves no other pinned one")
  func pins() throws {
    var problem = Self.chain()
    problem.pinned = [(0, 0, 0), (1, 1, 0)]
    let instance = try problem.instance()
    var repair = try Repair(instance, Plan(instance.pinned))
    #expect(repair.decline(member: 0, shift: 0) == Repaired())
    #expect(repair.plan == Plan([instance.pinned[1]]))
  }

  @Test("bars a pair that does not stand, and changes nothing else")
  func notServing() throws {
    let instance = try Self.chain().instance()
    let plan = Plan([Triple(member: 1, shift: 1, time: 0)])
    var repair = try Repair(instance, plan)
    #expect(repair.decline(member: 0, shift: 0) == Repaired())
    #expect(repair.plan == plan)
    let done = repair.decline(member: 1, shift: 1)
    #expect(done.moves.map(\.to.shift) == [1])
  }

  @Test("refuses a plan that breaks a rule or names what does not exist")
  func infeasible() throws {
    let instance = try Self.chain().instance()
    let twice = Plan([Triple(member: 0, shift: 0, time: 0), Triple(member: 0, shift: 1, time: 0)])
    #expect { try Repair(instance, twice) } throws: { ($0 as? InfeasiblePlan)?.violation?.rule == .busy }
    for unknown in [
      Triple(member: 3, shift: 0, time: 0), Triple(member: 0, shift: -1, time: 0), Triple(member: 0, shift: 0, time: 1),
    ] {
      #expect(throws: InfeasiblePlan(violation: nil)) { try Repair(instance, Plan([unknown])) }
    }
  }

  @Test("a plan loaded into the solver's state is the same plan with the same score", arguments: 0..<4)
  func loading(_ seed: Int) throws {
    var hostile = HostileProblem(seed: UInt64(8000 + seed))
    for _ in 0..<40 {
      let instance = try hostile.make(members: 8, shifts: 5).instance()
      let plan = hostile.feasiblePlan(for: instance)
      let state = State(instance, Columns(instance))
      let left = state.load(plan)
      #expect(Plan((state.plan().triples + left).sorted()) == Plan(plan.triples.sorted()))
      #expect(state.score == instance.score(of: state.plan()).total)
      let alone = { (triple: Triple) in instance.score(of: Plan([triple])).total - instance.score(of: Plan()).total }
      #expect(left.allSatisfy { alone($0) <= 0 }, "only what is not worth its cost has no column")
    }
  }
}
