/// A city as CSV files, read and written. Reading is all or nothing: with one problem there is no city, and every problem
/// is reported with file, line and column. Pure: it opens no file and asks no database.
public enum CityFiles {
  /// Reads the files of one import, any subset of `CityFile.allCases`, in any order; what they refer to is in them or in
  /// `known`. `city` is nil exactly when there is a problem.
  public static func read(
    _ files: [(name: String, bytes: [UInt8])], known: KnownReferences
  ) -> (city: City?, problems: [ImportProblem]) {
    let log = ProblemLog()
    let given = sort(files, log)
    let loaded = LoadedCity(given, log: log)
    CityChecks(loaded, known: known, log: log).run()
    let problems = log.report(order: CityFile.allCases.map(\.name))
    return (problems.isEmpty ? loaded.city : nil, problems)
  }

  /// All thirteen files, headers in English. Nil only for GB18030 on a machine that has no converter for it.
  public static func write(_ city: City, encoding: TextEncoding = .utf8) -> [(name: String, bytes: [UInt8])]? {
    var files: [(name: String, bytes: [UInt8])] = []
    func add<Row: CityRow>(_ rows: [Row]) -> Bool {
      var writer = CSVWriter()
      writer.write(Row.columns.map(\.name))
      for row in rows { writer.write(row.cells) }
      guard let bytes = encoding.encode(writer.bytes) else { return false }
      files.append((Row.file.name, bytes))
      return true
    }
    let isWhole =
      add(city.areas) && add(city.venues) && add(city.domains) && add(city.skills) && add(city.units)
      && add(city.pairings) && add(city.members) && add(city.teams) && add(city.teamMembers) && add(city.events)
      && add(city.shifts) && add(city.needs) && add(city.accounts)
    return isWhole ? files : nil
  }

  private static func sort(_ files: [(name: String, bytes: [UInt8])], _ log: ProblemLog) -> [CityFile: [UInt8]] {
    var given: [CityFile: [UInt8]] = [:]
    for (name, bytes) in files {
      guard let file = CityFile(name: name) else {
        log.add(wholeFile(name, .fileUnknown, "不认识的文件名", "no file of an import is called so"))
        continue
      }
      if given.updateValue(bytes, forKey: file) != nil {
        log.add(wholeFile(name, .fileTwice, "文件给出了两次", "the file is given twice"))
      }
    }
    if files.isEmpty { log.add(wholeFile("", .filesNone, "没有任何文件", "there is no file to import")) }
    return given
  }

  private static func wholeFile(
    _ name: String, _ code: ImportProblem.Code, _ chinese: String, _ english: String
  ) -> ImportProblem {
    ImportProblem(file: name, line: 0, column: "", code: code, chinese: chinese, english: english)
  }
}

/// All files read, each row checked by itself only.
struct LoadedCity {
  let areas: RowFile<AreaRow>
  let venues: RowFile<VenueRow>
  let domains: RowFile<DomainRow>
  let skills: RowFile<SkillRow>
  let units: RowFile<UnitRow>
  let pairings: RowFile<PairingRow>
  let members: RowFile<MemberRow>
  let teams: RowFile<TeamRow>
  let teamMembers: RowFile<TeamMemberRow>
  let events: RowFile<EventRow>
  let shifts: RowFile<ShiftRow>
  let needs: RowFile<NeedRow>
  let accounts: RowFile<AccountRow>

  init(_ given: [CityFile: [UInt8]], log: ProblemLog) {
    func load<Row: CityRow>(_: Row.Type) -> RowFile<Row> { given[Row.file].map { RowFile($0, log: log) } ?? RowFile() }
    areas = load(AreaRow.self)
    venues = load(VenueRow.self)
    domains = load(DomainRow.self)
    skills = load(SkillRow.self)
    units = load(UnitRow.self)
    pairings = load(PairingRow.self)
    members = load(MemberRow.self)
    teams = load(TeamRow.self)
    teamMembers = load(TeamMemberRow.self)
    events = load(EventRow.self)
    shifts = load(ShiftRow.self)
    needs = load(NeedRow.self)
    accounts = load(AccountRow.self)
  }

  var city: City {
    var city = City()
    city.areas = areas.rows
    city.venues = venues.rows
    city.domains = domains.rows
    city.skills = skills.rows
    city.units = units.rows
    city.pairings = pairings.rows
    city.members = members.rows
    city.teams = teams.rows
    city.teamMembers = teamMembers.rows
    city.events = events.rows
    city.shifts = shifts.rows
    city.needs = needs.rows
    city.accounts = accounts.rows
    return city
  }
}
