import Testing

@testable import MusterProtocol

@Suite("Events") struct EventTests {
  @Test("print and parse back to the same, between replies and however they are split", arguments: ReplyFormat.allCases)
  func roundTrip(format: ReplyFormat) throws {
    let events = [
      Event(seq: 881, "job", fields: [Field("id", "J-12"), Field("state", "running"), Field("gap", "0.0129")]),
      Event(
        seq: .max, "x", fields: [Field("text", "王 \"a\"\\ \n"), Field("empty", ""), Field("event", "E-1"), Field("seq", "2")]),
      .gap(from: 3, to: 9),
      .end(seq: 10, watch: "W-1", .denied),
    ]
    var octets: [UInt8] = []
    for event in events {
      ReplyPrinter.print(event, format: format, into: &octets)
      octets += ReplyPrinter.print(Reply(.ok()), tag: "a", format: format)
    }
    let expected = events.flatMap { [ReplyParser.Output.event($0), .reply(tag: "a", Reply(.ok()))] }
    #expect(try outputs([octets]) == expected)
    #expect(try outputs(octets.map { [$0] }) == expected)
  }

  @Test("are spelt as the page spells them")
  func spelling() {
    var octets: [UInt8] = []
    ReplyPrinter.print(.gap(from: 3, to: 9), into: &octets)
    ReplyPrinter.print(.end(seq: 10, watch: "W-1", .authExpired), into: &octets)
    #expect(String(decoding: octets, as: UTF8.self) == "> 9 gap from=3 to=9\n> 10 end watch=W-1 code=AUTH/EXPIRED\n")
  }

  @Test("take no less room in a backlog than on the wire", arguments: [0, 1, 5])
  func size(fields: Int) {
    let event = Event(seq: .max, "assignment", fields: (0..<fields).map { Field("f\($0)", "value-\($0)") })
    var octets: [UInt8] = []
    ReplyPrinter.print(event, into: &octets)
    #expect(event.size >= octets.count)
  }
}
