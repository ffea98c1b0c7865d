import MusterProtocol
import TestSupport
import Testing

@Suite("Many clients at once", .serialized) struct ClaimTests {
  @Test("Of 64 connections that claim 20 seats at once, 20 get one and 44 are told that it is full")
  func claims() async throws {
    try await SmallCity.with(["--limit", "connections=200"]) { city in
      try await city.addMembers(64)
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
        let (tag, reply) = try socket.reply()
        #expect(tag == "c\(number)")
        words[reply.final.words, default: 0] += 1
      }
      #expect(words == ["OK": 20, "NO CONFLICT/FULL": 44])
      #expect(try staff.ok("SHIFTS \(shift)").column("taken") == ["20"])
      let held = try staff.ok("ASSIGNMENTS shift=\(shift) state=accepted limit=100")
      #expect(held.table?.rows.count == 20)
      #expect(Set(held.column("member")).count == 20)

      // The same again: whoever has a seat is told so once more, and nobody gets a second one.
      for (number, socket) in sockets.enumerated() { try socket.send("CLAIM \(shift) key=claim-of-twenty-seats-\(number)") }
      let again = try sockets.map { try $0.reply().reply.final }
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

extension SmallCity {
  /// Members of the east community beyond the small city's eight, each with an account and a token.
  func addMembers(_ count: Int) async throws {
    try await execute(
      "SET search_path = muster, public",
      """
      INSERT INTO member (number, name, phone, birth_year, kind, unit_id, area_id, place_id, longitude, latitude, reach,
                          max_per_day, max_per_week, max_minutes)
        SELECT 'X' || n, '抢单者' || n, '1990001' || lpad(n::text, 4, '0'), 1980, 'in_service', 1, 4, 6, 110.01, 39.6, 20000, 2, 7, 2400
          FROM generate_series(1, \(count)) n;
      INSERT INTO registration (member_id, unit_id, area_id, place_id, state, receipt, created_at, changed_at)
        SELECT id, unit_id, area_id, place_id, 'active', '回执-' || number, '2026-01-01', '2026-01-01' FROM member WHERE number LIKE 'X%';
      INSERT INTO availability (member_id, weekday, starts, ends)
        SELECT id, d, 0, 1440 FROM member, generate_series(1, 7) d WHERE number LIKE 'X%';
      INSERT INTO account (name, role, member_id) SELECT 'claimer-' || number, 'member', id FROM member WHERE number LIKE 'X%';
      INSERT INTO token (id, account_id, digest, created_at)
        SELECT 'CLAIM' || (1000 + n), a.id, sha256(convert_to(repeat('0', 52), 'UTF8')), '2026-01-01'
          FROM generate_series(1, \(count)) n JOIN account a ON a.name = 'claimer-X' || n;
      """)
  }

  /// The n-th of them, from 1.
  static func token(ofMember number: Int) -> String { "mst_CLAIM\(1000 + number)_\(String(repeating: "0", count: 52))" }
}
