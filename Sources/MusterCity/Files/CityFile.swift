/// The files that make a city, in the order in which they refer to one another.
public enum CityFile: String, CaseIterable, Hashable, Sendable {
  case areas, venues, domains, skills, units, pairings, members, teams
  case teamMembers = "team_members"
  case events, shifts, needs, accounts

  /// Such as `team_members.csv`.
  public var name: String { "\(rawValue).csv" }

  public init?(name: String) {
    guard name.hasSuffix(".csv") else { return nil }
    self.init(rawValue: String(name.dropLast(4)))
  }

  public var chinese: String {
    switch self {
    case .areas: "区划"
    case .venues: "阵地"
    case .domains: "行业联盟"
    case .skills: "特长资质"
    case .units: "单位"
    case .pairings: "双结对"
    case .members: "成员"
    case .teams: "服务队"
    case .teamMembers: "队员"
    case .events: "活动"
    case .shifts: "班次"
    case .needs: "需求"
    case .accounts: "账号"
    }
  }
}

/// One column of a file: its canonical name, the Chinese name that a header may have in its place, and whether every file
/// must have it. A column that is not required may be left out, or its cells left empty.
public struct CityColumn: Hashable, Sendable {
  public let name: String
  public let chinese: String
  public let isRequired: Bool

  static func required(_ name: String, _ chinese: String) -> CityColumn {
    CityColumn(name: name, chinese: chinese, isRequired: true)
  }

  static func optional(_ name: String, _ chinese: String) -> CityColumn {
    CityColumn(name: name, chinese: chinese, isRequired: false)
  }
}

/// A word from a closed list, written in English or in one of its Chinese names.
protocol Choice: CaseIterable, RawRepresentable, Sendable where RawValue == String {
  /// The first is the one shown.
  var chineseNames: [String] { get }
}

extension Choice {
  init?(cell: String) {
    guard let found = Self.allCases.first(where: { $0.rawValue == cell || $0.chineseNames.contains(cell) }) else { return nil }
    self = found
  }

  static var choicesInEnglish: String { allCases.map(\.rawValue).joined(separator: ", ") }
  static var choicesInChinese: String { allCases.map { $0.chineseNames[0] }.joined(separator: "、") }
}
