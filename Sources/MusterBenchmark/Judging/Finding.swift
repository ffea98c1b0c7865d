/// Something that must not be: it fails the command. A sentence in Chinese and one in English.
public struct Finding: Sendable, Equatable, CustomStringConvertible {
  public let chinese: String
  public let english: String

  public init(_ chinese: String, _ english: String) {
    self.chinese = chinese
    self.english = english
  }

  public var description: String { "\(chinese) \(english)" }

  public static func lyingBound(_ instance: String, by solver: String, bound: Int, score: Int) -> Finding {
    Finding(
      "\(instance)：\(solver) 的上界 \(bound) 低于已有可行方案的得分 \(score)。",
      "\(instance): the bound \(bound) of \(solver) is below \(score), the score of a feasible plan.")
  }

  public static func infeasible(_ instance: String, by solver: String, _ violations: [String]) -> Finding {
    let some = violations.prefix(3).joined(separator: "; ")
    return Finding(
      "\(instance)：\(solver) 的方案不可行：\(some)。", "\(instance): the plan of \(solver) is not feasible: \(some).")
  }

  public static func falseClaim(_ instance: String, by solver: String, score: Int) -> Finding {
    Finding(
      "\(instance)：\(solver) 的方案自称的得分不对，裁判算得 \(score)。",
      "\(instance): the plan of \(solver) claims another score than \(score), which the referee finds.")
  }

  public static func noPlan(_ instance: String, by solver: String, _ reason: String) -> Finding {
    Finding("\(instance)：\(solver) 没有给出方案：\(reason)", "\(instance): \(solver) left no plan: \(reason)")
  }
}
