import MusterDomain

/// 隶属: whom a unit belongs to.
public enum UnitLevel: String, CaseIterable, Hashable, Sendable, Choice {
  case central, city, banner, street, nonpublic

  var chineseNames: [String] {
    switch self {
    case .central: ["中区直", "中省直", "中直", "区直", "省直"]
    case .city: ["市直"]
    case .banner: ["旗区直", "旗县区直", "县区直", "县直", "旗直"]
    case .street: ["街乡直", "街道", "乡镇"]
    case .nonpublic: ["非公", "非公和社会组织", "两新组织"]
    }
  }
}

/// 单位性质.
public enum UnitKind: String, CaseIterable, Hashable, Sendable, Choice {
  case organ, institution
  case stateEnterprise = "state-enterprise"
  case privateEnterprise = "private-enterprise"
  case socialOrganisation = "social-organisation"
  case school, hospital

  var chineseNames: [String] {
    switch self {
    case .organ: ["机关"]
    case .institution: ["事业单位"]
    case .stateEnterprise: ["国有企业"]
    case .privateEnterprise: ["非公企业"]
    case .socialOrganisation: ["社会组织"]
    case .school: ["学校"]
    case .hospital: ["医院"]
    }
  }
}

/// A row of `units.csv`: an employer 单位.
public struct UnitRow: CityRow {
  public var line: Int
  /// 统一社会信用代码, its check character verified.
  public var code: String
  public var name: String
  public var parent: String?
  public var level: UnitLevel
  /// 行业系统, free text such as `教育系统`.
  public var sector: String
  public var kind: UnitKind
  public var partyOrganisation: String?
  /// 应报到人数: how many of its people ought to report; nil is "no list", which is not 0.
  public var expected: Int?

  static let file = CityFile.units
  static let columns: [CityColumn] = [
    .required("code", "统一社会信用代码"), .required("name", "名称"), .optional("parent", "上级单位"), .required("level", "隶属"),
    .required("sector", "行业系统"), .required("kind", "性质"), .optional("party_org", "党组织"), .optional("expected", "应报到人数"),
  ]

  var key: String { code }

  init?(_ cells: inout RowCells) {
    line = cells.line
    let code = cells.creditCode()
    let name = cells.text(max: 80)
    parent = cells.creditCode()
    let level = cells.choice(UnitLevel.self)
    let sector = cells.text(max: 40)
    let kind = cells.choice(UnitKind.self)
    partyOrganisation = cells.text(max: 80)
    expected = cells.integer(in: 0...1_000_000)
    guard cells.isWhole, let code, let name, let level, let sector, let kind else { return nil }
    self.code = code
    self.name = name
    self.level = level
    self.sector = sector
    self.kind = kind
  }

  var cells: [String] {
    [
      code, name, text(parent), level.rawValue, sector, kind.rawValue, text(partyOrganisation), text(expected),
    ]
  }

  public init(
    line: Int = 0, code: String, name: String, parent: String? = nil, level: UnitLevel, sector: String, kind: UnitKind,
    partyOrganisation: String? = nil, expected: Int? = nil
  ) {
    self.line = line
    self.code = code
    self.name = name
    self.parent = parent
    self.level = level
    self.sector = sector
    self.kind = kind
    self.partyOrganisation = partyOrganisation
    self.expected = expected
  }
}

/// How a unit is bound to a community.
public enum PairingKind: String, CaseIterable, Hashable, Sendable, Choice {
  case resident, paired, business

  var chineseNames: [String] {
    switch self {
    case .resident: ["驻地"]
    case .paired: ["结对联系", "结对"]
    case .business: ["业务密切关联", "业务关联"]
    }
  }
}

/// A row of `pairings.csv`: 双结对. Two of the same unit, community and kind must not overlap in time.
public struct PairingRow: CityRow {
  public var line: Int
  public var unit: String
  /// A community.
  public var area: String
  public var kind: PairingKind
  /// People promised, 0 to 100,000.
  public var headcount: Int
  /// Resources and projects promised; may have several lines.
  public var commitment: String?
  /// The first day.
  public var from: CivilDate
  /// The last day on which it holds; nil is open.
  public var to: CivilDate?

  static let file = CityFile.pairings
  static let columns: [CityColumn] = [
    .required("unit", "单位"), .required("area", "社区"), .required("kind", "类型"), .required("headcount", "承诺人数"),
    .optional("commitment", "承诺事项"), .required("from", "开始日期"), .optional("to", "截止日期"),
  ]

  var key: String { "\(unit) \(area) \(kind.rawValue) \(from)" }

  init?(_ cells: inout RowCells) {
    line = cells.line
    let unit = cells.creditCode()
    let area = cells.code()
    let kind = cells.choice(PairingKind.self)
    let headcount = cells.integer(in: 0...100_000)
    commitment = cells.lines(max: 400)
    let from = cells.date()
    to = cells.date()
    if let from, let to, to < from { cells.refuse(.valueRange, column: "to", "早于 from", "lies before from") }
    guard cells.isWhole, let unit, let area, let kind, let headcount, let from else { return nil }
    self.unit = unit
    self.area = area
    self.kind = kind
    self.headcount = headcount
    self.from = from
  }

  var cells: [String] { [unit, area, kind.rawValue, text(headcount), text(commitment), text(from), text(to)] }

  public init(
    line: Int = 0, unit: String, area: String, kind: PairingKind, headcount: Int, commitment: String? = nil,
    from: CivilDate, to: CivilDate? = nil
  ) {
    self.line = line
    self.unit = unit
    self.area = area
    self.kind = kind
    self.headcount = headcount
    self.commitment = commitment
    self.from = from
    self.to = to
  }
}
