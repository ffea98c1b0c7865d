import MusterDomain
import MusterStore
import TestSupport
import Testing

@Suite("Settings") struct SettingsTests {
  @Test(
    "hold from their day on, the newest that is not later",
    arguments: [("2026-05-31", 48), ("2026-06-01", 24), ("2026-07-01", 12)])
  func dated(day: String, hours: Int) async throws {
    try await TestWorld.with { world in
      try await world.execute(
        "INSERT INTO muster.setting VALUES ('offer.hours', '2026-06-01', '24'), ('offer.hours', '2026-07-01', '12')")
      let staff = try #require(try await world.store.principal(named: "staff-east"))
      let policy = try await world.store.read(as: staff, Settings.policy(on: try #require(CivilDate(day))))
      #expect(policy == [OfferPolicy(offerHours: hours)])
    }
  }

  @Test("fall back to the usual clocks where a row is missing, and refuse one that is no number")
  func missingAndBroken() async throws {
    try await TestWorld.with { world in
      let staff = try #require(try await world.store.principal(named: "staff-east"))
      let day = CivilDate(daysSinceEpoch: 20_000)
      try await world.execute("DELETE FROM muster.setting")
      #expect(try await world.store.read(as: staff, Settings.policy(on: day)) == [OfferPolicy()])
      try await world.execute("INSERT INTO muster.setting (name, value) VALUES ('checkin.early_minutes', 'soon')")
      await #expect(throws: StoreError.self) { try await world.store.read(as: staff, Settings.policy(on: day)) }
    }
  }
}
