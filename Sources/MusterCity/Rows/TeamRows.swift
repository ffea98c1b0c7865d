/// 服务队类型.
public enum TeamKind: String, CaseIterable, Hashable, Sendable, Choice {
  case volunteer, member, lay

  var chineseNames: [String] {
    switch self {
    case .volunteer: ["志愿服务队"]
    case .member: ["党员服务队"]
    case .lay: ["义工服务队"]
    }
  }
}

/// A row of `teams.csv`: a team 服务队.
public struct TeamRow: CityRow {
  public var line: Int
  public var number: String
  public var name: String
  public var kind: TeamKind
  /// The home area, of any level.
  public var area: String
  public var domain: String?
  /// A member's number.
  public var leader: String?

  static let file = CityFile.teams
  static let columns: [CityColumn] = [
    .required("number", "编号"), .required("name", "名称"), .required("kind", "类型"), .required("area", "区划"),
    .optional("domain", "行业联盟"), .optional("leader", "队长"),
  ]

  var key: String { number }
  var cells: [String] { [number, name, kind.rawValue, area, text(domain), text(leader)] }

  init?(_ cells: inout RowCells) {
    line = cells.line
    let number = cells.code()
    let name = cells.text(max: 60)
    let kind = cells.choice(TeamKind.self)
    let area = cells.code()
    domain = cells.code()
    leader = cells.code()
    guard cells.isWhole, let number, let name, let kind, let area else { return nil }
    self.number = number
    self.name = name
    self.kind = kind
    self.area = area
  }

  public init(
    line: Int = 0, number: String, name: String, kind: TeamKind, area: String, domain: String? = nil, leader: String? = nil
  ) {
    self.line = line
    self.number = number
    self.name = name
    self.kind = kind
    self.area = area
    self.domain = domain
    self.leader = leader
  }
}

/// A row of `team_members.csv`: who is in which team, and in which of its squads 小队.
public struct TeamMemberRow: CityRow {
  public var line: Int
  public var team: String
  /// 1 to 999.
  public var squad: Int
  public var member: String

  static let file = CityFile.teamMembers
  static let columns: [CityColumn] = [.required("team", "服务队"), .required("squad", "小队"), .required("member", "成员")]

  var key: String { "\(team) \(member)" }
  var cells: [String] { [team, text(squad), member] }

  init?(_ cells: inout RowCells) {
    line = cells.line
    let team = cells.code()
    let squad = cells.integer(in: 1...999)
    let member = cells.code()
    guard cells.isWhole, let team, let squad, let member else { return nil }
    self.team = team
    self.squad = squad
    self.member = member
  }

  public init(line: Int = 0, team: String, squad: Int, member: String) {
    self.line = line
    self.team = team
    self.squad = squad
    self.member = member
  }
}
