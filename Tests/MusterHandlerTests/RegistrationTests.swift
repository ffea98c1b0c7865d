import TestSupport
import Testing

@testable import MusterHandler

@Suite("Reporting to a community") struct RegistrationTests {
  /// The numbered member's registration ended, so that a new one may begin.
  private func unregister(_ member: Int64, in world: TestWorld) async throws {
    try await world.execute("UPDATE muster.registration SET state = 'left' WHERE member_id = \(member)")
  }

  @Test("A member reports, the unit approves, the community receives and gives the receipt")
  func wholeWay() async throws {
    try await TestWorld.with { world in
      try await unregister(1, in: world)
      let member = try await world.client(as: "member-1")
      let made = try await member.ok("REGISTER \(world.code(.member, 1)) area=A-4 grid=A-6")
      #expect(made.field("state") == "submitted")
      #expect(made.field("receipt") == nil)
      let id = try #require(made.field("id"))
      let staff = try await world.client(as: "staff-east")
      let unit = try await world.client(as: "unit-1")
      try await staff.expect("REGISTRATION.SET \(id) state=received", "NO CONFLICT/STATE")
      try await staff.expect("REGISTRATION.SET \(id) state=approved", "NO DENIED")
      try await member.expect("REGISTRATION.SET \(id) state=approved", "NO DENIED")
      try await unit.expect("REGISTRATION.SET \(id) state=approved if=1", "OK")
      try await unit.expect("REGISTRATION.SET \(id) state=received", "NO DENIED")
      let stale = try await staff.expect("REGISTRATION.SET \(id) state=received if=1", "NO STALE")
      #expect(stale.field("now") == "2")
      let received = try await staff.ok("REGISTRATION.SET \(id) state=received if=2")
      #expect(received.field("state") == "active")
      let receipt = try #require(received.field("receipt"))
      #expect(receipt.hasPrefix("HZ-2026-"))
      let listed = try await staff.ok("REGISTRATIONS \(id)")
      #expect(listed.column("receipt") == [receipt])
      #expect(listed.column("name") == ["成员1"])
      let steps: [String] = try await world.sql(.value("SELECT state FROM muster.registration_step ORDER BY at, state DESC"))
      #expect(steps == ["submitted", "approved", "active"])
    }
  }

  @Test("What staff enter stands at once, and a repeated key does it once")
  func byStaff() async throws {
    try await TestWorld.with { world in
      try await unregister(1, in: world)
      let staff = try await world.client(as: "staff-east")
      let line = "REGISTER \(world.code(.member, 1)) area=A-4 key=0123456789abcdef"
      let first = try await staff.ok(line)
      #expect(first.field("state") == "active")
      let again = try await staff.ok(line)
      #expect(again.field("replayed") == "yes")
      #expect(again.field("receipt") == first.field("receipt"))
      #expect(try await world.number("SELECT count(*) FROM registration WHERE member_id = 1 AND state = 'active'") == 1)
    }
  }

  @Test("A second registration is refused, whoever asks", arguments: ["member-1", "unit-1", "staff-east"])
  func second(account: String) async throws {
    try await TestWorld.with { world in
      let client = try await world.client(as: account)
      try await client.expect("REGISTER \(world.code(.member, 1)) area=A-4", "NO CONFLICT/STATE")
    }
  }

  @Test("Two who register the same member at once make one registration")
  func race() async throws {
    try await TestWorld.with { world in
      try await unregister(1, in: world)
      let line = "REGISTER \(world.code(.member, 1)) area=A-4"
      let words = try await withThrowingTaskGroup(of: String.self) { group in
        for account in ["member-1", "unit-1", "staff-east", "staff-street"] {
          let client = try await world.client(as: account)
          group.addTask { try await client.word(line) }
        }
        return try await group.reduce(into: [String]()) { $0.append($1) }.sorted()
      }
      #expect(words == ["NO CONFLICT/STATE", "NO CONFLICT/STATE", "NO CONFLICT/STATE", "OK"])
    }
  }

