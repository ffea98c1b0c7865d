import MusterProtocol
import Testing

@testable import MusterClient

@Suite("Following a watch") struct WatchingTests {
  private func settings(_ server: ScriptedServer) -> Session.Settings {
    var settings = Session.Settings(address: server.address, credential: nil)
    settings.retry.firstPause = .milliseconds(1)
    return settings
  }

  @Test("a connection hands over events between replies, and gives each reply to its command")
  func events() async throws {
    let server = try await ScriptedServer.start { received in
      [.trickle("> 7 assignment id=P-1 state=offered\n*# a\n*| 1\n*OK\n> 9 job id=J-1 text=\"a b\"\n")]
    }
    let connection = try await ClientConnection.open(server.address)
    for _ in 1...2 {
      let reply = try await connection.ask("PING")
      #expect(reply.table?.rows == [["1"]])
    }
    var events = connection.events.makeAsyncIterator()
    for _ in 1...2 {
      let first = await events.next()
      #expect(first == Event(seq: 7, "assignment", fields: [Field("id", "P-1"), Field("state", "offered")]))
      let second = await events.next()
      #expect(second == Event(seq: 9, "job", fields: [Field("id", "J-1"), Field("text", "a b")]))
    }
    await connection.close()
    let last = await events.next()
    #expect(last == nil)
    await server.stop()
  }

  @Test(
    "an event that is none, or stands within a reply, ends the connection",
    arguments: ["*# a\n> 7 job id=J-1\n*OK\n", "> x job\n*OK\n", "> 7\n*OK\n", "> 7 job id\n*OK\n", ">7 job\n*OK\n"])
  func broken(answer: String) async throws {
    let server = try await ScriptedServer.start { _ in [.send(answer)] }
    let connection = try await ClientConnection.open(server.address)
    do {
      _ = try await connection.ask("PING")
      Issue.record("answered")
    } catch ClientError.outOfStep(_) {}
    await server.stop()
  }

  @Test("goes on behind the last event when the connection is lost, and ends with the watch")
  func resumed() async throws {
    let server = try await ScriptedServer.start { received in
      switch (received.connection, received.argument("since")) {
      case (1, nil): [.send("*OK watch=W-1 seq=5\n> 6 event id=E-1\n> 8 event id=E-2\n"), .close]
      case (2, "8"): [.send("*OK watch=W-1 seq=8\n"), .close]
      case (3, "8"): [.send("*OK watch=W-1 seq=8\n> 12 gap from=8 to=12\n> 13 event id=E-3\n> 14 end watch=W-1 code=DENIED\n")]
      default: [.send("*NO INTERNAL\n")]
      }
    }
    var seen: [String] = []
    try await Watching(settings(server), what: "events").run(begun: { seen.append("begun") }) { event in
      seen.append("\(event.seq) \(event.name)")
    }
    #expect(seen == ["begun", "6 event", "8 event", "12 gap", "13 event", "14 end"])
    #expect(server.received.map(\.line) == ["WATCH events", "WATCH events since=8", "WATCH events since=8"])
    await server.stop()
  }

  @Test("a refusal is not tried again, and what the reader throws comes through")
  func refused() async throws {
    struct Enough: Error {}
    let server = try await ScriptedServer.start { received in
      received.line.contains("jobs") ? [.send("*NO DENIED -- 不行\n")] : [.send("*OK watch=W-1 seq=1\n> 2 event id=E-1\n")]
    }
    await #expect(throws: ClientError.refused(Final(.no, .denied, text: "不行"))) {
      try await Watching(settings(server), what: "jobs").run(begun: { Issue.record("begun") }) { _ in }
    }
    await #expect(throws: Enough.self) {
      try await Watching(settings(server), what: "events").run { _ in throw Enough() }
    }
    #expect(server.received.count == 2)
    await server.stop()
  }
}
