import MusterDomain
import MusterProtocol
import Postgres
import TestSupport
import Testing

@testable import MusterHandler

@Suite("Settling, and the record that stays") struct SettlingTests {
  /// E-1 with two served, one checked in by itself and one by staff; and one who accepted and was not seen.
  private func served(_ world: TestWorld, by account: String = "staff-east") async throws {
    _ = try await world.seat(member: 1, shift: 1, state: .served, minutes: 110, proof: "self")
    _ = try await world.seat(
      member: 2, shift: 1, state: .served, minutes: 60, proof: "staff", confirmedBy: try await world.account(account))
    _ = try await world.seat(member: 3, shift: 2, state: .accepted)
  }

  @Test("What was served becomes records once; what is entered later is added by settling again")
  func once() async throws {
    try await TestWorld.with { world in
      try await served(world)
      let east = try await world.client(as: "staff-east")
      let early = try await east.expect("SETTLE E-1", "NO CONFLICT/STATE")
      #expect(early.field("opens") == "2026-05-04T11:00:00+08:00")
      world.clock.set("2026-05-04T11:00")
      let first = try await east.ok("SETTLE E-1 if=1")
      #expect(first.field("records") == "2" && first.field("waiting") == "1" && first.field("state") == "settled")
      #expect(try await world.number("SELECT count(*) FROM muster.shift WHERE event_id = 1 AND state = 'closed'") == 2)
      let second = try await east.ok("SETTLE E-1")
      #expect(second.field("records") == "0")
      try await east.ok("HOURS S-2 \(world.code(.member, 3)) minutes=45")
      #expect(try await east.ok("EVENT.SET E-1 state=settled").field("records") == "1")
      #expect(try await world.number("SELECT count(*) FROM muster.service_record") == 3)
      #expect(try await world.number("SELECT sum(minutes) FROM muster.service_record") == 215)
    }
  }

