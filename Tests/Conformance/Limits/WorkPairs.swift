import MusterProtocol
import TestSupport

extension LimitPair {
  static let work = [
    LimitPair("watches", at: "OK", past: "NO LIMIT/WATCHES") { kit, limit in
      let client = try await kit.client()
      var at = ""
      for _ in 0..<limit { at = try await client.ask("WATCH needs") }
      return (at, try await client.ask("WATCH needs"))
    },
    LimitPair("watch-backlog", at: "event event", past: "gap") {
      let all = try await told(with: Limits().watchBacklog)
      let octets = all.reduce(0) { $0 + $1.size }
      let (at, past) = (try await told(with: octets), try await told(with: octets - 1))
      return Outcome(at: at.map(\.name).joined(separator: " "), past: past.map(\.name).joined(separator: " "))
    },
    LimitPair("solver-runs", at: "claimed", past: "left") { kit, limit in
      let staff = try await kit.world.client(as: "staff-east")
      for _ in 0...limit { try await staff.ok(solve) }
      var claims: [String] = []
      for _ in 0...limit {
        let job = try await kit.world.store.claimJob(leaseSeconds: 600, solverRuns: kit.world.environment.limits.solverRuns)
        claims.append(job == nil ? "left" : "claimed")
      }
      return (claims[limit - 1], claims[limit])
    },
    LimitPair("open-solves", at: "OK", past: "LATER LIMIT/RATE") { kit, limit in
      let client = try await kit.client()
      var at = ""
      for _ in 0..<limit { at = try await client.ask(solve) }
      return (at, try await client.ask(solve))
    },
    LimitPair("solver-threads", 2, at: "OK", past: "BAD ARG/VALUE") { kit, limit in
      let client = try await kit.client()
      return (try await client.ask("\(solve) threads=\(limit)"), try await client.ask("\(solve) threads=\(limit + 1)"))
    },
  ]

  private static let solve = "SOLVE area=A-4 from=2026-05-04 to=2026-05-11 seconds=1"

  /// What a client that has not listened meanwhile is told of two changes, where so many octets may wait for it.
  private static func told(with backlog: Int) async throws -> [Event] {
    var limits = Limits()
    guard LimitTable.row("watch-backlog")?.set(backlog, in: &limits) == true else { throw TestFailure("\(backlog)") }
    return try await TestWorld.with(limits: limits) { world in
      let (staff, slow) = (try await world.client(as: "staff-east"), try await world.client(as: "staff-east"))
      try await slow.ok("WATCH events")
      for title in ["一", "二"] { try await staff.ok("EVENT.SET E-1 title=\(title)") }
      return try await slow.told()
    }
  }
}
