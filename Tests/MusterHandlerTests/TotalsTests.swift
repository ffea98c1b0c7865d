import MusterDomain
import MusterProtocol
import TestSupport
import Testing

@testable import MusterHandler

@Suite("Totals") struct TotalsTests {
  /// 300 random records over both communities, and some over the street, across a new year; every fifth corrected once, some twice.
  private static func lay(_ world: TestWorld, seed: UInt64) async throws -> TotalsOracle {
    var dice = Dice(state: seed)
    try await world.execute(
      """
      INSERT INTO muster.event (area_id, title, domain, state, starts_at, ends_at, longitude, latitude, created_by)
        SELECT a, 'e', 'health', 'settled', '2026-01-01', '2026-01-02', 110, 39, 3 FROM unnest(array[3, 4, 5, 4]) a
      """)
    try await world.execute(
      """
      INSERT INTO muster.shift (event_id, area_id, role, domain, minimum, seats, priority, starts_at, ends_at, longitude, latitude, state)
        SELECT id, area_id, 'r', domain, 0, 5, 3, starts_at, ends_at, 110, 39, 'closed' FROM muster.event WHERE id > 2
      """)
    var records: [TotalsOracle.Record] = []
    let first = CivilDate("2025-12-20") ?? CivilDate(daysSinceEpoch: 0)
    for id in Int64(1)...300 {
      let event = Int64.random(in: 1...7, using: &dice)
      let isNeed = event == 7
      let area: Int64 = isNeed ? 4 : [4, 5, 3, 4, 5, 4][Int(event) - 1]
      let member = Int64.random(in: 1...8, using: &dice)
      records.append(
        TotalsOracle.Record(
          id: id, member: member, event: isNeed ? nil : event, need: isNeed ? 1 : nil, area: area,
          unit: [nil, 2 - member % 2, 2 - member % 2].randomElement(using: &dice) ?? nil,
          team: Bool.random(using: &dice) ? 1 : nil, domain: Bool.random(using: &dice) ? "health" : "livelihood",
          day: first.advanced(days: Int.random(in: 0..<40, using: &dice)), minutes: Int.random(in: 0...300, using: &dice),
          proof: ["self", "staff", "imported"].randomElement(using: &dice) ?? "self", corrects: nil))
    }
    for replaced in records.filter({ $0.id % 5 == 0 }) {
      var correction = replaced
      for _ in 0...Int(replaced.id % 2) {
        correction.corrects = correction.id
        correction.id = Int64(records.count + 1)
        correction.minutes += 7
        records.append(correction)
      }
    }
    try await insert(records, world)
    return TotalsOracle(records: records)
  }

  private static func insert(_ records: [TotalsOracle.Record], _ world: TestWorld) async throws {
    let shifts = records.map { $0.need != nil ? 4 : [1: 1, 2: 3][$0.event] ?? ($0.event ?? 0) + 2 }
    try await world.execute(
      """
      INSERT INTO muster.service_record (member_id, shift_id, event_id, need_id, area_id, home_id, unit_id, team_id, domain, served_on,
                                         minutes, proof, confirmed_by, corrects, settled_at)
      SELECT member, shift, event, need, area, 4, unit, team, domain, day, minutes, proof, 3, corrects, '2026-05-01'
        FROM unnest(\(records.map(\.member)), \(shifts), \(records.map(\.event)), \(records.map(\.need)), \(records.map(\.area)),
                    \(records.map(\.unit)), \(records.map(\.team)), \(records.map(\.domain)), \(records.map(\.day)),
                    \(records.map(\.minutes)), \(records.map(\.proof)), \(records.map(\.corrects)))
             AS r (member, shift, event, need, area, unit, team, domain, day, minutes, proof, corrects)
      """)
  }

  private static let period = "of=service from=2025-12-22 to=2026-01-26"

