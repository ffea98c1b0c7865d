import MusterDomain
import MusterProtocol
import TestSupport
import Testing

@testable import MusterHandler

@Suite("Asking in turn, swaps, chains and what stands behind a decline") struct OfferTests {
  @Test("among equally good people the one least lately asked comes first, and each asking is kept")
  func fair() async throws {
    try await TestWorld.with { world in
      let staff = try await world.client(as: "staff-east")
      // Members 3 and 5 are equally good for the first shift; without a record of askings 3 comes first.
      let first = try #require(try await staff.ok("ASSIGN S-1 \(world.code(.member, 1))").field("id"))
      #expect(try await staff.ok("SUBSTITUTES \(first)").column("member").first == world.code(.member, 3))
      let other = try #require(try await staff.ok("ASSIGN S-4 \(world.code(.member, 3))").field("id"))
      try await staff.ok("RELEASE \(other) reason=改由他人")
      #expect(try await staff.ok("SUBSTITUTES \(first)").column("member").first == world.code(.member, 5))
      world.clock.advance(minutes: 5)
      let declined = try await world.client(as: "member-1").ok("DECLINE \(first)")
      #expect(declined.field("substitute") != nil)
      #expect(try await world.number("SELECT member_id FROM muster.assignment WHERE substitute_for IS NOT NULL") == 5)
      #expect(try await world.number("SELECT count(*) FROM muster.asking") == 3)
      #expect(try await world.number("SELECT count(*) FROM muster.asking WHERE source = 'substitute' AND member_id = 5") == 1)
    }
  }

  @Test("a policy that searches for nobody leaves the seat open; the leaver's own substitute is asked where one is named")
  func policies() async throws {
    try await TestWorld.with { world in
      let staff = try await world.client(as: "staff-east")
      let member = try await world.client(as: "member-1")
      try await world.execute("INSERT INTO muster.setting VALUES ('substitute.policy', '2026-05-04', 'none')")
      let first = try #require(try await staff.ok("ASSIGN S-1 \(world.code(.member, 1))").field("id"))
      #expect(try await member.ok("DECLINE \(first)").field("substitute") == nil)
      #expect(try await world.number("SELECT count(*) FROM muster.substitute_search") == 0)
      try await world.execute(
        "UPDATE muster.setting SET value = 'named' WHERE name = 'substitute.policy' AND since > '2000-01-01'")
      let second = try #require(try await staff.ok("ASSIGN S-2 \(world.code(.member, 1))").field("id"))
      let declined = try await member.ok("DECLINE \(second) substitute=\(world.code(.member, 2))")
      let asked = try await world.client(as: "member-2").ok("AGENDA").column("id")
      #expect(asked == [declined.field("substitute")])
    }
  }

  @Test("under `stay` a seat is held until somebody takes it over, and nobody is held who says no")
  func stay() async throws {
    try await TestWorld.with { world in
      try await world.execute("INSERT INTO muster.setting VALUES ('substitute.policy', '2026-05-04', 'stay')")
      let holder = try await world.client(as: "member-1")
      let seat = try #require(try await holder.ok("CLAIM S-2").field("id"))
      let left = try await holder.ok("DECLINE \(seat)")
      #expect(left.field("state") == "accepted" && left.field("stay") == "yes")
      #expect(try await world.client(as: "staff-east").ok("GAPS in=A-4 days=2").column("reason").contains("leaving"))
      // A claim that the rules refuse leaves the holder where they are.
      try await world.client(as: "member-3").expect("CLAIM S-2", "NO CONFLICT/RULE")
      #expect(try await holder.ok("AGENDA").column("state") == ["accepted"])
      let next = try await world.client(as: "member-2")
      try await next.ok("CLAIM S-2")
      #expect(try await holder.ok("AGENDA").column("state").isEmpty)
      let mine = try #require(try await next.ok("AGENDA").column("id").first ?? nil)
      #expect(try await next.ok("DECLINE \(mine) stay=no").field("state") == "declined")
      #expect(try await world.taken(2) == 0)
    }
  }

