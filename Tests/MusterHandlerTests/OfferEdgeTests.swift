import MusterDomain
import MusterHandler
import TestSupport
import Testing

/// Where two things that are each allowed meet: a seat that moved, was given up, was answered for, or lies in another community. Found by
/// the city of random steps; each stands here by itself.
@Suite("Offers, swaps and telephone answers at their edges") struct OfferEdgeTests {
  @Test("What was asked over a seat is void once the seat is given up, also when it is taken anew")
  func swapLapses() async throws {
    try await TestWorld.with { world in
      let (one, six) = (try await world.client(as: "member-1"), try await world.client(as: "member-6"))
      let mine = try #require(try await one.ok("CLAIM S-1").field("id"))
      let theirs = try #require(try await six.ok("CLAIM S-3").field("id"))
      try await one.ok("SWAP \(mine) \(theirs)")
      try await world.client(as: "staff-east").ok("RELEASE \(mine) reason=另有安排")
      #expect(try await one.ok("CLAIM S-1").field("id") == mine)
      #expect(try await six.ok("SWAP \(theirs) \(mine)").field("state") == "asked")
      #expect(try await world.state(ofAssignment: 1) == "accepted")
    }
  }

  @Test("Who swaps is asked for nothing else at the new time, and what was offered goes on to be searched for")
  func swapWithdraws() async throws {
    try await TestWorld.with { world in
      try await afternoon(world)
      let (one, six) = (try await world.client(as: "member-1"), try await world.client(as: "member-6"))
      let mine = try #require(try await one.ok("CLAIM S-1").field("id"))
      let theirs = try #require(try await six.ok("CLAIM S-3").field("id"))
      let offer = try #require(
        try await world.client(as: "staff-west").ok("ASSIGN S-5 \(world.code(.member, 1))").field("id"))
      let east = try await world.client(as: "staff-east")
      try await east.ok("SHIFT.ADD E-1 role=登记 minimum=1 seats=1")
      try await east.ok("ASSIGN S-6 \(world.code(.member, 6))")
      try await one.ok("SWAP \(mine) \(theirs)")
      #expect(try await six.ok("SWAP \(theirs) \(mine)").field("state") == "swapped")
      #expect(try await one.ok("AGENDA").column("state") == ["accepted"])
      #expect(try await six.ok("AGENDA").column("state") == ["accepted"])
      try await one.expect("ACCEPT \(offer)", "NO CONFLICT/STATE")
      #expect(try await world.taken(5) == 0)
      #expect(try await world.taken(6) == 0)
      #expect(try await world.number("SELECT count(*) FROM muster.substitute_search WHERE shift_id IN (5, 6)") == 2)
    }
  }

  @Test("No swap brings anybody onto a shift that they are on, or that they declined")
  func swapPairs() async throws {
    try await TestWorld.with { world in
      try await afternoon(world)
      let (three, six) = (try await world.client(as: "member-3"), try await world.client(as: "member-6"))
      let declined = try #require(
        try await world.client(as: "staff-east").ok("ASSIGN S-1 \(world.code(.member, 6))").field("id"))
      try await six.ok("DECLINE \(declined)")
      let morning = try #require(try await world.member(3, on: 1, three))
      let theirs = try #require(try await six.ok("CLAIM S-3").field("id"))
      #expect(try await three.expect("SWAP \(morning) \(theirs)", "NO CONFLICT/RULE").field("rule") == "swap")
      #expect(try await six.expect("SWAP \(theirs) \(morning)", "NO CONFLICT/RULE").field("rule") == "excluded")
      let both = try #require(try await three.ok("CLAIM S-3").field("id"))
      #expect(try await three.expect("SWAP \(morning) \(theirs)", "NO EXISTS").field("id") == both)
    }
  }

  @Test("A decline by telephone is taken back at the time that the shift has by now, up to its last second")
  func undoMoved() async throws {
    try await TestWorld.with { world in
      let staff = try await world.client(as: "staff-east")
      let three = try await world.client(as: "member-3")
      let offer = try await declinedByPhone(3, staff, world)
      try await staff.ok("EVENT.SET E-1 from=2026-05-04T13:00 to=2026-05-04T15:00")
      world.clock.set("2026-05-04T13:00")
      try await three.expect("UNDO \(offer)", "NO CONFLICT/STATE")
      // The old time has passed, the new one not.
      world.clock.set("2026-05-04T12:59:59")
      #expect(try await three.ok("UNDO \(offer)").field("deadline") == "2026-05-04T13:00:00+08:00")
      let agenda = try await three.ok("AGENDA")
      #expect(agenda.column("starts") == ["2026-05-04T13:00:00+08:00"])
      #expect(agenda.column("was").compactMap { $0?.prefix(16) } == ["2026-05-04T09:00"])
    }
  }

  @Test("No answer is taken back for a shift that is off")
  func undoCancelled() async throws {
    try await TestWorld.with { world in
      let staff = try await world.client(as: "staff-east")
      let offer = try await declinedByPhone(3, staff, world)
      try await staff.ok("EVENT.SET E-1 state=cancelled reason=雨")
      #expect(
        try await world.client(as: "member-3").expect("UNDO \(offer)", "NO CONFLICT/STATE").field("state") == "cancelled")
      #expect(try await world.taken(1) == 0)
    }
  }

  @Test("Hours of somebody who had given the seat up are of the shift's present time")
  func hoursMoved() async throws {
    try await TestWorld.with { world in
      let staff = try await world.client(as: "staff-east")
      _ = try await declinedByPhone(3, staff, world)
      try await staff.ok("EVENT.SET E-1 from=2026-05-05T13:00 to=2026-05-05T15:00")
      let enter = "HOURS S-1 \(world.code(.member, 3)) minutes=60"
      world.clock.set("2026-05-05T12:59:59")
      try await staff.expect(enter, "NO CONFLICT/STATE")
      world.clock.set("2026-05-05T15:00")
      try await staff.ok(enter)
      #expect(
        try await world.number(
          "SELECT count(*) FROM muster.assignment WHERE member_id = 3 AND starts_at = '2026-05-05 13:00+08'") == 1)
    }
  }

  @Test("A seat that was answered for by telephone and then released is claimed again, and the mark goes")
  func claimAgain() async throws {
    try await TestWorld.with { world in
      let staff = try await world.client(as: "staff-east")
      let offer = try #require(try await staff.ok("ASSIGN S-1 \(world.code(.member, 3))").field("id"))
      try await staff.ok("ACCEPT \(offer) by=phone")
      try await staff.ok("RELEASE \(offer) reason=另有安排")
      let three = try await world.client(as: "member-3")
      #expect(try await three.ok("CLAIM S-1").field("id") == offer)
      #expect(try await world.number("SELECT count(*) FROM muster.assignment WHERE answered_by IS NOT NULL") == 0)
    }
  }

  @Test(
    "Two moves across communities: the acceptance, taken by telephone where the second is, gives the first seat up, and nothing else does"
  )
  func chainAcross() async throws {
    try await TestWorld.with { world in
      let staff = try await world.client(as: "staff-east")
      let (one, two) = (try await world.client(as: "member-1"), try await world.client(as: "member-2"))
      let aid = try #require(try await one.ok("CLAIM S-2").field("id"))
      let sweeping = try #require(try await two.ok("CLAIM S-3").field("id"))
      let offer = try #require(try await one.ok("DECLINE \(aid)").field("substitute"))
      #expect(try await two.ok("AGENDA").column("state") == ["accepted", "offered"])
      try await staff.expect("DECLINE \(sweeping) by=phone", "NO NOT-FOUND")
      try await staff.ok("ACCEPT \(offer) by=phone")
      #expect(try await two.ok("AGENDA").column("id") == [offer])
      #expect(try await world.taken(3) == 0)
      #expect(
        try await world.number("SELECT count(*) FROM muster.assignment_step WHERE state = 'declined' AND by_phone") == 1)
      #expect(try await world.number("SELECT count(*) FROM muster.substitute_search WHERE shift_id = 3") == 1)
    }
  }

  @Test("Who is bound at that time is told so, and not that no window is open, and staff set that aside by no reason")
  func boundBeforeWindows() async throws {
    try await TestWorld.with { world in
      let west = try await world.client(as: "staff-west")
      try await longDay(west)
      let one = try await world.client(as: "member-1")
      try await one.ok("CLAIM S-3")
      try await one.expect("CLAIM S-5", "NO CONFLICT/OVERLAP")
      // Farther than the member would go now: the seat stands, and its time is not to be had.
      try await world.execute("UPDATE muster.member SET reach = 100 WHERE id = 1")
      try await world.client(as: "staff-east").expect(
        "ASSIGN S-2 \(world.code(.member, 1)) reason=缺人", "NO CONFLICT/OVERLAP")
    }
  }

  /// S-3 is in the afternoon, and S-5 beside it.
  private func afternoon(_ world: TestWorld) async throws {
    try await world.execute(
      "UPDATE muster.event SET starts_at = '2026-05-04 14:00+08', ends_at = '2026-05-04 16:00+08' WHERE id = 2")
    try await world.execute(
      "UPDATE muster.shift SET starts_at = '2026-05-04 14:00+08', ends_at = '2026-05-04 16:00+08' WHERE id = 3")
    try await world.client(as: "staff-west").ok("SHIFT.ADD E-2 role=登记 minimum=1 seats=1")
  }

  /// S-5: all of the day in the western community.
  private func longDay(_ staff: TestClient) async throws {
    let event = try #require(
      try await staff.ok("EVENT.ADD title=大扫除 area=A-5 domain=health from=2026-05-04T08:00 to=2026-05-04T17:00").field("id"))
    try await staff.ok("SHIFT.ADD \(event) role=清扫 minimum=1 seats=2")
    try await staff.ok("EVENT.SET \(event) state=published")
  }

  /// Offered S-1 and declined by telephone; nobody else could stand in.
  private func declinedByPhone(_ member: Int64, _ staff: TestClient, _ world: TestWorld) async throws -> String {
    try await world.execute("UPDATE muster.member SET active = false WHERE id <> \(member)")
    let offer = try #require(try await staff.ok("ASSIGN S-1 \(world.code(.member, member))").field("id"))
    try await staff.ok("DECLINE \(offer) by=phone")
    // The search is over, so nothing carries the seat along when the shift moves.
    try await world.execute("DELETE FROM muster.substitute_search")
    return offer
  }
}

extension TestWorld {
  /// The member's seat on a shift: the offer that it has already, accepted, or a claim.
  fileprivate func member(_ member: Int64, on shift: Int64, _ client: TestClient) async throws -> String? {
    let claimed = try await client.send("CLAIM S-\(shift)")
    if claimed.final.word == .ok { return claimed.field("id") }
    guard let offer = try await client.ok("AGENDA").column("id").first ?? nil else { return nil }
    try await client.ok("ACCEPT \(offer)")
    return offer
  }
}
