import MusterDomain
import MusterProtocol
import MusterStore
import TestSupport
import Testing

@testable import MusterHandler

@Suite("Events and their shifts") struct EventTests {
  private static let add = "EVENT.ADD title=社区义诊 area=A-4 domain=health from=2026-05-09T09:00 to=2026-05-09T11:00"

  @Test("A draft is its own staff's alone; published, it is open to who serves")
  func life() async throws {
    try await TestWorld.with { world in
      let east = try await world.client(as: "staff-east")
      let member = try await world.client(as: "member-7")
      let made = try await east.ok(Self.add)
      let event = try #require(made.field("id"))
      #expect(made.field("state") == "draft")
      let shift = try #require(try await east.ok("SHIFT.ADD \(event) role=引导 minimum=1 seats=4").field("id"))
      #expect(try await east.ok("EVENTS \(event)").column("seats") == ["4"])
      #expect(try await east.ok("SHIFTS \(shift)").column("state") == ["draft"])
      try await member.expect("EVENTS \(event)", "NO NOT-FOUND")
      #expect(try await member.ok("SHIFTS event=\(event)").column("id").isEmpty)

      let published = try await east.ok("EVENT.SET \(event) state=published if=1")
      #expect(published.field("v") == "2")
      #expect(try await member.ok("EVENTS \(event)").column("title") == ["社区义诊"])
      let open = try await member.ok("SHIFTS event=\(event) state=open")
      #expect(open.column("id") == [shift])
      #expect(open.column("starts") == ["2026-05-09T09:00:00+08:00"])

      let early = try await east.expect("EVENT.SET \(event) state=closed", "NO CONFLICT/STATE")
      #expect(early.field("opens") == "2026-05-09T09:00:00+08:00")
      world.clock.set("2026-05-09T09:00")
      try await east.ok("EVENT.SET \(event) state=closed")
      #expect(try await member.ok("SHIFTS event=\(event)").column("state") == ["closed"])
      try await east.ok("EVENT.SET \(event) state=published")
      #expect(try await member.ok("SHIFTS event=\(event)").column("state") == ["open"])
    }
  }

  @Test(
    "Times and places beyond all measure are refused",
    arguments: [
      "EVENT.ADD title=x area=A-4 domain=health from=2026-05-09T09:00 to=2026-06-09T09:01",
      "EVENT.ADD title=x area=A-4 domain=health from=0001-05-09T09:00 to=9999-06-09T09:01",
      "EVENT.ADD title=x area=A-4 domain=health from=2026-05-09T09:00 to=2026-05-09T11:00 lon=-110 lat=39.6",
      "EVENT.ADD title=x area=A-4 domain=health from=2026-05-09T09:00 to=2026-05-09T11:00 lon=110 lat=41.5",
      "EVENT.SET E-1 to=2027-01-01T00:00", "NEED.ADD title=x area=A-4 domain=health times=2026-05-09T09:00/2027-05-09T09:00",
    ])
  func measure(line: String) async throws {
    try await TestWorld.with { world in
      let east = try await world.client(as: "staff-east")
      try await east.expect(line, "BAD ARG/VALUE")
      try await east.ok("EVENT.ADD title=x area=A-4 domain=health from=2026-05-09T09:00 to=2026-06-09T09:00 lon=111 lat=40")
    }
  }

