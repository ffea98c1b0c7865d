import MusterDomain
import MusterProtocol
import MusterStore
import Postgres
import TestSupport
import Testing

@testable import MusterHandler

/// What each account of the small city may see of the tables about people, said once more and differently than the policies do.
private struct PeopleOracle {
  /// East 1…5, west 6…8; even ones work for unit 2, which lies under unit 1; 1, 2 and 3 are the team.
  static let all = Set<Int64>(1...8)
  static let accounts = [
    "staff-east", "staff-west", "staff-street", "grid-east", "unit-1", "unit-2", "leader-1", "department", "department-unit",
    "member-1", "member-7", "admin", "operator",
  ]

  static func members(_ account: String) -> Set<Int64> {
    switch account {
    case "staff-east", "grid-east": [1, 2, 3, 4, 5]
    case "staff-west": [6, 7, 8]
    case "staff-street", "unit-1", "admin": all
    case "unit-2": [2, 4, 6, 8]
    case "leader-1": [1, 2, 3]
    case "member-1": [1]
    case "member-7": [7]
    default: []
    }
  }

  static func registrations(_ account: String) -> Set<Int64> {
    ["grid-east", "leader-1"].contains(account) ? [] : members(account)
  }

  static func teamMembers(_ account: String) -> Set<Int64> {
    switch account {
    case "staff-east", "staff-street", "leader-1", "admin": [1, 2, 3]
    case "member-1": [1]
    default: []
    }
  }

  struct Table: Sendable {
    let name: String
    /// The members (or other numbers) that its visible rows are of.
    let query: SQL
    let expected: @Sendable (String) -> Set<Int64>
  }

  static let tables: [Table] = [
    Table(name: "member", query: "SELECT id FROM muster.member", expected: members),
    Table(name: "member_skill", query: "SELECT member_id FROM muster.member_skill") { members($0).intersection([1, 2]) },
    Table(name: "availability", query: "SELECT DISTINCT member_id FROM muster.availability", expected: members),
    Table(name: "registration", query: "SELECT member_id FROM muster.registration", expected: registrations),
    Table(name: "registration_step", query: "SELECT member_id FROM muster.registration_step", expected: registrations),
    Table(name: "team_member", query: "SELECT member_id FROM muster.team_member", expected: teamMembers),
    Table(name: "account", query: "SELECT count(*) FROM muster.account") { $0 == "admin" ? [20] : [1] },
    Table(name: "token", query: "SELECT count(*) FROM muster.token") { $0 == "admin" ? [19] : [0] },
    Table(name: "import", query: "SELECT id FROM muster.import") { $0 == "admin" ? [1] : [] },
    Table(name: "import_part", query: "SELECT import_id FROM muster.import_part") { $0 == "admin" ? [1] : [] },
    Table(name: "import_problem", query: "SELECT import_id FROM muster.import_problem") { $0 == "admin" ? [1] : [] },
  ]
}

@Suite("Who sees and changes what of people") struct ScopeTests {
  /// Rows in the tables that the small city leaves empty.
  private func lay(_ world: TestWorld) async throws {
    try await world.execute(
      """
      WITH i AS (INSERT INTO muster.import (account_id, dry, created_at) VALUES (3, false, now()) RETURNING id),
           p AS (INSERT INTO muster.import_part SELECT id, 'a.csv', 1, '\\x00' FROM i)
      INSERT INTO muster.import_problem SELECT id, 1, 'a.csv', 1, 'a', 'EMPTY', '空', 'empty' FROM i
      """)
    try await world.execute(
      """
      INSERT INTO muster.registration_step (registration_id, at, state, actor_id, member_id, area_id, unit_id)
      SELECT id, changed_at, state, 3, member_id, area_id, unit_id FROM muster.registration
      """)
  }

  /// Reads tables for accounts in a random order over the same connections, broken transactions in between; what was seen and
  /// should not have been, or the other way round.
  private func faults(_ world: TestWorld, _ tables: [PeopleOracle.Table], rounds: Int) async throws -> [String] {
    var principals: [String: Principal] = [:]
    for name in PeopleOracle.accounts { principals[name] = try await world.store.principal(named: name) }
    var faults: [String] = []
    for _ in 0..<rounds {
      for name in PeopleOracle.accounts.shuffled() {
        let principal = try #require(principals[name])
        if Bool.random() { await breakOff(world, principal) }
        for table in tables.shuffled() {
          let inTransaction = Bool.random()
          let seen: [Int64] =
            inTransaction
            ? try await world.store.transact(as: principal, at: world.clock.now) {
              try await $0.rows(Query<Int64>.value(table.query))
            }
            : try await world.store.read(as: principal, Query<Int64>.value(table.query))
          if Set(seen) != table.expected(name) { faults.append("\(name) \(table.name): \(seen.sorted())") }
        }
      }
    }
    return faults
  }

  private func breakOff(_ world: TestWorld, _ principal: Principal) async {
    _ = try? await world.store.read(
      as: principal, Query<Int64>.value("SELECT 1 / (SELECT count(*) FROM muster.member WHERE id = 0)"))
    _ = try? await world.store.transact(as: principal, at: world.clock.now) { _ = try await $0.execute("SELECT 1 / 0") }
  }

