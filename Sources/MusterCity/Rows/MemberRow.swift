import MusterDomain

/// What a member is to the city.
public enum MemberKind: String, CaseIterable, Hashable, Sendable, Choice {
  case inService = "in_service"
  case volunteer, worker

  var chineseNames: [String] {
    switch self {
    case .inService: ["在职党员"]
    case .volunteer: ["志愿者"]
    case .worker: ["社区工作者"]
    }
  }
}

/// A skill as a member has it, with the day after which the certificate no longer holds.
public struct HeldSkill: Hashable, Sendable, CustomStringConvertible {
  public var skill: String
  public var expires: CivilDate?

  public init(skill: String, expires: CivilDate? = nil) {
    self.skill = skill
    self.expires = expires
  }

  /// `driving@2027-05-01`.
  public var description: String { expires.map { "\(skill)@\($0)" } ?? skill }
}

/// A stretch of every week in which a member will serve.
public struct WeeklyWindow: Hashable, Sendable, CustomStringConvertible {
  /// 1 is Monday.
  public var weekday: Int
  /// Minutes of the day, `0 <= start < end <= 1440`.
  public var start: Int
  public var end: Int

  public init(weekday: Int, start: Int, end: Int) {
    self.weekday = weekday
    self.start = start
    self.end = end
  }

  /// Reads `1 18:30-21:00`; nil unless it starts before it ends, both at whole minutes.
  init?(_ text: String) {
    let parts = text.utf8.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0].count == 1, let digit = parts[0].first, (49...55).contains(digit) else { return nil }
    let ends = parts[1].split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false).map(Substring.init)
    guard ends.count == 2, let start = CellTime.time(ends[0]), let end = CellTime.time(ends[1]) else { return nil }
    guard start < end, start.second == 0, end.second == 0 else { return nil }
    self.init(weekday: Int(digit - 48), start: start.minuteOfDay, end: end.minuteOfDay)
  }

  /// Whether the two share a minute; touching is not sharing.
  public func overlaps(_ other: WeeklyWindow) -> Bool { weekday == other.weekday && start < other.end && other.start < end }

  public var description: String {
    "\(weekday) \(LocalTime(minuteOfDay: start) ?? .midnight)-\(LocalTime(minuteOfDay: end) ?? .endOfDay)"
  }
}

/// A row of `members.csv`: a person, with the community reported to and the limits that the person set.
public struct MemberRow: CityRow {
  public var line: Int
  /// The member's own number in the city, a code.
  public var number: String
  public var name: String
  public var phone: String
  public var birthYear: Int
  public var kind: MemberKind
  /// The employer; an in-service member has one.
  public var unit: String?
  /// The community of registration.
  public var area: String
  /// A grid of that community.
  public var grid: String?
  /// Home, as exact as the city keeps it.
  public var point: GeoPoint
  /// How far from home the member serves, metres, 100 to 200,000.
  public var reach: Int
  /// 1 to 10.
  public var maxPerDay: Int
  /// 1 to 70.
  public var maxPerWeek: Int
  /// Minutes a week, 1 to 10,080.
  public var maxMinutes: Int
  public var skills: [HeldSkill]
  /// Disjoint, in the file's order; empty means that none are offered.
  public var windows: [WeeklyWindow]
  /// Domains wished for.
  public var wishes: [String]

  static let file = CityFile.members
  static let columns: [CityColumn] = [
    .required("number", "编号"), .required("name", "姓名"), .required("phone", "电话"), .required("birth_year", "出生年份"),
    .required("kind", "类别"), .optional("unit", "单位"), .required("area", "社区"), .optional("grid", "网格"),
    .required("lon", "经度"), .required("lat", "纬度"), .required("reach", "服务半径"), .required("max_per_day", "每日上限"),
    .required("max_per_week", "每周上限"), .required("max_minutes", "每周分钟上限"), .optional("skills", "特长"),
    .optional("windows", "服务时间"), .optional("wishes", "服务意愿"),
  ]

  var key: String { number }

