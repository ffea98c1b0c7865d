import MusterDomain

public enum EventState: String, CaseIterable, Hashable, Sendable, Choice {
  case draft, published

  var chineseNames: [String] {
    switch self {
    case .draft: ["草稿"]
    case .published: ["已发布", "发布"]
    }
  }
}

/// A row of `events.csv`: an event 活动, its times on the city's wall.
public struct EventRow: CityRow {
  public var line: Int
  public var number: String
  public var title: String
  public var area: String
  public var venue: String?
  public var domain: String
  public var starts: LocalDateTime
  /// Later than `starts`, by 31 days at most.
  public var ends: LocalDateTime
  public var point: GeoPoint
  /// 预计服务群众人次, 0 to 1,000,000.
  public var beneficiaries: Int
  public var state: EventState

  static let file = CityFile.events
  static let columns: [CityColumn] = [
    .required("number", "编号"), .required("title", "标题"), .required("area", "区划"), .optional("venue", "阵地"),
    .required("domain", "行业联盟"), .required("starts", "开始时间"), .required("ends", "结束时间"), .required("lon", "经度"),
    .required("lat", "纬度"), .required("beneficiaries", "预计服务人次"), .required("state", "状态"),
  ]

  var key: String { number }

  init?(_ cells: inout RowCells) {
    line = cells.line
    let number = cells.code()
    let title = cells.text(max: 80)
    let area = cells.code()
    venue = cells.code()
    let domain = cells.code()
    let starts = cells.dateTime()
    let ends = cells.dateTime()
    let point = cells.point()
    let beneficiaries = cells.integer(in: 0...1_000_000)
    let state = cells.choice(EventState.self)
    cells.checkSpan(starts, ends)
    guard cells.isWhole, let number, let title, let area, let domain, let starts, let ends, let point else { return nil }
    guard let beneficiaries, let state else { return nil }
    self.number = number
    self.title = title
    self.area = area
    self.domain = domain
    self.starts = starts
    self.ends = ends
    self.point = point
    self.beneficiaries = beneficiaries
    self.state = state
  }

  var cells: [String] {
    [
      number, title, area, text(venue), domain, text(starts), text(ends), text(point.longitude), text(point.latitude),
      text(beneficiaries), state.rawValue,
    ]
  }

  public init(
    line: Int = 0, number: String, title: String, area: String, venue: String? = nil, domain: String,
    starts: LocalDateTime, ends: LocalDateTime, point: GeoPoint, beneficiaries: Int, state: EventState
  ) {
    self.line = line
    self.number = number
    self.title = title
    self.area = area
    self.venue = venue
    self.domain = domain
    self.starts = starts
    self.ends = ends
    self.point = point
    self.beneficiaries = beneficiaries
    self.state = state
  }
}

/// A row of `shifts.csv`: a role of an event 班次. It lies inside its event's days.
public struct ShiftRow: CityRow {
  public var line: Int
  public var number: String
  public var event: String
  public var role: String
  public var starts: LocalDateTime
  public var ends: LocalDateTime
  /// 0 to `seats`.
  public var minimum: Int
  /// 1 to 9,999.
  public var seats: Int
  public var skill: String?
  /// 1 to 5, 5 the most urgent.
  public var priority: Int
  /// Teams of which one serves the shift as a body; empty for a shift of single people.
  public var teams: [String]

  static let file = CityFile.shifts
  static let columns: [CityColumn] = [
    .required("number", "编号"), .required("event", "活动"), .required("role", "岗位"), .required("starts", "开始时间"),
    .required("ends", "结束时间"), .required("minimum", "最少人数"), .required("seats", "名额"), .optional("skill", "特长"),
    .required("priority", "优先级"), .optional("teams", "服务队"),
  ]

  var key: String { number }

  init?(_ cells: inout RowCells) {
    line = cells.line
    let number = cells.code()
    let event = cells.code()
    let role = cells.text(max: 40)
    let starts = cells.dateTime()
    let ends = cells.dateTime()
    let minimum = cells.integer(in: 0...9999)
    let seats = cells.integer(in: 1...9999)
    skill = cells.code()
    let priority = cells.integer(in: 1...5)
    teams = cells.codes()
    cells.checkSpan(starts, ends)
    cells.checkSeats(minimum, seats)
    guard cells.isWhole, let number, let event, let role, let starts, let ends, let minimum, let seats, let priority
    else { return nil }
    self.number = number
    self.event = event
    self.role = role
    self.starts = starts
    self.ends = ends
    self.minimum = minimum
    self.seats = seats
    self.priority = priority
  }

  var cells: [String] {
    [
      number, event, role, text(starts), text(ends), text(minimum), text(seats), text(skill), text(priority), list(teams),
    ]
  }

  public init(
    line: Int = 0, number: String, event: String, role: String, starts: LocalDateTime, ends: LocalDateTime, minimum: Int,
    seats: Int, skill: String? = nil, priority: Int, teams: [String] = []
  ) {
    self.line = line
    self.number = number
    self.event = event
    self.role = role
    self.starts = starts
    self.ends = ends
    self.minimum = minimum
    self.seats = seats
    self.skill = skill
    self.priority = priority
    self.teams = teams
  }
}

extension RowCells {
  /// An event or shift lasts more than nothing and 31 days at most: a wrong year is a slip, not a wish.
  mutating func checkSpan(_ starts: LocalDateTime?, _ ends: LocalDateTime?) {
    guard let starts, let ends else { return }
    if ends <= starts {
      refuseOrder(column: "ends", after: "starts")
    } else if ends.wallSeconds - starts.wallSeconds > 31 * 86_400 {
      refuse(.valueRange, column: "ends", "比开始晚31天以上", "lies more than 31 days after starts")
    }
  }

  mutating func checkSeats(_ minimum: Int?, _ seats: Int?) {
    guard let minimum, let seats, minimum > seats else { return }
    refuse(.valueRange, column: "minimum", "最少人数 \(minimum) 多于名额 \(seats)", "\(minimum) is more than the \(seats) seats")
  }
}
