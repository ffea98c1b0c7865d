import MusterHandler
import MusterProtocol
import TestSupport
import Testing

@Suite("A full database pool") struct FullPoolTests {
  private static let event = "EVENT.ADD title=连接 area=A-4 domain=health from=2026-05-09T09:00 to=2026-05-09T11:00"

  @Test("of 20 lets 500 callers wait their time and answers LATER POOL; reads go on, and what follows is served")
  func exhausted() async throws {
    try await TestWorld.with(leased: 20, waitSeconds: 0.2) { world in
      let staff = try await world.client(as: "staff-east")
      let (gate, opener) = AsyncStream<Void>.makeStream()
      try await withThrowingTaskGroup(of: Void.self) { holders in
        let (held, isHeld) = AsyncStream<Void>.makeStream()
        for _ in 0..<20 {
          holders.addTask {
            try await world.store.client.withConnection { _ in
              isHeld.yield()
              for await _ in gate {}
            }
          }
        }
        var count = 0
        for await _ in held {
          count += 1
          if count == 20 { break }
        }
        let words = try await Self.ask(500, world)
        #expect(words == ["LATER POOL": 500])
        // What only reads has a way of its own.
        try await staff.expect("EVENTS limit=1", "OK")
        opener.finish()
        try await holders.waitForAll()
      }
      let reply = try await staff.expect(Self.event, "OK")
      #expect(reply.field("id") != nil)
    }
  }

  @Test("names the seconds after which to repeat")
  func retry() async throws {
    try await TestWorld.with(leased: 1, waitSeconds: 0.05) { world in
      let staff = try await world.client(as: "staff-east")
      try await world.store.client.withConnection { _ in
        let reply = try await staff.expect(Self.event, "LATER POOL")
        #expect(reply.field("retry") == "1")
      }
    }
  }

  @Test("of one connection serves a day's work, and many at once: no request takes two")
  func one() async throws {
    try await TestWorld.with(leased: 1) { world in
      let staff = try await world.client(as: "staff-east")
      let event = try #require(try await staff.ok(Self.event).field("id"))
      let shift = try #require(try await staff.ok("SHIFT.ADD \(event) role=引导 minimum=1 seats=2").field("id"))
      try await staff.ok("EVENT.SET \(event) state=published")
      try await staff.ok("NEED.ADD title=代买药 area=A-4 domain=health times=2026-05-07T08:00/2026-05-07T09:00 contact=张三")
      let member = try await world.client(as: "member-1")
      let assignment = try #require(try await member.ok("CLAIM \(shift)").field("id"))
      try await staff.ok("RELEASE \(assignment) reason=换人")
      let job = try #require(try await staff.ok("SOLVE area=A-4 from=2026-05-04 to=2026-05-11 seconds=1").field("job"))
      #expect(try await JobRunner(world.environment).runOne())
      try await staff.expect("JOB \(job)", "OK")
      let words = try await Self.ask(40, world)
      #expect(words == ["OK": 40])
    }
  }

  /// So many at once, each on a connection of its own: what each was answered.
  private static func ask(_ count: Int, _ world: TestWorld) async throws -> [String: Int] {
    try await withThrowingTaskGroup(of: String.self) { group in
      for _ in 0..<count {
        group.addTask { try await (try await world.client(as: "staff-east")).word(event) }
      }
      return try await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    }
  }
}
