import Logging
import MusterProtocol
import MusterStore
import NIOConcurrencyHelpers
import Postgres
import TestSupport
import Testing

@testable import MusterHandler

@Suite("The feed") struct FeedSequenceTests {
  /// A connection of one's own, as the superuser.
  private static func database(_ world: TestWorld) -> PostgresClient {
    PostgresClient(
      PostgresConfiguration(
        conninfo: world.database.conninfo(), leased: 1, waitSeconds: 60, sessionSettings: [("search_path", "muster,public")]),
      logger: world.environment.logger)
  }

  /// One writer is asleep while another, that began later, commits: what the watcher was told before and after the first commits.
  private static func lateCommit(_ world: TestWorld) async throws -> (before: [Event], after: [Event]) {
    let staff = try await world.client(as: "staff-street")
    try await staff.ok("WATCH events")
    let early = database(world)
    let before = try await early.transaction { transaction in
      try await transaction.execute("UPDATE event SET v = v + 1 WHERE id = 1")
      try await world.execute("UPDATE muster.event SET v = v + 1 WHERE id = 2")
      return try await staff.told()
    }
    await early.close()
    return (before, try await staff.told())
  }

  @Test("numbers what has been committed, so that a commit that comes late is told late and not lost")
  func late() async throws {
    try await TestWorld.with { world in
      let told = try await Self.lateCommit(world)
      #expect(told.before.map { $0.field("id") } == ["E-2"])
      #expect(told.after.map { $0.field("id") } == ["E-1"])
      #expect(told.before[0].seq < told.after[0].seq)
    }
  }

  @Test("would lose it if it numbered before the commit")
  func numberedTooEarly() async throws {
    try await TestWorld.with { world in
      // The outbox's own numbers, given while writing, as the numbers of the feed.
      try await world.execute("CREATE OR REPLACE FUNCTION muster.has_news() RETURNS boolean LANGUAGE sql AS 'SELECT false'")
      try await world.execute(
        """
        CREATE OR REPLACE FUNCTION muster.feed_after(after bigint, most int) RETURNS SETOF muster.feed
          LANGUAGE sql STABLE SECURITY DEFINER AS
          'SELECT o.id, clock_timestamp(), o.what, o.subject_id, o.state, o.v, o.area_id, o.place_id, o.member_id, o.team_id, o.unit_id,
                  o.account_id, o.event_id, o.need_id, o.shift_id, o.facts
             FROM muster.outbox o WHERE o.id > after ORDER BY o.id LIMIT most'
        """)
      try await world.execute(
        """
        CREATE OR REPLACE FUNCTION muster.feed_bounds() RETURNS TABLE (oldest bigint, last bigint)
          LANGUAGE sql STABLE SECURITY DEFINER AS
          'SELECT 1::bigint, coalesce((SELECT max(o.id) FROM muster.outbox o), 0)'
        """)
      let told = try await Self.lateCommit(world)
      #expect(told.before.last?.field("id") == "E-2")
      #expect(told.after.isEmpty, "the change of E-1, number 1, came after number 2 and nobody looks back")
    }
  }

  @Test("is fenced: a dispatcher that slept through its lease numbers nothing any more")
  func fenced() async throws {
    try await TestWorld.with { world in
      let asleep = try #require(try await world.store.lead(nil, seconds: 0))
      let awake = try #require(try await world.store.lead(nil, seconds: 60))
      #expect(awake > asleep)
      #expect(try await world.store.lead(nil, seconds: 60) == nil, "it is held")
      #expect(try await world.store.lead(asleep, seconds: 60) == nil)
      #expect(try await world.store.lead(awake, seconds: 60) == awake)
      try await world.execute("UPDATE muster.event SET v = v + 1 WHERE id = 1")
      #expect(try await world.store.number(asleep, most: 10) == nil)
      #expect(try await world.store.number(awake, most: 10) == 1)
    }
  }

