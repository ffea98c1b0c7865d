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

  private(set) var days: Int
  private(set) var speed: Int
  private(set) var weights: Weights
  var members = Instance.Members()
  var shifts = Instance.Shifts()
  var memberNumbers = Interner()
  var shiftNumbers = Interner()
  var communities = Interner()
  var units = Interner()
  var skills = Interner()
  var teams = Interner()
  var domains = Interner()
  var triples = NamedTriples()

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
    try Self.check(member)
    let id = memberNumbers.intern(member.id)
    try checkNew(member: id)
    for name in member.skills { members.skills.extend(skills.intern(name)) }
    for name in member.teams { members.teams.extend(teams.intern(name)) }
    for name in member.wishes { members.wishes.extend(domains.intern(name)) }
    append(member, community: communities.intern(member.community), unit: units.intern(member.unit))
  }

  /// Adds a shift. Paths in faults are relative to the shift.
  public mutating func add(_ shift: Shift) throws(InstanceFault) {
    try Self.check(shift, teams: shift.team?.count)
    let id = shiftNumbers.intern(shift.id)
    try checkNew(shift: id)
    for name in shift.pairedUnits { shifts.pairedUnits.extend(units.intern(name)) }
    for name in shift.team ?? [] { shifts.teams.extend(teams.intern(name)) }
    append(
      shift, community: communities.intern(shift.community), domain: domains.intern(shift.domain),
      skill: shift.skill.map { skills.intern($0) } ?? -1)
  }

  /// An assignment that must stand; `time` is an index into the shift's times.
  public mutating func pin(member: String, shift: String, time: Int) {
    triples.pinned.append(NamedTriple(number(member: member), number(shift: shift), time))
  }

  /// A pair that must not stand.
  public mutating func exclude(member: String, shift: String) {
    triples.excluded.append(NamedTriple(number(member: member), number(shift: shift), 0))
  }

  /// An assignment that people were already told.
  public mutating func publish(member: String, shift: String, time: Int) {
    triples.published.append(NamedTriple(number(member: member), number(shift: shift), time))
  }
}
