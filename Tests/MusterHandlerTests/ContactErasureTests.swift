import MusterDomain
import TestSupport
import Testing

@testable import MusterHandler

@Suite("A resident's contact") struct ContactErasureTests {
  @Test(
    "goes the set number of days after the service, not a second before, by the setting of the day of service",
    arguments: [(nil, "2026-06-04T10:59:59", "2026-06-04T11:00"), ("10", "2026-05-15T10:59:59", "2026-05-15T11:00")]
      as [(String?, String, String)])
  func edge(days: String?, before: String, at: String) async throws {
    try await TestWorld.with { world in
      if let days {
        try await world.execute(
          "INSERT INTO muster.setting VALUES ('need.contact_days', '2026-05-05', \(days)), ('need.contact_days', '2026-05-06', '1')"
        )
      }
      try await world.execute(
        "UPDATE muster.shift SET starts_at = '2026-05-05 08:00+08', ends_at = '2026-05-05 11:00+08' WHERE id = 4")
      world.clock.set(before)
      try await Sweeper(world.environment).sweep()
      #expect(try await world.number("SELECT count(*) FROM muster.need_contact") == 1)
      world.clock.set(at)
      let staff = try #require(try await world.store.principal(named: "staff-east"))
      let byOthers = try await world.store.transact(as: staff, at: world.clock.now) { try await $0.eraseContacts(most: 10) }
      #expect(byOthers == 0)
      try await Sweeper(world.environment).sweep()
      #expect(try await world.number("SELECT count(*) FROM muster.need_contact") == 0)
    }
  }
}
