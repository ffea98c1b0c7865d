import MusterProtocol
import MusterStore
import TestSupport
import Testing

@testable import MusterHandler

@Suite("A watch") struct WatchTests {
  /// `assignment P-… accepted`, without numbers.
  static func said(_ events: [Event]) -> [String] {
    events.map { "\($0.name) \($0.field("id") ?? "-") \($0.field("state") ?? $0.field("code") ?? "-")" }
  }

  @Test("tells staff what changes in their communities, a member what is the own, and others nothing")
  func scopes() async throws {
    try await TestWorld.with { world in
      let east = try await world.client(as: "staff-east")
      let west = try await world.client(as: "staff-west")
      let first = try await world.client(as: "member-1")
      let second = try await world.client(as: "member-2")
      for client in [east, west, first, second] { try await client.ok("WATCH assignments") }
      let id = try #require(try await second.ok("CLAIM S-1").field("id"))
      let told = try await east.told()
      #expect(Self.said(told) == ["assignment \(id) accepted"])
      #expect(told.first?.field("shift") == "S-1")
      #expect(Self.said(try await second.told()) == ["assignment \(id) accepted"])
      #expect(try await first.told().isEmpty)
      #expect(try await west.told().isEmpty)
    }
  }

  @Test("begins behind what has been told already and numbers grow")
  func numbers() async throws {
    try await TestWorld.with { world in
      let staff = try await world.client(as: "staff-east")
      try await staff.ok("EVENT.SET E-1 title=一")
      _ = try await staff.told()
      let begun = try #require(try await staff.ok("WATCH events").field("seq").flatMap { Int64($0) })
      try await staff.ok("EVENT.SET E-1 title=二")
      try await staff.ok("EVENT.SET E-1 title=三")
      let told = try await staff.told()
      #expect(told.count == 2)
      #expect(told.allSatisfy { $0.seq > begun } && told[0].seq < told[1].seq)
      #expect(told.map { $0.field("v") } == ["3", "4"])
    }
  }

  @Test("takes up behind since=, and what an older watch has told is not told again")
  func since() async throws {
    try await TestWorld.with { world in
      let staff = try await world.client(as: "staff-east")
      let begun = try #require(try await staff.ok("WATCH events").field("seq"))
      for title in ["一", "二", "三"] { try await staff.ok("EVENT.SET E-1 title=\(title)") }
      let all = try await staff.told()
      #expect(all.count == 3)
      let later = try await world.client(as: "staff-east")
      #expect(try await later.ok("WATCH events since=\(all[0].seq)").field("seq") == "\(all[0].seq)")
      #expect(try await later.told() == Array(all[1...]))
      try await later.ok("WATCH events id=E-1 since=\(begun)")
      #expect(try await later.told() == [all[0]])
      try await staff.ok("EVENT.SET E-1 title=四")
      #expect(try await later.told().count == 1, "both of its watches match, and it is told once")
    }
  }

  @Test("says what is missing when the number is no longer kept, or not known yet")
  func gaps() async throws {
    try await TestWorld.with { world in
      let staff = try await world.client(as: "staff-east")
      try await staff.ok("WATCH events")
      for title in ["一", "二", "三"] { try await staff.ok("EVENT.SET E-1 title=\(title)") }
      let all = try await staff.told()
      #expect(try await world.store.trimFeed(olderThanSeconds: 3_600, kept: 1, most: 100) > 0)
      let late = try await world.client(as: "staff-east")
      try await late.ok("WATCH events since=0")
      let last = all[2].seq
      #expect(try await late.told() == [.gap(from: 0, to: last - 1), all[2]])
      let ahead = try await world.client(as: "staff-east")
      try await ahead.ok("WATCH events since=\(last + 100)")
      #expect(try await ahead.told() == [.gap(from: last + 100, to: last)])
      try await staff.ok("EVENT.SET E-1 title=四")
      #expect(try await ahead.told().count == 1)
    }
  }

  @Test("drops what waits beyond the backlog, says so once, and goes on with what comes then")
  func backlog() async throws {
    var limits = Limits()
    limits.watchBacklog = 200
    try await TestWorld.with(limits: limits) { world in
      let staff = try await world.client(as: "staff-east")
      let slow = try await world.client(as: "staff-east")
      let begun = try #require(try await slow.ok("WATCH events").field("seq").flatMap { Int64($0) })
      for title in 1...20 { try await staff.ok("EVENT.SET E-1 title=第\(title)次") }
      let told = try await slow.told()
      #expect(told.first?.name == "gap" && told.first?.field("from") == "\(begun)")
      let to = try #require(told.first?.field("to").flatMap { Int64($0) })
      #expect(told.count <= 4 && told.dropFirst().allSatisfy { $0.name == "event" && $0.seq > to })
      try await staff.ok("EVENT.SET E-1 title=后来")
      #expect(try await slow.told().map(\.name) == ["event"])
    }
  }

