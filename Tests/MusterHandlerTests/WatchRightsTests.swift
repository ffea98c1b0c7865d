import MusterProtocol
import TestSupport
import Testing

@testable import MusterHandler

@Suite("A watch whose owner's rights change") struct WatchRightsTests {
  private static func rescope(_ world: TestWorld, _ account: String, _ arguments: String) async throws {
    try await world.client(as: "admin").ok("USER.SET \(account) \(arguments)")
  }

  @Test("goes on with the new ones; what waited and is not covered any more is not told")
  func rescoped() async throws {
    try await TestWorld.with { world in
      let watching = try await world.client(as: "staff-east")
      let street = try await world.client(as: "staff-street")
      try await watching.ok("WATCH events")
      try await street.ok("EVENT.SET E-1 title=之前")
      try await street.ok("EVENT.SET E-2 title=之前")
      try await Self.rescope(world, "staff-east", "role=staff area=A-5")
      try await street.ok("EVENT.SET E-1 title=之后")
      try await street.ok("EVENT.SET E-2 title=之后")
      let told = try await watching.told()
      #expect(WatchTests.said(told) == ["event E-2 published"])
      #expect(told.first?.field("v") == "3")
    }
  }

  @Test("ends with DENIED where the new role reads no such thing, and only there")
  func otherRole() async throws {
    try await TestWorld.with { world in
      let watching = try await world.client(as: "staff-east")
      try await watching.ok("WATCH rosters")
      try await watching.ok("WATCH events")
      try await Self.rescope(world, "staff-east", "role=member member=\(world.code(.member, 5))")
      #expect(
        try await watching.told().map { "\($0.name) \($0.field("watch") ?? "") \($0.field("code") ?? "")" } == [
          "end W-1 DENIED"
        ])
      try await world.client(as: "staff-street").ok("EVENT.SET E-2 title=之后")
      #expect(WatchTests.said(try await watching.told()) == ["event E-2 published"], "open to every member")
    }
  }

  @Test("ends with AUTH/EXPIRED when the account is disabled or the token revoked, and tells nothing that waited")
  func gone() async throws {
    try await TestWorld.with { world in
      let admin = try await world.client(as: "admin")
      let street = try await world.client(as: "staff-street")
      let made = try await admin.ok("TOKEN add=staff-east")
      let (id, token) = (try #require(made.field("id")), try #require(made.field("token")))
      let byToken = world.stranger()
      try await byToken.ok("AUTH TOKEN \(token)")
      let byOther = try await world.client(as: "staff-east")
      for client in [byToken, byOther] { try await client.ok("WATCH events") }
      try await street.ok("EVENT.SET E-1 title=之前")
      try await admin.ok("TOKEN revoke=\(id)")
      try await street.ok("EVENT.SET E-1 title=之后")
      #expect(WatchTests.said(try await byToken.told()) == ["end - AUTH/EXPIRED"])
      #expect(try await byOther.told().map(\.name) == ["event", "event"])
      try await Self.rescope(world, "staff-east", "role=staff disabled=yes")
      try await street.ok("EVENT.SET E-1 title=最后")
      #expect(WatchTests.said(try await byOther.told()) == ["end - AUTH/EXPIRED"])
    }
  }

  @Test("ends with the token's day")
  func expired() async throws {
    try await TestWorld.with { world in
      let token = try #require(
        try await world.client(as: "admin").ok("TOKEN add=staff-east expires=2026-05-05").field("token"))
      let watching = world.stranger()
      try await watching.ok("AUTH TOKEN \(token)")
      try await watching.ok("WATCH events")
      world.clock.set("2026-05-05T00:00")
      #expect(WatchTests.said(try await watching.told()) == ["end - AUTH/EXPIRED"])
    }
  }

  @Test("follows the tree: a community that moves under its area is watched from then on")
  func treeMoves() async throws {
    try await TestWorld.with { world in
      try await world.execute(
        """
        INSERT INTO muster.area (code, parent_id, level, name, ordinal, longitude, latitude)
          VALUES ('150102', 2, 3, '北街', 2, 110.0, 39.6)
        """)
      try await world.execute("UPDATE muster.account SET area_id = 2 WHERE name = 'staff-street'")
      let watching = try await world.client(as: "staff-street")
      try await watching.ok("WATCH events area=A-8")
      try await watching.ok("EVENT.SET E-2 title=之前")
      #expect(try await watching.told().isEmpty)
      try await world.execute("UPDATE muster.area SET parent_id = 8 WHERE id = 5")
      try await watching.ok("EVENT.SET E-2 title=之后")
      #expect(try await watching.told().map { $0.field("v") } == ["3"])
    }
  }

  @Test("tells nothing while the rights cannot be read, and then by what they have become")
  func doubtful() async throws {
    try await TestWorld.with { world in
      let watching = try await world.client(as: "staff-east")
      let street = try await world.client(as: "staff-street")
      try await watching.ok("WATCH events")
      try await street.ok("EVENT.SET E-1 title=之前")
      try await Self.rescope(world, "staff-east", "role=staff area=A-5")
      try await Dispatcher(world.environment).step()
      try await world.execute("ALTER FUNCTION muster.principal(bigint) RENAME TO principal_away")
      await #expect(throws: (any Error).self) { try await world.environment.feed.step() }
      await #expect(throws: (any Error).self) { try await watching.told() }
      try await world.execute("ALTER FUNCTION muster.principal_away(bigint) RENAME TO principal")
      #expect(try await watching.told().isEmpty)
    }
  }
}