  @Test("gives the daemon's own functions to nobody who acts for somebody")
  func ownHand() async throws {
    try await TestWorld.with { world in
      try await world.execute("UPDATE muster.event SET v = v + 1 WHERE id = 2")
      let fence = try #require(try await world.store.lead(nil, seconds: 60))
      #expect(try await world.store.number(fence, most: 10) == 1)
      let east = try #require(try await world.store.principal(named: "staff-east"))
      let store = world.store
      #expect(try await store.read(as: east, Query<Int64>.value("SELECT count(*) FROM muster.feed_after(0, 10)")) == [0])
      #expect(try await store.read(as: east, Query<Int64?>.value("SELECT muster.lead(\(fence), 1)")).first ?? nil == nil)
      #expect(
        try await store.read(as: east, Query<Int32?>.value("SELECT muster.number_events(\(fence), 1)")).first ?? nil == nil)
      #expect(try await store.read(as: east, Query<Int64>.value("SELECT muster.trim_feed(0, 0, 10)")) == [0])
      #expect(try await store.read(as: east, Query<Int64>.value("SELECT count(*) FROM muster.feed")) == [0])
    }
  }

  @Test("says so where numbers have gone back, as on a standby that had not seen the newest")
  func backwards() async throws {
    try await TestWorld.with { world in
      let staff = try await world.client(as: "staff-east")
      try await staff.ok("WATCH events")
      try await world.execute("UPDATE muster.event SET v = v + 1 WHERE id = 1")
      let last = try #require(try await staff.told().last?.seq)
      try await world.execute("DELETE FROM muster.feed WHERE seq = \(last)")
      try await world.execute("UPDATE muster.dispatcher SET last_seq = \(last) - 1")
      #expect(try await staff.told() == [.gap(from: last, to: last - 1)])
      try await world.execute("UPDATE muster.event SET v = v + 1 WHERE id = 1")
      #expect(try await staff.told().map(\.seq) == [last])
    }
  }

  @Test("rolls back with its change, and a change that changes nothing is none")
  func rolledBack() async throws {
    try await TestWorld.with { world in
      let staff = try await world.client(as: "staff-east")
      try await staff.ok("WATCH shifts")
      struct TakenBack: Error {}
      let database = Self.database(world)
      await #expect(throws: TakenBack.self) {
        try await database.transaction { transaction in
          try await transaction.execute("UPDATE shift SET v = v + 1")
          throw TakenBack()
        }
      }
      await database.close()
      try await world.execute("UPDATE muster.shift SET role = role")
      #expect(try await staff.told().isEmpty)
      #expect(try await world.number("SELECT count(*) FROM muster.outbox") == 0)
    }
  }

  /// What each writer committed.
  private struct Version: Hashable {
    let shift: String
    let v: String
  }

  @Test(
    "tells exactly what was committed, once and in order: eight writers, two dispatchers at odds, a watcher that comes and goes"
  )
  func sequence() async throws {
    let seed = UInt64.random(in: 0...(.max))
    try await TestWorld.with { world in
      let other = try await Store.open(
        conninfo: world.database.conninfo(user: "muster_app"), leased: 2, waitSeconds: 60, unsafeForTests: true,
        logger: world.environment.logger)
      let rival = Environment(
        store: other, now: world.environment.now, version: "test", loginKey: TestWorld.loginKey, steadyClock: { .zero },
        logger: world.environment.logger)
      let committed = NIOLockedValueBox<Set<Version>>([])
      let isOver = NIOLockedValueBox(false)
      let told = try await withThrowingTaskGroup(of: [Event].self) { group in
        group.addTask {
          try await withThrowingTaskGroup(of: Void.self) { writers in
            for writer in 0..<8 {
              writers.addTask { try await Self.write(world, seed &+ UInt64(writer), into: committed) }
            }
            try await writers.waitForAll()
          }
          isOver.withLockedValue { $0 = true }
          return []
        }
        group.addTask {
          // Takes the lease from the other one again and again, and dies with it half of the time.
          var round = 0
          while !isOver.withLockedValue({ $0 }) {
            round += 1
            if round % 2 == 0 { _ = try await other.lead(nil, seconds: 0) } else { try await Dispatcher(rival).step() }
            await Task.yield()
          }
          return []
        }
        group.addTask { try await Self.follow(world, until: { isOver.withLockedValue { $0 } }) }
        var all: [Event] = []
        for try await events in group { all += events }
        return all
      }
      await other.close()
      Self.check(told, committed.withLockedValue { $0 }, seed)
    }
  }

  /// Sixty transactions of one to three changes; every fifth is rolled back.
  private static func write(_ world: TestWorld, _ seed: UInt64, into committed: NIOLockedValueBox<Set<Version>>) async throws {
    let client = database(world)
    var state = seed
    func roll(_ sides: UInt64) -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (state >> 33) % sides
    }
    struct TakenBack: Error {}
    for _ in 0..<60 {
      let shifts = (0...roll(3)).map { _ in Int64(1 + roll(4)) }
      let isTakenBack = roll(5) == 0
      do {
        let versions = try await client.transaction { transaction in
          var versions: [Version] = []
          for shift in Set(shifts).sorted() {
            let v = try await transaction.query(
              Query<Int32>.value("UPDATE shift SET v = v + 1 WHERE id = \(shift) RETURNING v")
            ).first
            versions.append(Version(shift: "S-\(shift)", v: "\(v ?? 0)"))
          }
          if isTakenBack { throw TakenBack() }
          return versions
        }
        committed.withLockedValue { $0.formUnion(versions) }
      } catch is TakenBack {}
    }
    await client.close()
  }

  /// All that one who watches the shifts is told, over connections that vanish every few events.
  private static func follow(_ world: TestWorld, until isOver: () -> Bool) async throws -> [Event] {
    let client = try await world.client(as: "staff-street")
    var last = try #require(try await client.ok("WATCH shifts").field("seq"))
    var (all, rounds) = ([Event](), 0)
    while true {
      let mayEnd = isOver()
      let events = try await client.told()
      all += events
      last = events.last.map { "\($0.seq)" } ?? last
      if mayEnd && events.isEmpty { return all }
      rounds += 1
      if rounds % 3 == 0 {
        client.vanish()
        try await client.ok("AUTH TOKEN \(TestWorld.token("staff-street"))")
        try await client.ok("WATCH shifts since=\(last)")
      }
    }
  }

  private static func check(_ told: [Event], _ committed: Set<Version>, _ seed: UInt64) {
    let versions = told.map { Version(shift: $0.field("id") ?? $0.name, v: $0.field("v") ?? "") }
    #expect(committed.count > 500)
    #expect(versions.count == committed.count, "seed \(seed): some told twice, or not at all")
    #expect(Set(versions) == committed, "seed \(seed)")
    #expect(zip(told, told.dropFirst()).allSatisfy { $0.seq < $1.seq }, "seed \(seed): numbers do not grow")
    for (shift, its) in Dictionary(grouping: versions, by: \.shift) {
      let numbers = its.compactMap { Int($0.v) }
      #expect(numbers == numbers.sorted(), "seed \(seed): \(shift) out of order")
    }
  }
}
