import MusterDomain
import MusterSolver
import MusterStore

/// A snapshot in the roster model's terms, and the way back.
///
/// What is firm (accepted, checked in, served) never moves: each firm assignment, of the planned shifts or of others, is a shift of
/// its own with a pinned triple, and the planned shift has that many seats fewer. Offers that stand are the published plan, which
/// a re-run leaves as it is where it can. The pins' own worth is taken off the scores shown.
struct Planning: Sendable {
  let instance: Instance
  /// By the instance's number of the shift; nil for a pin's shift.
  let shiftOf: [PlanningShift?]
  /// By the instance's number of the member.
  let memberOf: [Int64]
  /// The spans of each shift's times, as the instance numbers them.
  let timesOf: [[TimeSpan]]
  /// What the pins are worth by themselves.
  let pinned: Plan
  let pinnedScore: Int

  /// `freeSeatsOnly`: offers that stand hold their seats too, as for a claim or a substitute; else only what is firm does.
  init(_ snapshot: PlanningSnapshot, freeSeatsOnly: Bool = false, allowFull: Bool = false) throws {
    let centre = Self.centre(of: snapshot.shifts)
    var builder = try InstanceBuilder(days: PlanningWeek.days)
    let calendar = FreeTime(snapshot)
    let binding = snapshot.commitments.filter { $0.state.isFirm }
    let bindingByMember = Dictionary(grouping: binding, by: \.member)
    for member in snapshot.members {
      try builder.add(Self.member(member, calendar, bindingByMember[member.id] ?? [], snapshot.week, centre))
    }
    var shiftOf: [PlanningShift?] = []
    var timesOf: [[TimeSpan]] = []
    let held = Dictionary(grouping: snapshot.holders.filter { freeSeatsOnly || $0.state.isFirm }, by: \.shift)
    for shift in snapshot.shifts {
      guard let planned = try Self.shift(shift, held[shift.id] ?? [], snapshot, centre, allowFull: allowFull) else { continue }
      try builder.add(planned.shift)
      shiftOf.append(shift)
      timesOf.append(planned.times)
    }
    let known = Set(snapshot.members.map(\.id))
    var pins: [(member: String, shift: String)] = []
    for commitment in binding where known.contains(commitment.member) {
      let pin = Self.pin(commitment, snapshot.week, centre)
      guard pin.times[0].start >= 0, pin.times[0].start < 1440 * PlanningWeek.days else { continue }
      try builder.add(pin)
      shiftOf.append(nil)
      timesOf.append([commitment.span])
      pins.append((String(commitment.member), pin.id))
    }
    let planned = Set(shiftOf.compactMap { $0?.id })
    for pin in pins { builder.pin(member: pin.member, shift: pin.shift, time: 0) }
    for pair in Self.excluded(snapshot, freeSeatsOnly) where planned.contains(pair.shift) && known.contains(pair.member) {
      builder.exclude(member: String(pair.member), shift: String(pair.shift))
    }
    if !freeSeatsOnly { Self.publish(snapshot, planned, known, shiftOf, timesOf, &builder) }
    instance = try builder.build()
    memberOf = snapshot.members.map(\.id)
    self.shiftOf = shiftOf
    self.timesOf = timesOf
    pinned = Plan(instance.pinned)
    pinnedScore = instance.score(of: pinned).total
  }
}

extension Planning {
  /// The middle of the shifts: the plane on which distances are taken touches the earth there.
  private static func centre(of shifts: [PlanningShift]) -> Projection {
    let box = GeoBox(around: shifts) ?? GeoBox(west: 0, south: 0, east: 0, north: 0)
    return Projection(longitude: (box.west + box.east) / 2, latitude: (box.south + box.north) / 2)
  }

  private static func member(
    _ member: PlanningMember, _ calendar: FreeTime, _ bound: [CommitmentRow], _ week: PlanningWeek, _ centre: Projection
  ) -> InstanceBuilder.Member {
    var made = InstanceBuilder.Member()
    made.id = String(member.id)
    made.at = centre.metres(longitude: member.longitude, latitude: member.latitude)
    made.community = String(member.area)
    made.unit = member.unit.map { String($0) } ?? ""
    made.skills = member.skills
    made.teams = member.teams.map { String($0) }
    made.wishes = member.wishes
    made.reach = member.reach
    // What stands already stays feasible whatever the windows and limits say now: staff may have overridden them.
    let spans = bound.map { week.minutes($0.span) }
    made.windows = calendar.windows(of: member.id, splitting: spans)
    made.maxPerDay = max(member.maxPerDay, mostOnOneDay(spans))
    made.maxAssignments = max(member.maxPerWeek, spans.count)
    made.maxMinutes = max(member.maxMinutes, spans.reduce(0) { $0 + $1.end - $1.start })
    made.recent = member.recent
    for commitment in bound {
      let place = centre.metres(longitude: commitment.longitude, latitude: commitment.latitude)
      made.reach = max(made.reach, distance(made.at, place))
    }
    return made
  }

