import MusterDomain

/// The week's work: needs with their alternative times and events with their shifts, in the proportions of the roster's
/// instances. All of it may be rostered but a few drafts and needs that still wait to be accepted, which come on top.
struct SampleWork {
  private(set) var venues: [VenueRow] = []
  private(set) var events: [EventRow] = []
  private(set) var shifts: [ShiftRow] = []
  private(set) var needs: [NeedRow] = []
  private let map: SampleMap
  private let teams: SampleTeams
  private let habits: SampleHabits
  private let week: CivilDate
  private let skills: [SampleCatalogue.Skill]
  private let populationSums: [Double]
  private var random: SampleRandom
  private var names: SampleNames
  /// For each venue of a community, the minutes of the week at which it is taken.
  private var venuesOf: [[Int]]
  private var taken: [[(Int, Int)]] = []

  init(
    _ profile: SampleProfile, _ sizes: SampleSizes, map: SampleMap, teams: SampleTeams, seed: UInt64, week: CivilDate
  ) {
    self.map = map
    self.teams = teams
    self.week = week
    habits = SampleHabits(communities: sizes.communities)
    skills = SampleCatalogue.skills(profile)
    populationSums = map.populationSums
    random = SampleRandom(seed: seed, label: "work")
    names = SampleNames(seed: seed &+ 1, profile: profile)
    venuesOf = map.communities.map { _ in [] }
    layVenues(sizes.venues)
    while shifts.count + needs.count < sizes.shifts {
      if random.chance(0.26) {
        addEvent(.published, most: sizes.shifts - shifts.count - needs.count)
      } else {
        addNeed(.accepted)
      }
    }
    for _ in 0..<max(1, sizes.shifts / 80) { addEvent(.draft, most: 1) }
    for _ in 0..<max(1, sizes.shifts / 25) { addNeed(.reported) }
  }

  // MARK: Venues

  private mutating func layVenues(_ count: Int) {
    for index in 0..<count {
      let home = index % map.communities.count
      let community = map.communities[home]
      let number = venuesOf[home].count
      let name = number == 0 ? "党群服务中心" : SampleWords.venueNames[(home + number) % SampleWords.venueNames.count]
      venuesOf[home].append(venues.count)
      taken.append([])
      venues.append(
        VenueRow(
          code: "\(community.code)-V\(number + 1)", area: community.code,
          name: "\(community.name)\(name)\(number > SampleWords.venueNames.count ? "\(number)" : "")",
          capacity: 20 + 10 * random.below(19), opens: LocalTime(minuteOfDay: 480) ?? .midnight,
          closes: LocalTime(minuteOfDay: 1320) ?? .endOfDay, point: map.plane.point(map.spot(in: home, &random))))
    }
  }

  /// A venue of the community that is free at that time, now taken.
  private mutating func book(_ home: Int, _ span: (Int, Int)) -> VenueRow? {
    guard let venue = venuesOf[home].first(where: { !taken[$0].contains { $0.0 < span.1 && span.0 < $0.1 } }) else {
      return nil
    }
    taken[venue].append(span)
    return venues[venue]
  }

  // MARK: Needs

  private mutating func addNeed(_ state: NeedState) {
    let home = random.index(cumulative: populationSums)
    let community = map.communities[home]
    let grid = random.one(of: community.grids)
    let spot = SampleSpot(x: grid.spot.x + (random.unit() - 0.5) * 300, y: grid.spot.y + (random.unit() - 0.5) * 300)
    let skill = skill(random.pick(SampleCatalogue.needSkills))
    let (times, isOffHours) = needTimes()
    let seats = random.pick([(1, 48), (2, 34), (3, 18)])
    let domain = random.pick(SampleCatalogue.domains.map { ($0, $0.weight) })
    let contact = random.chance(0.7)
    needs.append(
      NeedRow(
        number: "ND-\(padded(needs.count + 1, 5))", title: random.one(of: skill?.needs ?? domain.needs),
        area: community.code, grid: grid.code,
        source: random.pick([(.staff, 46), (.resident, 34), (.online, 14), (.unit, 6)]), mode: mode(isOffHours, seats),
        domain: domain.code, urgency: random.pick(Self.priorities),
        skill: skill?.code, people: random.chance(0.75) ? seats : max(0, seats - 1), seats: seats, times: times,
        deadline: deadline(times), contactName: contact ? names.next() : nil,
        contactPhone: contact ? samplePhone(needs.count, series: 1) : nil, point: map.plane.point(spot), state: state))
  }

  private mutating func needTimes() -> (times: [TimeChoice], isOffHours: Bool) {
    let length = random.pick([(30, 14), (45, 10), (60, 34), (90, 28), (120, 14)])
    var slots: [DaySlot] = []
    var times: [TimeChoice] = []
    for _ in 0..<random.pick([(1, 40), (2, 30), (3, 20), (4, 10)]) {
      let slot = random.slot(46, 30, 24)
      guard !slots.contains(slot) else { continue }
      slots.append(slot)
      let span = random.span(slot.part, length: length)
      times.append(TimeChoice(starts: at(slot.day, span.start), ends: at(slot.day, span.end)))
    }
    return (times, slots.allSatisfy { $0.day >= 5 || $0.part == .evening })
  }

