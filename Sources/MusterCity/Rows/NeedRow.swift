import MusterDomain

/// By whom a need was raised.
public enum NeedSource: String, CaseIterable, Hashable, Sendable, Choice {
  case staff, resident, online, unit

  var chineseNames: [String] {
    switch self {
    case .staff: ["网格员上报", "工作人员"]
    case .resident: ["居民提出", "居民"]
    case .online: ["网上"]
    case .unit: ["单位"]
    }
  }
}

/// 服务方式, the five modes.
public enum NeedMode: String, CaseIterable, Hashable, Sendable, Choice {
  case group, online, errand, appointment, offhours

  var chineseNames: [String] {
    switch self {
    case .group: ["组团服务", "组团"]
    case .online: ["数字服务", "数字"]
    case .errand: ["代办服务", "代办"]
    case .appointment: ["预约服务", "预约"]
    case .offhours: ["错时服务", "错时"]
    }
  }
}

public enum NeedState: String, CaseIterable, Hashable, Sendable, Choice {
  case reported, accepted

  var chineseNames: [String] {
    switch self {
    case .reported: ["已上报", "上报"]
    case .accepted: ["已受理", "受理"]
    }
  }
}

/// One of the times at which a need may be served.
public struct TimeChoice: Hashable, Sendable, CustomStringConvertible {
  public var starts: LocalDateTime
  public var ends: LocalDateTime

  public init(starts: LocalDateTime, ends: LocalDateTime) {
    self.starts = starts
    self.ends = ends
  }

  /// `2026-05-05T09:00/2026-05-05T11:00`.
  public var description: String { "\(starts)/\(ends)" }
}

/// A row of `needs.csv`: a need or small wish 需求/微心愿 with its alternative times.
public struct NeedRow: CityRow {
  public var line: Int
  public var number: String
  public var title: String
  /// A community.
  public var area: String
  /// A grid of that community.
  public var grid: String?
  public var source: NeedSource
  public var mode: NeedMode
  public var domain: String
  /// 1 to 5, 5 the most urgent.
  public var urgency: Int
  public var skill: String?
  /// The least number of people, 0 to `seats`.
  public var people: Int
  public var seats: Int
  /// One to eight, none twice, each at most a day long, each over by the deadline.
  public var times: [TimeChoice]
  public var deadline: LocalDateTime
  public var contactName: String?
  public var contactPhone: String?
  public var point: GeoPoint
  public var state: NeedState

  static let file = CityFile.needs
  static let columns: [CityColumn] = [
    .required("number", "编号"), .required("title", "标题"), .required("area", "社区"), .optional("grid", "网格"),
    .required("source", "来源"), .required("mode", "服务方式"), .required("domain", "行业联盟"), .required("urgency", "紧急程度"),
    .optional("skill", "特长"), .required("people", "最少人数"), .required("seats", "名额"), .required("times", "可选时间"),
    .required("deadline", "截止时间"), .optional("contact_name", "联系人"), .optional("contact_phone", "联系电话"),
    .required("lon", "经度"), .required("lat", "纬度"), .required("state", "状态"),
  ]

  var key: String { number }

  init?(_ cells: inout RowCells) {
    line = cells.line
    let number = cells.code()
    let title = cells.text(max: 80)
    let area = cells.code()
    grid = cells.code()
    let source = cells.choice(NeedSource.self)
    let mode = cells.choice(NeedMode.self)
    let domain = cells.code()
    let urgency = cells.integer(in: 1...5)
    skill = cells.code()
    let people = cells.integer(in: 0...9999)
    let seats = cells.integer(in: 1...9999)
    let times = Self.times(&cells)
    let deadline = cells.dateTime()
    contactName = cells.text(max: 40)
    contactPhone = cells.phone()
    let point = cells.point()
    let state = cells.choice(NeedState.self)
    Self.checkTogether(&cells, people, seats, times, deadline)
    guard cells.isWhole, let number, let title, let area, let source, let mode, let domain, let urgency else { return nil }
    guard let people, let seats, let deadline, let point, let state else { return nil }
    self.number = number
    self.title = title
    self.area = area
    self.source = source
    self.mode = mode
    self.domain = domain
    self.urgency = urgency
    self.people = people
    self.seats = seats
    self.times = times
    self.deadline = deadline
    self.point = point
    self.state = state
  }

  private static func times(_ cells: inout RowCells) -> [TimeChoice] {
    var times: [TimeChoice] = []
    for item in cells.items() {
      let ends = item.split(separator: "/", omittingEmptySubsequences: false)
      guard ends.count == 2 else {
        cells.refuse(
          .valueList, "\(shown(item)) 不是“开始/结束”（如 2026-05-05T09:00/2026-05-05T11:00）",
          "\(shown(item)) is not start/end such as 2026-05-05T09:00/2026-05-05T11:00")
        continue
      }
      guard let start = cells.checkedDateTime(ends[0]), let end = cells.checkedDateTime(ends[1]) else { continue }
      let time = TimeChoice(starts: start, ends: end)
      if end <= start || end.wallSeconds - start.wallSeconds > 86_400 {
        cells.refuse(.valueRange, "\(time) 须晚于开始且不超过一天", "\(time) must end after it starts, within a day")
      } else if times.contains(time) {
        cells.refuse(.duplicate, "\(time) 重复", "\(time) stands there twice")
      }
      times.append(time)
    }
    if times.count > 8 {
      cells.refuse(.valueLength, "有 \(times.count) 个时间，至多8个", "\(times.count) times, at most 8 are allowed")
    }
    return times
  }

  private static func checkTogether(
    _ cells: inout RowCells, _ people: Int?, _ seats: Int?, _ times: [TimeChoice], _ deadline: LocalDateTime?
  ) {
    if let people, let seats, people > seats {
      cells.refuse(.valueRange, column: "people", "最少人数 \(people) 多于名额 \(seats)", "\(people) is more than the \(seats) seats")
    }
    if let deadline, let late = times.first(where: { $0.ends > deadline }) {
      cells.refuse(.valueRange, column: "deadline", "早于可选时间 \(late) 的结束", "lies before the end of \(late)")
    }
  }

  var cells: [String] {
    [
      number, title, area, text(grid), source.rawValue, mode.rawValue, domain, text(urgency), text(skill), text(people),
      text(seats), list(times), text(deadline), text(contactName), text(contactPhone), text(point.longitude),
      text(point.latitude), state.rawValue,
    ]
  }

  public init(
    line: Int = 0, number: String, title: String, area: String, grid: String? = nil, source: NeedSource, mode: NeedMode,
    domain: String, urgency: Int, skill: String? = nil, people: Int, seats: Int, times: [TimeChoice],
    deadline: LocalDateTime, contactName: String? = nil, contactPhone: String? = nil, point: GeoPoint, state: NeedState
  ) {
    self.line = line
    self.number = number
    self.title = title
    self.area = area
    self.grid = grid
    self.source = source
    self.mode = mode
    self.domain = domain
    self.urgency = urgency
    self.skill = skill
    self.people = people
    self.seats = seats
    self.times = times
    self.deadline = deadline
    self.contactName = contactName
    self.contactPhone = contactPhone
    self.point = point
    self.state = state
  }
}
