import MusterProtocol
import TestSupport
import Testing

@Suite("Two communities on one daemon", .serialized) struct ScopeTests {

  private static let reads = ["MEMBERS", "EVENTS", "SHIFTS", "NEEDS", "TEAMS", "ASSIGNMENTS", "REGISTRATIONS", "ROSTERS"]

  @Test("200 rounds, interleaved over the same few database connections: neither ever sees a row of the other's")
  func interleaved() async throws {
    try await SmallCity.with(["--database-connections", "2"]) { city in
      let east = try city.socket(as: "staff-east")
      let west = try city.socket(as: "staff-west")
      let mine = (
        Set(try east.ok("MEMBERS").column("id").compactMap(\.self)), Set(try west.ok("MEMBERS").column("id").compactMap(\.self))
      )
      #expect(mine.0.count == 5 && mine.1.count == 3 && mine.0.isDisjoint(with: mine.1))
      let sides = [
        (socket: east, members: mine.0, foreign: ["E-2", "S-3", "A-5", "A-7"], events: ["E-1"], other: "E-2", theirs: mine.1),
        (
          socket: west, members: mine.1, foreign: ["E-1", "S-1", "S-2", "S-4", "N-1", "T-1", "A-4", "A-6"], events: ["E-2"],
          other: "E-1", theirs: mine.0
        ),
      ]
      var rounds = 0
      for batch in 0..<20 {
        // Ten rounds of each side are on their way at the same time: reads, writes, refusals and aborted transactions mixed.
        for side in sides {
          for round in 0..<10 {
            let read = Self.reads[(batch * 10 + round) % Self.reads.count]
            try side.socket.send("@read \(read) limit=100")
            try side.socket.send("@own EVENT.SET \(side.events[0]) title=\"第 \(batch * 10 + round) 次\"")
            try side.socket.send("@foreign EVENT.SET \(side.other) title=別人的")
            try side.socket.send("@look EVENTS \(side.other)")
            try side.socket.send("@person MEMBER \(side.theirs.first ?? "")")
          }
        }
        for side in sides {
          for _ in 0..<10 {
            rounds += 1
            let (tag, rows) = try side.socket.reply()
            #expect(tag == "read" && rows.final.word == .ok, "\(ReplyPrinter.line(rows.final))")
            let cells = Set((rows.table?.rows ?? []).joined().compactMap(\.self))
            // A team is known all over the city, like a unit; its people are not.
            let foreign = rows.table?.columns.contains("people") == true ? [] : side.foreign
            #expect(cells.isDisjoint(with: foreign) && cells.isDisjoint(with: side.theirs), "\(cells)")
            for (expected, words) in [
              ("own", "OK"), ("foreign", "NO NOT-FOUND"), ("look", "NO NOT-FOUND"), ("person", "NO NOT-FOUND"),
            ] {
              let (tag, reply) = try side.socket.reply()
              #expect(tag == expected && reply.final.words == words, "\(expected): \(ReplyPrinter.line(reply.final))")
            }
          }
        }
      }
      #expect(rounds == 400)
      #expect(try await city.number("SELECT count(*) FROM muster.event WHERE title LIKE '第 199 次'") == 2)
      #expect(try await city.number("SELECT count(*) FROM muster.event WHERE title LIKE '別人%'") == 0)
    }
  }
}
