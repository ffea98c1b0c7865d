/// A row of `domains.csv`: one of a city's domains 行业联盟.
public struct DomainRow: CityRow {
  public var line: Int
  public var code: String
  public var name: String

  static let file = CityFile.domains
  static let columns: [CityColumn] = [.required("code", "编码"), .required("name", "名称")]

  var key: String { code }
  var cells: [String] { [code, name] }

  init?(_ cells: inout RowCells) {
    line = cells.line
    let code = cells.code()
    let name = cells.text(max: 40)
    guard cells.isWhole, let code, let name else { return nil }
    self.code = code
    self.name = name
  }

  public init(line: Int = 0, code: String, name: String) {
    self.line = line
    self.code = code
    self.name = name
  }
}

/// A row of `skills.csv`: a skill or certificate 特长/资质.
public struct SkillRow: CityRow {
  public var line: Int
  public var code: String
  public var name: String

  static let file = CityFile.skills
  static let columns: [CityColumn] = [.required("code", "编码"), .required("name", "名称")]

  var key: String { code }
  var cells: [String] { [code, name] }

  init?(_ cells: inout RowCells) {
    line = cells.line
    let code = cells.code()
    let name = cells.text(max: 40)
    guard cells.isWhole, let code, let name else { return nil }
    self.code = code
    self.name = name
  }

  public init(line: Int = 0, code: String, name: String) {
    self.line = line
    self.code = code
    self.name = name
  }
}
