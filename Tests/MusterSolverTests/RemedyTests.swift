import Foundation
import Testing

@testable import MusterSolver

@Suite("How an open seat could be filled") struct RemedyTests {
  @Test("costs no more than the cheapest of all people and chains of two moves", arguments: 0..<8)
  func cheapest(_ seed: Int) throws {
    var hostile = HostileProblem(seed: UInt64(9000 + seed))
    var found: [String: Int] = [:]
    for _ in 0..<60 {
      let problem = hostile.makeForMoves()
      let instance = try problem.instance()
      let plan = hostile.feasiblePlan(for: instance)
      let fillings = Fillings(instance)
      for row in instance.openSeats(in: plan) {
        let expected = fillings.bestGain(row.shift, in: plan)
        let kind: String
        switch row.remedy {
        case .assign(let new, let gain):
          kind = "assign"
          #expect(gain == expected && Self.gain(instance, plan, [new], without: nil) == gain)
        case .move(let new, let from, let refill, let gain):
          kind = "move"
          let entering = [new] + (refill.map { [$0] } ?? [])
          #expect(gain == expected && Self.gain(instance, plan, entering, without: from) == gain)
        case .relax(let new, let relaxation):
          kind = relaxation.rule.rawValue
          #expect(expected == nil)
          try Self.check(relaxation, new, problem, plan)
        case nil:
          kind = "none"
          #expect(expected == nil)
        }
        found[kind, default: 0] += 1
      }
    }
    for kind in ["assign", "move", "reach", "availability", "none"] { #expect(found[kind, default: 0] > 0, "\(found)") }
  }

  /// What the referee says of a change; nothing where it breaks a rule.
  private static func gain(_ instance: Instance, _ plan: Plan, _ entering: [Triple], without: Triple?) -> Int? {
    let after = Plan(plan.triples.filter { $0 != without } + entering)
    return instance.check(after).isEmpty ? instance.score(of: after).total - instance.score(of: plan).total : nil
  }

  /// The rule is the only one in the way; to let it give way by so much is enough, by a little less is not.
  private static func check(_ relaxation: Relaxation, _ new: Triple, _ problem: Problem, _ plan: Plan) throws {
    let with = Plan(plan.triples + [new])
    #expect(try problem.instance().check(with).map(\.rule) == [relaxation.rule])
    switch relaxation {
    case .reach(let metres):
      #expect(try broken(with, problem, new) { $0.reach += metres }.isEmpty)
      #expect(try broken(with, problem, new) { $0.reach += metres - 1 } == [.reach])
    case .minutes(let minutes):
      #expect(try broken(with, problem, new) { $0.maxMinutes += minutes }.isEmpty)
      #expect(try broken(with, problem, new) { $0.maxMinutes += minutes - 1 } == [.minutes])
    case .perDay: #expect(try broken(with, problem, new) { $0.maxPerDay += 1 }.isEmpty)
    case .assignments: #expect(try broken(with, problem, new) { $0.maxAssignments += 1 }.isEmpty)
    case .availability(let before, let after):
      // Each window by itself, because wider ones would overlap; so the member serves this shift alone.
      let windows = problem.members[Int(new.member)].windows
      func isFree(_ before: Int, _ after: Int) throws -> Bool {
        try windows.contains { window in
          try !broken(Plan([new]), problem, new) { $0.windows = [(window.start - before, window.end + after)] }
            .contains(.availability)
        }
      }
      #expect(try isFree(before, after))
      #expect(try before == 0 || !isFree(before - 1, after))
      #expect(try after == 0 || !isFree(before, after - 1))
    }
  }

  private static func broken(
    _ plan: Plan, _ problem: Problem, _ new: Triple, _ change: (inout Problem.Member) -> Void
  ) throws -> [Rule] {
    var problem = problem
    problem.pinned = []
    change(&problem.members[Int(new.member)])
    return try problem.instance().check(plan).map(\.rule)
  }

  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let chinese: String
    let english: String
    let change: @Sendable (inout Problem) -> Void

    init(_ name: String, _ chinese: String, _ english: String, _ change: @escaping @Sendable (inout Problem) -> Void) {
      (testDescription, self.chinese, self.english, self.change) = (name, chinese, english, change)
    }
  }

  static let cases: [Case] = [
    Case("a loss", "可派 a，得分减少 39000", "a could serve, at a loss of 39000 points") { $0.members[0].recent = 1000 },
    Case(
      "a move", "可从 t 调来 a，其原名额空出，得分减少 4000",
      "a could move here from t, where the seat would stay open, at a loss of 4000 points"
    ) {
      $0.shifts.append(Problem.shift("t") { $0.priority = 5 })
    },
    Case("the nearer", "若 b 服务范围放宽 1 米即可", "b could serve with a reach 1 m wider") {
      $0.members.append(Problem.member("b"))
      $0.shifts[0].at = (3001, 4000)
      $0.members[0].at = (0, -7)
      $0.members[1].at = (1, 0)
      $0.members[1].reach = 4999
    },
    Case("a window", "若 a 提早 60 分钟有空即可", "a could serve if available 60 minutes earlier") {
      $0.members[0].windows = [(600, 1200)]
    },
    Case("a longer window", "若 a 延后 1 分钟再离开即可", "a could serve if available 1 minutes longer") {
      $0.members[0].windows = [(480, 599)]
    },
    Case("a limit", "若 a 总时长上限加 1 分钟即可", "a could serve with a limit 1 minutes higher") { $0.members[0].maxMinutes = 59 },
    Case("a day's limit", "若 a 当日次数上限加 1 即可", "a could serve with a limit one higher that day") { $0.members[0].maxPerDay = 0 },
    Case("nothing", Remedy.noneChinese, Remedy.noneEnglish) { $0.excluded = [(0, 0)] },
  ]

  @Test("is told in a sentence of each language, and in the file of reasons", arguments: cases)
  func sentences(_ example: Case) throws {
    var problem = Problem()
    problem.members = [Problem.member("a")]
    problem.shifts = [Problem.shift("s") { $0.seats = 1 }]
    example.change(&problem)
    let instance = try problem.instance()
    let rows = Solver.solve(instance).openSeats.filter { $0.shift == 0 }
    let row = try #require(rows.first)
    let told = instance.sentences(on: row.remedy)
    #expect(told.chinese == example.chinese)
    #expect(told.english == example.english)
    let json = try JSONSerialization.jsonObject(with: Data(instance.json(of: rows))) as? [[String: Any]]
    let remedy = try #require(json?.first?["remedy"])
    #expect(row.remedy == nil ? remedy is NSNull : (remedy as? [String: Any])?["zh"] as? String == example.chinese)
  }
}
