/// What no row can tell by itself: that what it refers to exists and is of the right sort, that trees are trees, that
/// nothing overlaps. Each fault is noted once, where it lies: what refers to a row at fault is not at fault for that.
struct CityChecks {
  let city: LoadedCity
  let log: ProblemLog
  let areas: AreaTree
  let venues: References
  let domains: References
  let skills: References
  let units: References
  let members: References
  let teams: References
  let events: References
  let knownUnits: [String: String?]

  init(_ city: LoadedCity, known: KnownReferences, log: ProblemLog) {
    self.city = city
    self.log = log
    areas = AreaTree(city.areas, known: known.areas)
    venues = References("阵地", "venue", city.venues, known: known.venues)
    domains = References("行业联盟", "domain", city.domains, known: known.domains)
    skills = References("特长", "skill", city.skills, known: known.skills)
    units = References("单位", "unit", city.units, known: Set(known.units.keys))
    members = References("成员", "member", city.members, known: known.members)
    teams = References("服务队", "team", city.teams, known: known.teams)
    events = References("活动", "event", city.events, known: known.events)
    knownUnits = known.units
  }

  func run() {
    checkAreas()
    for row in city.venues.rows { require(row.area, row, "area") }
    checkUnits()
    checkPairings()
    checkMembers()
    checkTeams()
    checkEvents()
    checkShifts()
    checkNeeds()
    checkAccounts()
  }

  // MARK: What the checks share

  func refuse<Row: CityRow>(
    _ row: Row, _ column: String, _ code: ImportProblem.Code, _ chinese: String, _ english: String
  ) {
    log.add(
      ImportProblem(
        file: Row.file.name, line: row.line, column: column, code: code, chinese: chinese, english: english))
  }

  func require(_ code: String?, in references: References, _ row: some CityRow, _ column: String) {
    guard let code, !references.mayHold(code) else { return }
    refuse(
      row, column, .reference, "没有\(references.chinese) \(shown(code))", "there is no \(references.english) \(shown(code))")
  }

  /// Refuses an area that does not exist or, if `level` is given, is of another one.
  func require(_ code: String?, _ row: some CityRow, _ column: String, level: AreaLevel? = nil) {
    guard let code, areas.isJudged(code) else { return }
    guard let node = areas[code] else {
      refuse(row, column, .reference, "没有区划 \(shown(code))", "there is no area \(shown(code))")
      return
    }
    if let level, node.level != level {
      refuse(
        row, column, .treeLevel, "\(shown(code)) 是\(node.level.chineseNames[0])，应为\(level.chineseNames[0])",
        "\(shown(code)) is a \(node.level.rawValue), not a \(level.rawValue)")
    }
  }

  /// Refuses a grid that does not exist, is none, or lies outside the row's community.
  func requireGrid(_ grid: String?, of community: String, _ row: some CityRow) {
    require(grid, row, "grid", level: .grid)
    guard let grid, areas[grid]?.level == .grid, areas[community]?.level == .community else { return }
    guard areas.isJudged(grid), !areas.lies(grid, under: community) else { return }
    refuse(
      row, "grid", .reference, "网格 \(shown(grid)) 不在社区 \(shown(community)) 内",
      "the grid \(shown(grid)) does not lie in the community \(shown(community))")
  }
}

/// The codes of one kind of thing that a row may refer to.
struct References {
  let chinese: String
  let english: String
  private let codes: Set<String>
  private let isComplete: Bool

  init<Row: CityRow>(_ chinese: String, _ english: String, _ file: RowFile<Row>, known: Set<String>) {
    self.chinese = chinese
    self.english = english
    codes = known.union(file.rows.lazy.map(\.key)).union(file.tainted)
    isComplete = file.isReadable
  }

  /// False only where it is certain that nothing has this code.
  func mayHold(_ code: String) -> Bool { !isComplete || codes.contains(code) }
}

/// The nodes of a parent relation that lie on a cycle, found by walking up from each of `codes` once: linear.
func nodesOnCycles(_ codes: some Sequence<String>, parent: (String) -> String?) -> Set<String> {
  var walkOf: [String: Int] = [:]
  var onCycle: Set<String> = []
  for (walk, start) in codes.enumerated() {
    var path: [String] = []
    var node: String? = start
    while let here = node, walkOf[here] == nil {
      walkOf[here] = walk
      path.append(here)
      node = parent(here)
    }
    if let here = node, walkOf[here] == walk, let first = path.firstIndex(of: here) {
      onCycle.formUnion(path[first...])
    }
  }
  return onCycle
}