  @Test("Each account sees exactly its own of every table, whoever used the connection before")
  func tables() async throws {
    try await TestWorld.with { world in
      try await lay(world)
      let faults = try await faults(world, PeopleOracle.tables, rounds: 6)
      #expect(faults == [])
      for name in PeopleOracle.tables.map(\.query) {
        let unscoped = try await world.store.read(
          Query<Int64>.value("SELECT count(*) FROM (\(raw: name)) q WHERE q IS DISTINCT FROM row(0::int8)"))
        #expect(unscoped == [0], "\(name.text)")
      }
    }
  }

  @Test("Without its policies each of these tables would be seen by others", arguments: PeopleOracle.tables.map(\.name))
  func withoutPolicy(table: String) async throws {
    try await TestWorld.with { world in
      try await lay(world)
      try await world.execute(
        "DO $$ BEGIN EXECUTE 'ALTER TABLE muster.' || \(raw: Self.literals[table] ?? "''") || ' DISABLE ROW LEVEL SECURITY'; END $$"
      )
      let faults = try await faults(world, PeopleOracle.tables.filter { $0.name == table }, rounds: 1)
      #expect(!faults.isEmpty)
    }
  }

  private static let literals: [String: StaticString] = [
    "member": "'member'", "member_skill": "'member_skill'", "availability": "'availability'", "registration": "'registration'",
    "registration_step": "'registration_step'", "team_member": "'team_member'", "account": "'account'", "token": "'token'",
    "import": "'import'", "import_part": "'import_part'", "import_problem": "'import_problem'",
  ]

  /// Every verb about people, aimed at the east: member 1, its registration, the places.
  private func eastern(_ world: TestWorld) -> [String] {
    let (member, registration) = (world.code(.member, 1), world.code(.registration, 1))
    return [
      "MEMBER \(member)", "MEMBER \(member) reveal=phone reason=查", "REGISTER \(member) area=A-5",
      "REGISTER \(member) area=A-4",
      "REGISTRATIONS \(registration)", "REGISTRATION.SET \(registration) state=left reason=查",
      "REGISTRATION.SET \(registration) state=exempt reason=查", "REGISTRATION.SET \(registration) state=transferred reason=查",
      "REGISTRATION.SET \(registration) state=received", "MEMBERS in=A-4", "MEMBERS in=A-6", "REGISTRATIONS in=A-4",
    ]
  }

  @Test("Staff of one community neither see nor change another's people by any verb, right after its own staff did")
  func verbs() async throws {
    try await TestWorld.with { world in
      let east = try await world.client(as: "staff-east")
      let west = try await world.client(as: "staff-west")
      let before = try await world.fingerprint()
      for line in eastern(world) {
        try await east.expect("MEMBER \(world.code(.member, 1))", "OK")
        try await west.expect(line, "NO NOT-FOUND")
      }
      for line in ["MEMBERS", "MEMBERS team=T-1", "MEMBERS unit=U-1", "MEMBERS q=M000", "MEMBERS in=A-3", "MEMBERS in=A-1"] {
        #expect(try await east.ok("MEMBERS").column("number").count == 5)
        let seen = try await west.ok(line).column("number").compactMap(\.self)
        #expect(Set(seen).isSubset(of: ["M0006", "M0007", "M0008"]), "\(line): \(seen)")
      }
      #expect(try await west.ok("REGISTRATIONS").column("member") == (6...8).map { world.code(.member, Int64($0)) })
      let after = try await world.fingerprint()
      #expect(after == before)
    }
  }

  @Test(
    "Accounts, tokens and imports are the administrator's alone",
    arguments: ["staff-street", "grid-east", "unit-1", "leader-1", "department", "member-1", "operator"])
  func access(account: String) async throws {
    try await TestWorld.with { world in
      let client = try await world.client(as: account)
      let before = try await world.fingerprint()
      for line in [
        "USERS", "USER.SET x role=staff area=A-4", "TOKEN", "TOKEN add=admin", "TOKEN revoke=TEST1000", "IMPORT.NEW",
      ] {
        try await client.expect(line, "NO DENIED")
      }
      let after = try await world.fingerprint()
      #expect(after == before)
    }
  }

  @Test("Nobody's statement changes a member or a registration outside its scope")
  func writes() async throws {
    try await TestWorld.with { world in
      for name in PeopleOracle.accounts where name != "admin" {
        let principal = try #require(try await world.store.principal(named: name))
        let kept: Set<Int64> = PeopleOracle.all.subtracting(PeopleOracle.members(name))
        let changed = try await world.store.transact(as: principal, at: world.clock.now) { transaction in
          try await transaction.execute("UPDATE muster.member SET name = '改' WHERE id = ANY (\(Array(kept)))")
            + transaction.execute("UPDATE muster.registration SET reason = '改' WHERE member_id = ANY (\(Array(kept)))")
            + transaction.execute("DELETE FROM muster.team_member WHERE member_id = ANY (\(Array(kept)))")
        }
        #expect(changed == 0, "\(name)")
      }
    }
  }
}