  @Test("ends by its number, at once and alone")
  func off() async throws {
    try await TestWorld.with { world in
      let staff = try await world.client(as: "staff-east")
      try await staff.ok("WATCH events")
      try await staff.ok("WATCH shifts event=E-1")
      try await staff.ok("EVENT.SET E-1 title=一")
      try await staff.ok("WATCH off=W-1")
      try await staff.expect("WATCH off=W-1", "NO NOT-FOUND")
      #expect(try await staff.told().isEmpty)
      try await world.execute("UPDATE muster.shift SET priority = 1, v = v + 1 WHERE id = 1")
      #expect(Self.said(try await staff.told()) == ["shift S-1 open"])
    }
  }

  @Test(
    "is refused where it asks for what cannot be read or does not fit",
    arguments: [
      ("staff-east", "WATCH", "BAD ARG/MISSING"), ("staff-east", "WATCH people", "BAD ARG/VALUE"),
      ("staff-east", "WATCH jobs event=E-1", "BAD ARG/UNKNOWN"), ("staff-east", "WATCH events id=S-1", "NO NOT-FOUND"),
      ("staff-east", "WATCH events id=E-2", "NO NOT-FOUND"), ("staff-east", "WATCH events id=E-99", "NO NOT-FOUND"),
      ("staff-east", "WATCH assignments event=E-2", "NO NOT-FOUND"), ("staff-east", "WATCH shifts area=A-5", "NO NOT-FOUND"),
      ("staff-east", "WATCH assignments off=W-1", "BAD ARG/UNKNOWN"), ("staff-east", "WATCH off=W-7", "NO NOT-FOUND"),
      ("staff-east", "WATCH events since=-1", "BAD ARG/VALUE"), ("member-1", "WATCH jobs", "NO DENIED"),
      ("member-1", "WATCH rosters", "NO DENIED"), ("admin", "WATCH assignments", "NO DENIED"), ("admin", "WATCH jobs", "OK"),
      ("grid-east", "WATCH needs", "OK"), ("grid-east", "WATCH shifts", "NO DENIED"), ("unit-1", "WATCH needs", "OK"),
      ("leader-1", "WATCH assignments", "OK"), ("operator", "WATCH events", "NO DENIED"),
      ("department", "WATCH needs", "NO DENIED"),
    ])
  func refused(account: String, line: String, words: String) async throws {
    try await TestWorld.with { world in _ = try await world.client(as: account).expect(line, words) }
  }

  @Test("is one of sixteen on a connection at most")
  func limit() async throws {
    try await TestWorld.with { world in
      let staff = try await world.client(as: "staff-east")
      for _ in 1...16 { try await staff.ok("WATCH events") }
      try await staff.expect("WATCH events", "NO LIMIT/WATCHES")
      try await staff.ok("WATCH off=W-3")
      try await staff.ok("WATCH events")
    }
  }

  @Test("of jobs tells from queued to done, with the roster that came of it, to the requester's side only")
  func jobs() async throws {
    try await TestWorld.with { world in
      let staff = try await world.client(as: "staff-east")
      let west = try await world.client(as: "staff-west")
      for client in [staff, west] {
        try await client.ok("WATCH jobs")
        try await client.ok("WATCH rosters")
      }
      let roster = try await RosterTests.solved(world, staff)
      let told = try await staff.told()
      let jobs = told.filter { $0.name == "job" }
      #expect(jobs.first?.field("state") == "queued")
      #expect(jobs.dropFirst().first?.field("state") == "running")
      let done = try #require(jobs.last)
      #expect(done.field("state") == "done" && done.field("roster") == roster && done.field("v") == "1")
      #expect(done.field("filled") == "4" && done.field("open") == "0" && done.field("gap") != nil)
      #expect(Self.said(told.filter { $0.name == "roster" }) == ["roster \(roster) proposed"])
      #expect(try await west.told().isEmpty)
    }
  }

  @Test("of a job tells its progress while it runs, and nothing for a lease that is merely renewed")
  func progress() async throws {
    try await TestWorld.with { world in
      let staff = try await world.client(as: "staff-east")
      let job = try #require(
        try await staff.ok("SOLVE area=A-4 from=2026-05-04 to=2026-05-11 seconds=1 seed=7").field("job"))
      try await staff.ok("WATCH jobs id=\(job)")
      let claimed = try #require(try await world.store.claimJob(leaseSeconds: 60, solverRuns: 2))
      var progress = JobProgress()
      progress.percent = 35
      (progress.score, progress.bound) = (901_220, 913_004)
      for _ in 1...3 { #expect(try await world.store.renew(claimed, leaseSeconds: 60, progress) == .held) }
      let told = try await staff.told().filter { $0.field("progress") == "35" }
      #expect(told.count == 1)
      #expect(
        told.first?.fields.map { "\($0.name)=\($0.value)" }.joined(separator: " ")
          == "id=\(job) state=running progress=35 score=901220 bound=913004 gap=0.012907")
    }
  }
}