  @Test("Records carry place, home, unit, domain, day and proof as they were")
  func contents() async throws {
    try await TestWorld.with { world in
      _ = try await world.seat(member: 6, shift: 1, state: .served, minutes: 30, proof: "self")
      world.clock.set("2026-05-04T12:00")
      try await world.client(as: "staff-east").ok("SETTLE E-1")
      #expect(
        try await world.text(
          "SELECT concat_ws(' ', area_id, home_id, unit_id, domain, served_on, proof, event_id) FROM muster.service_record")
          == "4 5 2 health 2026-05-04 self 1")
    }
  }

  @Test("The day of service is the city's, not the world's")
  func localDay() async throws {
    try await TestWorld.with { world in
      // 00:30 in the city is still the day before in UTC.
      try await world.execute(
        "UPDATE muster.event SET starts_at = '2026-05-05 00:00+08', ends_at = '2026-05-05 02:00+08' WHERE id = 1")
      try await world.execute(
        "UPDATE muster.shift SET starts_at = '2026-05-05 00:30+08', ends_at = '2026-05-05 02:00+08' WHERE id = 1")
      _ = try await world.seat(member: 1, shift: 1, state: .served, minutes: 30, proof: "self")
      world.clock.set("2026-05-05T12:00")
      try await world.client(as: "staff-east").ok("SETTLE E-1")
      #expect(try await world.text("SELECT served_on::text FROM muster.service_record") == "2026-05-05")
    }
  }

  @Test("Nobody both creates an event and alone grants its hours")
  func twoHands() async throws {
    try await TestWorld.with { world in
      try await world.execute(
        "UPDATE muster.event SET created_by = (SELECT id FROM muster.account WHERE name = 'staff-east') WHERE id = 1")
      try await served(world, by: "staff-east")
      world.clock.set("2026-05-04T12:00")
      let east = try await world.client(as: "staff-east")
      try await east.expect("SETTLE E-1", "NO DENIED")
      #expect(try await world.number("SELECT count(*) FROM muster.service_record") == 0)
      #expect(try await world.text("SELECT state FROM muster.event WHERE id = 1") == "published")
      let street = try await world.client(as: "staff-street")
      try await street.ok("SETTLE E-1")
      // With the hours granted by others, the creator may settle what members entered themselves.
      #expect(try await east.ok("SETTLE E-1").field("records") == "0")
    }
  }

  @Test("A need is settled by its shift, once somebody has served it; an event's shift is not")
  func need() async throws {
    try await TestWorld.with { world in
      let east = try await world.client(as: "staff-east")
      world.clock.set("2026-05-05T12:00")
      try await east.expect("SETTLE S-4", "NO CONFLICT/STATE")
      _ = try await world.seat(member: 1, shift: 4, state: .served, minutes: 180, proof: "self")
      let reply = try await east.ok("SETTLE S-4 if=1")
      #expect(reply.field("state") == "served" && reply.field("records") == "1")
      #expect(try await east.ok("SETTLE S-4").field("records") == "0")
      try await east.expect("SETTLE S-1", "BAD ARG/VALUE")
      #expect(try await east.ok("NEEDS N-1").column("state") == ["served"])
    }
  }

  @Test("A member reads its own record, staff what was served with them, and a department nobody's")
  func record() async throws {
    try await TestWorld.with { world in
      try await served(world)
      _ = try await world.seat(member: 1, shift: 4, state: .served, minutes: 180, proof: "self")
      world.clock.set("2026-05-05T12:00")
      let east = try await world.client(as: "staff-east")
      try await east.ok("SETTLE E-1")
      try await east.ok("SETTLE S-4")
      let one = world.code(.member, 1)
      let member = try await world.client(as: "member-1")
      let all = try await member.ok("RECORD \(one)")
      #expect(all.column("title") == ["东社区义诊", "陪同就医"])
      #expect(all.column("date") == ["2026-05-04", "2026-05-05"])
      #expect(all.column("minutes") == ["110", "180"] && all.column("grade") == ["self", "self"])
      let page = try await member.ok("RECORD \(one) limit=1")
      let next = try #require(page.field("next"))
      #expect(try await member.ok("RECORD \(one) limit=1 after=\(next)").column("title") == ["陪同就医"])
      #expect(try await member.ok("RECORD \(one) to=2026-05-05").column("date") == ["2026-05-04"])
      #expect(try await member.ok("RECORD \(one) from=2026-05-05").column("date") == ["2026-05-05"])
      #expect(try await east.ok("RECORD \(one)").column("date") == ["2026-05-04", "2026-05-05"])
      let other = try await world.client(as: "member-2")
      try await other.expect("RECORD \(one)", "NO NOT-FOUND")
      let west = try await world.client(as: "staff-west")
      try await west.expect("RECORD \(one)", "NO NOT-FOUND")
      let department = try await world.client(as: "department")
      try await department.expect("RECORD \(one)", "NO DENIED")
    }
  }

  @Test(
    "A record never changes",
    arguments: ["UPDATE muster.service_record SET minutes = 1", "DELETE FROM muster.service_record"] as [SQL])
  func appendOnly(statement: SQL) async throws {
    try await TestWorld.with { world in
      try await served(world)
      world.clock.set("2026-05-05T12:00")
      try await world.client(as: "staff-east").ok("SETTLE E-1")
      let kept = try await world.number("SELECT sum(minutes) FROM muster.service_record")
      // Even the superuser is refused.
      await #expect(throws: PostgresError.self) { try await world.execute(statement) }
      #expect(try await world.number("SELECT sum(minutes) FROM muster.service_record") == kept)
    }
  }

  @Test("Many hands at once settle once, and fill no more than the seats")
  func rush() async throws {
    try await TestWorld.with { world in
      world.clock.set("2026-05-04T12:00")
      var clients: [TestClient] = []
      for _ in 1...6 { clients.append(try await world.client(as: "staff-street")) }
      let entered = try await answers(clients) { "HOURS S-1 \(world.code(.member, Int64($0 + 1))) minutes=60" }
      #expect(entered.sorted() == Array(repeating: "NO CONFLICT/FULL", count: 4) + ["OK", "OK"])
      #expect(try await world.taken(1) == 2)
      let settled = try await answers(clients) { _ in "SETTLE E-1" }
      #expect(settled == Array(repeating: "OK", count: 6))
      #expect(try await world.number("SELECT count(*) FROM muster.service_record") == 2)
    }
  }

  /// Every client sends its line at the same time, and again where it is told to come later; the first words of the answers.
  private func answers(_ clients: [TestClient], _ line: @escaping @Sendable (Int) -> String) async throws -> [String] {
    try await withThrowingTaskGroup(of: String.self) { group in
      for (number, client) in clients.enumerated() {
        group.addTask {
          var answer: String
          repeat { answer = try await client.word(line(number)) } while answer.hasPrefix("LATER")
          return answer
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
  }

  @Test("Only an event that took place is settled")
  func notBefore() async throws {
    try await TestWorld.with { world in
      let east = try await world.client(as: "staff-east")
      world.clock.set("2026-05-04T12:00")
      try await east.ok("EVENT.SET E-1 state=cancelled reason=暴雨")
      try await east.expect("SETTLE E-1", "NO CONFLICT/STATE")
      try await east.expect("SETTLE E-2", "NO NOT-FOUND")
      let draft = try await east.ok("EVENT.ADD title=x area=A-4 domain=health from=2026-05-03T09:00 to=2026-05-03T11:00")
      try await east.expect("SETTLE \(try #require(draft.field("id")))", "NO CONFLICT/STATE")
    }
  }
}
