import Glibc
import MusterProtocol
import TestSupport
import Testing

@Suite("The solver's job", .serialized) struct SolverJobTests {
  @Test("A daemon killed in the middle of SOLVE: the job is taken up again and leaves one whole roster")
  func killed() async throws {
    try await Scratch.with { scratch in
      try await scratch.prepareCity()
      let first = try await scratch.musterd()
      let socket = try LineSocket(port: try await first.port(), as: "staff-east")
      try await Self.makeWork(socket, scratch.superuser())
      let solve = "SOLVE area=A-4 from=2026-05-04 to=2026-05-11 seconds=5 seed=7 key=solve-that-is-killed-1"
      let job = try #require(try socket.ok(solve).final.field("job"))
      let running = try await Self.poll(socket, job) { $0 == "running" }
      #expect(running == "running")
      first.send(signal: SIGKILL)
      _ = await first.end()
      // The server is still there to be asked.
      let superuser = scratch.superuser()
      #expect(try await SmallCity.number("SELECT count(*) FROM muster.roster", superuser) == 0, "nothing half-written")
      #expect(try await SmallCity.number("SELECT count(*) FROM muster.roster_line", superuser) == 0)

      let second = try await scratch.musterd()
      let again = try LineSocket(port: try await second.port(), as: "staff-east")
      #expect(try again.ok(solve).final.field("job") == job, "the repeated SOLVE is the same job")
      let ended = try await Self.poll(again, job) { $0 != "running" && $0 != "queued" }
      #expect(ended == "done")
      #expect(try await SmallCity.number("SELECT attempts FROM muster.job", superuser) == 2)
      let rosters = try again.ok("ROSTERS")
      #expect(rosters.table?.rows.count == 1)
      let roster = try #require(rosters.column("id").first ?? nil)
      #expect(try again.ok("JOB \(job)").column("result").first??.contains("\"\(roster)\"") == true)
      let filled = rosters.column("filled").first ?? nil
      #expect(try again.ok("ROSTER \(roster) limit=1000").table?.rows.count == filled.flatMap { Int($0) })
      #expect(try again.ok("PUBLISH \(roster) if=1").final.field("offered") == filled)
    }
  }

  @Test("SIGTERM in the middle of SOLVE ends the daemon well, and the job is done after the next start")
  func stopped() async throws {
    try await Scratch.with { scratch in
      try await scratch.prepareCity()
      let first = try await scratch.musterd()
      let socket = try LineSocket(port: try await first.port(), as: "staff-east")
      try await Self.makeWork(socket, scratch.superuser())
      let job = try #require(
        try socket.ok("SOLVE area=A-4 from=2026-05-04 to=2026-05-11 seconds=3 seed=7").final.field("job"))
      _ = try await Self.poll(socket, job) { $0 == "running" }
      first.send(signal: SIGTERM)
      #expect(try socket.reply().reply.final.words == "BYE DRAINING")
      #expect(await first.end() == .code(0))
      #expect(scratch.servers().isEmpty)
      let second = try await scratch.musterd()
      let again = try LineSocket(port: try await second.port(), as: "staff-east")
      #expect(try await Self.poll(again, job) { $0 != "running" && $0 != "queued" } == "done")
      #expect(try again.ok("ROSTERS").table?.rows.count == 1)
      #expect(try await SmallCity.number("SELECT attempts FROM muster.job", scratch.superuser()) == 2)
    }
  }

  @Test("CANCEL keep=yes ends ten minutes of searching with the plan found so far")
  func cutShort() async throws {
    try await Scratch.with { scratch in
      try await scratch.prepareCity()
      let daemon = try await scratch.musterd()
      let socket = try LineSocket(port: try await daemon.port(), as: "staff-east")
      try await Self.makeWork(socket, scratch.superuser())
      let job = try #require(
        try socket.ok("SOLVE area=A-4 from=2026-05-04 to=2026-05-11 seconds=600 seed=7").final.field("job"))
      _ = try await Self.poll(socket, job) { $0 == "running" }
      #expect(try socket.ok("CANCEL \(job) keep=yes").final.field("state") == "running")
      #expect(try await Self.poll(socket, job) { $0 != "running" } == "done")
      #expect(try socket.ok("ROSTERS").table?.rows.count == 1)
    }
  }

  /// A week that no plan is proved best for in a moment: the solver is busy as long as it may be.
  static func makeWork(_ socket: LineSocket, _ superuser: String) async throws {
    try await SmallCity.addMembers(60, superuser)
    for day in 4...9 {
      let date = "2026-05-0\(day)"
      let event = try #require(
        try socket.ok("EVENT.ADD title=大忙 area=A-4 domain=health from=\(date)T08:00 to=\(date)T20:00").final.field("id"))
      // Three hours each, and the next begins after one: people choose between them.
      for hour in 8...17 {
        let times = "from=\(date)T\(hour < 10 ? "0" : "")\(hour):00 to=\(date)T\(hour + 3):00"
        try socket.ok("SHIFT.ADD \(event) role=引导 minimum=2 seats=7 priority=\(hour % 5 + 1) \(times)")
      }
      try socket.ok("EVENT.SET \(event) state=published")
    }
  }

  /// The job's state, once it is wanted; asked for ten times a second for a minute, which no lease outlasts.
  static func poll(_ socket: LineSocket, _ job: String, until isWanted: (String) -> Bool) async throws -> String {
    for _ in 0..<600 {
      let state = (try socket.ok("JOB \(job)").column("state").first ?? nil) ?? ""
      if isWanted(state) { return state }
      try await Task.sleep(for: .milliseconds(100))
    }
    throw TestFailure("\(job) goes on for ever")
  }
}
