/// The hard rules of the model, in the order in which a person is told why not. Each is written once, in `Rules`,
/// and the referee, the solver and the explanations all call that one.
public enum Rule: String, Sendable, CaseIterable, Codable {
  case once, skill, team, reach, availability, excluded, sameTime, seats, busy, perDay, assignments, minutes, pinned

  /// A short sentence on what the rule asks.
  public var english: String {
    switch self {
    case .once: "a member serves a shift at most once"
    case .skill: "the member has the skill that the shift asks for"
    case .team: "the people of a team shift share one of its teams"
    case .reach: "the shift lies within the member's reach"
    case .availability: "the time lies inside one of the member's windows"
    case .excluded: "the pair is not declined or barred"
    case .sameTime: "the people of a shift share one time"
    case .seats: "a shift has no more people than seats"
    case .busy: "two assignments of a member leave time to travel"
    case .perDay: "the member's limit of assignments a day"
    case .assignments: "the member's limit of assignments"
    case .minutes: "the member's limit of minutes"
    case .pinned: "what is pinned stands"
    }
  }

  /// 规则的一句话说明。
  public var chinese: String {
    switch self {
    case .once: "同一人在同一岗位只服务一次"
    case .skill: "具备岗位要求的技能"
    case .team: "团队岗位的人员同属其中一支队伍"
    case .reach: "岗位在本人服务距离之内"
    case .availability: "时间落在本人的某个服务时段之内"
    case .excluded: "未曾谢绝、未被排除"
    case .sameTime: "同一岗位的人员时间相同"
    case .seats: "人数不超过名额"
    case .busy: "与其他安排之间留有路上时间"
    case .perDay: "不超过本人每日次数上限"
    case .assignments: "不超过本人次数上限"
    case .minutes: "不超过本人时长上限"
    case .pinned: "固定的安排必须保留"
    }
  }
}

/// The arithmetic of the rules, on plain integers. Exact: no floating point takes part.
enum Rules {
  static let minutesPerDay = 1440
  /// Twice the largest coordinate, times the square root of two, rounded up: no two places are farther apart.
  static let farthest = 28_284_272

  /// Squared distance of two places; at most 8·10^14.
  @inline(__always) static func squaredDistance(_ ax: Int32, _ ay: Int32, _ bx: Int32, _ by: Int32) -> Int {
    let dx = Int(ax) - Int(bx)
    let dy = Int(ay) - Int(by)
    return dx * dx + dy * dy
  }

  /// Whether `gap` minutes suffice to travel: the least t with t² · speed² ≥ d² is at most `gap`. The product is
  /// capped at the farthest distance before it is squared, so it cannot overflow.
  @inline(__always) static func reachesInTime(gap: Int, speed: Int, squaredDistance: Int) -> Bool {
    if gap < 0 { return false }
    let metres = min(gap * speed, farthest)
    return metres * metres >= squaredDistance
  }

  /// The least r with r² ≥ value.
  static func roundedUpRoot(_ value: Int) -> Int {
    let root = squareRoot(value)
    return root * root == value ? root : root + 1
  }

  /// The greatest r with r² ≤ value.
  static func squareRoot(_ value: Int) -> Int {
    var root = Int(Double(value).squareRoot())
    while root * root > value { root -= 1 }
    while (root + 1) * (root + 1) <= value { root += 1 }
    return root
  }
}
