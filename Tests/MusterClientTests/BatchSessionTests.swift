import MusterProtocol
import Testing

@testable import MusterClient

@Suite("A batch in a client's session") struct BatchSessionTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func session(_ server: ScriptedServer) -> Session {
    var settings = Session.Settings(address: server.address, credential: nil)
    settings.retry = RetryPolicy(later: 3)
    settings.retry.firstPause = .zero
    return Session(settings, journal: KeyJournal(directory: scratch.path + "/keys"))
  }

  private func command(_ line: String) -> Outgoing { Outgoing(line: Array(line.utf8)) }

  @Test("gives no keys to what is queued, and gives them again after COMMIT")
  func keys() async throws {
    let server = try await ScriptedServer.start { _ in [.send("*OK\n")] }
    let session = session(server)
    let lines = [
      "ACCEPT P-1", "BEGIN", "ACCEPT P-2", "COMMIT dry=yes", "ACCEPT P-3", "COMMIT", "ACCEPT P-4", "BEGIN", "ROLLBACK",
      "ACCEPT P-5",
    ]
    for line in lines { _ = try await session.run(command(line)) }
    #expect(
      server.received.filter { $0.argument("key") != nil }.map { $0.line.prefix(10) } == [
        "ACCEPT P-1", "ACCEPT P-4", "ACCEPT P-5",
      ])
    await session.close()
    await server.stop()
  }

  @Test("never goes on with a batch on another connection: what was queued is said to be lost, and nothing is sent alone")
  func cut() async throws {
    let server = try await ScriptedServer.start { received in
      received.line.hasPrefix("ACCEPT P-2") ? [.close] : [.send("*OK\n")]
    }
    let session = session(server)
    for line in ["BEGIN", "ACCEPT P-1"] { _ = try await session.run(command(line)) }
    await #expect(throws: ClientError.batchLost) { try await session.run(command("ACCEPT P-2")) }
    _ = try await session.run(command("ACCEPT P-3"))
    #expect(server.received.map(\.connection) == [1, 1, 1, 2])
    #expect(server.received.last?.argument("key") != nil)
    await session.close()
    await server.stop()
  }

  @Test("notices a connection that ended between two commands")
  func silentCut() async throws {
    let server = try await ScriptedServer.start { received in
      received.verb == "PING" ? [.send("*OK\n"), .close] : [.send("*OK\n")]
    }
    let session = session(server)
    for line in ["BEGIN", "ACCEPT P-1", "PING"] { try await session.submit(command(line)) }
    while try await session.next() != nil {}
    await session.connection?.close()
    await #expect(throws: ClientError.batchLost) { try await session.run(command("ACCEPT P-2")) }
    #expect(server.received.map(\.verb) == ["BEGIN", "ACCEPT", "PING"])
    await session.close()
    await server.stop()
  }

  @Test("repeats COMMIT where it is, and leaves it unknown when its connection is lost")
  func commit() async throws {
    let server = try await ScriptedServer.start { received in
      guard received.verb == "COMMIT" else { return [.send("*OK\n")] }
      return received.tag == "m2"
        ? [.send("*LATER CONTENTION retry=0\n")] : received.connection == 1 ? [.close] : [.send("*OK\n")]
    }
    let session = session(server)
    _ = try await session.run(command("BEGIN"))
    let error = await #expect(throws: ClientError.self) { try await session.run(command("COMMIT")) }
    #expect(error == .lost(nil))
    #expect(server.received.map(\.line) == ["BEGIN", "COMMIT", "COMMIT"])
    await session.close()
    await server.stop()
  }
}
