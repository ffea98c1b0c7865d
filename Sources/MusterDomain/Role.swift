/// Who an account acts as. The letter is the one that the verb table's "who" column uses.
public enum Role: String, CaseIterable, Hashable, Sendable {
  case administrator, staff, grid, unit, leader, member, department, `operator`

  public var letter: Character {
    switch self {
    case .administrator: "c"
    case .staff: "s"
    case .grid: "g"
    case .unit: "u"
    case .leader: "t"
    case .member: "m"
    case .department: "d"
    case .operator: "o"
    }
  }

  /// What the Chinese interface shows.
  public var chinese: String {
    switch self {
    case .administrator: "管理员"
    case .staff: "社区工作者"
    case .grid: "网格员"
    case .unit: "单位联络人"
    case .leader: "服务队长"
    case .member: "成员"
    case .department: "组织部门"
    case .operator: "运维"
    }
  }
}