  @Test("Being received elsewhere moves the member's home there")
  func moving() async throws {
    try await TestWorld.with { world in
      let west = try await world.client(as: "staff-west")
      let east = try await world.client(as: "staff-east")
      let person = world.code(.member, 1)
      let old = try #require(try await east.ok("REGISTRATIONS state=active").column("id").first ?? nil)
      try await east.expect("REGISTRATION.SET \(old) state=transferred", "BAD ARG/MISSING")
      try await east.expect("REGISTRATION.SET \(old) state=transferred reason=搬家", "OK")
      let made = try await world.client(as: "member-1").ok("REGISTER \(person) area=A-5 grid=A-7")
      let id = try #require(made.field("id"))
      try await east.expect("REGISTRATION.SET \(id) state=left reason=误报", "NO NOT-FOUND")
      #expect(try await west.ok("REGISTRATIONS \(id)").column("name") == ["成员1"])
      try await west.expect("MEMBER \(person)", "NO NOT-FOUND")
      try await world.client(as: "unit-1").expect("REGISTRATION.SET \(id) state=approved", "OK")
      try await west.expect("REGISTRATION.SET \(id) state=received", "OK")
      #expect(try await west.ok("MEMBER \(person)").column("grid") == ["A-7"])
      try await east.expect("MEMBER \(person)", "NO NOT-FOUND")
    }
  }

  @Test("Leaving and exemption need a reason, and only those who may do them")
  func ends() async throws {
    try await TestWorld.with { world in
      let staff = try await world.client(as: "staff-east")
      let ids = try await staff.ok("REGISTRATIONS").column("id").compactMap(\.self)
      #expect(ids.count == 5)
      try await world.client(as: "unit-1").expect("REGISTRATION.SET \(ids[0]) state=exempt reason=病休", "NO DENIED")
      try await staff.expect("REGISTRATION.SET \(ids[0]) state=exempt reason=病休", "OK")
      let back = try await staff.ok("REGISTRATION.SET \(ids[0]) state=received")
      #expect(back.field("receipt") == "回执-M0001")
      try await world.client(as: "member-1").expect("REGISTRATION.SET \(ids[0]) state=left", "BAD ARG/MISSING")
      try await world.client(as: "member-1").expect("REGISTRATION.SET \(ids[0]) state=left reason=调走", "OK")
      try await world.client(as: "member-1").expect("REGISTRATION.SET \(ids[1]) state=left reason=调走", "NO NOT-FOUND")
      try await staff.expect("REGISTRATION.SET \(ids[0]) state=received", "NO CONFLICT/STATE")
    }
  }

  @Test("Where there is no unit to approve, the community's staff do")
  func withoutUnit() async throws {
    try await TestWorld.with { world in
      try await unregister(1, in: world)
      try await world.execute("UPDATE muster.member SET unit_id = NULL WHERE id = 1")
      let made = try await world.client(as: "member-1").ok("REGISTER \(world.code(.member, 1)) area=A-4")
      let id = try #require(made.field("id"))
      let staff = try await world.client(as: "staff-east")
      try await staff.expect("REGISTRATION.SET \(id) state=approved", "OK")
      try await staff.expect("REGISTRATION.SET \(id) state=received", "OK")
    }
  }

  @Test("One reports to a community that exists, and to a grid within it")
  func places() async throws {
    try await TestWorld.with { world in
      try await unregister(1, in: world)
      let member = try await world.client(as: "member-1")
      let person = world.code(.member, 1)
      try await member.expect("REGISTER \(person) area=A-3", "BAD ARG/VALUE")
      try await member.expect("REGISTER \(person) area=A-99", "NO NOT-FOUND")
      try await member.expect("REGISTER \(person) area=A-4 grid=A-7", "BAD ARG/VALUE")
      try await member.expect("REGISTER \(world.code(.member, 2)) area=A-4", "NO NOT-FOUND")
      try await world.client(as: "staff-east").expect("REGISTER \(person) area=A-5", "NO NOT-FOUND")
      try await world.client(as: "staff-west").expect("REGISTER \(person) area=A-5", "NO NOT-FOUND")
    }
  }
}