  @Test(
    "Staff of one community see and change nothing of another, on a connection of theirs and on one that others used",
    arguments: [
      ("EVENTS E-1", "NO NOT-FOUND"), ("EVENTS in=A-4", "NO NOT-FOUND"), ("EVENT.SET E-1 title=别人的", "NO NOT-FOUND"),
      ("EVENT.SET E-1 state=cancelled reason=误", "NO NOT-FOUND"), ("EVENT.SET E-1 state=settled", "NO NOT-FOUND"),
      ("SHIFTS S-1", "NO NOT-FOUND"), ("SHIFTS in=A-3", "NO NOT-FOUND"),
      ("SHIFT.ADD E-1 role=引导 minimum=1 seats=2", "NO NOT-FOUND"),
      ("EVENT.ADD title=x area=A-4 domain=health from=2026-05-09T09:00 to=2026-05-09T11:00", "NO NOT-FOUND"),
      ("EVENT.ADD title=x area=A-6 domain=health from=2026-05-09T09:00 to=2026-05-09T11:00", "NO NOT-FOUND"),
      ("EVENT.ADD title=x area=A-3 domain=health from=2026-05-09T09:00 to=2026-05-09T11:00", "NO NOT-FOUND"),
    ])
  func scope(line: String, answer: String) async throws {
    try await TestWorld.with { world in
      let east = try await world.client(as: "staff-east")
      let west = try await world.client(as: "staff-west")
      try await east.ok("EVENTS E-1")
      try await west.expect(line, answer)
      try await east.ok("EVENT.SET E-1 title=东社区义诊")
      try await west.expect(line, answer)
      #expect(try await west.ok("EVENTS").column("id") == ["E-2"])
      #expect(try await west.ok("SHIFTS").column("id") == ["S-3"])
      #expect(try await world.text("SELECT state || title FROM muster.event WHERE id = 1") == "published东社区义诊")
    }
  }

  @Test("The street's staff work with both communities; nobody outside has drafts")
  func street() async throws {
    try await TestWorld.with { world in
      let street = try await world.client(as: "staff-street")
      #expect(try await street.ok("EVENTS").column("id") == ["E-1", "E-2"])
      #expect(try await street.ok("EVENTS in=A-5").column("id") == ["E-2"])
      try await street.expect("EVENTS in=A-6", "BAD ARG/VALUE")
      try await street.expect("EVENTS in=A-1", "NO NOT-FOUND")
      try await street.expect("EVENTS in=A-99", "NO NOT-FOUND")
      let member = try await world.client(as: "member-1")
      try await member.expect(Self.add, "NO DENIED")
    }
  }

  @Test(
    "What does not hold together is refused by name",
    arguments: [
      ("EVENT.ADD title=x area=A-4 domain=nothing from=2026-05-09T09:00 to=2026-05-09T11:00", "NO NOT-FOUND", "domain"),
      ("EVENT.ADD title=x area=A-4 domain=health from=2026-05-09T11:00 to=2026-05-09T11:00", "BAD ARG/VALUE", "to"),
      ("EVENT.ADD title=x area=A-4 domain=health from=2026-05-09T09:00 to=2026-05-09T11:00 lon=110", "BAD ARG/MISSING", "lat"),
      ("EVENT.ADD title=x area=A-4 domain=health from=2026-05-09T09:00 to=2026-05-09T11:00 venue=V-9", "NO NOT-FOUND", "venue"),
      ("SHIFT.ADD E-1 role=x minimum=3 seats=2", "BAD ARG/VALUE", "minimum"),
      ("SHIFT.ADD E-1 role=x minimum=1 seats=2 skill=flying", "NO NOT-FOUND", "skill"),
      ("SHIFT.ADD E-1 role=x minimum=1 seats=2 teams=T-1,T-9", "NO NOT-FOUND", "teams"),
      ("SHIFT.ADD E-1 role=x minimum=1 seats=2 teams=nonsense", "NO NOT-FOUND", "teams"),
      ("SHIFT.ADD E-1 role=x minimum=1 seats=2 from=2026-05-04T08:59", "BAD ARG/VALUE", "from"),
      ("SHIFT.ADD E-1 role=x minimum=1 seats=2 to=2026-05-04T11:01", "BAD ARG/VALUE", "to"),
      ("EVENT.SET E-1", "BAD ARG/MISSING", "state"), ("EVENT.SET E-1 state=cancelled", "BAD ARG/MISSING", "reason"),
      ("EVENT.SET E-1 state=settled title=x", "BAD ARG/VALUE", "title"),
    ])
  func faults(line: String, answer: String, argument: String) async throws {
    try await TestWorld.with { world in
      let east = try await world.client(as: "staff-east")
      let reply = try await east.expect(line, answer)
      #expect(reply.field("arg") == argument)
      #expect(try await world.number("SELECT count(*) FROM muster.event") == 2)
      #expect(try await world.number("SELECT count(*) FROM muster.shift") == 4)
    }
  }

