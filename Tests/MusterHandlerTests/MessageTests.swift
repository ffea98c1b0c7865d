import MusterDomain
import MusterStore
import NIOConcurrencyHelpers
import TestSupport
import Testing

@testable import MusterHandler

/// Takes letters and answers as it is told.
private final class Postbox: MessageSender {
  let timeout = 5
  private let box = NIOLockedValueBox<(letters: [Letter], repeated: [Bool], answers: [Delivery])>(([], [], []))

  init(_ answers: Delivery...) { box.withLockedValue { $0.answers = answers } }

  func send(_ letter: Letter, isRepeated: Bool) async -> Delivery {
    box.withLockedValue {
      $0.letters.append(letter)
      $0.repeated.append(isRepeated)
      return $0.answers.isEmpty ? .delivered : $0.answers.removeFirst()
    }
  }

  var letters: [Letter] { box.withLockedValue { $0.letters } }
  var repeated: [Bool] { box.withLockedValue { $0.repeated } }
  /// `offer M0001`.
  var said: [String] { letters.map { "\($0.kind.rawValue) \($0.number)" } }
}

@Suite("Messages to members") struct MessageTests {
  private static func states(_ world: TestWorld) async throws -> [String] {
    try await world.sql(
      Query<String>.value("SELECT kind || ' ' || state || coalesce(' ' || note, '') FROM muster.message ORDER BY id"))
  }

