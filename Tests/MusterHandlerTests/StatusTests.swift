import MusterStore
import TestSupport
import Testing

@testable import MusterHandler

@Suite("STATUS") struct StatusTests {
  private func rows(_ client: TestClient, _ line: String) async throws -> [String: String] {
    let reply = try await client.ok(line)
    return Dictionary(zip(reply.column("name").compactMap { $0 }, reply.column("value").compactMap { $0 })) { first, _ in first
    }
  }

  @Test("tells the operator how much there is and how jobs stand, and nothing of anybody")
  func counts() async throws {
    try await TestWorld.with { world in
      try await world.execute(
        "INSERT INTO muster.job (kind, account_id, area_id, arguments) SELECT 'solve', id, 4, '{}' FROM muster.account WHERE name = 'staff-east'"
      )
      let client = try await world.client(as: "operator")
      let status = try await rows(client, "STATUS")
      #expect(status["database"] == "up" && status["version"] == "test")
      #expect(status["members"] == "8" && status["events"] == "2" && status["shifts"] == "4" && status["records"] == "0")
      #expect(status["jobs.queued"] == "1" && status["jobs.running"] == "0")
      #expect(status["setting.offer.hours"] == nil)
      #expect(status.values.allSatisfy { !$0.contains("成员") && !$0.contains("1990000") })
      let detail = try await rows(client, "STATUS detail=yes")
      #expect(detail["setting.offer.hours"] == "48" && detail["zone"] == "Asia/Shanghai")
    }
  }

  @Test(
    "is nobody else's, and its counts stay shut to every other role",
    arguments: ["admin", "staff-east", "department", "member-1"])
  func denied(account: String) async throws {
    try await TestWorld.with { world in
      try await world.client(as: account).expect("STATUS", "NO DENIED")
      let principal = try #require(try await world.store.principal(named: account))
      #expect(try await world.store.read(as: principal, Census.query).isEmpty)
    }
  }

  @Test("counts what each verb was answered with, and lines that were no command, without telling of whom")
  func meter() async throws {
    try await TestWorld.with { world in
      let staff = try await world.client(as: "staff-east")
      for line in ["SHIFTS", "SHIFTS", "CLAIM S-99 member=M-88Q", "PNIG", "ASSIGN", "PING"] { _ = try await staff.send(line) }
      let status = try await rows(world.client(as: "operator"), "STATUS detail=yes")
      #expect(status["verb.SHIFTS.ok"] == "2" && status["verb.SHIFTS.no"] == nil && status["verb.SHIFTS.p99"] != nil)
      #expect(status["verb.CLAIM.no"] == "1" && status["verb.PING.ok"] == "1" && status["verb.PING.p50"] == nil)
      #expect(status["refused.NOT-FOUND"] == "1" && status["refused.VERB"] == "1" && status["refused.ARG/MISSING"] == "1")
      #expect(status["verb.AGENDA.ok"] == nil)
    }
  }

  @Test("answers with the database gone")
  func down() async throws {
    try await TestWorld.with { world in
      let client = try await world.client(as: "operator")
      await world.store.close()
      let status = try await rows(client, "STATUS")
      #expect(status["database"] == "down" && status["version"] == "test")
    }
  }
}