  private static func mostOnOneDay(_ spans: [(start: Int, end: Int)]) -> Int {
    Dictionary(grouping: spans) { $0.start / 1440 }.values.map(\.count).max() ?? 0
  }

  /// Whole metres, rounded up: at least the distance.
  private static func distance(_ a: (x: Int, y: Int), _ b: (x: Int, y: Int)) -> Int {
    let squared = (a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y)
    return Int(Double(squared).squareRoot().rounded(.up)) + 1
  }

  /// The seats that are still to be given; nil when there are none, or no time of the week.
  private static func shift(
    _ shift: PlanningShift, _ held: [SeatHolderRow], _ snapshot: PlanningSnapshot, _ centre: Projection, allowFull: Bool
  ) throws -> (shift: InstanceBuilder.Shift, times: [TimeSpan])? {
    var seats = shift.seats - held.count
    if allowFull { seats = max(1, seats) }
    guard seats > 0 else { return nil }
    // Whoever is there already fixed the time and, of a team's shift, the team.
    let allowed = held.first.map { [$0.span] } ?? shift.times
    let spans = allowed.compactMap { span -> (TimeSpan, (start: Int, end: Int))? in
      let minutes = snapshot.week.minutes(span)
      return minutes.start >= 0 && minutes.start < 1440 * PlanningWeek.days ? (span, minutes) : nil
    }
    guard !spans.isEmpty else { return nil }
    var made = InstanceBuilder.Shift()
    made.id = String(shift.id)
    made.isEvent = shift.isEvent
    made.at = centre.metres(longitude: shift.longitude, latitude: shift.latitude)
    made.community = String(shift.area)
    made.domain = shift.domain
    made.skill = shift.skill
    made.times = spans.map(\.1)
    made.minimum = min(seats, max(0, shift.minimum - held.count))
    made.seats = seats
    made.priority = shift.priority
    made.pairedUnits = shift.pairedUnits.map { String($0) }
    if !shift.teams.isEmpty {
      let serving = held.compactMap(\.team).first.map { [$0] } ?? shift.teams
      made.team = serving.map { String($0) }
    }
    return (made, spans.map(\.0))
  }

  private static func pin(_ commitment: CommitmentRow, _ week: PlanningWeek, _ centre: Projection) -> InstanceBuilder.Shift {
    var made = InstanceBuilder.Shift()
    // A letter first, so that no planned shift has the same id.
    made.id = "P\(commitment.assignment)"
    made.isEvent = true
    made.at = centre.metres(longitude: commitment.longitude, latitude: commitment.latitude)
    made.times = [week.minutes(commitment.span)]
    made.seats = 1
    return made
  }

  /// Declined, expired, released: that person is not asked for that shift again. For a claim also who has a seat already.
  private static func excluded(_ snapshot: PlanningSnapshot, _ freeSeatsOnly: Bool) -> [(shift: Int64, member: Int64)] {
    let spent = snapshot.spent.filter { $0.state != .withdrawn }.map { (shift: $0.shift, member: $0.member) }
    let holding = snapshot.holders.filter { freeSeatsOnly || $0.state.isFirm }.map { (shift: $0.shift, member: $0.member) }
    return spent + holding
  }

  private static func publish(
    _ snapshot: PlanningSnapshot, _ planned: Set<Int64>, _ known: Set<Int64>, _ shiftOf: [PlanningShift?],
    _ timesOf: [[TimeSpan]], _ builder: inout InstanceBuilder
  ) {
    var numbers: [Int64: Int] = [:]
    for (number, shift) in shiftOf.enumerated() { if let shift { numbers[shift.id] = number } }
    for holder in snapshot.holders where holder.state == .offered && known.contains(holder.member) {
      guard let number = numbers[holder.shift], let time = timesOf[number].firstIndex(of: holder.span) else { continue }
      builder.publish(member: String(holder.member), shift: String(holder.shift), time: time)
    }
  }

  /// A triple as what it means: member, shift and time; nil for a pin.
  func meaning(_ triple: Triple) -> (member: Int64, shift: PlanningShift, span: TimeSpan)? {
    guard let shift = shiftOf[Int(triple.shift)] else { return nil }
    return (memberOf[Int(triple.member)], shift, timesOf[Int(triple.shift)][Int(triple.time)])
  }

  /// The triple for a pair at one of the shift's times; nil where the instance has no such thing.
  func triple(member: Int64, shift: Int64, span: TimeSpan) -> Triple? {
    guard let m = instance.member(String(member)), let s = instance.shift(String(shift)),
      let time = timesOf[s].firstIndex(of: span)
    else { return nil }
    return Triple(member: m, shift: s, time: time)
  }
}
