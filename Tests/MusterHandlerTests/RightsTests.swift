import MusterDomain
import MusterProtocol
import TestSupport
import Testing

@testable import MusterHandler

@Suite("Every verb asked by every role") struct RightsTests {
  /// Verbs that a connection answers whoever asks.
  private static let ofTheSession = Handler.sessionVerbNames

  @Test(
    "is refused exactly where the verb table gives no right",
    arguments: [
      "admin", "staff-east", "grid-east", "unit-1", "leader-1", "member-1", "department", "operator",
    ])
  func matrix(account: String) async throws {
    try await TestWorld.with { world in
      let client = try await world.client(as: account)
      let role = try #require(try await client.ok("WHOAMI").field("role").flatMap(Role.init(rawValue:)))
      for row in VerbTable.rows where !Self.ofTheSession.contains(row.name) {
        let final = try await client.send(row.example).final
        let isRefused = final.code == .denied && final.text?.contains("不能用 \(row.name)") == true
        #expect(isRefused == !row.roles.contains(role), "\(account): \(row.example) → \(ReplyPrinter.line(final))")
        #expect(final.code != .internal, "\(account): \(row.example) → \(ReplyPrinter.line(final))")
      }
    }
  }

  @Test("is told to log in first, where nobody has")
  func nobody() async throws {
    try await TestWorld.with { world in
      let client = world.stranger()
      for row in VerbTable.rows where !row.isOpen {
        let final = try await client.send(row.example).final
        #expect(final.code == .authRequired, "\(row.example) → \(ReplyPrinter.line(final))")
      }
    }
  }
}