  private mutating func mode(_ isOffHours: Bool, _ seats: Int) -> NeedMode {
    if isOffHours { return .offhours }
    return seats == 3 ? .group : random.pick([(.appointment, 60), (.errand, 30), (.online, 10)])
  }

  /// At the end of a day on which the last of the times is over.
  private mutating func deadline(_ times: [TimeChoice]) -> LocalDateTime {
    let last = times.map(\.ends.date).max() ?? week
    return LocalDateTime(last.advanced(days: random.below(4)), minutes: 22 * 60)
  }

  // MARK: Events

  private mutating func addEvent(_ state: EventState, most: Int) {
    let home = random.index(cumulative: populationSums)
    let community = map.communities[home]
    let domain = random.pick(SampleCatalogue.domains.map { ($0, $0.weight) })
    let pool = community.near.prefix(14).flatMap { teams.byCommunity[$0] }
    let isBody = random.chance(0.38) && pool.count > 1
    let (slot, served) = isBody ? teamSlot(pool) : (random.slot(32, 24, 44), [])
    let wanted = random.pick([(60, 12), (90, 26), (120, 34), (150, 10), (180, 14), (240, 4)])
    let span = random.span(slot.part, length: min(wanted, slot.part.end - slot.part.start))
    let minutes = (1440 * slot.day + span.start, 1440 * slot.day + span.end)
    let venue = random.chance(0.45) ? book(home, minutes) : nil
    let number = "EV-\(padded(events.count + 1, 4))"
    let seats = crowd(isBody: isBody)
    events.append(
      EventRow(
        number: number, title: "\(community.name)\(random.one(of: domain.events))", area: community.code,
        venue: venue?.code, domain: domain.code, starts: at(slot.day, span.start), ends: at(slot.day, span.end),
        point: venue?.point ?? map.plane.point(map.spot(in: home, &random)), beneficiaries: seats * random.within(4...24),
        state: state))
    addShifts(of: events[events.count - 1], seats: seats, teams: served, most: most)
  }

  /// A regular time of one of the nearest teams, and the teams that may serve then: mostly those that have it.
  private mutating func teamSlot(_ pool: [Int]) -> (DaySlot, [String]) {
    let slot = teams.teams[random.one(of: Array(pool.prefix(6)))].slots[random.below(2)]
    let count = min(pool.count, random.within(3...12))
    let fit = pool.filter { teams.teams[$0].slots.contains(slot) }.prefix(count - 1)
    let rest = pool.filter { !fit.contains($0) }.prefix(count - fit.count)
    return (slot, (fit + rest).map { teams.teams[$0].row.number }.sorted())
  }

  /// Many small events and a few large: x^0.75 by two square roots.
  private mutating func crowd(isBody: Bool) -> Int {
    let share = random.unit()
    let rest = 1.04 - random.unit()
    let power = rest.squareRoot() * rest.squareRoot().squareRoot()
    let seats = min(habits.mostSeats, max(2, Int(2 + habits.crowd * share / power)))
    return isBody ? min(seats, random.within(3...10)) : seats
  }

  private mutating func addShifts(of event: EventRow, seats: Int, teams: [String], most: Int) {
    let minimum = max(1, Int(Double(seats) * (0.3 + 0.5 * random.unit())))
    let priority = random.pick(Self.priorities)
    var roles: [(skill: SampleCatalogue.Skill?, minimum: Int, seats: Int)] = [(nil, minimum, seats)]
    if random.chance(0.62) {
      for _ in 0..<(random.chance(0.35) ? 2 : 1) {
        let count = random.pick([(1, 62), (2, 28), (3, 10)])
        let chosen = skill(random.pick(SampleCatalogue.roleSkills))
        let least = max(1, count - (random.chance(0.4) ? 1 : 0))
        if !roles.contains(where: { $0.skill?.code == chosen?.code }) { roles.append((chosen, least, count)) }
      }
    }
    for (index, role) in roles.prefix(max(1, most)).enumerated() {
      shifts.append(
        ShiftRow(
          number: "\(event.number)-\(index + 1)", event: event.number,
          role: role.skill?.role ?? random.pick(SampleCatalogue.plainRoles), starts: event.starts, ends: event.ends,
          minimum: role.minimum, seats: role.seats, skill: role.skill?.code, priority: priority,
          teams: index == 0 ? teams : []))
    }
  }

  // MARK: Words and times

  private static let priorities: [(Int, Int)] = [(1, 20), (2, 30), (3, 28), (4, 15), (5, 7)]

  /// `tongue` is the second language of the place.
  private func skill(_ code: String) -> SampleCatalogue.Skill? {
    skills.first { $0.code == code || (code == "tongue" && ($0.code == "mongolian" || $0.code == "hakka")) }
  }

  private func at(_ day: Int, _ minute: Int) -> LocalDateTime { LocalDateTime(week.advanced(days: day), minutes: minute) }
}