  @Test("A venue is used within its hours, by one event at a time")
  func venue() async throws {
    try await TestWorld.with { world in
      let east = try await world.client(as: "staff-east")
      let line = { (from: String, to: String) in
        "EVENT.ADD title=x area=A-4 domain=health venue=V-1 from=2026-05-09T\(from) to=2026-05-09T\(to)"
      }
      let early = try await east.expect(line("07:59", "09:00"), "NO CONFLICT/RULE")
      #expect(early.field("opens") == "08:00" && early.field("closes") == "22:00")
      try await east.expect(line("21:00", "22:01"), "NO CONFLICT/RULE")
      let first = try #require(try await east.ok(line("08:00", "10:00")).field("id"))
      let second = try #require(try await east.ok(line("09:00", "22:00")).field("id"))
      try await east.ok("EVENT.SET \(first) state=published")
      try await east.expect(line("09:59", "12:00"), "NO CONFLICT/OVERLAP")
      try await east.ok(line("10:00", "12:00"))
      // The draft was made while the venue was free; the schema refuses it now.
      try await east.expect("EVENT.SET \(second) state=published", "NO CONFLICT/OVERLAP")
      try await east.expect("EVENT.SET \(first) from=2026-05-09T07:00", "NO CONFLICT/RULE")
      try await east.ok("EVENT.SET \(first) state=cancelled reason=停电")
      try await east.ok("EVENT.SET \(second) state=published")
      #expect(try await world.number("SELECT count(*) FROM muster.event WHERE longitude = 110.01 AND venue_id = 1") == 3)
    }
  }

  @Test("Cancelling releases every open assignment with a step each, and leaves what ended alone")
  func cancel() async throws {
    try await TestWorld.with { world in
      let offered = try await world.seat(member: 1, shift: 1, state: .offered)
      let accepted = try await world.seat(member: 2, shift: 2)
      let declined = try await world.seat(member: 3, shift: 1, state: .declined)
      let east = try await world.client(as: "staff-east")
      let reply = try await east.ok("EVENT.SET E-1 state=cancelled reason=暴雨")
      #expect(reply.field("released") == "2")
      for id in [offered, accepted] {
        #expect(try await world.state(ofAssignment: id) == "released")
        #expect(try await world.steps(id) == ["released"])
      }
      #expect(try await world.state(ofAssignment: declined) == "declined")
      #expect(try await world.number("SELECT sum(taken) FROM muster.shift WHERE event_id = 1") == 0)
      #expect(try await world.number("SELECT count(*) FROM muster.shift WHERE event_id = 1 AND state = 'cancelled'") == 2)
      #expect(try await world.text("SELECT reason FROM muster.event WHERE id = 1") == "暴雨")
      try await east.expect("EVENT.SET E-1 state=published", "NO CONFLICT/STATE")
      try await east.expect("SHIFT.ADD E-1 role=x minimum=1 seats=1", "NO CONFLICT/STATE")
    }
  }

  @Test("A shift added while the event is being called off waits, and is refused")
  func race() async throws {
    try await TestWorld.with { world in
      let principal = try #require(try await world.store.principal(named: "staff-east"))
      let east = try await world.client(as: "staff-east")
      let adding = try await world.store.transact(as: principal, at: world.clock.now) { transaction in
        _ = try await transaction.first(EventRecord.locked(1))
        let adding = Task { try await east.word("SHIFT.ADD E-1 role=收尾 minimum=1 seats=1") }
        // Until the other one waits for this event's row, or got through without waiting.
        while try await world.number(
          """
          SELECT (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')
                 + (SELECT count(*) FROM muster.shift) - 4
          """) == 0
        {}
        try await transaction.execute("UPDATE muster.event SET state = 'cancelled' WHERE id = 1")
        return adding
      }
      #expect(try await adding.value == "NO CONFLICT/STATE")
      #expect(try await world.number("SELECT count(*) FROM muster.shift") == 4)
    }
  }

  @Test("What has been served is not called off")
  func running() async throws {
    try await TestWorld.with { world in
      _ = try await world.seat(member: 1, shift: 1, state: .checkedIn)
      let east = try await world.client(as: "staff-east")
      try await east.expect("EVENT.SET E-1 state=cancelled reason=误", "NO CONFLICT/STATE")
      #expect(try await world.text("SELECT state FROM muster.event WHERE id = 1") == "published")
    }
  }

