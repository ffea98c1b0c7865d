import MusterDomain

/// The levels of the area tree, from the top. A node's parent is of any level above its own.
public enum AreaLevel: String, CaseIterable, Hashable, Sendable, Comparable, Choice {
  case city, banner, street, community, quarter, grid

  var chineseNames: [String] {
    switch self {
    case .city: ["市"]
    case .banner: ["旗区", "旗县区", "旗", "区", "县", "县区"]
    case .street: ["街道", "苏木乡镇", "街道/苏木乡镇", "乡镇", "乡", "镇", "苏木"]
    case .community: ["社区", "村", "嘎查村"]
    case .quarter: ["小区"]
    case .grid: ["网格"]
    }
  }

  /// 0 for the city.
  public var depth: Int { Self.allCases.firstIndex(of: self) ?? 0 }
  public static func < (a: AreaLevel, b: AreaLevel) -> Bool { a.depth < b.depth }
}

/// A row of `areas.csv`: a node of the area tree 区划.
public struct AreaRow: CityRow {
  public var line: Int
  public var code: String
  public var name: String
  public var level: AreaLevel
  /// Nil for the city alone.
  public var parent: String?
  /// 分类, such as `建成街道` or `封闭小区`: free text by which totals are cut.
  public var areaClass: String?
  /// 示范点 or another mark of distinction.
  public var mark: String?
  /// The official order among siblings, 0 to 999,999.
  public var order: Int
  public var point: GeoPoint
  public var partyOrganisation: String?

  static let file = CityFile.areas
  static let columns: [CityColumn] = [
    .required("code", "编码"), .required("name", "名称"), .required("level", "层级"), .optional("parent", "上级"),
    .optional("class", "分类"), .optional("mark", "示范标记"), .required("order", "排序"), .required("lon", "经度"),
    .required("lat", "纬度"), .optional("party_org", "党组织"),
  ]

  var key: String { code }

  init?(_ cells: inout RowCells) {
    line = cells.line
    let code = cells.code()
    let name = cells.text(max: 60)
    let level = cells.choice(AreaLevel.self)
    parent = cells.code()
    areaClass = cells.text(max: 40)
    mark = cells.text(max: 40)
    let order = cells.integer(in: 0...999_999)
    let point = cells.point()
    partyOrganisation = cells.text(max: 80)
    guard cells.isWhole, let code, let name, let level, let order, let point else { return nil }
    self.code = code
    self.name = name
    self.level = level
    self.order = order
    self.point = point
  }

  var cells: [String] {
    [
      code, name, level.rawValue, text(parent), text(areaClass), text(mark), text(order), text(point.longitude),
      text(point.latitude), text(partyOrganisation),
    ]
  }

  public init(
    line: Int = 0, code: String, name: String, level: AreaLevel, parent: String?, areaClass: String? = nil,
    mark: String? = nil, order: Int, point: GeoPoint, partyOrganisation: String? = nil
  ) {
    self.line = line
    self.code = code
    self.name = name
    self.level = level
    self.parent = parent
    self.areaClass = areaClass
    self.mark = mark
    self.order = order
    self.point = point
    self.partyOrganisation = partyOrganisation
  }
}

/// A row of `venues.csv`: a room or hall 阵地, open every day from `opens` to `closes`.
public struct VenueRow: CityRow {
  public var line: Int
  public var code: String
  public var area: String
  public var name: String
  /// People it holds, 1 to 100,000.
  public var capacity: Int
  public var opens: LocalTime
  /// Later than `opens`; may be 24:00.
  public var closes: LocalTime
  public var point: GeoPoint

  static let file = CityFile.venues
  static let columns: [CityColumn] = [
    .required("code", "编码"), .required("area", "区划"), .required("name", "名称"), .required("capacity", "容量"),
    .required("opens", "开放时间"), .required("closes", "关闭时间"), .required("lon", "经度"), .required("lat", "纬度"),
  ]

  var key: String { code }

  init?(_ cells: inout RowCells) {
    line = cells.line
    let code = cells.code()
    let area = cells.code()
    let name = cells.text(max: 60)
    let capacity = cells.integer(in: 1...100_000)
    let opens = cells.time(asEnd: false)
    let closes = cells.time(asEnd: true)
    let point = cells.point()
    if let opens, let closes, closes <= opens { cells.refuseOrder(column: "closes", after: "opens") }
    guard cells.isWhole, let code, let area, let name, let capacity, let opens, let closes, let point else { return nil }
    self.code = code
    self.area = area
    self.name = name
    self.capacity = capacity
    self.opens = opens
    self.closes = closes
    self.point = point
  }

  var cells: [String] {
    [code, area, name, text(capacity), text(opens), text(closes), text(point.longitude), text(point.latitude)]
  }

  public init(
    line: Int = 0, code: String, area: String, name: String, capacity: Int, opens: LocalTime, closes: LocalTime,
    point: GeoPoint
  ) {
    self.line = line
    self.code = code
    self.area = area
    self.name = name
    self.capacity = capacity
    self.opens = opens
    self.closes = closes
    self.point = point
  }
}
