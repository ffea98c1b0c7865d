import MusterDomain

/// The people: who works where, lives where, can do what, and has time when.
struct SampleMembers {
  private(set) var rows: [MemberRow] = []
  private let profile: SampleProfile
  private let map: SampleMap
  private let year: Int
  private let week: CivilDate
  private let skills: [SampleCatalogue.Skill]
  private let populationSums: [Double]
  private let unitSums: [Double]
  /// The populations of each town's communities, for throwing a home in one's town.
  private let townSums: [[Double]]
  private let habits: SampleHabits
  private var random: SampleRandom
  private var names: SampleNames

  init(
    _ profile: SampleProfile, _ sizes: SampleSizes, map: SampleMap, units: inout SampleUnits, teams: inout SampleTeams,
    seed: UInt64, week: CivilDate
  ) {
    self.profile = profile
    self.map = map
    self.week = week
    year = week.parts.year
    skills = SampleCatalogue.skills(profile)
    populationSums = map.populationSums
    unitSums = units.sizeSums
    townSums = map.townMembers.map { town in runningSums(town.map { map.communities[$0].population }) }
    habits = SampleHabits(communities: sizes.communities)
    random = SampleRandom(seed: seed, label: "members")
    names = SampleNames(seed: seed, profile: profile)
    let livelihoods = livelihoods(sizes.members)
    let inService = livelihoods.count(where: { $0.1 == .inService })
    teams.expect(inService: inService, others: livelihoods.count - inService)
    rows.reserveCapacity(sizes.members)
    for (livelihood, kind) in livelihoods { add(livelihood, kind, &units, &teams) }
  }

  /// What each member does by day. Where everyone has one team, the shares are exact: Linhe's 1,800 and 600.
  private mutating func livelihoods(_ count: Int) -> [(Livelihood, MemberKind)] {
    let others: [((Livelihood, MemberKind), Int)] = [
      ((.pension, .volunteer), 18), ((.student, .volunteer), 7), ((.free, .volunteer), 6), ((.free, .worker), 3),
    ]
    guard profile.everyoneHasOneTeam else {
      return (0..<count).map { _ in random.pick([((.job, .inService), 66)] + others) }
    }
    let inService = count * 3 / 4
    let rest = (inService..<count).map { _ in random.pick(others) }
    return random.shuffled([(Livelihood, MemberKind)](repeating: (.job, .inService), count: inService) + rest)
  }

  private mutating func add(
    _ livelihood: Livelihood, _ kind: MemberKind, _ units: inout SampleUnits, _ teams: inout SampleTeams
  ) {
    let unit = kind == .inService ? random.index(cumulative: unitSums) : nil
    if let unit { units.employ(unit) }
    let home = unit.map { homeOf(units.units[$0]) } ?? random.index(cumulative: populationSums)
    let grid = random.one(of: map.communities[home].grids)
    let spot = SampleSpot(x: grid.spot.x + (random.unit() - 0.5) * 300, y: grid.spot.y + (random.unit() - 0.5) * 300)
    let joined = teams.join(rows.count, community: home, kind: kind, &random)
    let isAbsent = random.chance(habits.absent * (kind == .inService ? 1 : 0.6))
    let windows = habits.windows.windows(livelihood, teamSlots: joined.flatMap { teams.teams[$0].slots }, &random)
    let limits = weeklyLimits(kind)
    rows.append(
      MemberRow(
        number: number(rows.count, banner: map.communities[home].banner), name: names.next(),
        phone: samplePhone(rows.count, series: 0), birthYear: birthYear(livelihood), kind: kind,
        unit: unit.map { units.units[$0].row.code }, area: map.communities[home].code, grid: grid.code,
        point: map.plane.point(spot), reach: random.pick(Self.reaches),
        maxPerDay: random.pick([(1, 50), (2, 43), (3, 7)]), maxPerWeek: limits.times, maxMinutes: limits.minutes,
        skills: heldSkills(), windows: isAbsent ? [] : windows, wishes: wishes()))
  }

