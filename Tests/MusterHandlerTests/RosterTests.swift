import MusterDomain
import MusterProtocol
import MusterStore
import NIOConcurrencyHelpers
import Postgres
import TestSupport
import Testing

@testable import MusterHandler

@Suite("A roster from asking to publishing") struct RosterTests {
  /// Asks for a roster of the east community's week and runs the queue dry; gives its code.
  static func solved(_ world: TestWorld, _ client: TestClient, area: String = "A-4") async throws -> String {
    let job = try #require(
      try await client.ok("SOLVE area=\(area) from=2026-05-04 to=2026-05-11 seconds=1 seed=7").field("job"))
    _ = try await JobRunner(world.environment).runOne()
    let shown = try await client.ok("JOB \(job)")
    #expect(shown.column("state") == ["done"])
    let result = try #require(shown.column("result").first ?? nil)
    return try #require(result.split(separator: "\"").first { $0.hasPrefix("R-") }.map(String.init))
  }

  @Test("SOLVE proposes, PUBLISH offers, and every seat of the small city is filled")
  func wholeWay() async throws {
    try await TestWorld.with { world in
      let staff = try await world.client(as: "staff-east")
      let roster = try await Self.solved(world, staff)
      let lines = try await staff.ok("ROSTER \(roster)")
      #expect(lines.table?.rows.count == 4)
      #expect(try await world.number("SELECT count(*) FROM muster.assignment") == 0, "a proposal offers nothing")
      let published = try await staff.ok("PUBLISH \(roster) if=1 key=publish-the-roster-1")
      #expect(published.field("offered") == "4")
      #expect(published.field("skipped") == "0")
      let again = try await staff.ok("PUBLISH \(roster) if=1 key=publish-the-roster-1")
      #expect(again.field("replayed") == "yes")
      try await staff.expect("PUBLISH \(roster)", "NO CONFLICT/STATE")
      #expect(try await world.number("SELECT count(*) FROM muster.assignment WHERE state = 'offered'") == 4)
      #expect(try await world.number("SELECT count(*) FROM muster.need WHERE state = 'scheduled'") == 1)
    }
  }

  @Test("a second SOLVE keeps what was published and disturbs nobody")
  func again() async throws {
    try await TestWorld.with { world in
      let staff = try await world.client(as: "staff-east")
      try await staff.ok("PUBLISH \(try await Self.solved(world, staff))")
      let before = try await staff.ok("ASSIGNMENTS").column("id")
      let second = try await Self.solved(world, staff)
      #expect(try await staff.ok("ROSTER \(second)").column("kept") == ["yes", "yes", "yes", "yes"])
      let published = try await staff.ok("PUBLISH \(second)")
      #expect(published.field("kept") == "4")
      #expect(published.field("withdrawn") == "0")
      #expect(try await staff.ok("ASSIGNMENTS").column("id") == before)
    }
  }

  @Test("what was claimed or declined since the roster was made wins over its lines")
  func overtaken() async throws {
    try await TestWorld.with { world in
      let staff = try await world.client(as: "staff-east")
      let roster = try await Self.solved(world, staff)
      let lines = try await staff.ok("ROSTER \(roster)")
      let taken = try #require(lines.table?.rows.first { $0[0] == "S-1" }?[4])
      // Everyone whom the roster puts on S-1 is busy elsewhere by now.
      try await world.execute(
        """
        INSERT INTO muster.assignment (shift_id, member_id, area_id, home_id, state, starts_at, ends_at, source, offered_at)
        SELECT 3, member_id, 5, 4, 'accepted', starts_at, ends_at, 'claim', now() FROM muster.roster_line WHERE shift_id = 1 LIMIT 1
        """)
      let published = try await staff.ok("PUBLISH \(roster)")
      #expect(published.field("skipped") == "1")
      #expect(published.field("offered") == "3")
      #expect(!taken.isEmpty)
    }
  }

  @Test("a roster is of one week, of one's own area, and of days that are still to come")
  func refusals() async throws {
    try await TestWorld.with { world in
      let staff = try await world.client(as: "staff-east")
      try await staff.expect("SOLVE area=A-5 from=2026-05-04 to=2026-05-11", "NO NOT-FOUND")
      try await staff.expect("SOLVE area=A-3 from=2026-05-04 to=2026-05-11", "NO NOT-FOUND")
      try await staff.expect("SOLVE area=A-4 from=2026-05-04 to=2026-05-12", "BAD ARG/VALUE")
      try await staff.expect("SOLVE area=A-4 from=2026-05-05 to=2026-05-04", "BAD ARG/VALUE")
      let member = try await world.client(as: "member-1")
      try await member.expect("SOLVE area=A-4 from=2026-05-04 to=2026-05-11", "NO DENIED")
      world.clock.set("2026-05-10T20:00")
      let roster = try await Self.solved(world, staff)
      #expect(try await staff.ok("ROSTER \(roster)").table?.rows.isEmpty == true)
    }
  }

  @Test("a cancelled job writes nothing, and a job whose daemon died is done by the next")
  func leases() async throws {
    try await TestWorld.with { world in
      let staff = try await world.client(as: "staff-east")
      let first = try #require(try await staff.ok("SOLVE area=A-4 from=2026-05-04 to=2026-05-11 seconds=1").field("job"))
      try await staff.ok("CANCEL \(first)")
      #expect(try await JobRunner(world.environment).runOne() == false)
      try await staff.expect("CANCEL \(first)", "NO CONFLICT/STATE")

      let second = try #require(try await staff.ok("SOLVE area=A-4 from=2026-05-04 to=2026-05-11 seconds=1").field("job"))
      // A daemon took it and died: its lease has run out.
      let dead = try #require(try await world.store.claimJob(leaseSeconds: 15, solverRuns: 2))
      #expect(try await JobRunner(world.environment).runOne() == false, "a held job is nobody else's")
      try await world.execute("UPDATE muster.job SET lease_until = now() - interval '1 second'")
      #expect(try await JobRunner(world.environment).runOne())
      #expect(try await staff.ok("JOB \(second)").column("state") == ["done"])
      #expect(try await world.store.renew(dead, leaseSeconds: 15, JobProgress()) == .lost)
      #expect(try await world.number("SELECT count(*) FROM muster.roster") == 1)
    }
  }

  @Test("JOB tells score, bound, seats, gap and what time is left while a search runs, and no time once it is done")
  func progress() async throws {
    try await TestWorld.with { world in
      let staff = try await world.client(as: "staff-east")
      let first = try #require(try await staff.ok("SOLVE area=A-4 from=2026-05-04 to=2026-05-11 seconds=1").field("job"))
      let held = try #require(try await world.store.claimJob(leaseSeconds: 600, solverRuns: 2))
      var figures = JobProgress()
      (figures.percent, figures.score, figures.bound) = (40, 900, 1_000)
      (figures.seats, figures.filled, figures.secondsLeft) = (4, 3, 3_600)
      #expect(try await world.store.renew(held, leaseSeconds: 600, figures) == .held)
      let running = try await staff.ok("JOB \(first)")
      #expect(running.column("state") == ["running"] && running.column("progress") == ["40"])
      #expect(running.column("score") == ["900"] && running.column("bound") == ["1000"])
      #expect(running.column("seats") == ["4"] && running.column("filled") == ["3"])
      #expect(running.column("gap") == ["0.100000"])
      let left = try #require(running.column("left").first ?? nil)
      #expect((1...3_600).contains(try #require(Int(left))))
      try await staff.ok("CANCEL \(first)")

      let roster = try await Self.solved(world, staff)
      let done = try await staff.ok("JOB J-2")
      #expect(done.column("seats") == ["4"] && done.column("filled") == ["4"] && done.column("left") == [nil])
      #expect(done.column("gap") == ["0.000000"] && done.field("roster") == roster)
    }
  }

  @Test("a CANCEL stops the work of the daemon that answers it before it has answered")
  func cancelled() async throws {
    try await TestWorld.with { world in
      let staff = try await world.client(as: "staff-east")
      let job = try #require(try await staff.ok("SOLVE area=A-4 from=2026-05-04 to=2026-05-11 seconds=600").field("job"))
      let held = try #require(try await world.store.claimJob(leaseSeconds: 600, solverRuns: 2))
      let context = JobContext(job: held, environment: world.environment)
      world.environment.running.add(context)
      #expect(context.tell(progress: 1))
      try await staff.ok("CANCEL \(job)")
      #expect(!context.tell(progress: 2))
      await #expect(throws: JobLost.self) {
        try await context.keepingLease { try await Task.sleep(for: .seconds(3_600)) }
      }
    }
  }

  @Test("CANCEL keep=yes ends a search with the best plan so far, on the daemon that answers it and on any other")
  func keeps() async throws {
    try await TestWorld.with { world in
      let staff = try await world.client(as: "staff-east")
      let job = try #require(try await staff.ok("SOLVE area=A-4 from=2026-05-04 to=2026-05-11 seconds=600").field("job"))
      try await staff.expect("CANCEL \(job) keep=yes", "NO CONFLICT/STATE")
      let held = try #require(try await world.store.claimJob(leaseSeconds: 600, solverRuns: 2))
      let here = JobContext(job: held, environment: world.environment)
      world.environment.running.add(here)
      let kept = try await staff.ok("CANCEL \(job) keep=yes")
      #expect(kept.field("state") == "running" && here.isCutShort)
      #expect(try await world.store.renew(held, leaseSeconds: 600, JobProgress()) == .cutShort)
      // Ten minutes of searching end at once, and leave their proposal.
      try await SolveJob(here).run()
      let done = try await staff.ok("JOB \(job)")
      #expect(done.column("state") == ["done"])
      try await staff.ok("ROSTER \(try #require(done.field("roster")))")
      try await staff.expect("CANCEL \(job) keep=yes", "NO CONFLICT/STATE")
    }
  }

  @Test("keep=yes is for searches only")
  func keepsNoImport() async throws {
    try await TestWorld.with { world in
      let staff = try await world.client(as: "staff-east")
      try await staff.ok("SOLVE area=A-4 from=2026-05-04 to=2026-05-11 seconds=1")
      try await world.execute("UPDATE muster.job SET kind = 'import', state = 'running', lease_until = now()")
      try await staff.expect("CANCEL J-1 keep=yes", "BAD ARG/VALUE")
    }
  }

  @Test("two daemons that look at the same moment do not run more searches than one may")
  func together() async throws {
    try await TestWorld.with { world in
      let staff = try await world.client(as: "staff-east")
      for _ in 1...2 { try await staff.ok("SOLVE area=A-4 from=2026-05-04 to=2026-05-11 seconds=1") }
      // The other daemon has taken one, which nobody sees before its transaction ends.
      let second = try await world.store.client.transaction { transaction in
        let first = try await transaction.query(Postgres.Query<Int64>.value("SELECT id FROM muster.claim_job(600, 1)"))
        #expect(first == [1])
        let claim = Task { try await world.store.claimJob(leaseSeconds: 600, solverRuns: 1) }
        let isOver = NIOLockedValueBox(false)
        let end = Task {
          _ = await claim.result
          isOver.withLockedValue { $0 = true }
        }
        // Until it waits, or has not waited.
        let waiting: SQL = """
          SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
           WHERE l.locktype = 'advisory' AND NOT l.granted AND d.datname = current_database()
          """
        while try await world.number(waiting) == 0, !isOver.withLockedValue({ $0 }) {}
        return (claim, end)
      }
      let claimed = try await second.0.value
      await second.1.value
      #expect(claimed == nil)
      let jobs = try await world.number("SELECT count(*) FROM muster.job WHERE state = 'running'")
      #expect(jobs == 1)
    }
  }

  @Test("a solve takes no more threads than the daemon has processors")
  func threads() async throws {
    var limits = Limits()
    limits.solverThreads = 2
    try await TestWorld.with(limits: limits) { world in
      let staff = try await world.client(as: "staff-east")
      try await staff.expect("SOLVE area=A-4 from=2026-05-04 to=2026-05-11 threads=3", "BAD ARG/VALUE")
      try await staff.expect("SOLVE area=A-4 from=2026-05-04 to=2026-05-11 threads=0", "BAD ARG/VALUE")
      let job = try #require(
        try await staff.ok("SOLVE area=A-4 from=2026-05-04 to=2026-05-11 threads=2 seconds=1").field("job"))
      _ = try await JobRunner(world.environment).runOne()
      #expect(try await staff.ok("JOB \(job)").column("state") == ["done"])
    }
  }
}
