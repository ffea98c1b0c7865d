import MusterProtocol
import Testing

@testable import MusterClient
@testable import muster

@Suite("Events for people and programs") struct WatchLinesTests {
  static let time = LocalTime(year: 2026, month: 5, day: 3, hour: 20, minute: 0, second: 7, offsetMinutes: 480)
  static let offered = Event(
    seq: 902, "assignment", fields: [Field("id", "P-1201"), Field("shift", "S-9001"), Field("state", "offered")])

  @Test("a line each on a terminal, with the local time")
  func people() {
    let lines = WatchLines(style: .table)
    #expect(
      lines.draw(Self.offered, at: Self.time, isFirst: true)
        == "20:00:07  assignment  P-1201      shift=S-9001  state=offered\n")
    #expect(lines.draw(.gap(from: 8, to: 12), at: Self.time, isFirst: false) == "20:00:07  有缺：8 至 12 之间有变化没有送到，请重新读取\n")
    #expect(lines.draw(.end(seq: 9, watch: "W-1", .denied), at: Self.time, isFirst: false) == "20:00:07  订阅已结束：DENIED\n")
    let nasty = Event(seq: 1, "job", fields: [Field("id", "J-1"), Field("text", "\u{1B}[2J")])
    #expect(!lines.draw(nasty, at: Self.time, isFirst: true).contains("\u{1B}"))
  }

  @Test("TSV has one header, JSON is the protocol's own spelling")
  func programs() {
    let tsv = WatchLines(style: .tabSeparated)
    #expect(
      tsv.draw(Self.offered, at: Self.time, isFirst: true)
        == "seq\ttime\tevent\tid\tdetails\n902\t2026-05-03T20:00:07+08:00\tassignment\tP-1201\tshift=S-9001 state=offered\n")
    #expect(tsv.draw(Self.offered, at: Self.time, isFirst: false).split(separator: "\n").count == 1)
    let object = WatchLines(style: .json).draw(Self.offered, at: Self.time, isFirst: true)
    #expect(object.hasPrefix("{") && object.hasSuffix("}\n") && object.contains("\"id\":\"P-1201\""), "\(object)")
  }

  @Test(
    "what is watched is spelt for the wire, and since= goes its own way",
    arguments: [
      (["assignments", "event=E-214"], nil, "assignments event=E-214", nil), (["jobs", "since=880"], nil, "jobs", 880),
      (["jobs", "since=880"], 900, "jobs", 900), ([], nil, "", nil), (["jobs", "id=a b"], nil, "jobs id=\"a b\"", nil),
      (["jobs", "since=x"], nil, "jobs since=x", nil),
    ] as [([String], Int64?, String, Int64?)])
  func request(words: [String], since: Int64?, what: String, expected: Int64?) throws {
    let request = try WatchRequest(words, since: since)
    #expect(request.what == what && request.since == expected)
  }

  @Test("a watch that is refused, or ends, gives the status of its word; a server that is not there is not waited for")
  func status() async throws {
    let scratch = try Scratch()
    var environment = Environment()
    environment.outputDescriptor = scratch.stream("out")
    environment.errorDescriptor = scratch.stream("err")
    let screen = Screen(try Options.parse([]), environment)
    let server = try await ScriptedServer.start { received in
      received.line.contains("jobs")
        ? [.send("*NO DENIED -- 不行\n")]
        : [.send("*OK watch=W-1 seq=5\n> 6 event id=E-1 state=published\n> 7 end watch=W-1 code=AUTH/EXPIRED\n")]
    }
    let settings = Session.Settings(address: server.address, credential: nil)
    await #expect(throws: ClientError.refused(Final(.no, .denied, text: "不行"))) {
      try await WatchFlow(settings: settings, screen: screen).run(try WatchRequest(["jobs"], since: nil))
    }
    #expect(Ending(ClientError.refused(Final(.no, .denied))) == .refused)
    await #expect(throws: Ending.refused) {
      try await WatchFlow(settings: settings, screen: screen).run(try WatchRequest(["events"], since: nil))
    }
    let rows = try scratch.read("out").split(separator: "\n")
    #expect(rows.count == 3 && rows[1].hasPrefix("6\t") && rows[1].hasSuffix("\tevent\tE-1\tstate=published"), "\(rows)")
    await server.stop()
    await #expect(throws: ClientError.self) {
      try await WatchFlow(settings: settings, screen: screen).run(try WatchRequest(["events"], since: nil))
    }
  }
}
