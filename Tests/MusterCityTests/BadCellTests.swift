import Testing

@testable import MusterCity

/// One cell spoilt, and what must be said about it.
struct BadCell: Sendable, CustomTestStringConvertible {
  let file: String
  let line: Int
  let column: String
  let value: String
  let code: ImportProblem.Code
  /// Where the problem is noted, if not in the spoilt column.
  let noted: String

  init(_ file: String, _ line: Int, _ column: String, _ value: String, _ code: ImportProblem.Code, noted: String? = nil) {
    self.file = "\(file).csv"
    self.line = line
    self.column = column
    self.value = value
    self.code = code
    self.noted = noted ?? column
  }

  var testDescription: String { "\(file):\(line) \(column)=\(value) → \(code.rawValue)" }
}

@Suite("A bad cell") struct BadCellTests {
  @Test("nothing is wrong with the city that the other tests spoil")
  func good() throws {
    let (city, problems) = SmallCity().read()
    #expect(problems == [])
    #expect(try #require(city).members[0].windows.count == 3)
    #expect(city?.pairings[0].commitment == "开放会议室\n和停车位")
    #expect(city?.pairings[1].line == 4)
  }

  @Test("is caught at its file, line and column, and nothing else is", arguments: values + references + together)
  func caught(cell: BadCell) throws {
    var small = SmallCity()
    try small.put(cell.value, cell.file, line: cell.line, cell.column)
    let (city, problems) = small.read()
    #expect(city == nil)
    #expect(
      problems.map { [$0.file, "\($0.line)", $0.column, $0.code.rawValue] } == [
        [cell.file, "\(cell.line)", cell.noted, cell.code.rawValue]
      ])
    #expect(problems.allSatisfy { !$0.chinese.isEmpty && !$0.english.isEmpty })
  }

  static let values: [BadCell] = [
    BadCell("skills", 2, "name", "", .valueRequired), BadCell("needs", 2, "number", "愿望1", .valueCode),
    BadCell("needs", 2, "number", "1.50602E+17", .valueCode), BadCell("areas", 7, "name", " 阳光", .valueBlanks),
    BadCell("areas", 7, "name", "阳光\u{3000}", .valueBlanks), BadCell("areas", 7, "name", "阳\u{202E}光", .valueCharacter),
    BadCell("areas", 7, "name", "阳\u{0}光", .valueCharacter), BadCell("areas", 7, "name", "阳\n光", .valueCharacter),
    BadCell("areas", 7, "name", "=1+1", .valueFormula), BadCell("areas", 7, "name", "@SUM(A1)", .valueFormula),
    BadCell("areas", 7, "name", String(repeating: "长", count: 61), .valueLength),
    BadCell("areas", 7, "level", "小镇", .valueChoice),
    BadCell("areas", 7, "order", "1.0", .valueNumber), BadCell("areas", 7, "order", "-1", .valueNumber),
    BadCell("areas", 7, "order", "１", .valueNumber), BadCell("areas", 7, "order", "1000000", .valueRange),
    BadCell("areas", 7, "order", "99999999999999999999", .valueNumber), BadCell("areas", 7, "lon", "40.7", .valueRange),
    BadCell("areas", 7, "lat", "107.4", .valueRange), BadCell("areas", 7, "lon", "107,4", .valueNumber),
    BadCell("areas", 7, "lon", "1e2", .valueNumber), BadCell("areas", 7, "lon", "nan", .valueNumber),
    BadCell("venues", 2, "capacity", "0", .valueRange), BadCell("venues", 2, "opens", "24:00", .valueTime),
    BadCell("venues", 2, "closes", "8pm", .valueTime), BadCell("units", 3, "code", "91110000600037341X", .valueCode),
    BadCell("units", 3, "level", "省直属", .valueChoice), BadCell("units", 3, "kind", "公司", .valueChoice),
    BadCell("units", 3, "expected", "多", .valueNumber), BadCell("pairings", 4, "from", "2026-02-29", .valueDate),
    BadCell("pairings", 4, "from", "01/02/2026", .valueDate),
    BadCell("pairings", 4, "commitment", "=HYPERLINK(1)", .valueFormula),
    BadCell("members", 3, "phone", "1540000001", .valuePhone), BadCell("members", 3, "phone", "+8615400000001", .valuePhone),
    BadCell("members", 3, "phone", "12345678901", .valuePhone), BadCell("members", 3, "birth_year", "85", .valueRange),
    BadCell("members", 3, "reach", "99", .valueRange), BadCell("members", 3, "max_per_day", "11", .valueRange),
    BadCell("members", 3, "max_minutes", "10081", .valueRange),
    BadCell("members", 2, "skills", "driving@2027-02-29", .valueDate),
    BadCell("members", 2, "skills", "driving;driving", .duplicate), BadCell("members", 2, "skills", "driving;", .valueList),
    BadCell("members", 2, "skills", "驾驶", .valueList), BadCell("members", 2, "windows", "1 18:30", .valueList),
    BadCell("members", 2, "windows", "0 18:30-19:00", .valueList),
    BadCell("members", 2, "windows", "8 18:30-19:00", .valueList),
    BadCell("members", 2, "windows", "1 21:00-18:00", .valueList),
    BadCell("members", 2, "windows", "1 18:30-24:01", .valueList),
    BadCell("members", 2, "windows", "1 18:30-20:00;1 19:00-21:00", .overlap),
    BadCell("members", 2, "wishes", "care;care", .duplicate),
    BadCell("members", 2, "wishes", "care；safety", .valueCode), BadCell("team_members", 2, "squad", "0", .valueRange),
    BadCell("events", 2, "starts", "2026-05-05", .valueDate), BadCell("events", 2, "starts", "2026-05-05T24:00", .valueDate),
    BadCell("events", 2, "starts", "2026-05-05T09:00Z", .valueDate), BadCell("events", 2, "state", "closed", .valueChoice),
    BadCell("shifts", 2, "priority", "6", .valueRange), BadCell("shifts", 2, "seats", "0", .valueRange),
    BadCell("needs", 2, "times", "", .valueRequired), BadCell("needs", 2, "times", "2026-05-05T09:00", .valueList),
    BadCell("needs", 2, "times", "2026-05-05T09:00/2026-05-05T08:00", .valueRange),
    BadCell("needs", 2, "times", "2026-05-05T09:00/2026-05-05T10:00;2026-05-05T09:00/2026-05-05T10:00", .duplicate),
    BadCell("needs", 2, "times", "2026-05-05T09:00/2026-05-35T10:00", .valueDate),
    BadCell("needs", 2, "contact_phone", "无", .valuePhone),
    BadCell("accounts", 2, "name", "Staff", .valueCode), BadCell("accounts", 2, "role", "administrator", .valueChoice),
  ]

  static let references: [BadCell] = [
    BadCell("areas", 9, "parent", "x", .reference), BadCell("areas", 9, "parent", "k1X", .reference),
    BadCell("areas", 9, "parent", "", .valueRequired), BadCell("areas", 9, "parent", "g1", .treeLevel),
    BadCell("areas", 9, "parent", "g2", .treeCycle), BadCell("accounts", 3, "name", "staff", .duplicate),
    BadCell("areas", 9, "code", "g1", .duplicate), BadCell("venues", 2, "area", "x", .reference),
    BadCell("units", 3, "parent", "914403001922038216", .reference),
    BadCell("units", 3, "parent", SmallCity.otherUnit, .treeCycle),
    BadCell("pairings", 4, "unit", "914403001922038216", .reference), BadCell("pairings", 4, "area", "s", .treeLevel),
    BadCell("pairings", 4, "from", "2026-06-01", .overlap), BadCell("members", 3, "unit", "914403001922038216", .reference),
    BadCell("members", 3, "area", "x", .reference), BadCell("members", 3, "area", "s", .treeLevel),
    BadCell("members", 3, "grid", "g1", .reference), BadCell("members", 3, "grid", "q", .treeLevel),
    BadCell("members", 3, "skills", "flying", .reference), BadCell("members", 3, "wishes", "flying", .reference),
    BadCell("units", 3, "code", SmallCity.unit, .duplicate), BadCell("teams", 2, "leader", "m9", .reference),
    BadCell("teams", 2, "domain", "x", .reference), BadCell("team_members", 3, "member", "m9", .reference),
    BadCell("team_members", 3, "team", "t9", .reference), BadCell("team_members", 3, "member", "m1", .duplicate, noted: "team"),
    BadCell("events", 2, "venue", "x", .reference), BadCell("events", 2, "domain", "x", .reference),
    BadCell("shifts", 2, "event", "x", .reference), BadCell("shifts", 2, "skill", "x", .reference),
    BadCell("shifts", 3, "teams", "t1;t9", .reference), BadCell("needs", 2, "grid", "g2", .reference),
    BadCell("needs", 2, "domain", "x", .reference), BadCell("needs", 2, "skill", "x", .reference),
    BadCell("accounts", 2, "area", "x", .reference), BadCell("accounts", 3, "area", "k1", .treeLevel),
    BadCell("accounts", 6, "member", "m9", .reference),
  ]

  static let together: [BadCell] = [
    BadCell("venues", 2, "closes", "08:00", .valueRange), BadCell("pairings", 4, "to", "2026-01-01", .valueRange),
    BadCell("members", 2, "unit", "", .valueRequired), BadCell("events", 2, "ends", "2026-05-05T09:00", .valueRange),
    BadCell("events", 3, "starts", "2026-05-05T10:00", .overlap, noted: "venue"),
    BadCell("events", 3, "ends", "2026-05-05T22:30", .valueConflict, noted: "venue"),
    BadCell("shifts", 2, "minimum", "3", .valueRange),
    BadCell("shifts", 2, "ends", "2026-05-06T01:00", .valueConflict, noted: "starts"),
    BadCell("needs", 2, "people", "3", .valueRange), BadCell("needs", 2, "deadline", "2026-05-06T09:30", .valueRange),
    BadCell("accounts", 2, "area", "", .valueRequired), BadCell("accounts", 2, "unit", SmallCity.unit, .valueConflict),
    BadCell("accounts", 6, "area", "k1", .valueConflict),
  ]
}
