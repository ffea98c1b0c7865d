/// Makes an `Instance` from rows, in any order, and refuses what the model forbids. A reader of JSON or of a database
/// adds members, shifts and triples by their ids; `build` resolves them and checks what hangs on several of them.
public struct InstanceBuilder {
  /// A member as one row. Reuse one value for many rows to save allocations.
  public struct Member: Sendable {
    public var id = ""
    public var at = (x: 0, y: 0)
    public var community = ""
    public var unit = ""
    public var skills: [String] = []
    public var teams: [String] = []
    public var wishes: [String] = []
    public var reach = 0
    public var windows: [(start: Int, end: Int)] = []
    public var maxPerDay = 0
    public var maxAssignments = 0
    public var maxMinutes = 0
    public var recent = 0

    public init() {}
  }

  /// A shift as one row. Reuse one value for many rows to save allocations.
  public struct Shift: Sendable {
    public var id = ""
    public var isEvent = false
    public var at = (x: 0, y: 0)
    public var community = ""
    public var domain = ""
    public var skill: String?
    public var times: [(start: Int, end: Int)] = []
    public var minimum = 0
    public var seats = 1
    public var priority = 1
    public var pairedUnits: [String] = []
    /// Nothing: not a team's shift. An empty array is a fault.
    public var team: [String]?

    public init() {}
  }

  /// The largest size of a coordinate, in metres.
  public static let farthestCoordinate = 10_000_000
  /// A century: keeps every minute below 10^8 and so every product of minutes and metres far below 2^63.
  public static let mostDays = 36_600
  /// Keeps what one assignment costs within 32 bits: five weights at most, and five times `critical` for a seat.
  public static let largestWeight = 100_000_000

  private var days: Int
  private var speed: Int
  private var weights: Weights
  private var members = Instance.Members()
  private var shifts = Instance.Shifts()
  private var memberNumbers = Interner()
  private var shiftNumbers = Interner()
  private var communities = Interner()
  private var units = Interner()
  private var skills = Interner()
  private var teams = Interner()
  private var domains = Interner()
  private var pinned: [(String, String, Int)] = []
  private var excluded: [(String, String)] = []
  private var published: [(String, String, Int)] = []
  private var scratch: [Int32] = []

  /// An empty instance of `days` days; `speed` in metres a minute.
  public init(days: Int, speed: Int = 250, weights: Weights = Weights()) throws(InstanceFault) {
    self.init()
    try set(days: days)
    try set(speed: speed)
    try set(weights: weights)
  }

  init() {
    days = 1
    speed = 250
    weights = Weights()
  }

  mutating func set(days: Int) throws(InstanceFault) {
    try Self.check(days, 1, Self.mostDays, "days")
    self.days = days
  }

  mutating func set(speed: Int) throws(InstanceFault) {
    try Self.check(speed, 1, 1_000_000_000, "speed")
    self.speed = speed
  }

  mutating func set(weights: Weights) throws(InstanceFault) {
    for (name, path) in Weights.names { try Self.check(weights[keyPath: path], 0, Self.largestWeight, "weights." + name) }
    if weights.critical < weights.desired { throw InstanceFault(.criticalBelowDesired, at: "weights") }
    self.weights = weights
  }

  /// Adds a member. Paths in faults are relative to the member.
  public mutating func add(_ member: Member) throws(InstanceFault) {
    try Self.checkPlace(member.at)
    try Self.check(member.reach, 0, Int.max, "reach")
    try Self.check(member.maxPerDay, 0, Int.max, "maxPerDay")
    try Self.check(member.maxAssignments, 0, Int.max, "maxAssignments")
    try Self.check(member.maxMinutes, 0, Int.max, "maxMinutes")
    try Self.check(member.recent, 0, 1_000_000, "recent")
    try Self.checkWindows(member.windows)
    if memberNumbers.intern(member.id) != Int32(members.count) { throw InstanceFault(.repeatedID(member.id), at: "id") }
    members.ids.append(member.id)
    members.x.append(Int32(member.at.x))
    members.y.append(Int32(member.at.y))
    members.community.append(communities.intern(member.community))
    members.unit.append(units.intern(member.unit))
    members.reach.append(Int32(min(member.reach, Rules.farthest)))
    members.skills.append(Self.numbers(member.skills, &skills, &scratch))
    members.teams.append(Self.numbers(member.teams, &teams, &scratch))
    members.wishes.append(Self.numbers(member.wishes, &domains, &scratch))
    members.windows.append(member.windows.lazy.map { Instance.Span($0.start, $0.end) })
    members.maxPerDay.append(Int32(clamping: member.maxPerDay))
    members.maxAssignments.append(Int32(clamping: member.maxAssignments))
    members.maxMinutes.append(Int32(clamping: member.maxMinutes))
    members.recent.append(Int32(member.recent))
  }

