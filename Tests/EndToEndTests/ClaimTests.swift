import MusterProtocol
import TestSupport
import Testing

@Suite("Many clients at once", .serialized) struct ClaimTests {
  @Test("Of 64 connections that claim 20 seats at once, 20 get one and 44 are told that it is full")
  func claims() async throws {
    try await SmallCity.with(["--limit", "connections=200"]) { city in
      try await SmallCity.addMembers(64, city.superuser)
      let staff = try city.socket(as: "staff-east")
      let event = try #require(
        try staff.ok("EVENT.ADD title=抢单 area=A-4 domain=health from=2026-05-09T09:00 to=2026-05-09T11:00").final.field("id"))
      let shift = try #require(try staff.ok("SHIFT.ADD \(event) role=引导 minimum=1 seats=20").final.field("id"))
      try staff.ok("EVENT.SET \(event) state=published")

      let sockets = try (1...64).map { number in
        let socket = try LineSocket(port: city.port)
        try socket.ok("AUTH TOKEN \(SmallCity.token(ofMember: number))")
        return socket
      }
      // All are on their way before the first answer is read.
      for (number, socket) in sockets.enumerated() {
        try socket.send("@c\(number) CLAIM \(shift) key=claim-of-twenty-seats-\(number)")
      }
      var words: [String: Int] = [:]
      for (number, socket) in sockets.enumerated() {
        var (tag, reply) = try socket.reply()
        #expect(tag == "c\(number)")
        // On a slow machine some are told to come again: nothing has changed then.
        while reply.final.word == .later { reply = try socket.ask("CLAIM \(shift) key=claim-of-twenty-seats-\(number)") }
        words[reply.final.words, default: 0] += 1
      }
      #expect(words == ["OK": 20, "NO CONFLICT/FULL": 44])
      #expect(try staff.ok("SHIFTS \(shift)").column("taken") == ["20"])
      let held = try staff.ok("ASSIGNMENTS shift=\(shift) state=accepted limit=100")
      #expect(held.table?.rows.count == 20)
      #expect(Set(held.column("member")).count == 20)

      // The same again: whoever has a seat is told so once more, and nobody gets a second one.
      for (number, socket) in sockets.enumerated() { try socket.send("CLAIM \(shift) key=claim-of-twenty-seats-\(number)") }
      let again = try sockets.enumerated().map { number, socket in
        var final = try socket.reply().reply.final
        while final.word == .later { final = try socket.ask("CLAIM \(shift) key=claim-of-twenty-seats-\(number)").final }
        return final
      }
      #expect(again.count { $0.word == .ok && $0.field("replayed") == "yes" } == 20)
      #expect(again.count { $0.words == "NO CONFLICT/FULL" } == 44)
      #expect(try staff.ok("SHIFTS \(shift)").column("taken") == ["20"])
    }
  }

  @Test("Whoever claims overlapping shifts on several connections at once holds one of them")
  func overlaps() async throws {
    try await SmallCity.with { city in
      let staff = try city.socket(as: "staff-east")
      let event = try #require(
        try staff.ok("EVENT.ADD title=分身 area=A-4 domain=health from=2026-05-09T09:00 to=2026-05-09T17:00").final.field("id"))
      // Each overlaps its neighbours: 9–11, 10–12, …
      let shifts = try (0..<7).map { hour in
        let times = "from=2026-05-09T\(hour == 0 ? "09" : "\(9 + hour)"):00 to=2026-05-09T\(11 + hour):00"
        return try #require(try staff.ok("SHIFT.ADD \(event) role=引导 minimum=1 seats=6 \(times)").final.field("id"))
      }
      try staff.ok("EVENT.SET \(event) state=published")
      let sockets = try (0..<28).map { try city.socket(as: "member-\($0 % 4 + 1)") }
      for (number, socket) in sockets.enumerated() { try socket.send("CLAIM \(shifts[number / 4])") }
      let finals = try sockets.map { try $0.reply().reply.final }
      #expect(finals.contains { $0.word == .ok })
      #expect(
        finals.allSatisfy { ["OK", "NO CONFLICT/OVERLAP", "NO CONFLICT/RULE"].contains($0.words) }, "\(finals.map(\.words))")
      let overlapping = try await city.number(
        """
        SELECT count(*) FROM muster.assignment a JOIN muster.assignment b ON a.member_id = b.member_id AND a.id < b.id
         WHERE a.state = 'accepted' AND b.state = 'accepted' AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at
        """)
      #expect(overlapping == 0)
      let accepted = try await city.number("SELECT count(*) FROM muster.assignment WHERE state = 'accepted'")
      #expect(Int(accepted) == finals.count { $0.word == .ok }, "what was said is what is there")
    }
  }
}