  /// Most people live in a community that their unit is paired with or in the town where they work.
  private mutating func homeOf(_ unit: SampleUnit) -> Int {
    let throwOf = random.unit()
    if throwOf < 0.35 { return random.one(of: unit.paired) }
    guard throwOf < 0.88 else { return random.index(cumulative: populationSums) }
    let town = map.communities[unit.home].town
    return map.townMembers[town][random.index(cumulative: townSums[town])]
  }

  static let reaches: [(Int, Int)] = [
    (2000, 14), (3000, 24), (4000, 20), (5000, 20), (6500, 10), (8000, 9), (15_000, 2), (30_000, 1),
  ]

  private mutating func weeklyLimits(_ kind: MemberKind) -> (times: Int, minutes: Int) {
    kind == .inService
      ? (
        random.pick([(1, 30), (2, 42), (3, 20), (4, 8)]), random.pick([(120, 10), (180, 28), (240, 32), (360, 22), (480, 8)])
      )
      : (random.pick([(2, 30), (3, 32), (4, 24), (6, 14)]), random.pick([(180, 12), (300, 34), (420, 30), (600, 24)]))
  }

  private mutating func birthYear(_ livelihood: Livelihood) -> Int {
    switch livelihood {
    case .job: year - random.within(24...59)
    case .pension: year - random.within(56...74)
    case .student: year - random.within(18...23)
    case .free: year - random.within(25...60)
    }
  }

  private mutating func heldSkills() -> [HeldSkill] {
    var codes = skills.filter { random.chance($0.share * habits.ability) }
    if codes.contains(where: { $0.code == "medical" }), !codes.contains(where: { $0.code == "first-aid" }), random.chance(0.6) {
      codes += skills.filter { $0.code == "first-aid" }
    }
    // One certificate in fifty of those that end has ended already.
    return codes.map { skill in
      let ends = skill.expires && random.chance(0.4)
      let days = random.chance(0.02) ? -random.within(1...90) : random.within(20...1000)
      return HeldSkill(skill: skill.code, expires: ends ? week.advanced(days: days) : nil)
    }
  }

  private mutating func wishes() -> [String] {
    let count = random.pick([(0, 25), (1, 35), (2, 28), (3, 12)])
    let table = SampleCatalogue.domains.map { ($0.code, $0.weight) }
    var wishes: [String] = []
    for _ in 0..<count {
      let wish = random.pick(table)
      if !wishes.contains(wish) { wishes.append(wish) }
    }
    return wishes.sorted()
  }

  private func number(_ index: Int, banner: Int) -> String { "\(map.banners[banner].code)-\(padded(index + 1, 5))" }
}

/// A telephone number of the prefix 154, which the ministry has assigned to no operator: nobody's telephone rings. Members
/// and residents' contacts differ by `series`; 7,919 is a prime, so that no number comes twice in ten million.
func samplePhone(_ index: Int, series: Int) -> String { "154\(series)\(padded((index + 1) * 7919 % 10_000_000, 7))" }

/// How ready people are, by the size of the place, as the roster's instances have it.
struct SampleHabits {
  /// The share of in-service members who offer no time at all.
  let absent: Double
  /// How much more often than usual people have a skill.
  let ability: Double
  let windows: SampleWindows
  /// How many people an event wants; the least is 2.
  let crowd: Double
  let mostSeats: Int

  /// A single community must be ready for its own shifts, since no neighbour helps out.
  init(communities: Int) {
    let isSmall = communities < 3
    absent = isSmall ? 0 : 0.5
    ability = isSmall ? 2.2 : 1
    windows = SampleWindows(plenty: isSmall ? 2.2 : 1)
    crowd = isSmall ? 4.2 : 9
    mostSeats = isSmall ? 8 : 40
  }
}