  /// Adds a shift. Paths in faults are relative to the shift.
  public mutating func add(_ shift: Shift) throws(InstanceFault) {
    try Self.checkPlace(shift.at)
    if shift.times.isEmpty { throw InstanceFault(.empty, at: "times") }
    if shift.isEvent, shift.times.count != 1 { throw InstanceFault(.eventWithAlternatives, at: "times") }
    try Self.check(shift.seats, 1, Int.max, "seats")
    try Self.check(shift.minimum, 0, Int.max, "minimum")
    if shift.minimum > shift.seats { throw InstanceFault(.minimumOverSeats, at: "minimum") }
    try Self.check(shift.priority, 1, 5, "priority")
    if let team = shift.team, team.isEmpty { throw InstanceFault(.empty, at: "team") }
    for (index, time) in shift.times.enumerated() {
      if time.end <= time.start { throw InstanceFault(.notAfterStart, at: "times[\(index)]") }
      if time.start < 0 || time.end > Self.mostDays * Rules.minutesPerDay * 2 {
        throw InstanceFault(.outsideHorizon(time.start < 0 ? time.start : time.end), at: "times[\(index)]")
      }
    }
    if shiftNumbers.intern(shift.id) != Int32(shifts.count) { throw InstanceFault(.repeatedID(shift.id), at: "id") }
    shifts.ids.append(shift.id)
    shifts.isEvent.append(shift.isEvent)
    shifts.x.append(Int32(shift.at.x))
    shifts.y.append(Int32(shift.at.y))
    shifts.community.append(communities.intern(shift.community))
    shifts.domain.append(domains.intern(shift.domain))
    shifts.skill.append(shift.skill.map { skills.intern($0) } ?? -1)
    shifts.times.append(shift.times.lazy.map { Instance.Span($0.start, $0.end) })
    shifts.minimum.append(Int32(clamping: shift.minimum))
    shifts.seats.append(Int32(clamping: shift.seats))
    shifts.priority.append(Int32(shift.priority))
    shifts.pairedUnits.append(Self.numbers(shift.pairedUnits, &units, &scratch))
    shifts.teams.append(Self.numbers(shift.team ?? [], &teams, &scratch))
  }

  /// An assignment that must stand; `time` is an index into the shift's times.
  public mutating func pin(member: String, shift: String, time: Int) { pinned.append((member, shift, time)) }

  /// A pair that must not stand.
  public mutating func exclude(member: String, shift: String) { excluded.append((member, shift)) }

  /// An assignment that people were already told.
  public mutating func publish(member: String, shift: String, time: Int) { published.append((member, shift, time)) }

  /// The instance, or the first fault: times past the horizon, unknown ids, repeated pairs, pins that break a rule.
  public consuming func build() throws(InstanceFault) -> Instance {
    try checkHorizon()
    try checkSize()
    let barred = try excludedRows()
    let pins = try triples(pinned, "pinned")
    for (index, pin) in pins.enumerated() where barred[Int(pin.member)].contains(pin.shift) {
      throw InstanceFault(.pinnedAndExcluded, at: "pinned[\(index)]")
    }
    let told = try triples(published, "published")
    let instance = Instance(
      days: days, speed: speed, weights: weights, members: members, shifts: shifts, pinned: pins, excluded: barred,
      published: told, memberNumbers: memberNumbers, shiftNumbers: shiftNumbers, skillNames: skills.names,
      teamNames: teams.names)
    if let violation = instance.check(Plan(pins), keep: 1).first, let index = pins.firstIndex(of: violation.triple) {
      throw InstanceFault(.pinBreaks(violation.rule), at: "pinned[\(index)]")
    }
    return instance
  }
}

