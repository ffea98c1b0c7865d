import MusterProtocol
import MusterStore
import Postgres
import TestSupport
import Testing

@testable import MusterHandler

/// What is told against what can be read: after each of many random changes every watcher must have been told exactly where the
/// tables' own row security lets it read the row that changed.
@Suite("What watches tell") struct WatchOracleTests {
  private static let accounts = [
    "staff-east", "staff-west", "staff-street", "grid-east", "unit-1", "unit-2", "leader-1", "member-1", "member-2", "member-6",
    "admin",
  ]

  /// One change of a random row: what it is, its number, and how to make it.
  private struct Change {
    let what: Watchable
    let id: Int64
    let sql: SQL
  }

  private struct Dice {
    var state: UInt64
    mutating func roll(_ range: ClosedRange<Int64>) -> Int64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return range.lowerBound + Int64(state >> 33) % Int64(range.count)
    }
    mutating func pick<T>(_ choices: [T]) -> T { choices[Int(roll(0...Int64(choices.count - 1)))] }
  }

  /// Rows of every kind in both communities, by every way to be seen.
  private static let rows: [SQL] = [
    """
    INSERT INTO muster.need (area_id, place_id, title, source, mode, domain, urgency, minimum, seats, state, longitude, latitude,
                             created_by, created_at)
      SELECT a, p, '帮忙', 'unit', 'errand', 'livelihood', 2, 1, 1, 'reported', 110, 39, c, '2026-05-01'
        FROM (VALUES (4, 6), (5, 7), (4, null), (5, null)) w (a, p),
             (SELECT id FROM muster.account WHERE name IN ('unit-1', 'unit-2', 'staff-east')) c (c)
    """,
    """
    INSERT INTO muster.roster (area_id, starts_on, ends_on, state, account_id, score, seats, filled, created_at)
      SELECT a, '2026-05-04', '2026-05-11', 'proposed', 3, 0, 1, 0, '2026-05-01' FROM unnest(array[3, 4, 5]) a
    """,
    """
    INSERT INTO muster.job (kind, account_id, area_id, arguments)
      SELECT 'solve', c.id, a, '{}' FROM unnest(array[4, 5, null]) a,
             (SELECT id FROM muster.account WHERE name IN ('admin', 'staff-east', 'staff-west')) c
    """,
    """
    INSERT INTO muster.assignment (shift_id, member_id, area_id, home_id, unit_id, team_id, state, starts_at, ends_at, source,
                                   offered_at)
      SELECT s.id, m.id, s.area_id, m.area_id, m.unit_id, CASE WHEN m.id <= 3 THEN 1 END, 'declined', '2026-05-04 09:00+08',
             '2026-05-04 11:00+08', CASE WHEN m.id % 3 = 0 THEN 'claim' ELSE 'staff' END, '2026-05-01'
        FROM muster.shift s, muster.member m
    """,
  ]

  private static func change(_ dice: inout Dice, _ most: [Watchable: Int64]) -> Change {
    let what = dice.pick(Watchable.allCases)
    let id = dice.roll(1...(most[what] ?? 1))
    switch what {
    case .events:
      return Change(
        what: what, id: id,
        sql: "UPDATE muster.event SET state = \(dice.pick(["draft", "published", "cancelled"])), v = v + 1 WHERE id = \(id)")
    case .shifts:
      return Change(
        what: what, id: id,
        sql: "UPDATE muster.shift SET state = \(dice.pick(["draft", "open", "closed"])), v = v + 1 WHERE id = \(id)")
    case .needs:
      let state = dice.pick(["reported", "accepted", "scheduled", "rejected", "merged"])
      return Change(what: what, id: id, sql: "UPDATE muster.need SET state = \(state), v = v + 1 WHERE id = \(id)")
    case .assignments:
      let state = dice.pick(["declined", "withdrawn", "released"])
      return Change(what: what, id: id, sql: "UPDATE muster.assignment SET state = \(state), v = v + 1 WHERE id = \(id)")
    case .rosters: return Change(what: what, id: id, sql: "UPDATE muster.roster SET v = v + 1 WHERE id = \(id)")
    case .jobs: return Change(what: what, id: id, sql: "UPDATE muster.job SET progress = (progress + 1) % 100 WHERE id = \(id)")
    }
  }

  @Test("is what can be read, row by row, for every role")
  func oracle() async throws {
    let seed = UInt64.random(in: 0...(.max))
    var dice = Dice(state: seed)
    try await TestWorld.with { world in
      for statement in Self.rows { try await world.execute(statement) }
      let most: [Watchable: Int64] = [
        .events: 2, .shifts: 4, .needs: 13, .rosters: 3, .jobs: 9,
        .assignments: try await world.number("SELECT max(id) FROM muster.assignment"),
      ]
      var watchers: [(name: String, principal: Principal, client: TestClient, kinds: Set<Watchable>)] = []
      for name in Self.accounts {
        let client = try await world.client(as: name)
        let principal = try #require(try await world.store.principal(named: name))
        let kinds = Watchable.allCases.filter(principal.mayWatch)
        for kind in kinds { try await client.ok("WATCH \(kind.rawValue)") }
        watchers.append((name, principal, client, Set(kinds)))
        _ = try await client.told()
      }
      let database = PostgresClient(
        PostgresConfiguration(conninfo: world.database.conninfo(), leased: 1), logger: world.environment.logger)
      var told = 0
      for round in 1...200 {
        let change = Self.change(&dice, most)
        _ = try await database.read(Postgres.Query<Void>.void(change.sql))
        for watcher in watchers {
          let isRead = try await world.store.read(as: watcher.principal, change.what.isReadable(change.id)).first ?? false
          let expected = isRead && watcher.kinds.contains(change.what) ? [world.code(change.what.kind, change.id)] : []
          let events = try await watcher.client.told()
          #expect(
            events.map { $0.field("id") ?? "" } == expected, "seed \(seed) round \(round) \(watcher.name) \(change.what)")
          told += events.count
        }
      }
      await database.close()
      #expect(told > 200, "seed \(seed)")
      try await Self.compareWithPolicy(world, watchers.map(\.principal), seed)
    }
  }

  /// The whole feed, by its own row security and by the daemon's judgement.
  private static func compareWithPolicy(_ world: TestWorld, _ principals: [Principal], _ seed: UInt64) async throws {
    let all = try await world.store.feed(after: 0, most: 100_000)
    #expect(all.count > 200)
    for principal in principals {
      let read = try await world.store.feed(as: principal, after: 0, upTo: all.last?.seq ?? 0)
      #expect(read == all.filter(principal.sees), "seed \(seed) \(principal.name)")
    }
    let none = try await world.store.read(Postgres.Query<Int64>.value("SELECT count(*) FROM muster.feed"))
    #expect(none == [0], "an unset scope sees nothing, also on a connection that others have used")
  }
}
