import Testing

@testable import MusterSolver

@Suite("A stop") struct StopTests {
  /// One more question than were answered with yes: whoever hears no asks no more, and keeps only what was promised.
  @Test("is answered wherever it comes while columns are gathered and ordered", arguments: [1, 2])
  func gathering(_ threads: Int) throws {
    let instance = try promised()
    var asked = 0
    let all = Columns(instance, threads: threads) {
      asked += 1
      return true
    }
    #expect(all.isComplete && asked > 8)
    let promises = instance.pinned.count + instance.published.count
    for yes in 0..<asked {
      var heard = 0
      let columns = Columns(instance, threads: threads) {
        heard += 1
        return heard <= yes
      }
      #expect(heard == yes + 1)
      #expect(!columns.isComplete && columns.count <= promises && promises < all.count)
      let state = State(instance, columns)
      #expect(instance.check(state.plan()).isEmpty)
    }
  }

  @Test("after the last column was found leaves the published plan standing")
  func afterGathering() throws {
    let instance = try promised()
    var asked = 0
    _ = Columns(instance) {
      asked += 1
      return true
    }
    var clock = 0
    let outcome = Solver.solve(
      instance,
      now: {
        clock += 1
        return Double(clock)
      },
      observe: { _ in clock >= asked ? .stop : .goOn })
    #expect(outcome.plan.triples == instance.published.sorted())
  }

  @Test("ends the making of price sheets and rankings at the next question")
  func prices() throws {
    let instance = try promised()
    let state = State(instance, Columns(instance))
    for threads in [1, 2] {
      var asked = 0
      let no = {
        asked += 1
        return false
      }
      _ = PriceSheet(state, threads: threads, no)
      _ = Ranking(state, threads: threads, no)
      #expect(SeatBound.bound(state, threads: threads, no) == nil)
      #expect(asked == 4)
    }
  }

  /// A village whose whole plan was published; some of it is pinned.
  private func promised() throws -> Instance {
    var problem = Village(members: 1200, shifts: 60).problem
    let first = Solver.solve(try problem.instance(), options: SolveOptions(iterations: 0, reasons: false))
    problem.published = first.plan.triples.map { (Int($0.member), Int($0.shift), Int($0.time)) }
    problem.pinned = Array(problem.published.prefix(5))
    return try problem.instance()
  }
}
