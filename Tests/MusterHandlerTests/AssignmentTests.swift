import MusterDomain
import MusterProtocol
import TestSupport
import Testing

@testable import MusterHandler

@Suite("Offers, claims and what people answer") struct AssignmentTests {
  @Test("an offer is accepted by whom it was made to, or by telephone with a mark")
  func accept() async throws {
    try await TestWorld.with { world in
      let staff = try await world.client(as: "staff-east")
      let offer = try await staff.ok("ASSIGN S-1 \(world.code(.member, 1)) key=assign-member-one-1")
      let id = try #require(offer.field("id"))
      try await world.client(as: "member-2").expect("ACCEPT \(id)", "NO NOT-FOUND")
      try await staff.expect("ACCEPT \(id)", "BAD ARG/MISSING")
      let member = try await world.client(as: "member-1")
      try await member.expect("ACCEPT \(id) if=9", "NO STALE")
      try await member.expect("ACCEPT \(id) if=1", "OK")
      try await member.expect("ACCEPT \(id)", "NO CONFLICT/STATE")
      let second = try #require(try await staff.ok("ASSIGN S-1 \(world.code(.member, 3))").field("id"))
      try await staff.expect("ACCEPT \(second) by=phone", "OK")
      #expect(try await world.number("SELECT count(*) FROM muster.assignment WHERE answered_by IS NOT NULL") == 1)
      try await staff.expect("ASSIGN S-1 \(world.code(.member, 4))", "NO CONFLICT/FULL")
    }
  }

  @Test(
    "the hard rules hold for a hand-made offer as for the solver",
    arguments: [
      ("S-2", Int64(3), "NO CONFLICT/RULE"),  // no first aid
      ("S-1", 99, "NO NOT-FOUND"), ("S-99", 1, "NO NOT-FOUND"), ("S-3", 6, "NO NOT-FOUND"),  // another community's shift
    ])
  func rules(shift: String, member: Int64, answer: String) async throws {
    try await TestWorld.with { world in
      let staff = try await world.client(as: "staff-east")
      try await staff.expect("ASSIGN \(shift) \(world.code(.member, member))", answer)
      #expect(try await world.number("SELECT count(*) FROM muster.assignment") == 0)
    }
  }

  @Test("staff set aside a window with a reason, and it is visible; never a skill")
  func override() async throws {
    try await TestWorld.with { world in
      try await world.execute("DELETE FROM muster.availability WHERE member_id = 4")
      let staff = try await world.client(as: "staff-east")
      let member = world.code(.member, 4)
      #expect(try await staff.expect("ASSIGN S-1 \(member)", "NO CONFLICT/RULE").field("rule") == "availability")
      #expect(try await staff.ok("ASSIGN S-1 \(member) reason=电话说可以").field("override") == "availability")
      try await staff.expect("ASSIGN S-2 \(member) reason=x", "NO CONFLICT/RULE")
      #expect(try await world.text("SELECT reason FROM muster.assignment") == "电话说可以")
      #expect(try await world.text("SELECT reason FROM muster.assignment_step") == "电话说可以")
      try await staff.expect("ASSIGN S-1 \(member) reason=\"\"", "BAD ARG/VALUE")
      try await staff.expect("ASSIGN S-1 \(member) reason=\"  \"", "BAD ARG/VALUE")
    }
  }

  @Test("accepting one offer withdraws those it clashes with")
  func clash() async throws {
    try await TestWorld.with { world in
      let street = try await world.client(as: "staff-street")
      let first = try #require(try await street.ok("ASSIGN S-1 \(world.code(.member, 1))").field("id"))
      let second = try #require(try await street.ok("ASSIGN S-3 \(world.code(.member, 1))").field("id"))
      let member = try await world.client(as: "member-1")
      #expect(try await member.ok("AGENDA").column("id") == [first, second])
      try await member.ok("ACCEPT \(first)")
      try await member.expect("ACCEPT \(second)", "NO CONFLICT/STATE")
      #expect(try await member.ok("AGENDA").column("state") == ["accepted"])
      try await street.expect("ASSIGN S-3 \(world.code(.member, 1))", "NO CONFLICT/OVERLAP")
    }
  }

