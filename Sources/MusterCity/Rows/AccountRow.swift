import MusterDomain

/// The roles that an import may give. Administrators and operators are made by hand, never by a file.
public enum AccountRole: String, CaseIterable, Hashable, Sendable, Choice {
  case staff, grid, unit, leader, member, department

  var chineseNames: [String] { [role.chinese] }

  public var role: Role {
    switch self {
    case .staff: .staff
    case .grid: .grid
    case .unit: .unit
    case .leader: .leader
    case .member: .member
    case .department: .department
    }
  }

  /// The columns that this role's rows fill; a department fills at least one of its two, the others all of theirs.
  var scopeColumns: [String] {
    switch self {
    case .staff, .grid: ["area"]
    case .unit: ["unit"]
    case .leader: ["team"]
    case .member: ["member"]
    case .department: ["area", "unit"]
    }
  }
}

/// A row of `accounts.csv`: who may log in, as what, and over what. It holds no secret.
public struct AccountRow: CityRow {
  public var line: Int
  public var name: String
  public var role: AccountRole
  /// Staff: the subtree; grid staff: the grid; department: the subtree whose totals it sees.
  public var area: String?
  /// Unit contact: the unit; department: the unit subtree whose totals it sees.
  public var unit: String?
  public var team: String?
  /// The person behind the account, for a member; a leader's account may name its person too.
  public var member: String?

  static let file = CityFile.accounts
  static let columns: [CityColumn] = [
    .required("name", "账号"), .required("role", "角色"), .optional("area", "区划"), .optional("unit", "单位"),
    .optional("team", "服务队"), .optional("member", "成员"),
  ]

  var key: String { name }
  var cells: [String] { [name, role.rawValue, text(area), text(unit), text(team), text(member)] }

  init?(_ cells: inout RowCells) {
    line = cells.line
    let name = cells.accountName()
    let role = cells.choice(AccountRole.self)
    area = cells.code()
    unit = cells.creditCode()
    team = cells.code()
    member = cells.code()
    let filled = [("area", area), ("unit", unit), ("team", team), ("member", member)].filter { $0.1 != nil }.map(\.0)
    if cells.isWhole, let role { Self.checkScope(&cells, role, filled: filled) }
    guard cells.isWhole, let name, let role else { return nil }
    self.name = name
    self.role = role
  }

  private static func checkScope(_ cells: inout RowCells, _ role: AccountRole, filled: [String]) {
    let wanted = role.scopeColumns
    let allowed = role == .leader ? wanted + ["member"] : wanted
    if !wanted.contains(where: filled.contains) {
      cells.refuse(.valueRequired, column: wanted[0], "\(role.role.chinese)账号须填写此列", "a \(role.rawValue) account needs it")
    }
    for column in filled where !allowed.contains(column) {
      cells.refuse(.valueConflict, column: column, "\(role.role.chinese)账号不填写此列", "a \(role.rawValue) account leaves it empty")
    }
  }

  public init(
    line: Int = 0, name: String, role: AccountRole, area: String? = nil, unit: String? = nil, team: String? = nil,
    member: String? = nil
  ) {
    self.line = line
    self.name = name
    self.role = role
    self.area = area
    self.unit = unit
    self.team = team
    self.member = member
  }
}