  @Test("Times move, shifts along with them, and not under anybody who is there")
  func move() async throws {
    try await TestWorld.with { world in
      let east = try await world.client(as: "staff-east")
      try await east.ok("SHIFT.ADD E-1 role=收尾 minimum=1 seats=1 from=2026-05-04T10:00 to=2026-05-04T10:30")
      try await east.ok("EVENT.SET E-1 from=2026-05-05T14:00 to=2026-05-05T17:00")
      let shifts = try await east.ok("SHIFTS event=E-1")
      #expect(
        shifts.column("starts") == ["2026-05-05T14:00:00+08:00", "2026-05-05T14:00:00+08:00", "2026-05-05T15:00:00+08:00"])
      #expect(shifts.column("ends") == ["2026-05-05T17:00:00+08:00", "2026-05-05T17:00:00+08:00", "2026-05-05T15:30:00+08:00"])
      try await east.expect("EVENT.SET E-1 to=2026-05-05T15:10", "NO CONFLICT/STATE")
      try await east.ok("EVENT.SET E-1 title=义诊进社区")
      _ = try await world.seat(member: 1, shift: 1, state: .checkedIn)
      let refused = try await east.expect("EVENT.SET E-1 to=2026-05-05T18:00", "NO CONFLICT/STATE")
      #expect(refused.field("serving") == "1")
    }
  }

  @Test("A repeated key makes one event; a revision that has moved on changes nothing")
  func keysAndRevisions() async throws {
    try await TestWorld.with { world in
      let east = try await world.client(as: "staff-east")
      let first = try await east.ok("\(Self.add) key=0123456789abcdef")
      let again = try await east.ok("\(Self.add) key=0123456789abcdef")
      #expect(again.field("id") == first.field("id") && again.field("replayed") == "yes")
      try await east.expect("\(Self.add) beneficiaries=9 key=0123456789abcdef", "NO KEY/REUSED")
      #expect(try await world.number("SELECT count(*) FROM muster.event") == 3)
      let stale = try await east.expect("EVENT.SET E-1 title=x if=7", "NO STALE")
      #expect(stale.field("now") == "1")
      #expect(try await world.number("SELECT count(*) FROM muster.audit WHERE verb = 'EVENT.ADD'") == 1)
    }
  }

  @Test("Shifts come by start, those without a time last, page by page")
  func pages() async throws {
    try await TestWorld.with { world in
      let street = try await world.client(as: "staff-street")
      try await street.ok("SHIFT.ADD E-2 role=收尾 minimum=1 seats=1 from=2026-05-04T10:00")
      try await world.execute(
        """
        INSERT INTO muster.need (area_id, title, source, mode, domain, urgency, minimum, seats, state, longitude, latitude, created_by, created_at)
          VALUES (5, '理发', 'resident', 'errand', 'livelihood', 2, 1, 1, 'accepted', 110, 39, 3, '2026-05-01');
        """)
      try await world.execute(
        """
        INSERT INTO muster.shift (need_id, area_id, role, domain, minimum, seats, priority, longitude, latitude, state)
          VALUES (2, 5, '理发', 'livelihood', 1, 1, 2, 110, 39, 'open')
        """)
      var seen: [String?] = []
      var cursor: String?
      repeat {
        let reply = try await street.ok("SHIFTS limit=2\(cursor.map { " after=\($0)" } ?? "")")
        seen += reply.column("id")
        cursor = reply.field("next")
      } while cursor != nil
      #expect(seen == ["S-1", "S-2", "S-3", "S-5", "S-4", "S-6"])
      #expect(try await street.ok("SHIFTS from=2026-05-06 to=2026-05-07").column("id") == ["S-4"])
      _ = try await world.seat(member: 1, shift: 2)
      #expect(try await street.ok("SHIFTS state=full").column("id") == ["S-2"])
      #expect(try await street.ok("SHIFTS state=open").column("id") == ["S-1", "S-3", "S-5", "S-4", "S-6"])
    }
  }
}
