import MusterDomain
import MusterProtocol
import MusterStore
import TestSupport
import Testing

@testable import MusterHandler

@Suite("What is on record never makes a plan impossible") struct PlanningFactsTests {
  /// A firm assignment of member 1 on a shift of its own, written behind the protocol's back.
  static func serve(_ world: TestWorld, from: String, to: String, longitude: Double = 110.01) async throws {
    try await world.execute(
      """
      WITH s AS (
        INSERT INTO muster.shift (event_id, area_id, role, domain, minimum, seats, priority, starts_at, ends_at, longitude, latitude, state)
        VALUES (1, 4, '补录', 'health', 0, 1, 1, \(from)::text::timestamptz, \(to)::text::timestamptz, \(longitude), 39.6, 'closed')
        RETURNING id, area_id, starts_at, ends_at)
      INSERT INTO muster.assignment (shift_id, member_id, area_id, home_id, state, starts_at, ends_at, source, offered_at)
      SELECT id, 1, area_id, 4, 'served', starts_at, ends_at, 'staff', now() FROM s
      """)
  }

  @Test(
    "hours entered side by side at two far places, off the whole minute, far away or over Sunday's midnight",
    arguments: [
      [("2026-05-05 09:00+08", "2026-05-05 10:00+08", 110.01), ("2026-05-05 10:00+08", "2026-05-05 11:00+08", 110.2)],
      [
        ("2026-05-05 09:00:30+08", "2026-05-05 10:00:30+08", 110.01), ("2026-05-05 10:00:30+08", "2026-05-05 11:00+08", 110.01),
      ],
      [("2026-05-05 09:00+08", "2026-05-05 10:00+08", -110.0)],
      [("2026-05-03 23:00+08", "2026-05-04 01:00+08", 110.01)],
      [("2026-05-10 23:00+08", "2026-05-11 03:00+08", 110.01)],
    ])
  func oddFacts(facts: [(String, String, Double)]) async throws {
    try await TestWorld.with { world in
      for (from, to, longitude) in facts { try await Self.serve(world, from: from, to: to, longitude: longitude) }
      let staff = try await world.client(as: "staff-east")
      let roster = try await RosterTests.solved(world, staff)
      #expect(try await staff.ok("ROSTER \(roster)").table?.rows.count == 4)
      try await staff.expect("WHY shift=S-1 member=\(world.code(.member, 1))", "OK")
      try await staff.expect("CLAIM S-1 member=\(world.code(.member, 1))", "OK")
    }
  }

  @Test("a need whose first alternative has passed is claimed for the next")
  func pastAlternative() async throws {
    try await TestWorld.with { world in
      world.clock.set("2026-05-05T12:00")
      let member = try await world.client(as: "member-1")
      let claimed = try await member.ok("CLAIM S-4")
      #expect(claimed.field("starts") == "2026-05-06T14:00:00+08:00")
    }
  }

  @Test("a roster takes only those of a need's alternatives that lie in its days")
  func daysOfRoster() async throws {
    try await TestWorld.with { world in
      let staff = try await world.client(as: "staff-east")
      let job = try #require(try await staff.ok("SOLVE area=A-4 from=2026-05-06 to=2026-05-07 seconds=1").field("job"))
      _ = try await JobRunner(world.environment).runOne()
      #expect(try await staff.ok("JOB \(job)").column("state") == ["done"])
      let lines = try await staff.ok("ROSTER R-1")
      #expect(lines.column("shift") == ["S-4"])
      #expect(lines.column("starts") == ["2026-05-06T14:00:00+08:00"])
    }
  }

  @Test("what staff released may be offered again, what was declined may not")
  func offeredAgain() async throws {
    try await TestWorld.with { world in
      let staff = try await world.client(as: "staff-east")
      let member = world.code(.member, 1)
      let first = try #require(try await staff.ok("ASSIGN S-1 \(member)").field("id"))
      try await staff.ok("RELEASE \(first) reason=误派")
      #expect(try await staff.ok("ASSIGN S-1 \(member)").field("id") == first)
      try await world.client(as: "member-1").ok("DECLINE \(first)")
      try await staff.expect("ASSIGN S-1 \(member)", "NO CONFLICT/RULE")
    }
  }

  @Test(
    "a paired unit's people are preferred on the days on which the pairing holds, and on no other",
    arguments: [
      ("2026-05-04", nil, true), ("2026-05-05", nil, false), ("2026-01-01", "2026-05-04", false),
      ("2026-01-01", "2026-05-05", true),
    ] as [(String, String?, Bool)])
  func pairingDates(since: String, until: String?, holds: Bool) async throws {
    try await TestWorld.with { world in
      // S-1 is on the fourth of May; member 1 works for the unit, which is paired with the community.
      try await world.execute(
        "UPDATE muster.pairing SET since = \(since)::text::date, until = \(until)::text::date")
      let staff = try await world.client(as: "staff-east")
      let why = try await staff.ok("WHY shift=S-1 member=\(world.code(.member, 1))")
      #expect(why.table?.rows.contains { $0.contains("paired") } == holds)
    }
  }

