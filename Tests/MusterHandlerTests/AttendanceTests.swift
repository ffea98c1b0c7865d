import MusterDomain
import MusterProtocol
import TestSupport
import Testing

@testable import MusterHandler

@Suite("Who came, and for how long") struct AttendanceTests {
  @Test("A member checks in and out within the windows; the minutes between are kept, by its own word")
  func own() async throws {
    try await TestWorld.with { world in
      let seat = try await world.seat(member: 1, shift: 1)
      let id = world.code(.assignment, seat)
      let member = try await world.client(as: "member-1")
      world.clock.set("2026-05-04T07:59")
      let early = try await member.expect("CHECKIN \(id)", "NO CONFLICT/STATE")
      #expect(early.field("opens") == "2026-05-04T08:00:00+08:00")
      world.clock.set("2026-05-04T08:50")
      #expect(try await member.ok("CHECKIN \(id) key=0123456789abcdef").field("state") == "checked-in")
      #expect(try await member.ok("CHECKIN \(id) key=0123456789abcdef").field("replayed") == "yes")
      try await member.expect("CHECKIN \(id)", "NO CONFLICT/STATE")
      world.clock.set("2026-05-04T11:05")
      let out = try await member.ok("CHECKOUT \(id)")
      #expect(out.field("state") == "served" && out.field("minutes") == "135")
      #expect(try await world.steps(seat) == ["checked_in", "served"])
      #expect(try await world.text("SELECT proof FROM muster.assignment WHERE id = \(seat)") == "self")
      #expect(try await world.number("SELECT count(*) FROM muster.assignment WHERE confirmed_by IS NOT NULL") == 0)
    }
  }

  @Test("Settings of the shift's day open and close the windows")
  func settings() async throws {
    try await TestWorld.with { world in
      try await world.execute("INSERT INTO muster.setting VALUES ('checkin.early_minutes', '2026-05-04', '5')")
      let id = world.code(.assignment, try await world.seat(member: 1, shift: 1))
      let member = try await world.client(as: "member-1")
      // The day before, sixty minutes hold; the shift's own day counts.
      world.clock.set("2026-05-04T08:54")
      try await member.expect("CHECKIN \(id)", "NO CONFLICT/STATE")
      world.clock.set("2026-05-04T08:55")
      try await member.ok("CHECKIN \(id)")
      world.clock.set("2026-05-04T23:01")
      try await member.expect("CHECKOUT \(id)", "NO CONFLICT/STATE")
      world.clock.set("2026-05-04T23:00")
      try await member.ok("CHECKOUT \(id)")
    }
  }

