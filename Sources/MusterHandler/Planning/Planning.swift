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

  /// Metres a minute between two places, the roster model's default.
  static let speed = 250

  /// What of the snapshot is asked about.
  enum Question: Sendable {
    /// A roster of that span: a need's alternatives outside it do not count, and offers that stand may move.
    case roster(TimeSpan)
    /// One more person now: offers that stand hold their seats; times that have begun do not count while there are others.
    case seat(after: Instant)
  }

  init(_ snapshot: PlanningSnapshot, _ question: Question) throws {
    let centre = Self.centre(of: snapshot.shifts)
    var builder = try InstanceBuilder(days: PlanningWeek.days, speed: Self.speed)
    let calendar = FreeTime(snapshot)
    let commitments = Dictionary(grouping: snapshot.commitments.filter(\.state.isFirm), by: \.member)
    var pins: [Bound.Pin] = []
    for member in snapshot.members {
      let home = centre.metres(longitude: member.longitude, latitude: member.latitude)
      let bound = Bound(commitments[member.id] ?? [], home: home, reach: member.reach, snapshot.week, centre)
      try builder.add(Self.member(member, home, calendar, bound))
      pins += bound.pins
    }
    var shiftOf: [PlanningShift?] = []
    var timesOf: [[TimeSpan]] = []
    let held = Dictionary(grouping: snapshot.holders.filter { question.isHeld($0) }, by: \.shift)
    for shift in snapshot.shifts {
      guard let planned = Self.shift(shift, held[shift.id] ?? [], question, snapshot.week, centre) else { continue }
      try builder.add(planned.shift)
      shiftOf.append(shift)
      timesOf.append(planned.times)
    }
    for pin in pins {
      let shift = Self.shift(of: pin)
      try builder.add(shift)
      builder.pin(member: String(pin.commitment.member), shift: shift.id, time: 0)
      shiftOf.append(nil)
      timesOf.append([pin.commitment.span])
    }
    let known = Set(snapshot.members.map(\.id))
    let planned = Set(shiftOf.compactMap { $0?.id })
    for pair in Self.excluded(snapshot, question) where planned.contains(pair.shift) && known.contains(pair.member) {
      builder.exclude(member: String(pair.member), shift: String(pair.shift))
    }
    if case .roster = question { Self.publish(snapshot, known, shiftOf, timesOf, &builder) }
    instance = try builder.build()
    memberOf = snapshot.members.map(\.id)
    self.shiftOf = shiftOf
    self.timesOf = timesOf
    pinned = Plan(instance.pinned)
    pinnedScore = instance.score(of: pinned).total
  }
}

extension Planning.Question {
  /// Whether a seat is given away as far as this question goes.
  fileprivate func isHeld(_ holder: SeatHolderRow) -> Bool {
    switch self {
    case .roster: holder.state.isFirm
    case .seat: true
    }
  }

  /// Those of a shift's times that count.
  fileprivate func counting(_ times: [TimeSpan]) -> [TimeSpan] {
    switch self {
    case .roster(let span): return times.filter { $0.start >= span.start && $0.start < span.end }
    case .seat(let now):
      let ahead = times.filter { $0.start > now }
      return ahead.isEmpty ? times : ahead
    }
  }
}

extension Planning {
  /// The middle one of the shifts by longitude and by latitude: the plane on which distances are taken touches the earth there,
  /// wherever a single misplaced shift lies.
  private static func centre(of shifts: [PlanningShift]) -> Projection {
    guard !shifts.isEmpty else { return Projection(longitude: 0, latitude: 0) }
    let middle = shifts.count / 2
    return Projection(
      longitude: shifts.map(\.longitude).sorted()[middle], latitude: shifts.map(\.latitude).sorted()[middle])
  }

  private static func member(
    _ member: PlanningMember, _ home: (x: Int, y: Int), _ calendar: FreeTime, _ bound: Bound
  ) -> InstanceBuilder.Member {
    var made = InstanceBuilder.Member()
    made.id = String(member.id)
    made.at = home
    made.community = String(member.area)
    made.unit = member.unit.map { String($0) } ?? ""
    made.skills = member.skills
    made.teams = member.teams.map { String($0) }
    made.wishes = member.wishes
    made.reach = member.reach
    // What stands already stays feasible whatever the windows and limits say now: staff may have overridden them.
    made.windows = calendar.windows(of: member, pinned: bound.pins.map(\.minutes), blocked: bound.blocked)
    made.maxPerDay = max(member.maxPerDay, bound.mostOnOneDay)
    made.maxAssignments = max(member.maxPerWeek - bound.blocked.count, bound.pins.count)
    made.maxMinutes = max(member.maxMinutes - bound.blockedMinutes, bound.pinnedMinutes)
    made.recent = member.recent
    return made
  }

  /// The seats that are still to be given; nil when there are none, or no time of the week. To ask about one seat of a full
  /// shift is allowed: whether it is full is told elsewhere.
  private static func shift(
    _ shift: PlanningShift, _ held: [SeatHolderRow], _ question: Question, _ week: PlanningWeek, _ centre: Projection
  ) -> (shift: InstanceBuilder.Shift, times: [TimeSpan])? {
    var seats = shift.seats - held.count
    if case .seat = question { seats = max(1, seats) }
    let place = centre.metres(longitude: shift.longitude, latitude: shift.latitude)
    // Farther from the middle of the work than any member's reach: the place is a mistake.
    guard seats > 0, max(abs(place.x), abs(place.y)) <= 1_000_000 else { return nil }
    // Whoever is there already fixed the time and, of a team's shift, the team.
    let spans = question.counting(held.first.map { [$0.span] } ?? shift.times).compactMap { span in
      let minutes = week.minutes(span)
      return minutes.start >= 0 && minutes.start < 1440 * PlanningWeek.days ? (span, minutes) : nil
    }
    guard !spans.isEmpty else { return nil }
    var made = InstanceBuilder.Shift()
    made.id = String(shift.id)
    made.isEvent = shift.isEvent
    made.at = place
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

  private static func shift(of pin: Bound.Pin) -> InstanceBuilder.Shift {
    var made = InstanceBuilder.Shift()
    // A letter first, so that no planned shift has the same id.
    made.id = "P\(pin.commitment.assignment)"
    made.isEvent = true
    made.at = pin.place
    made.times = [pin.minutes]
    made.seats = 1
    return made
  }

  /// Declined, expired, absent: that person is not asked for that shift again. What staff released or a clash withdrew may be
  /// offered again. For one more seat also who has one already.
  private static func excluded(_ snapshot: PlanningSnapshot, _ question: Question) -> [(shift: Int64, member: Int64)] {
    let spent = snapshot.spent.filter { !$0.state.isOpenAgain }.map { (shift: $0.shift, member: $0.member) }
    return spent + snapshot.holders.filter { question.isHeld($0) }.map { (shift: $0.shift, member: $0.member) }
  }

  private static func publish(
    _ snapshot: PlanningSnapshot, _ known: Set<Int64>, _ shiftOf: [PlanningShift?],
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