  @Test(
    "an acceptance taken by telephone, and a claim, withdraw clashing offers of other communities that the caller cannot see",
    arguments: ["staff-east", "leader-1", "unit-1", "staff-east by=phone"])
  func clashBeyond(caller: String) async throws {
    try await TestWorld.with { world in
      let west = try await world.client(as: "staff-west")
      try await world.execute("UPDATE muster.member SET area_id = 5, place_id = 7 WHERE id = 1")
      let offer = try #require(try await west.ok("ASSIGN S-3 \(world.code(.member, 1))").field("id"))
      try await world.execute("UPDATE muster.member SET area_id = 4, place_id = 6 WHERE id = 1")
      let client = try await world.client(as: String(caller.prefix { $0 != " " }))
      if caller.hasSuffix("by=phone") {
        let own = try #require(try await client.ok("ASSIGN S-1 \(world.code(.member, 1))").field("id"))
        try await client.ok("ACCEPT \(own) by=phone")
      } else {
        try await client.ok("CLAIM S-1 member=\(world.code(.member, 1))")
      }
      let states = try await west.ok("ASSIGNMENTS shift=S-3")
      #expect(states.column("id") == [offer] && states.column("state") == ["withdrawn"])
      #expect(try await world.number("SELECT count(*) FROM muster.substitute_search WHERE shift_id = 3") == 1)
      #expect(
        try await world.text(
          """
          SELECT c.name FROM muster.assignment_step s JOIN muster.account c ON c.id = s.actor_id WHERE s.state = 'withdrawn'
          """) == String(caller.prefix { $0 != " " }))
    }
  }

  @Test("no more is withdrawn by naming an acceptance that was made before, or by others")
  func noOthersWithdrawn() async throws {
    try await TestWorld.with { world in
      let accepted = try await world.seat(member: 6, shift: 3)
      _ = try await world.seat(member: 6, shift: 1, state: .offered)
      for name in ["staff-east", "staff-west", "member-6"] {
        let principal = try #require(try await world.store.principal(named: name))
        try await world.store.transact(as: principal, at: world.clock.now) {
          try await $0.withdrawClashing(with: accepted, locked: [1, 3])
        }
      }
      #expect(try await world.number("SELECT count(*) FROM muster.assignment WHERE state = 'withdrawn'") == 0)
    }
  }

  @Test("a decline offers the seat to the next best at once, and never to the same person again")
  func substitute() async throws {
    try await TestWorld.with { world in
      let staff = try await world.client(as: "staff-east")
      let offer = try #require(try await staff.ok("ASSIGN S-2 \(world.code(.member, 1))").field("id"))
      #expect(try await staff.ok("SUBSTITUTES \(offer)").column("member") == [world.code(.member, 2)])
      let member = try await world.client(as: "member-1")
      let declined = try await member.ok("DECLINE \(offer) reason=加班")
      let next = try #require(declined.field("substitute"))
      #expect(try await world.client(as: "member-2").ok("AGENDA").column("id") == [next])
      try await staff.expect("ASSIGN S-2 \(world.code(.member, 1))", "NO CONFLICT/RULE")
      // Nobody is left with first aid: the seat stays open and the search waits.
      #expect(try await world.client(as: "member-2").ok("DECLINE \(next)").field("substitute") == nil)
      #expect(try await world.number("SELECT count(*) FROM muster.substitute_search") == 1)
    }
  }

  @Test("an offer that runs out expires once, and its seat goes to the next")
  func expiry() async throws {
    try await TestWorld.with { world in
      let staff = try await world.client(as: "staff-east")
      let offer = try #require(try await staff.ok("ASSIGN S-2 \(world.code(.member, 1))").field("id"))
      let sweeper = Sweeper(world.environment)
      #expect(try await sweeper.sweep() == (0, 0))
      world.clock.set("2026-05-04T08:00")
      #expect(try await sweeper.sweep() == (1, 1))
      #expect(try await sweeper.sweep() == (0, 0))
      try await world.client(as: "member-1").expect("ACCEPT \(offer)", "NO CONFLICT/STATE")
      #expect(try await world.client(as: "member-2").ok("AGENDA").column("state") == ["offered"])
    }
  }

  @Test("an offer is accepted up to its deadline and not from then on, also before anybody has swept")
  func deadline() async throws {
    try await TestWorld.with { world in
      let staff = try await world.client(as: "staff-east")
      let first = try #require(try await staff.ok("ASSIGN S-1 \(world.code(.member, 1))").field("id"))
      let second = try #require(try await staff.ok("ASSIGN S-1 \(world.code(.member, 3))").field("id"))
      // An hour before the shift, which begins at nine.
      world.clock.set("2026-05-04T07:59")
      try await world.client(as: "member-1").expect("ACCEPT \(first)", "OK")
      world.clock.set("2026-05-04T08:00")
      try await world.client(as: "member-3").expect("ACCEPT \(second)", "NO CONFLICT/STATE")
    }
  }

  @Test("a claim obeys the hard rules, and nobody sets them aside")
  func claimRules() async throws {
    try await TestWorld.with { world in
      try await world.client(as: "member-3").expect("CLAIM S-2", "NO CONFLICT/RULE")
      try await world.execute("DELETE FROM muster.availability WHERE member_id = 4")
      try await world.client(as: "member-4").expect("CLAIM S-1", "NO CONFLICT/RULE")
      try await world.client(as: "staff-east").expect("CLAIM S-1 member=\(world.code(.member, 4))", "NO CONFLICT/RULE")
      #expect(try await world.number("SELECT count(*) FROM muster.assignment") == 0)
    }
  }

  @Test("eight who claim three seats at once: three get them, five are told it is full")
  func rush() async throws {
    try await TestWorld.with { world in
      let words = try await withThrowingTaskGroup(of: String.self) { group in
        for number in 1...8 {
          group.addTask { try await world.client(as: "member-\(number)").word("CLAIM S-3 key=claim-by-member-\(number)") }
        }
        return try await group.reduce(into: [String]()) { $0.append($1) }
      }
      #expect(words.filter { $0 == "OK" }.count == 3)
      #expect(words.filter { $0 == "NO CONFLICT/FULL" }.count == 5)
      #expect(try await world.number("SELECT taken FROM muster.shift WHERE id = 3") == 3)
    }
  }

  @Test("one member claims two shifts of the same hour on two connections: one of them is refused")
  func twoPlaces() async throws {
    try await TestWorld.with { world in
      async let first = world.client(as: "member-1").word("CLAIM S-1")
      async let second = world.client(as: "member-1").word("CLAIM S-3")
      let words = try await [first, second].sorted()
      #expect(words == ["NO CONFLICT/OVERLAP", "OK"])
    }
  }

  @Test("A leader who serves too offers itself a seat, answers, gives it back, claims another, and comes as members do")
  func servingLeader() async throws {
    try await TestWorld.with { world in
      try await world.execute("UPDATE muster.account SET member_id = 2 WHERE name = 'leader-1'")
      let leader = try await world.client(as: "leader-1")
      let offer = try #require(try await leader.ok("ASSIGN S-1 \(world.code(.member, 2))").field("id"))
      try await leader.ok("ACCEPT \(offer) by=phone")
      try await leader.ok("RELEASE \(offer) reason=改期")
      let claim = try #require(try await leader.ok("CLAIM S-2 member=\(world.code(.member, 2))").field("id"))
      world.clock.set("2026-05-04T09:00")
      try await leader.ok("CHECKIN \(claim)")
      world.clock.set("2026-05-04T10:30")
      #expect(try await leader.ok("CHECKOUT \(claim)").field("minutes") == "90")
    }
  }

  @Test("WHY tells each rule, and of an open seat how many fail by which")
  func why() async throws {
    try await TestWorld.with { world in
      let staff = try await world.client(as: "staff-east")
      let pair = try await staff.ok("WHY shift=S-2 member=\(world.code(.member, 3))")
      #expect(pair.field("possible") == "no")
      let skill = pair.table?.rows.first { $0[0] == "skill" }
      #expect(skill?[1] == "no")
      let open = try await staff.ok("WHY shift=S-2")
      #expect(open.field("open") == "1")
      #expect(open.table?.rows.first { $0[0] == "skill" }?[2] == "6")
      let stranger = try await staff.ok("WHY shift=S-1 member=\(world.code(.member, 6))")
      #expect(stranger.field("possible") == "yes")
      #expect(stranger.field("gain") == nil)
      #expect(stranger.table?.rows.allSatisfy { row in row[3]?.utf8.contains { (0x30...0x39).contains($0) } == false } == true)
      let member = try await world.client(as: "member-1")
      try await member.expect("WHY shift=S-2 member=\(world.code(.member, 2))", "NO NOT-FOUND")
      try await member.expect("WHY shift=S-2", "OK")
    }
  }

  @Test("WHY adds up what an assignment is worth, and names the best of the others to staff only")
  func whyThisOne() async throws {
    try await TestWorld.with { world in
      let staff = try await world.client(as: "staff-east")
      let offer = try #require(try await staff.ok("ASSIGN S-1 \(world.code(.member, 1))").field("id"))
      let why = try await staff.ok("WHY \(offer)")
      let rows = try #require(why.table?.rows)
      let lines = rows.filter { $0[4] != nil && $0[0] != "alternative" }
      #expect(lines.first?[0] == "seat")
      #expect(lines.reduce(0) { $0 + (Int($1[4] ?? "") ?? 0) } == Int(why.field("gain") ?? ""))
      let other = try #require(rows.last)
      #expect(other[0] == "alternative")
      let best = try #require(try await staff.ok("SUBSTITUTES \(offer)").table?.rows.first)
      #expect(other[3]?.contains(best[0] ?? "-") == true)
      #expect(Int(other[4] ?? "") == (Int(best[2] ?? "") ?? 0) - (Int(why.field("gain") ?? "") ?? 0))
      let member = try await world.client(as: "member-1")
      let own = try await member.ok("WHY \(offer)")
      #expect(own.table?.rows.filter { $0[4] != nil } == lines)
      #expect(own.table?.rows.contains { $0[0] == "alternative" } == false)
    }
  }

  @Test("WHY tells staff how an open seat could be filled, and no member")
  func remedy() async throws {
    try await TestWorld.with { world in
      let staff = try await world.client(as: "staff-east")
      let row = try #require(try await staff.ok("WHY shift=S-1").table?.rows.last)
      #expect(row[0] == "remedy")
      #expect(row[3]?.contains("M-") == true && Int(row[4] ?? "") != nil)
      let member = try await world.client(as: "member-1")
      let other = try await member.ok("WHY shift=S-1 member=\(world.code(.member, 1))")
      #expect(other.table?.rows.contains { $0[0] == "remedy" } == false)
    }
  }

  @Test("staff of one community see and change nothing of another, also on a connection that another scope used just before")
  func scope() async throws {
    try await TestWorld.with { world in
      let east = try await world.client(as: "staff-east")
      let west = try await world.client(as: "staff-west")
      let offer = try #require(try await west.ok("ASSIGN S-3 \(world.code(.member, 6))").field("id"))
      #expect(try await west.ok("ASSIGNMENTS").column("id") == [offer])
      #expect(try await east.ok("ASSIGNMENTS").table?.rows.isEmpty == true)
      for line in [
        "ACCEPT \(offer) by=phone", "DECLINE \(offer) by=phone", "RELEASE \(offer) reason=x", "SUBSTITUTES \(offer)",
        "WHY \(offer)",
      ] {
        try await east.expect(line, "NO NOT-FOUND")
      }
      try await east.expect("CLAIM S-3 member=\(world.code(.member, 1))", "NO NOT-FOUND")
      #expect(try await world.number("SELECT count(*) FROM muster.assignment WHERE state = 'offered'") == 1)
    }
  }
}
