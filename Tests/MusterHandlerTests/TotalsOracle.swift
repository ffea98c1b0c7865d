import MusterDomain
import MusterProtocol
import TestSupport

/// Totals counted the plain way, from records as the test made them: sets and loops, no SQL.
struct TotalsOracle {
  struct Record {
    var id: Int64
    var member: Int64
    var event: Int64?
    var need: Int64?
    var area: Int64
    var unit: Int64?
    var team: Int64?
    var domain: String
    var day: CivilDate
    var minutes: Int
    var proof: String
    var corrects: Int64?
  }

  let records: [Record]

  /// Rows as the wire has them: the cut columns in the table's order, then people, times, minutes, events; without an order.
  func rows(by cuts: [String], _ world: TestWorld, where isCounted: (Record) -> Bool) -> Set<[String?]> {
    let groups = Dictionary(grouping: latest.filter(isCounted)) { record in cuts.map { key($0, record, world) } }
    return Set(groups.map { $0.key + Self.figures($0.value) })
  }

  /// The rows as a department has them: figures of fewer than five people are kept back, and where that is one row, the next
  /// smallest's too.
  static func suppressed(_ rows: Set<[String?]>) -> Set<[String?]> {
    func figure(_ row: [String?], _ fromEnd: Int) -> Int { row[row.count - fromEnd].flatMap { Int($0) } ?? 0 }
    var hidden = Set(rows.filter { (1..<5).contains(figure($0, 4)) })
    if hidden.count == 1 {
      let next = rows.subtracting(hidden).min { (figure($0, 4), figure($0, 2)) < (figure($1, 4), figure($1, 2)) }
      if let next { hidden.insert(next) }
    }
    return Set(rows.map { row in hidden.contains(row) ? row.dropLast(4) + [nil, nil, nil, row.last ?? nil] : row })
  }

  func whole(where isCounted: (Record) -> Bool) -> [String?] { Self.figures(latest.filter(isCounted)) }

  /// A record that another names is replaced.
  private var latest: [Record] {
    let replaced = Set(records.compactMap(\.corrects))
    return records.filter { !replaced.contains($0.id) }
  }

  private static func figures(_ records: [Record]) -> [String] {
    let times = Set(records.map { "\($0.member) \($0.event ?? 0) \($0.need ?? 0) \($0.day)" })
    return [
      "\(Set(records.map(\.member)).count)", "\(times.count)", "\(records.reduce(0) { $0 + $1.minutes })",
      "\(Set(records.compactMap(\.event)).count)",
    ]
  }

  private func key(_ cut: String, _ record: Record, _ world: TestWorld) -> String? {
    switch cut {
    case "area": world.code(.area, record.area)
    case "unit": record.unit.map { world.code(.unit, $0) }
    case "team": record.team.map { world.code(.team, $0) }
    case "domain": record.domain
    case "day": "\(record.day)"
    case "week": Self.week(record.day)
    default: String("\(record.day)".prefix(7))
    }
  }

  /// ISO 8601: the week of the year in which its Thursday lies.
  private static func week(_ day: CivilDate) -> String {
    let thursday = day.advanced(days: 4 - day.weekday)
    let year = thursday.parts.year
    let first = CivilDate(year: year, month: 1, day: 1)?.daysSinceEpoch ?? 0
    let number = (thursday.daysSinceEpoch - first) / 7 + 1
    return "\(year)-W\(number < 10 ? "0" : "")\(number)"
  }
}

/// SplitMix64: the same records for the same seed.
struct Dice: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
