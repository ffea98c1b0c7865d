import MusterDomain
import Testing

@testable import MusterCity

@Suite("The files of an import") struct CityFilesTests {
  private func codes(_ result: (city: City?, problems: [ImportProblem])) -> [String] {
    result.problems.map { "\($0.file) \($0.line) \($0.column) \($0.code.rawValue)" }
  }

  @Test("may have their columns in any order and in Chinese")
  func columns() throws {
    var small = SmallCity()
    let expected = try #require(small.read().city)
    for (name, chinese) in zip(MemberRow.columns.map(\.name), MemberRow.columns.map(\.chinese)) {
      try small.rename(name, to: chinese, in: "members.csv")
    }
    small.reverseColumns()
    #expect(small.read().city == expected)
  }

  @Test("no file has two columns of one name, in either language, nor one column's Chinese for another's English")
  func columnNames() {
    for columns in [
      AreaRow.columns, VenueRow.columns, DomainRow.columns, SkillRow.columns, UnitRow.columns, PairingRow.columns,
      MemberRow.columns, TeamRow.columns, TeamMemberRow.columns, EventRow.columns, ShiftRow.columns, NeedRow.columns,
      AccountRow.columns,
    ] {
      let names = columns.map(\.name) + columns.map(\.chinese)
      #expect(Set(names).count == names.count)
    }
  }

  @Test("may leave out a column that is not required")
  func optionalColumn() throws {
    var small = SmallCity()
    try small.drop("wishes", of: "members.csv")
    #expect(small.read().city?.members[0].wishes == [])
  }

  @Test("with a column missing, unknown or given twice are refused, and nothing that refers to the file is")
  func badHeader() throws {
    var missing = SmallCity()
    try missing.drop("phone", of: "members.csv")
    #expect(codes(missing.read()) == ["members.csv 1 phone COLUMN/MISSING"])
    var unknown = SmallCity()
    try unknown.rename("wishes", to: "wish", in: "members.csv")
    #expect(codes(unknown.read()) == ["members.csv 1 wish COLUMN/UNKNOWN"])
    var twice = SmallCity()
    try twice.rename("wishes", to: "电话", in: "members.csv")
    #expect(codes(twice.read()) == ["members.csv 1 phone COLUMN/TWICE"])
  }

  @Test("that are unknown, given twice or none at all are refused by name")
  func badFiles() {
    let files = SmallCity().written()
    #expect(codes(CityFiles.read(files + [(name: "memberz.csv", bytes: [])], known: .none)) == ["memberz.csv 0  FILE/UNKNOWN"])
    #expect(codes(CityFiles.read(files + [files[0]], known: .none)) == ["accounts.csv 0  FILE/TWICE"])
    #expect(codes(CityFiles.read([], known: .none)) == [" 0  FILE/NONE"])
    #expect(codes(CityFiles.read([(name: "skills.csv", bytes: [])], known: .none)) == ["skills.csv 0  EMPTY"])
  }

