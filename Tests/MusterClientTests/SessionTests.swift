import MusterProtocol
import NIOConcurrencyHelpers
import Testing

@testable import MusterClient

@Suite("A session") struct SessionTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func session(_ server: ScriptedServer, later: Int = 0) -> Session {
    var settings = Session.Settings(address: server.address, credential: .token("mst_abc_secret"))
    settings.preferences = ["lang=en"]
    settings.retry = RetryPolicy(later: later)
    settings.retry.firstPause = .zero
    return Session(settings, journal: KeyJournal(directory: scratch.path + "/keys"))
  }

  /// Logs everybody in, and then does as the test says.
  private func server(_ behaviour: @escaping ScriptedServer.Behaviour) async throws -> ScriptedServer {
    try await ScriptedServer.start { received in
      received.verb == "AUTH" || received.verb == "SET" ? [.send("*OK\n")] : behaviour(received)
    }
  }

  private func command(_ line: String) -> Outgoing { Outgoing(line: Array(line.utf8)) }

  @Test("logs in and sets its language before the first command")
  func begins() async throws {
    let server = try await server { _ in [.send("*OK\n")] }
    let session = session(server)
    _ = try await session.run(command("PING"))
    await session.close()
    #expect(server.received.map(\.line) == ["AUTH TOKEN mst_abc_secret", "SET lang=en", "PING"])
    await server.stop()
  }

  @Test("repeats with the same key when the outcome is unsure")
  func unsure() async throws {
    let server = try await server { received in
      let isFirst = received.tag == "m1"
      return [.send(isFirst ? "*UNSURE COMMIT retry=0 -- lost\n" : "*OK v=2 replayed=yes\n")]
    }
    let session = session(server)
    let reply = try await session.run(command("ACCEPT P-7K"))
    #expect(reply.final.fields.contains(Field("replayed", "yes")))
    await session.close()
    let sent = server.received.filter { $0.verb == "ACCEPT" }
    #expect(sent.count == 2)
    #expect(sent[0].argument("key") == sent[1].argument("key"))
    #expect(sent[0].argument("key")?.count == 26)
    #expect(scratch.names("keys").isEmpty == false)
    await server.stop()
  }

  @Test("repeats on a new connection, in order and with the same keys, what a cut one left unanswered")
  func cut() async throws {
    let server = try await server { received in
      if received.connection == 1, received.line.hasPrefix("ACCEPT P-2") { return [.send("*O"), .close] }
      return [.send("*OK id=\(received.line.split(separator: " ")[1])\n")]
    }
    let session = session(server)
    for line in ["ACCEPT P-1", "ACCEPT P-2", "AGENDA M-3", "DECLINE P-4"] { try await session.submit(command(line)) }
    var ids: [String] = []
    while let answer = try await session.next() { ids += answer.reply.final.fields.map(\.value) }
    #expect(ids == ["P-1", "P-2", "M-3", "P-4"])
    let second = server.received.filter { $0.connection == 2 }
    #expect(second.map(\.verb) == ["AUTH", "SET", "ACCEPT", "AGENDA", "DECLINE"])
    let before = server.received.first { $0.connection == 1 && $0.line.hasPrefix("ACCEPT P-2") }
    #expect(before?.argument("key") != nil)
    #expect(before?.argument("key") == second[2].argument("key"))
    await session.close()
    await server.stop()
  }

  @Test("goes elsewhere when the server drains")
  func draining() async throws {
    let server = try await server { received in
      [.send(received.connection == 1 ? "BYE DRAINING retry=0 -- later\n" : "*OK\n")]
    }
    let session = session(server)
    let word = try await session.run(command("ACCEPT P-1")).final.word
    #expect(word == .ok)
    await session.close()
    await server.stop()
  }

  @Test(
    "repeats nothing that it does not know to be harmless",
    arguments: ["NOSUCH P-1", "{\"verb\":\"ACCEPT\",\"assignment\":\"P-1\"}"])
  func unknown(line: String) async throws {
    let server = try await server { _ in [.close] }
    let session = session(server)
    await #expect(throws: ClientError.lost(nil)) { try await session.run(command(line)) }
    #expect(server.received.filter { $0.verb != "AUTH" && $0.verb != "SET" }.count == 1)
    await session.close()
    await server.stop()
  }

  @Test("asks on a new connection when the server closed the old one between commands")
  func idle() async throws {
    let server = try await server { received in
      received.line == "FIRST"
        ? [.send("*OK\nBYE TIMEOUT -- idle\n"), .close] : [.send("*OK connection=\(received.connection)\n")]
    }
    let session = session(server)
    _ = try await session.run(command("FIRST"))
    await session.connectionClosed()
    let final = try await session.run(command("SECOND")).final
    #expect(final.fields == [Field("connection", "2")])
    await session.close()
    await server.stop()
  }

  @Test("gives up a connection that is cut every time, and keeps the key for the next run")
  func givesUp() async throws {
    let isCut = NIOLockedValueBox(true)
    let server = try await server { _ in isCut.withLockedValue { $0 } ? [.close] : [.send("*OK replayed=yes\n")] }
    var first: Session? = session(server)
    await #expect(throws: ClientError.lost(nil)) { try await first?.run(command("ACCEPT P-1")) }
    await first?.close()
    first = nil
    let tries = server.received.filter { $0.verb == "ACCEPT" }
    #expect(tries.count == 6)
    #expect(Set(tries.map { $0.argument("key") }).count == 1)

    isCut.withLockedValue { $0 = false }
    let next = session(server)
    try await next.submit(command("ACCEPT P-1"))
    let answer = try await next.next()
    #expect(answer?.leftSince != nil)
    #expect(server.received.last?.argument("key") == tries[0].argument("key"))
    await next.close()
    await server.stop()
  }

  @Test("takes the key up again when a person repeats by hand what stayed unsure")
  func byHand() async throws {
    let server = try await server { _ in [.send("*UNSURE COMMIT retry=0\n")] }
    let session = session(server)
    for line in ["ACCEPT P-1", "ACCEPT P-2", "ACCEPT P-1"] {
      let word = try await session.run(command(line)).final.word
      #expect(word == .unsure)
    }
    let keys = server.received.filter { $0.line.hasPrefix("ACCEPT P-1") }.map { $0.argument("key") }
    #expect(keys.count == 12)
    #expect(Set(keys).count == 1)
    await session.close()
    await server.stop()
  }

  @Test("repeats LATER only as often as it is told", arguments: [(0, 1, Word.later), (1, 2, .later), (2, 3, .ok), (9, 3, .ok)])
  func later(allowed: Int, sent: Int, word: Word) async throws {
    let count = NIOLockedValueBox(0)
    let server = try await server { _ in
      let number = count.withLockedValue { count in
        count += 1
        return count
      }
      return [.send(number < 3 ? "*LATER POOL retry=0 -- busy\n" : "*OK\n")]
    }
    let session = session(server, later: allowed)
    let final = try await session.run(command("PING")).final
    #expect(final.word == word)
    #expect(count.withLockedValue { $0 } == sent)
    await session.close()
    await server.stop()
  }

  @Test("makes no key for what only reads, nor where one is given")
  func keys() async throws {
    let server = try await server { _ in [.send("*OK\n")] }
    let session = session(server)
    for line in ["EVENTS", "ACCEPT P-1 key=0123456789abcdef"] { _ = try await session.run(command(line)) }
    #expect(server.received.suffix(2).map(\.line) == ["EVENTS", "ACCEPT P-1 key=0123456789abcdef"])
    #expect(scratch.names("keys").isEmpty)
    await session.close()
    await server.stop()
  }

  @Test("sends no line that is longer than the server announced")
  func maximum() async throws {
    let server = try await ScriptedServer.start(greeting: "OK muster proto=1 maxline=64\n") { _ in [.send("*OK\n")] }
    let session = session(server)
    await #expect(throws: ClientError.unsendable(.tooLong(argument: nil, maximum: 64))) {
      try await session.run(command("DECLINE P-1 reason=\(String(repeating: "x", count: 64))"))
    }
    #expect(server.received.last?.verb == "SET")
    #expect(try scratch.read("keys/" + (scratch.names("keys").first ?? "")).contains("\n- "))
    await session.close()
    await server.stop()
  }
}

extension Session {
  /// Returns when the connection in use has ended.
  fileprivate func connectionClosed() async { await connection?.closed() }
}