  @Test("a shift after midnight counts by the city's day, not by that of UTC")
  func pairingByTheCitysDay() async throws {
    try await TestWorld.with { world in
      try await world.execute(
        "UPDATE muster.shift SET starts_at = '2026-05-04 01:00+08', ends_at = '2026-05-04 03:00+08' WHERE id = 1")
      try await world.execute("UPDATE muster.pairing SET since = '2026-05-04'")
      let staff = try await world.client(as: "staff-east")
      let why = try await staff.ok("WHY shift=S-1 member=\(world.code(.member, 1))")
      #expect(why.table?.rows.contains { $0.contains("paired") } == true)
    }
  }

  @Test("one misplaced event does not bend the distances of the others")
  func misplaced() async throws {
    try await TestWorld.with { world in
      try await world.execute("UPDATE muster.shift SET longitude = -110 WHERE id = 2")
      try await world.execute("UPDATE muster.member SET reach = 100, active = id <= 5")
      let staff = try await world.client(as: "staff-street")
      let roster = try await RosterTests.solved(world, staff, area: "A-3")
      let lines = try await staff.ok("ROSTER \(roster)")
      // 1.7 km is farther than 100 m: nobody is left for the west.
      #expect(!lines.column("shift").contains("S-3"))
      #expect(lines.column("shift").contains("S-1"))
    }
  }
}

@Suite("Jobs whose owners change or go") struct JobOwnerTests {
  @Test("a solve survives that the tree moves while it runs")
  func treeMoves() async throws {
    try await TestWorld.with { world in
      let staff = try await world.client(as: "staff-east")
      let job = try #require(try await staff.ok("SOLVE area=A-4 from=2026-05-04 to=2026-05-11 seconds=1").field("job"))
      let claimed = try #require(try await world.store.claimJob(leaseSeconds: 15, solverRuns: 2))
      let context = JobContext(job: claimed, environment: world.environment)
      let tries = try await context.withRights { principal -> Int in
        // Somebody changes the account just before the first write.
        if principal.version == 1 { try await world.execute("UPDATE muster.account SET version = version + 1") }
        return try await world.store.transact(as: principal, at: world.clock.now) { _ in Int(principal.version) }
      }
      #expect(tries == 2)
      #expect(!job.isEmpty)
    }
  }

  @Test("a job of a disabled account ends, and holds no place in the queue")
  func disabled() async throws {
    try await TestWorld.with { world in
      let staff = try await world.client(as: "staff-east")
      try await staff.ok("SOLVE area=A-4 from=2026-05-04 to=2026-05-11 seconds=1")
      try await world.execute("UPDATE muster.account SET disabled_at = now() WHERE name = 'staff-east'")
      _ = try await JobRunner(world.environment).runOne()
      #expect(try await world.number("SELECT count(*) FROM muster.job WHERE state = 'failed'") == 1)
      #expect(try await JobRunner(world.environment).runOne() == false)
    }
  }

  @Test("one search that cannot be done does not hold up the others")
  func oneBadSearch() async throws {
    try await TestWorld.with { world in
      let staff = try await world.client(as: "staff-east")
      try await staff.ok("ASSIGN S-2 \(world.code(.member, 1))")
      try await staff.ok("ASSIGN S-1 \(world.code(.member, 3))")
      // Whoever is offered S-2 from now on, the database refuses it.
      try await world.execute("ALTER TABLE muster.assignment ADD CONSTRAINT no_more CHECK (shift_id <> 2 OR member_id = 1)")
      world.clock.set("2026-05-04T08:00")
      #expect(try await Sweeper(world.environment).sweep() == (2, 1))
      #expect(try await staff.ok("ASSIGNMENTS shift=S-1 state=offered").table?.rows.count == 1)
      let waiting = try await world.number(
        "SELECT count(*) FROM muster.substitute_search WHERE shift_id = 2 AND not_before > '2026-05-04 08:30+08'")
      #expect(waiting == 1, "it is put off, not looked at each second")
    }
  }

  @Test(
    "a dated exception holds instead of that day's windows and of no other day's",
    arguments: [
      ("2026-05-04", nil, nil, "no"), ("2026-05-04", 540, 660, "yes"), ("2026-05-04", 600, 700, "no"),
      ("2026-05-05", nil, nil, "yes"),
    ] as [(String, Int?, Int?, String)])
  func exceptions(date: String, starts: Int?, ends: Int?, holds: String) async throws {
    try await TestWorld.with { world in
      try await world.execute(
        """
        INSERT INTO muster.availability_exception (member_id, on_date, starts, ends)
        VALUES (3, \(date)::text::date, \(starts)::int8, \(ends)::int8)
        """)
      let staff = try await world.client(as: "staff-east")
      let why = try await staff.ok("WHY shift=S-1 member=\(world.code(.member, 3))")
      #expect(why.table?.rows.first { $0[0] == "availability" }?[1] == holds)
    }
  }
}
