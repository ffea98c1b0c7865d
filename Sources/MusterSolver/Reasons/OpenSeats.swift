/// Why a member does not fill an open seat: the first of these rules that stands in the way.
public enum Reason: String, Sendable, CaseIterable, Codable {
  case skill, team, reach, availability, excluded, busy, limit, notWorthIt

  /// What is said of the members counted.
  public var english: String {
    switch self {
    case .skill: "lack the skill"
    case .team: "are in none of its teams"
    case .reach: "live too far away"
    case .availability: "are not available"
    case .excluded: "declined or are barred"
    case .busy: "are busy elsewhere"
    case .limit: "have reached their limit"
    case .notWorthIt: "would cost more than the seat is worth, or are needed more elsewhere"
    }
  }

  /// 对所计人数的说明。
  public var chinese: String {
    switch self {
    case .skill: "人不具备所需技能"
    case .team: "人不在指定队伍"
    case .reach: "人距离过远"
    case .availability: "人该时段没有空"
    case .excluded: "人已谢绝或被排除"
    case .busy: "人另有安排"
    case .limit: "人已达次数或时长上限"
    case .notWorthIt: "人可以来但得不偿失"
    }
  }
}

/// A shift with open seats, and how many members fail by which rule first. Those who serve it are not counted.
public struct OpenSeats: Sendable, Equatable {
  public var shift: Int
  public var open: Int
  public var counts: [Reason: Int]
  /// The cheapest way to fill one more seat; nothing: there is none.
  public var remedy: Remedy?

  /// One sentence in English.
  public var english: String {
    let parts = Reason.allCases.compactMap { reason in counts[reason].map { "\($0) \(reason.english)" } }
    let seats = open == 1 ? "1 seat is open" : "\(open) seats are open"
    return parts.isEmpty ? "\(seats): there are no members" : "\(seats): " + parts.joined(separator: ", ")
  }

  /// 一句中文。
  public var chinese: String {
    let parts = Reason.allCases.compactMap { reason in counts[reason].map { "\($0) \(reason.chinese)" } }
    return parts.isEmpty ? "缺 \(open) 人：没有成员" : "缺 \(open) 人：" + parts.joined(separator: "，")
  }
}

extension Instance {
  /// Every shift with open seats under a feasible plan, in order of number, with the reasons.
  public func openSeats(in plan: Plan) -> [OpenSeats] { Roster(self, plan).openSeats() }
}