  @Test("an offer is told once, in the member's language, with what to do")
  func offer() async throws {
    try await TestWorld.with { world in
      let staff = try await world.client(as: "staff-east")
      let english = try await world.client(as: "member-2")
      try await english.ok("NOTICES.SET lang=en")
      let first = try #require(try await staff.ok("ASSIGN S-1 \(world.code(.member, 1))").field("id"))
      let second = try #require(try await staff.ok("ASSIGN S-1 \(world.code(.member, 2))").field("id"))
      let box = Postbox()
      let messenger = Messenger(world.environment, box)
      #expect(try await messenger.look() == 2)
      #expect(try await messenger.look() == 0)
      #expect(box.said == ["offer M0001", "offer M0002"] || box.said == ["offer M0002", "offer M0001"])
      let letters = Dictionary(box.letters.map { ($0.number, $0) }, uniquingKeysWith: { first, _ in first })
      let chinese = try #require(letters["M0001"])
      #expect(
        chinese.text
          == "邀请您参加东社区的“东社区义诊”（引导），5月4日（周一）09:00–11:00。请在 5月4日（周一）08:00 前答复，接受：ACCEPT \(first)；"
          + "不便参加：DECLINE \(first)。参加与否由您决定。")
      #expect(chinese.phone == "19900000001" && chinese.starts == "2026-05-04T09:00:00+08:00")
      let words = try #require(letters["M0002"])
      #expect(
        words.text
          == "You are asked to serve at “东社区义诊” (引导), 东社区, Mon 2026-05-04 09:00–11:00. Please answer by Mon 2026-05-04 08:00. "
          + "To accept: ACCEPT \(second); if you cannot: DECLINE \(second). It is yours to decide.")
    }
  }

  @Test("each step is told to whom it befell and not to who took it")
  func steps() async throws {
    try await TestWorld.with { world in
      let staff = try await world.client(as: "staff-east")
      let member = try await world.client(as: "member-1")
      let box = Postbox()
      let messenger = Messenger(world.environment, box)
      try await world.client(as: "leader-1").ok("CLAIM S-1 member=\(world.code(.member, 3))")
      try await messenger.look()
      let id = try #require(try await staff.ok("ASSIGN S-1 \(world.code(.member, 1))").field("id"))
      try await messenger.look()
      try await staff.ok("ACCEPT \(id) by=phone")
      try await messenger.look()
      // Undone by the member: no message about one's own act.
      try await member.ok("DECLINE \(id) reason=出差")
      try await messenger.look()
      try await member.ok("CLAIM S-2")
      try await messenger.look()
      let seat = try #require(
        try await staff.ok("ASSIGNMENTS shift=S-1 state=accepted member=\(world.code(.member, 3))").column("id").first ?? nil)
      try await staff.ok("RELEASE \(seat) reason=改由医院承办")
      try await messenger.look()
      #expect(box.said.filter { $0.hasSuffix("M0001") } == ["offer M0001", "answered M0001"])
      #expect(box.said.filter { $0.hasSuffix("M0003") } == ["claimed M0003", "withdrawn M0003"])
      #expect(box.letters.last?.text.contains("您不必前往。原因：改由医院承办。") == true)
    }
  }

  @Test("who was never told of an offer is not told that it is gone, and an effect that was undone leaves no message")
  func overtaken() async throws {
    try await TestWorld.with { world in
      let staff = try await world.client(as: "staff-east")
      let id = try #require(try await staff.ok("ASSIGN S-1 \(world.code(.member, 1))").field("id"))
      try await staff.ok("RELEASE \(id) reason=误派")
      try await staff.ok("BEGIN")
      try await staff.ok("ASSIGN S-1 \(world.code(.member, 2))")
      try await staff.ok("ROLLBACK")
      let box = Postbox()
      #expect(try await Messenger(world.environment, box).look() == 2)
      #expect(box.said.isEmpty)
      #expect(try await Self.states(world) == ["offer dropped overtaken", "withdrawn dropped overtaken"])
    }
  }

  @Test("quiet hours hold an offer back until they end, to the second, and cost it no attempt")
  func quiet() async throws {
    try await TestWorld.with { world in
      world.clock.set("2026-05-03T22:00")
      let staff = try await world.client(as: "staff-east")
      try await staff.ok("NOTICES.SET \(world.code(.member, 1)) quiet=22:00-07:30")
      try await staff.ok("ASSIGN S-1 \(world.code(.member, 1))")
      let box = Postbox()
      let messenger = Messenger(world.environment, box)
      #expect(try await messenger.look() == 1)
      #expect(try await messenger.look() == 0)
      world.clock.set("2026-05-04T07:29:59")
      #expect(try await messenger.look() == 0)
      #expect(box.said.isEmpty)
      #expect(try await world.number("SELECT attempts FROM muster.message") == 0)
      world.clock.set("2026-05-04T07:30")
      #expect(try await messenger.look() == 1)
      #expect(box.said == ["offer M0001"])
    }
  }

  @Test("a reminder comes by each member's lead, once, moves with the shift and the lead, and never after a decline")
  func reminder() async throws {
    try await TestWorld.with { world in
      let box = Postbox()
      let messenger = Messenger(world.environment, box)
      let first = try await world.client(as: "member-1")
      let second = try await world.client(as: "member-2")
      let third = try await world.client(as: "member-3")
      try await first.ok("NOTICES.SET remind=120")
      try await third.ok("NOTICES.SET remind=60")
      // A day before is past already when the second one claims: who has just said yes needs no reminder.
      world.clock.set("2026-05-03T09:00:01")
      try await second.ok("CLAIM S-2")
      try await first.ok("CLAIM S-1")
      let third1 = try #require(try await third.ok("CLAIM S-1").field("id"))
      world.clock.set("2026-05-04T06:59:59")
      #expect(try await messenger.look() == 0)
      world.clock.set("2026-05-04T08:00")
      try await third.ok("DECLINE \(third1)")
      while try await messenger.look() > 0 {}
      // Somebody else is asked for the seat that was given back.
      #expect(box.said.filter { !$0.hasPrefix("offer") } == ["reminder M0001"])
      #expect(try await world.number("SELECT count(*) FROM muster.message WHERE state = 'queued'") == 0)
    }
  }

  @Test("a reminder that waits follows a new lead, and one switched off is dropped")
  func newLead() async throws {
    try await TestWorld.with { world in
      let box = Postbox()
      let messenger = Messenger(world.environment, box)
      let first = try await world.client(as: "member-1")
      let second = try await world.client(as: "member-2")
      try await first.ok("CLAIM S-1")
      try await second.ok("CLAIM S-1")
      try await first.ok("NOTICES.SET remind=30")
      try await second.ok("NOTICES.SET remind=none")
      world.clock.set("2026-05-04T08:29:59")
      while try await messenger.look() > 0 {}
      #expect(box.said.isEmpty)
      world.clock.set("2026-05-04T08:30")
      while try await messenger.look() > 0 {}
      #expect(box.said == ["reminder M0001"])
      #expect(try await Self.states(world).sorted() == ["reminder dropped unwanted", "reminder sent"])
    }
  }

  @Test("what fails is tried again later, then waits for somebody to look at it, who sends it again or lets it be")
  func failures() async throws {
    try await TestWorld.with { world in
      let staff = try await world.client(as: "staff-east")
      let admin = try await world.client(as: "admin")
      for member in [1, 2] as [Int64] { try await staff.ok("ASSIGN S-1 \(world.code(.member, member))") }
      let box = Postbox(.failed("HTTP 503", retryAfter: 100), .refused("HTTP 410"))
      let messenger = Messenger(world.environment, box)
      #expect(try await messenger.look() == 2)
      #expect(try await Self.states(world).sorted() == ["offer dead HTTP 410", "offer queued HTTP 503"])
      world.clock.advance(minutes: 1)
      #expect(try await messenger.look() == 0)
      world.clock.advance(minutes: 1)
      #expect(try await messenger.look() == 1)
      #expect(box.repeated.last == true)
      let dead = try await admin.ok("MESSAGES state=dead")
      #expect(dead.column("note") == ["HTTP 410"] && dead.column("attempts") == ["1"])
      let id = try #require(dead.column("id").first ?? nil)
      try await world.client(as: "staff-west").expect("MESSAGE.SET \(id) state=queued", "NO NOT-FOUND")
      try await world.client(as: "member-1").expect("MESSAGE.SET \(id) state=queued", "NO DENIED")
      try await admin.ok("MESSAGE.SET \(id) state=queued")
      #expect(try await messenger.look() == 1)
      try await admin.expect("MESSAGE.SET \(id) state=queued", "NO CONFLICT/STATE")
      #expect(try await Self.states(world) == ["offer sent", "offer sent"])
    }
  }

  @Test("after the last attempt a message is given up, and no sooner")
  func lastAttempt() async throws {
    try await TestWorld.with { world in
      // So long before the shift that it is not too late meanwhile, and outside quiet hours.
      let staff = try await world.client(as: "staff-east")
      try await staff.ok("ASSIGN S-1 \(world.code(.member, 1))")
      let box = Postbox(.failed("HTTP 500", retryAfter: nil), .failed("HTTP 500", retryAfter: nil))
      let messenger = Messenger(world.environment, box)
      try await world.execute("UPDATE muster.message SET attempts = \(Int16(Retry.mostAttempts - 2))")
      try await messenger.look()
      #expect(try await Self.states(world) == ["offer queued HTTP 500"])
      world.clock.advance(minutes: 60)
      try await messenger.look()
      #expect(try await Self.states(world) == ["offer dead HTTP 500"])
      try await staff.ok("MESSAGE.SET \(try await staff.ok("MESSAGES").column("id")[0] ?? "") state=dropped")
      #expect(try await Self.states(world) == ["offer dropped by hand"])
    }
  }

  @Test("two senders never hold the same message; a lease that ran out is taken over, and its old holder settles nothing")
  func leases() async throws {
    try await TestWorld.with { world in
      let staff = try await world.client(as: "staff-east")
      try await staff.ok("ASSIGN S-1 \(world.code(.member, 1))")
      let hand = try #require(try await world.store.principal(named: "muster"))
      let now = world.clock.now
      let held = try await world.store.claimMessages(as: hand, at: now, leaseSeconds: 600, most: 10)
      #expect(held.count == 1)
      #expect(try await world.store.claimMessages(as: hand, at: now, leaseSeconds: 600, most: 10).isEmpty)
      try await world.execute("UPDATE muster.message SET lease_until = now() - interval '1 second'")
      let box = Postbox()
      #expect(try await Messenger(world.environment, box).look() == 1)
      #expect(box.repeated == [true])
      #expect(try await world.store.end([(held[0], .dead("late"))], as: hand, at: now).map(\.id) == [held[0].id])
      #expect(try await Self.states(world) == ["offer sent"])
    }
  }

  @Test(
    "nobody but the daemon's own hand takes messages from the queue or ends them",
    arguments: ["admin", "staff-east", "member-1"])
  func hands(account: String) async throws {
    try await TestWorld.with { world in
      try await world.client(as: "staff-east").ok("ASSIGN S-1 \(world.code(.member, 1))")
      let other = try #require(try await world.store.principal(named: account))
      let now = world.clock.now
      #expect(try await world.store.claimMessages(as: other, at: now, leaseSeconds: 60, most: 10).isEmpty)
      let hand = try #require(try await world.store.principal(named: "muster"))
      let held = try #require(
        try await world.store.claimMessages(as: hand, at: now, leaseSeconds: 60, most: 10).first)
      #expect(try await world.store.end([(held, .sent)], as: other, at: now).count == 1)
      #expect(try await Self.states(world) == ["offer queued"])
    }
  }

  @Test("a member lists its own, staff those of their communities, others nothing")
  func scopes() async throws {
    try await TestWorld.with { world in
      let street = try await world.client(as: "staff-street")
      try await street.ok("ASSIGN S-1 \(world.code(.member, 1))")
      try await street.ok("ASSIGN S-3 \(world.code(.member, 6))")
      let counts = [
        ("staff-street", 2), ("staff-east", 1), ("staff-west", 1), ("member-1", 1), ("member-6", 1), ("member-2", 0),
        ("admin", 2),
      ]
      for (account, count) in counts {
        #expect(try await world.client(as: account).ok("MESSAGES").column("id").count == count, "\(account)")
      }
      for account in ["unit-1", "leader-1", "department", "grid-east"] {
        try await world.client(as: account).expect("MESSAGES", "NO DENIED")
      }
      let own = world.code(.member, 1)
      try await world.client(as: "staff-west").expect("NOTICES \(own)", "NO NOT-FOUND")
      try await world.client(as: "member-2").expect("NOTICES \(own)", "NO NOT-FOUND")
      try await world.client(as: "member-2").expect("NOTICES.SET \(own) remind=60", "NO NOT-FOUND")
      try await world.client(as: "staff-west").expect("NOTICES.SET \(own) remind=60", "NO NOT-FOUND")
      #expect(try await world.client(as: "member-1").ok("NOTICES").column("quiet") == ["22:00-08:00"])
    }
  }

  @Test(
    "wishes that make no sense are refused",
    arguments: [
      "quiet=22:00", "quiet=22:00-24:00", "quiet=8:00-09:00", "quiet=09:00-09:00", "quiet=22-08", "remind=29", "remind=10081",
      "remind=+60", "remind=1h", "remind=030",
    ])
  func wishes(argument: String) async throws {
    try await TestWorld.with { world in
      let member = try await world.client(as: "member-1")
      try await member.expect("NOTICES.SET \(argument)", "BAD ARG/VALUE")
      try await member.expect("NOTICES.SET remind=60 if=3", "NO STALE")
      #expect(try await member.ok("NOTICES").column("v") == ["0"])
    }
  }

  @Test("what was sent is kept for thirty days, what failed for good until it is dealt with")
  func kept() async throws {
    try await TestWorld.with { world in
      let staff = try await world.client(as: "staff-east")
      for member in [1, 2] as [Int64] { try await staff.ok("ASSIGN S-1 \(world.code(.member, member))") }
      try await Messenger(world.environment, Postbox(.delivered, .refused("HTTP 410"))).look()
      world.clock.advance(minutes: 30 * 1440)
      #expect(try await Housekeeping(world.environment).tidy() == 0)
      world.clock.advance(minutes: 1)
      try await Housekeeping(world.environment).tidy()
      #expect(try await Self.states(world) == ["offer dead HTTP 410"])
    }
  }

  @Test("a message never carries whom a need is for")
  func contact() async throws {
    try await TestWorld.with { world in
      let staff = try await world.client(as: "staff-east")
      try await staff.ok("ASSIGN S-4 \(world.code(.member, 1))")
      let box = Postbox()
      try await Messenger(world.environment, box).look()
      let letter = try #require(box.letters.first)
      #expect(letter.text.contains("陪同就医") && !"\(letter)".contains("王奶奶") && !"\(letter)".contains("19900009999"))
    }
  }
}