  @Test("with a row of the wrong width, a blank row or a broken quote name the line and check the other rows")
  func badRows() {
    let text = "code,name\na,甲\nb\nc,丙,丁\n,\n\nd,\"丁\"丁\ne,戊\n\"f,己\na,甲\n"
    #expect(
      codes(CityFiles.read([(name: "skills.csv", bytes: Array(text.utf8))], known: .none)) == [
        "skills.csv 3  CSV/COLUMNS", "skills.csv 4  CSV/COLUMNS", "skills.csv 5  EMPTY", "skills.csv 6  EMPTY",
        "skills.csv 7 name CSV/QUOTE", "skills.csv 9 code CSV/QUOTE", "skills.csv 10 code DUPLICATE",
      ])
  }

  @Test("report every fault of a row, and a row at fault is no fault of those that refer to it")
  func severalFaults() throws {
    var small = SmallCity()
    try small.put("", "members.csv", line: 2, "name")
    try small.put("x", "members.csv", line: 2, "reach")
    try small.put("9", "shifts.csv", line: 3, "priority")
    #expect(
      codes(small.read()) == [
        "members.csv 2 name VALUE/REQUIRED", "members.csv 2 reach VALUE/NUMBER", "shifts.csv 3 priority VALUE/RANGE",
      ])
  }

  @Test("may be a few, which refer to what the database knows")
  func subset() throws {
    var small = SmallCity()
    small.keep(only: ["members.csv"])
    var known = KnownReferences()
    known.areas = [
      "c": .init(level: .city, parent: nil), "k1": .init(level: .community, parent: "c"),
      "k2": .init(level: .community, parent: "c"), "g1": .init(level: .grid, parent: "k1"),
    ]
    known.units = [SmallCity.unit: nil]
    known.skills = ["driving", "first-aid"]
    known.domains = ["care", "safety"]
    #expect(small.read(known: known).problems == [])
    known.skills = ["driving"]
    known.areas["g1"]?.parent = "k2"
    #expect(codes(small.read(known: known)) == ["members.csv 2 grid REFERENCE", "members.csv 2 skills REFERENCE"])
  }

  @Test("cannot bring a second city, nor raise a known area above its parent")
  func knownTree() throws {
    var small = SmallCity()
    small.keep(only: ["areas.csv"])
    var known = KnownReferences()
    known.areas["other"] = .init(level: .city, parent: nil)
    #expect(codes(small.read(known: known)) == ["areas.csv 2 level TREE/ROOT"])
    known.areas = ["x": .init(level: .community, parent: "k1")]
    #expect(codes(small.read(known: known)) == ["areas.csv 5 level TREE/LEVEL"])
  }

  @Test("with more faults than anyone reads list ten thousand and count the rest")
  func cap() {
    let bad = String(repeating: "!,\n", count: 6000)
    let problems = CityFiles.read([(name: "skills.csv", bytes: Array("code,name\n\(bad)".utf8))], known: .none).problems
    #expect(problems.count == ProblemLog.cap + 1)
    #expect(problems.last?.code == .more)
    #expect(problems.last?.english == "2000 more problems are not listed")
  }

  @Test(
    "are read alike in UTF-8 with or without a mark and in GB18030, and refused in UTF-16", arguments: TextEncoding.allCases)
  func encodings(encoding: TextEncoding) throws {
    let expected = try #require(SmallCity().read().city)
    let files = try #require(CityFiles.write(expected, encoding: encoding))
    #expect(CityFiles.read(files, known: .none).city == expected)
    let wide: [UInt8] = files[0].bytes.flatMap { [$0, 0] as [UInt8] }
    #expect(
      codes(CityFiles.read([(name: "areas.csv", bytes: [0xFF, 0xFE] + wide)], known: .none)) == ["areas.csv 0  CSV/ENCODING"])
  }

  @Test("keep dates and times as a spreadsheet saves them")
  func spreadsheetDates() throws {
    var small = SmallCity()
    try small.put("2026/5/5 9:00", "events.csv", line: 2, "starts")
    try small.put("2025/1/1", "pairings.csv", line: 2, "from")
    let city = try #require(small.read().city)
    #expect(city.events[0].starts.description == "2026-05-05T09:00")
    #expect(city.pairings[0].from.description == "2025-01-01")
  }

  @Test("a telephone number at fault is not repeated in the report")
  func discreet() throws {
    var small = SmallCity()
    try small.put("1391234567", "members.csv", line: 2, "phone")
    let problem = try #require(small.read().problems.first)
    #expect(!"\(problem.chinese)\(problem.english)".contains("1391234567"))
  }

  @Test("problem codes are words of the wire's grammar", arguments: ImportProblem.Code.allCases)
  func codesAreWords(code: ImportProblem.Code) {
    #expect(code.rawValue.wholeMatch(of: /[A-Z0-9-]{1,24}(\/[A-Z0-9-]{1,24})*/) != nil)
  }
}