extension InstanceBuilder {
  private static func check(_ value: Int, _ least: Int, _ most: Int, _ path: String) throws(InstanceFault) {
    if value < least || value > most { throw InstanceFault(.outOfRange(value, least: least, most: most), at: path) }
  }

  private static func checkPlace(_ at: (x: Int, y: Int)) throws(InstanceFault) {
    try check(at.x, -farthestCoordinate, farthestCoordinate, "at[0]")
    try check(at.y, -farthestCoordinate, farthestCoordinate, "at[1]")
  }

  private static func checkWindows(_ windows: [(start: Int, end: Int)]) throws(InstanceFault) {
    let most = mostDays * Rules.minutesPerDay * 2
    for (index, window) in windows.enumerated() {
      if window.start < 0 || window.end > most {
        throw InstanceFault(.outsideHorizon(window.start < 0 ? window.start : window.end), at: "windows[\(index)]")
      }
      if window.end <= window.start { throw InstanceFault(.notAfterStart, at: "windows[\(index)]") }
      if index > 0, window.start < windows[index - 1].end { throw InstanceFault(.windowsUnordered, at: "windows[\(index)]") }
    }
  }

  private static func numbers(_ names: [String], _ interner: inout Interner, _ scratch: inout [Int32]) -> [Int32] {
    scratch.removeAll(keepingCapacity: true)
    for name in names { scratch.append(interner.intern(name)) }
    return scratch
  }

  private func checkHorizon() throws(InstanceFault) {
    for shift in 0..<shifts.count {
      for (index, time) in shifts.times[shift].enumerated() where Int(time.start) >= days * Rules.minutesPerDay {
        throw InstanceFault(.outsideHorizon(Int(time.start)), at: "shifts[\(shift)].times[\(index)]")
      }
    }
  }

  /// No score of any plan, no sum on the way to it, and no bound in 1/16 points exceeds 2^61 in size: each assignment moves a
  /// score by at most `each`, and members have at most `load` of them.
  private func checkSize() throws(InstanceFault) {
    let load = min(Int(members.maxAssignments.max() ?? 0), shifts.count)
    let fairness = weights.fairness * (load + Int(members.recent.max() ?? 0))
    let each =
      5 * weights.critical + fairness + weights.away + weights.paired + weights.wish + weights.stability
      + Rules.farthest / 100
    let (number, over) = max(1, members.count).multipliedReportingOverflow(by: max(1, load))
    let (total, more) = each.multipliedReportingOverflow(by: number)
    if over || more || total > 1 << 57 { throw InstanceFault(.tooLarge) }
  }

  private func excludedRows() throws(InstanceFault) -> Rows<Int32> {
    var pairs: [(Int32, Int32)] = []
    for (index, (member, shift)) in excluded.enumerated() {
      pairs.append(try pair(member, shift, "excluded[\(index)]"))
    }
    pairs.sort { $0 < $1 }
    var rows = Rows<Int32>()
    var at = 0
    for member in 0..<Int32(members.count) {
      let first = at
      while at < pairs.count, pairs[at].0 == member { at += 1 }
      rows.append(pairs[first..<at].lazy.map { $0.1 })
    }
    return rows
  }

  private func triples(_ named: [(String, String, Int)], _ key: String) throws(InstanceFault) -> [Triple] {
    var seen = Set<UInt64>()
    var found: [Triple] = []
    for (index, (member, shift, time)) in named.enumerated() {
      let (m, s) = try pair(member, shift, "\(key)[\(index)]")
      try Self.check(time, 0, shifts.times[Int(s)].count - 1, "\(key)[\(index)][2]")
      if !seen.insert(UInt64(m) << 32 | UInt64(s)).inserted { throw InstanceFault(.repeatedPair, at: "\(key)[\(index)]") }
      found.append(Triple(member: Int(m), shift: Int(s), time: time))
    }
    return found
  }

  private func pair(_ member: String, _ shift: String, _ path: String) throws(InstanceFault) -> (Int32, Int32) {
    guard let m = memberNumbers.find(member) else { throw InstanceFault(.unknownID(member), at: path + "[0]") }
    guard let s = shiftNumbers.find(shift) else { throw InstanceFault(.unknownID(shift), at: path + "[1]") }
    return (m, s)
  }
}