  @Test("Agree with a plain count over random records, whatever they are cut by and whoever asks", arguments: [1, 2])
  func agree(seed: UInt64) async throws {
    try await TestWorld.with { world in
      let oracle = try await Self.lay(world, seed: seed)
      let from = try #require(CivilDate("2025-12-22"))
      let to = try #require(CivilDate("2026-01-26"))
      let askers: [(String, String, @Sendable (TotalsOracle.Record) -> Bool)] = [
        ("admin", "", { _ in true }), ("staff-street", "", { _ in true }), ("staff-east", "", { $0.area == 4 }),
        ("staff-street", "in=A-5", { $0.area == 5 }), ("admin", "in=A-3 domain=health", { $0.domain == "health" }),
        ("staff-west", "grade=self", { $0.area == 5 && $0.proof == "self" }),
        ("staff-east", "team=T-1", { $0.area == 4 && $0.team == 1 }),
        ("unit-1", "", { $0.unit != nil }), ("unit-2", "", { $0.unit == 2 }), ("unit-1", "unit=U-2", { $0.unit == 2 }),
        ("department", "", { _ in true }), ("department", "in=A-4", { $0.area == 4 }),
        ("department-unit", "", { $0.unit == 2 }),
        ("department-unit", "in=A-5", { $0.unit == 2 && $0.area == 5 }), ("staff-street", "unit=U-1", { $0.unit != nil }),
      ]
      let cuts = [
        ["area"], ["unit", "month"], ["area", "team", "domain"], ["week"], ["area", "unit", "team", "domain", "week", "month"],
        ["day"],
      ]
      for (account, filter, isCounted) in askers {
        let client = try await world.client(as: account)
        let isDepartment = account.hasPrefix("department")
        for by in cuts where !isDepartment || (by != ["day"] && by.count <= 2) {
          let line = "TOTALS by=\(by.joined(separator: ",")) \(Self.period) limit=1000 \(filter)".trimmingSuffix()
          let reply = try await client.ok(line)
          let counted = { (record: TotalsOracle.Record) in record.day >= from && record.day < to && isCounted(record) }
          let columns = (by + ["people", "times", "minutes", "events"]).map { reply.column($0) }
          let rows = (0..<(columns.first?.count ?? 0)).map { row in columns.map { $0[row] } }
          let all = oracle.rows(by: by, world, where: counted)
          #expect(Set(rows) == (isDepartment ? TotalsOracle.suppressed(all) : all), "\(account): \(line)")
          #expect(rows.count == Set(rows).count)
          let whole = ["people", "times", "minutes", "events"].map { reply.field($0) }
          let sums = [oracle.whole(where: counted)]
          #expect([whole] == (isDepartment ? Array(TotalsOracle.suppressed(Set(sums))) : sums), "\(account): \(line)")
          #expect((reply.field("suppressed") == "yes") == (rows + [whole]).contains { $0[$0.count - 4] == nil })
        }
      }
    }
  }

  @Test("Stand in the official order, and pages join to the whole with the same sums on each")
  func orderAndPages() async throws {
    try await TestWorld.with { world in
      _ = try await Self.lay(world, seed: 3)
      // The official order, not the order of the ids.
      try await world.execute("UPDATE muster.area SET ordinal = 9 WHERE id = 4")
      let street = try await world.client(as: "staff-street")
      let whole = try await street.ok("TOTALS by=area,month \(Self.period)")
      #expect(whole.column("area") == ["A-3", "A-3", "A-5", "A-5", "A-4", "A-4"])
      #expect(whole.column("month") == ["2025-12", "2026-01", "2025-12", "2026-01", "2025-12", "2026-01"])
      #expect(whole.column("week") == Array(repeating: nil, count: 6))
      var rows: [[String?]] = []
      var cursor: String?
      repeat {
        let page = try await street.ok("TOTALS by=area,month \(Self.period) limit=4\(cursor.map { " after=\($0)" } ?? "")")
        rows += page.table?.rows ?? []
        #expect(page.field("minutes") == whole.field("minutes") && page.field("people") == "8")
        cursor = page.field("next")
      } while cursor != nil
      #expect(rows == whole.table?.rows)
    }
  }