  @Test("Staff enter what paper says, with the time; the proof says staff and who")
  func paper() async throws {
    try await TestWorld.with { world in
      let seat = try await world.seat(member: 1, shift: 1)
      let id = world.code(.assignment, seat)
      let east = try await world.client(as: "staff-east")
      world.clock.set("2026-05-05T10:00")
      try await east.expect("CHECKIN \(id) by=staff", "NO CONFLICT/STATE")
      try await east.expect("CHECKIN \(id) by=staff at=2026-05-05T10:01", "BAD ARG/VALUE")
      try await east.ok("CHECKIN \(id) by=staff at=2026-05-04T09:00")
      #expect(try await east.ok("CHECKOUT \(id) at=2026-05-04T10:30").field("minutes") == "90")
      #expect(
        try await world.text(
          "SELECT a.proof || ' ' || c.name FROM muster.assignment a JOIN muster.account c ON c.id = a.confirmed_by WHERE a.id = \(seat)"
        )
          == "staff staff-east")
    }
  }

  @Test("A leader vouches for its team, a member for nobody, and nobody for the own attendance")
  func hands() async throws {
    try await TestWorld.with { world in
      try await world.execute("UPDATE muster.account SET member_id = 1 WHERE name IN ('leader-1', 'staff-east')")
      let own = world.code(.assignment, try await world.seat(member: 1, shift: 1, team: 1))
      let other = world.code(.assignment, try await world.seat(member: 3, shift: 1, team: 1))
      let outside = world.code(.assignment, try await world.seat(member: 2, shift: 2))
      world.clock.set("2026-05-04T09:00")
      let member = try await world.client(as: "member-1")
      try await member.expect("CHECKIN \(own) by=staff", "NO DENIED")
      try await member.expect("CHECKIN \(own) at=2026-05-04T09:00", "NO DENIED")
      try await member.expect("CHECKIN \(other)", "NO NOT-FOUND")
      let leader = try await world.client(as: "leader-1")
      try await leader.expect("CHECKIN \(own) by=staff", "NO DENIED")
      try await leader.expect("ABSENT \(own)", "NO DENIED")
      try await leader.expect("CHECKIN \(other) by=staff at=2026-05-04T09:00", "NO DENIED")
      try await leader.expect("CHECKIN \(outside) by=staff", "NO NOT-FOUND")
      try await leader.ok("CHECKIN \(other) by=staff")
      try await leader.ok("CHECKIN \(own)")
      let east = try await world.client(as: "staff-east")
      try await east.expect("HOURS S-1 \(world.code(.member, 1)) minutes=60", "NO DENIED")
    }
  }

  @Test("Absence is told from the start on, frees the seat, and can be excused")
  func absent() async throws {
    try await TestWorld.with { world in
      let seat = try await world.seat(member: 1, shift: 1)
      let id = world.code(.assignment, seat)
      let east = try await world.client(as: "staff-east")
      try await east.expect("ABSENT \(id)", "NO CONFLICT/STATE")
      #expect(try await world.taken(1) == 1)
      world.clock.set("2026-05-04T09:00")
      try await east.expect("ABSENT \(id) if=4", "NO STALE")
      #expect(try await east.ok("ABSENT \(id) if=1").field("state") == "absent")
      #expect(try await world.taken(1) == 0)
      #expect(try await east.ok("ABSENT \(id) excused=yes reason=住院").field("state") == "excused")
      #expect(try await world.steps(seat) == ["absent", "excused"])
    }
  }

  @Test("Hours take a free seat where none was given, and can be put right until they are settled")
  func hours() async throws {
    try await TestWorld.with { world in
      let east = try await world.client(as: "staff-east")
      let one = world.code(.member, 1)
      try await east.expect("HOURS S-1 \(one) minutes=90", "NO CONFLICT/STATE")
      world.clock.set("2026-05-04T12:00")
      let made = try await east.ok("HOURS S-1 \(one) minutes=90")
      #expect(made.field("state") == "served" && made.field("v") == "1")
      #expect(try await world.taken(1) == 1)
      let again = try await east.ok("HOURS S-1 \(one) minutes=100")
      #expect(again.field("id") == made.field("id") && again.field("v") == "2")
      #expect(try await world.number("SELECT minutes FROM muster.assignment") == 100)
      // In two places at once the schema refuses; so does it one too many.
      try await east.expect("HOURS S-2 \(one) minutes=10", "NO CONFLICT/OVERLAP")
      try await east.ok("HOURS S-1 \(world.code(.member, 2)) minutes=90")
      try await east.expect("HOURS S-1 \(world.code(.member, 3)) minutes=90", "NO CONFLICT/FULL")
      try await east.expect("HOURS S-4 \(one) minutes=90", "NO CONFLICT/STATE")
      #expect(try await world.taken(1) == 2)

      let street = try await world.client(as: "staff-street")
      try await street.ok("SETTLE E-1")
      try await street.expect("HOURS S-1 \(one) minutes=5", "NO CONFLICT/STATE")
    }
  }

  @Test("Hours of somebody asked, checked in or written absent, and of one who declined but came, become served")
  func hoursOfAssigned() async throws {
    try await TestWorld.with { world in
      world.clock.set("2026-05-04T12:00")
      let east = try await world.client(as: "staff-east")
      for (member, state, answer) in [
        (Int64(1), AssignmentState.accepted, "OK"), (2, .checkedIn, "OK"), (3, .declined, "NO CONFLICT/FULL"),
      ] {
        _ = try await world.seat(member: member, shift: 1, state: state)
        try await east.expect("HOURS S-1 \(world.code(.member, member)) minutes=60", answer)
      }
      let absent = try await world.seat(member: 4, shift: 2, state: .absent)
      try await east.ok("HOURS S-2 \(world.code(.member, 4)) minutes=60")
      world.clock.set("2026-05-06T12:00")
      for (member, state) in [
        (Int64(1), AssignmentState.declined), (2, .expired), (3, .withdrawn), (4, .released), (5, .excused),
      ] {
        let seat = try await world.seat(member: member, shift: 4, state: state)
        try await east.ok("HOURS S-4 \(world.code(.member, member)) minutes=60")
        #expect(try await world.state(ofAssignment: seat) == "served")
        try await world.execute("UPDATE muster.assignment SET state = 'absent' WHERE id = \(seat)")
      }
      #expect(try await world.state(ofAssignment: absent) == "served")
      #expect(try await world.taken(2) == 1)
    }
  }

  @Test(
    "Staff of another community find no assignment, shift or member to write for",
    arguments: ["CHECKIN P by=staff", "CHECKOUT P", "ABSENT P", "HOURS S-1 M minutes=60", "HOURS S-3 M minutes=60", "RECORD M"])
  func scope(line: String) async throws {
    try await TestWorld.with { world in
      let seat = try await world.seat(member: 1, shift: 1)
      world.clock.set("2026-05-04T09:30")
      let east = try await world.client(as: "staff-east")
      let west = try await world.client(as: "staff-west")
      try await east.ok("SHIFTS")
      let command = line.replacing(" P", with: " \(world.code(.assignment, seat))").replacing(
        " M", with: " \(world.code(.member, 1))")
      try await west.expect(command, "NO NOT-FOUND")
      try await east.ok("SHIFTS")
      try await west.expect(command, "NO NOT-FOUND")
      #expect(try await world.state(ofAssignment: seat) == "accepted")
      #expect(try await world.number("SELECT count(*) FROM muster.assignment") == 1)
    }
  }
}