  init?(_ cells: inout RowCells) {
    line = cells.line
    let number = cells.code()
    let name = cells.text(max: 40)
    let phone = cells.phone()
    let birthYear = cells.integer(in: 1900...2099)
    let kind = cells.choice(MemberKind.self)
    unit = cells.creditCode()
    let area = cells.code()
    grid = cells.code()
    let point = cells.point()
    let reach = cells.integer(in: 100...200_000)
    let maxPerDay = cells.integer(in: 1...10)
    let maxPerWeek = cells.integer(in: 1...70)
    let maxMinutes = cells.integer(in: 1...10_080)
    skills = Self.skills(&cells)
    windows = Self.windows(&cells)
    wishes = cells.codes()
    if cells.isWhole, kind == .inService, unit == nil {
      cells.refuse(.valueRequired, column: "unit", "在职党员必须有单位", "an in-service member has a unit")
    }
    guard cells.isWhole, let number, let name, let phone, let birthYear, let kind, let area, let point else { return nil }
    guard let reach, let maxPerDay, let maxPerWeek, let maxMinutes else { return nil }
    self.number = number
    self.name = name
    self.phone = phone
    self.birthYear = birthYear
    self.kind = kind
    self.area = area
    self.point = point
    self.reach = reach
    self.maxPerDay = maxPerDay
    self.maxPerWeek = maxPerWeek
    self.maxMinutes = maxMinutes
  }

  private static func skills(_ cells: inout RowCells) -> [HeldSkill] {
    var held: [HeldSkill] = []
    for item in cells.items() {
      let parts = item.utf8.split(separator: UInt8(ascii: "@"), maxSplits: 1, omittingEmptySubsequences: false)
        .map(Substring.init)
      let skill = String(parts[0])
      guard CodeRule.isValid(skill) else {
        cells.refuse(.valueList, "\(shown(item)) 不是“特长”或“特长@日期”", "\(shown(item)) is not a skill or skill@date")
        continue
      }
      let expires = parts.count == 2 ? cells.checkedDate(parts[1]) : nil
      if held.contains(where: { $0.skill == skill }) {
        cells.refuse(.duplicate, "“\(skill)”重复", "\(shown(skill)) stands there twice")
      }
      held.append(HeldSkill(skill: skill, expires: expires))
    }
    return held
  }

  private static func windows(_ cells: inout RowCells) -> [WeeklyWindow] {
    var windows: [WeeklyWindow] = []
    for item in cells.items() {
      guard let window = WeeklyWindow(item) else {
        cells.refuse(
          .valueList, "\(shown(item)) 不是“1 18:30-21:00”这样的时段（1为星期一）",
          "\(shown(item)) is not a window such as 1 18:30-21:00 (1 is Monday)")
        continue
      }
      if let clash = windows.first(where: window.overlaps) {
        cells.refuse(.overlap, "时段 \(window) 与 \(clash) 重叠", "\(window) overlaps \(clash)")
      }
      windows.append(window)
    }
    return windows
  }

  var cells: [String] {
    [
      number, name, phone, text(birthYear), kind.rawValue, text(unit), area, text(grid), text(point.longitude),
      text(point.latitude), text(reach), text(maxPerDay), text(maxPerWeek), text(maxMinutes), list(skills), list(windows),
      list(wishes),
    ]
  }

  public init(
    line: Int = 0, number: String, name: String, phone: String, birthYear: Int, kind: MemberKind, unit: String?,
    area: String, grid: String?, point: GeoPoint, reach: Int, maxPerDay: Int, maxPerWeek: Int, maxMinutes: Int,
    skills: [HeldSkill], windows: [WeeklyWindow], wishes: [String]
  ) {
    self.line = line
    self.number = number
    self.name = name
    self.phone = phone
    self.birthYear = birthYear
    self.kind = kind
    self.unit = unit
    self.area = area
    self.grid = grid
    self.point = point
    self.reach = reach
    self.maxPerDay = maxPerDay
    self.maxPerWeek = maxPerWeek
    self.maxMinutes = maxMinutes
    self.skills = skills
    self.windows = windows
    self.wishes = wishes
  }
}
