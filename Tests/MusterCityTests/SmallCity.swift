import Testing

@testable import MusterCity

/// A city small enough to read, every file with at least one row, in which a test spoils one cell.
struct SmallCity {
  static let unit = "91350100M000100Y43"
  static let otherUnit = "91110000600037341L"

  private var files: [String: [[String]]] = [
    "areas.csv": [
      ["code", "name", "level", "parent", "class", "mark", "order", "lon", "lat", "party_org"],
      ["c", "巴彦淖尔市", "city", "", "", "", "1", "107.4", "40.7", ""],
      ["b", "临河区", "旗区", "c", "第一方阵", "", "1", "107.4", "40.7", "区委"],
      ["s", "团结街道", "street", "b", "", "", "1", "107.41", "40.71", ""],
      ["k1", "福泰社区", "community", "s", "", "示范点", "1", "107.411", "40.711", ""],
      ["k2", "祥和社区", "社区", "s", "", "", "2", "107.42", "40.72", ""],
      ["q", "阳光家园", "quarter", "k1", "", "", "1", "107.411", "40.711", ""],
      ["g1", "第1网格", "grid", "q", "", "", "1", "107.411", "40.711", ""],
      ["g2", "第1网格", "grid", "k2", "", "", "1", "107.42", "40.72", ""],
    ],
    "venues.csv": [
      ["code", "area", "name", "capacity", "opens", "closes", "lon", "lat"],
      ["v", "k1", "党群服务中心", "60", "08:00", "22:00", "107.411", "40.711"],
    ],
    "domains.csv": [["code", "name"], ["care", "医养结合"], ["safety", "社区平安"]],
    "skills.csv": [["code", "name"], ["driving", "驾驶"], ["first-aid", "急救"]],
    "units.csv": [
      ["code", "name", "parent", "level", "sector", "kind", "party_org", "expected"],
      [unit, "临河教育局", "", "旗区直", "教育系统", "organ", "", "40"],
      [otherUnit, "临河一小", unit, "banner", "教育系统", "学校", "", ""],
    ],
    "pairings.csv": [
      ["unit", "area", "kind", "headcount", "commitment", "from", "to"],
      [unit, "k1", "resident", "12", "开放会议室\n和停车位", "2025-01-01", "2026-12-31"],
      [unit, "k1", "resident", "12", "", "2027-01-01", ""],
    ],
    "members.csv": [
      [
        "number", "name", "phone", "birth_year", "kind", "unit", "area", "grid", "lon", "lat", "reach", "max_per_day",
        "max_per_week", "max_minutes", "skills", "windows", "wishes",
      ],
      [
        "m1", "王伟", "15400000001", "1985", "in_service", unit, "k1", "g1", "107.411", "40.711", "3000", "1", "2", "240",
        "first-aid;driving@2027-05-01", "1 18:30-21:00;6 08:00-20:00;6 20:00-24:00", "care;safety",
      ],
      [
        "m2", "李芳", "0478-8580001", "1960", "志愿者", "", "k2", "", "107.42", "40.72", "5000", "2", "4", "600", "", "", "",
      ],
    ],
    "teams.csv": [
      ["number", "name", "kind", "area", "domain", "leader"], ["t1", "福泰先锋党员服务队", "member", "k1", "safety", "m1"],
    ],
    "team_members.csv": [["team", "squad", "member"], ["t1", "1", "m1"], ["t1", "1", "m2"]],
    "events.csv": [
      ["number", "title", "area", "venue", "domain", "starts", "ends", "lon", "lat", "beneficiaries", "state"],
      [
        "e1", "敬老义诊", "k1", "v", "care", "2026-05-05T09:00", "2026-05-05T11:00", "107.411", "40.711", "60", "published",
      ],
      ["e2", "夜巡", "k1", "v", "safety", "2026-05-05T19:00", "2026-05-05T21:00", "107.411", "40.711", "0", "草稿"],
    ],
    "shifts.csv": [
      ["number", "event", "role", "starts", "ends", "minimum", "seats", "skill", "priority", "teams"],
      ["s1", "e1", "急救保障", "2026-05-05T09:00", "2026-05-05T11:00", "1", "2", "first-aid", "3", ""],
      ["s2", "e2", "巡逻", "2026-05-05T19:00", "2026-05-05T21:00", "2", "6", "", "5", "t1"],
    ],
    "needs.csv": [
      [
        "number", "title", "area", "grid", "source", "mode", "domain", "urgency", "skill", "people", "seats", "times",
        "deadline", "contact_name", "contact_phone", "lon", "lat", "state",
      ],
      [
        "n1", "代购米面油", "k1", "g1", "staff", "errand", "care", "2", "driving", "1", "2",
        "2026-05-05T09:00/2026-05-05T10:00;2026-05-06T09:00/2026-05-06T10:00", "2026-05-08T18:00", "赵女士",
        "15410000001", "107.411", "40.711", "accepted",
      ],
    ],
    "accounts.csv": [
      ["name", "role", "area", "unit", "team", "member"], ["staff", "staff", "k1", "", "", ""],
      ["grid", "网格员", "g1", "", "", ""], ["unit", "unit", "", unit, "", ""], ["leader", "leader", "", "", "t1", "m1"],
      ["member", "member", "", "", "", "m2"], ["department", "department", "c", unit, "", ""],
    ],
  ]

  /// Puts a value into a cell by file, physical line and column. No row but the first of `pairings.csv` has two lines.
  mutating func put(_ value: String, _ file: String, line: Int, _ column: String) throws {
    let index = try #require(files[file]?[0].firstIndex(of: column))
    let row = file == "pairings.csv" && line > 2 ? line - 2 : line - 1
    files[file]?[row][index] = value
  }

  mutating func rename(_ column: String, to name: String, in file: String) throws {
    let index = try #require(files[file]?[0].firstIndex(of: column))
    files[file]?[0][index] = name
  }

  mutating func append(_ row: [String], to file: String) { files[file]?.append(row) }

  mutating func keep(only names: Set<String>) { files = files.filter { names.contains($0.key) } }

  mutating func drop(_ column: String, of file: String) throws {
    let index = try #require(files[file]?[0].firstIndex(of: column))
    files[file] = files[file]?.map { row in row.enumerated().filter { $0.offset != index }.map(\.element) }
  }

  /// The columns of every file in another order.
  mutating func reverseColumns() { files = files.mapValues { $0.map { $0.reversed() } } }

  func written() -> [(name: String, bytes: [UInt8])] {
    files.sorted { $0.key < $1.key }.map { name, rows in
      var writer = CSVWriter()
      for row in rows { writer.write(row) }
      return (name, writer.bytes)
    }
  }

  func read(known: KnownReferences = .none) -> (city: City?, problems: [ImportProblem]) {
    CityFiles.read(written(), known: known)
  }
}