  @Test("two swap when both have agreed: a declined and an accepted seat each, the seats as before")
  func swap() async throws {
    try await TestWorld.with { world in
      let (one, six) = (try await world.client(as: "member-1"), try await world.client(as: "member-6"))
      let mine = try #require(try await one.ok("CLAIM S-1").field("id"))
      let theirs = try #require(try await six.ok("CLAIM S-3").field("id"))
      try await world.client(as: "member-2").expect("SWAP \(mine) \(theirs)", "NO NOT-FOUND")
      try await one.expect("SWAP \(mine) \(mine)", "NO NOT-FOUND")
      #expect(try await one.ok("SWAP \(mine) \(theirs) key=swap-one-with-six-1").field("state") == "asked")
      #expect(try await world.state(ofAssignment: 1) == "accepted")
      #expect(try await six.ok("AGENDA").column("swap") == [mine])
      let done = try await six.ok("SWAP \(theirs) \(mine) key=swap-six-with-one-1")
      let own = try await six.ok("AGENDA").column("id")
      #expect(done.field("state") == "swapped" && own == [done.field("id")])
      let again = try await six.ok("SWAP \(theirs) \(mine) key=swap-six-with-one-1")
      #expect(again.field("replayed") == "yes")
      #expect(try await world.number("SELECT count(*) FROM muster.assignment WHERE state = 'declined'") == 2)
      #expect(
        try await world.number(
          "SELECT count(*) FROM muster.assignment WHERE state = 'accepted' AND (shift_id, member_id) IN ((1, 6), (3, 1))") == 2)
      #expect(try await world.taken(1) == 1)
      #expect(try await world.taken(3) == 1)
      #expect(try await world.number("SELECT count(*) FROM muster.assignment_step WHERE reason = '换班'") == 4)
      #expect(try await world.number("SELECT count(*) FROM muster.swap") == 0)
    }
  }

  @Test("no swap goes against a rule, or once one of the two has begun; by telephone it is marked")
  func swapRules() async throws {
    try await TestWorld.with { world in
      let (one, three) = (try await world.client(as: "member-1"), try await world.client(as: "member-3"))
      let aid = try #require(try await one.ok("CLAIM S-2").field("id"))
      let guide = try #require(try await three.ok("CLAIM S-1").field("id"))
      #expect(try await three.expect("SWAP \(guide) \(aid)", "NO CONFLICT/RULE").field("rule") == "skill")
      #expect(try await one.expect("SWAP \(aid) \(guide)", "NO CONFLICT/RULE").field("rule") == "swap")
      let six = try #require(try await world.client(as: "member-6").ok("CLAIM S-3").field("id"))
      try await world.client(as: "staff-east").expect("SWAP \(guide) \(six) by=phone", "NO NOT-FOUND")
      let street = try await world.client(as: "staff-street")
      try await street.expect("SWAP \(guide) \(six)", "BAD ARG/MISSING")
      world.clock.set("2026-05-04T09:00")
      try await street.expect("SWAP \(guide) \(six) by=phone", "NO NOT-FOUND")
      world.clock.set("2026-05-04T08:59")
      #expect(try await street.ok("SWAP \(guide) \(six) by=phone").field("state") == "swapped")
      #expect(
        try await world.number("SELECT count(*) FROM muster.assignment WHERE source = 'swap' AND answered_by IS NOT NULL") == 2)
      #expect(try await world.number("SELECT count(*) FROM muster.assignment_step WHERE reason = '换班' AND by_phone") == 4)
    }
  }

  @Test("what was said by telephone the member takes back, a decline too; who stands in and has accepted keeps the seat")
  func undo() async throws {
    try await TestWorld.with { world in
      let staff = try await world.client(as: "staff-east")
      let (one, two) = (try await world.client(as: "member-1"), try await world.client(as: "member-2"))
      let offer = try #require(try await staff.ok("ASSIGN S-2 \(world.code(.member, 1))").field("id"))
      try await staff.ok("ACCEPT \(offer) by=phone")
      try await two.expect("UNDO \(offer)", "NO NOT-FOUND")
      try await one.ok("UNDO \(offer)")
      #expect(try await one.ok("AGENDA").column("state") == ["offered"])
      world.clock.advance(minutes: 1)
      try await one.ok("ACCEPT \(offer)")
      try await one.expect("UNDO \(offer)", "NO CONFLICT/STATE")
      world.clock.advance(minutes: 1)
      try await staff.ok("DECLINE \(offer) by=phone")
      #expect(try await two.ok("AGENDA").column("state") == ["offered"])
      world.clock.advance(minutes: 1)
      try await one.ok("UNDO \(offer)")
      #expect(try await two.ok("AGENDA").column("state").isEmpty)
      #expect(try await world.taken(2) == 1)
      world.clock.advance(minutes: 1)
      let next = try #require(try await staff.ok("DECLINE \(offer) by=phone").field("substitute"))
      try await two.ok("ACCEPT \(next)")
      try await one.expect("UNDO \(offer)", "NO CONFLICT/FULL")
    }
  }

  @Test("an answer by telephone is taken back up to the second before the shift, and not from then on")
  func undoInTime() async throws {
    try await TestWorld.with { world in
      let staff = try await world.client(as: "staff-east")
      let one = try await world.client(as: "member-1")
      let offer = try #require(try await staff.ok("ASSIGN S-1 \(world.code(.member, 1))").field("id"))
      try await staff.ok("ACCEPT \(offer) by=phone")
      world.clock.set("2026-05-04T09:00")
      try await one.expect("UNDO \(offer)", "NO CONFLICT/STATE")
      world.clock.set("2026-05-04T08:59:59")
      #expect(try await one.ok("UNDO \(offer)").field("deadline") == "2026-05-04T09:00:00+08:00")
    }
  }

  @Test("where no single person fits, who serves elsewhere is offered the seat and gives up the other only by accepting")
  func chain() async throws {
    try await TestWorld.with { world in
      let (one, two) = (try await world.client(as: "member-1"), try await world.client(as: "member-2"))
      let aid = try #require(try await one.ok("CLAIM S-2").field("id"))
      let guide = try #require(try await two.ok("CLAIM S-1").field("id"))
      let offer = try #require(try await one.ok("DECLINE \(aid)").field("substitute"))
      #expect(try await two.ok("AGENDA").column("state") == ["accepted", "offered"])
      #expect(
        try await world.number("SELECT count(*) FROM muster.assignment WHERE member_id = 2 AND moves_from IS NOT NULL") == 1)
      try await two.ok("ACCEPT \(offer)")
      #expect(try await two.ok("AGENDA").column("id") == [offer])
      #expect(try await two.expect("ACCEPT \(guide)", "NO CONFLICT/STATE").field("state") == "declined")
      #expect(try await Sweeper(world.environment).sweep() == (0, 1))
      #expect(try await world.number("SELECT count(*) FROM muster.assignment WHERE shift_id = 1 AND state = 'offered'") == 1)
    }
  }

  @Test("no chain is offered where nobody could take the seat left behind")
  func noChain() async throws {
    try await TestWorld.with { world in
      try await world.execute("UPDATE muster.member SET active = false WHERE id > 2")
      let aid = try #require(try await world.client(as: "member-1").ok("CLAIM S-2").field("id"))
      try await world.client(as: "member-2").ok("CLAIM S-1")
      try await world.execute("INSERT INTO muster.availability_exception VALUES (1, '2026-05-04', NULL, NULL)")
      #expect(try await world.client(as: "member-1").ok("DECLINE \(aid)").field("substitute") == nil)
      #expect(try await world.client(as: "member-2").ok("AGENDA").column("state") == ["accepted"])
    }
  }

  @Test("GAPS names shifts of the next days with too few people or a doubt, each with why, up to the last second")
  func gaps() async throws {
    try await TestWorld.with { world in
      let staff = try await world.client(as: "staff-east")
      #expect(try await staff.ok("GAPS in=A-4 days=1").column("id").isEmpty)
      // It begins at nine; one day before, to the second.
      world.clock.set("2026-05-03T09:00")
      #expect(try await staff.ok("GAPS in=A-4 days=1").column("id").isEmpty)
      world.clock.set("2026-05-03T09:00:01")
      #expect(try await staff.ok("GAPS in=A-4 days=1").column("reason") == ["below-minimum", "below-minimum"])
      let offer = try #require(try await staff.ok("ASSIGN S-2 \(world.code(.member, 1))").field("id"))
      try await staff.ok("ASSIGN S-1 \(world.code(.member, 3))")
      #expect(try await staff.ok("GAPS in=A-4 days=1").column("reason") == ["unanswered", "unanswered"])
      try await world.execute("UPDATE muster.member SET active = false WHERE id = 2")
      try await world.client(as: "member-1").ok("DECLINE \(offer)")
      #expect(try await staff.ok("GAPS in=A-4 days=1").column("reason") == ["unanswered", "no-substitute"])
      #expect(try await staff.ok("GAPS in=A-4 days=1 limit=1").field("more") == "yes")
      try await staff.expect("GAPS in=A-5", "NO NOT-FOUND")
      world.clock.set("2026-05-04T09:00")
      #expect(try await staff.ok("GAPS in=A-4 days=1").column("id") == ["S-4"])
    }
  }
}