  @Test("An empty period has no rows and sums of nothing")
  func empty() async throws {
    try await TestWorld.with { world in
      let reply = try await world.client(as: "admin").ok("TOTALS by=area of=service from=2020-01-01 to=2020-02-01")
      #expect(reply.table?.rows.isEmpty == true)
      #expect(["people", "times", "minutes", "events"].map { reply.field($0) } == ["0", "0", "0", "0"])
    }
  }

  @Test(
    "A department sees weeks and longer, of what is under it; others their own",
    arguments: [
      ("department", "by=day of=service from=2026-01-01 to=2026-02-01", "NO DENIED"),
      ("department", "by=area,day of=service from=2026-01-01 to=2026-02-01", "NO DENIED"),
      ("department", "by=area of=service from=2026-01-01 to=2026-01-07", "NO DENIED"),
      ("department", "by=area of=service from=2026-01-01 to=2026-01-08", "NO DENIED"),
      ("department", "by=area of=service from=2026-01-05 to=2026-01-12", "OK"),
      ("department", "by=area of=service from=2026-01-05 to=2026-02-01", "NO DENIED"),
      ("department", "by=area,domain,unit of=service from=2026-01-05 to=2026-01-12", "NO DENIED"),
      ("department", "by=area,domain of=service from=2026-01-01 to=2026-03-01", "OK"),
      ("department-unit", "by=area of=service from=2026-01-01 to=2026-02-01 unit=U-1", "NO NOT-FOUND"),
      ("unit-2", "by=area of=service from=2026-01-01 to=2026-02-01 unit=U-1", "NO NOT-FOUND"),
      ("staff-west", "by=area of=service from=2026-01-01 to=2026-02-01 in=A-4", "NO NOT-FOUND"),
      ("staff-west", "by=day of=service from=2026-01-01 to=2026-01-02", "OK"),
      ("staff-west", "by=area of=service from=2026-01-02 to=2026-01-02", "BAD ARG/VALUE"),
      ("admin", "by=area of=service from=2026-01-01 to=2026-02-01 in=A-6", "BAD ARG/VALUE"),
      ("member-1", "by=area of=service from=2026-01-01 to=2026-02-01", "NO DENIED"),
      ("operator", "by=area of=service from=2026-01-01 to=2026-02-01", "NO DENIED"),
    ])
  func rights(account: String, arguments: String, answer: String) async throws {
    try await TestWorld.with { world in
      _ = try await world.client(as: account).expect("TOTALS \(arguments)", answer)
    }
  }

  @Test("A department of another banner counts nothing here, and a unit contact's own service elsewhere is not its unit's")
  func outside() async throws {
    try await TestWorld.with { world in
      _ = try await Self.lay(world, seed: 4)
      try await world.execute(
        "INSERT INTO muster.area (code, parent_id, level, name, longitude, latitude) VALUES ('1502', 1, 2, '西旗', 110, 39)")
      try await world.execute("UPDATE muster.account SET area_id = 8 WHERE name = 'department'")
      let department = try await world.client(as: "department")
      #expect(try await department.ok("TOTALS by=area \(Self.period)").field("people") == "0")
      try await department.expect("TOTALS by=area \(Self.period) in=A-4", "NO NOT-FOUND")
      try await world.execute("UPDATE muster.account SET member_id = 1 WHERE name IN ('unit-2', 'staff-west')")
      let unit = try await world.client(as: "unit-2")
      #expect(Set(try await unit.ok("TOTALS by=unit \(Self.period)").column("unit")) == ["U-2"])
      let west = try await world.client(as: "staff-west")
      #expect(try await west.ok("TOTALS by=area \(Self.period)").column("area") == ["A-5"])
    }
  }
}

extension String {
  /// Without a blank at its end, which the protocol refuses.
  fileprivate func trimmingSuffix() -> String { hasSuffix(" ") ? String(dropLast()) : self }
}
