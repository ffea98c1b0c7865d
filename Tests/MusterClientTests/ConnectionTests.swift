import MusterProtocol
import NIOConcurrencyHelpers
import NIOCore
import Testing

@testable import MusterClient

@Suite("A connection") struct ConnectionTests {
  @Test("answers a thousand commands in flight in their order, whatever the packets")
  func pipelining() async throws {
    let server = try await ScriptedServer.start { received in
      [.trickle("*# line\n*| \(received.line.dropFirst(5))\n*OK\n")]
    }
    let connection = try await ClientConnection.open(server.address)
    let pending = (1...1_000).map { connection.send(Array("@t\($0) PING \($0)\n".utf8), tag: "t\($0)") }
    for (index, reply) in pending.enumerated() {
      let table = try await reply.reply().table
      #expect(table == Table(columns: ["line"], rows: [["\(index + 1)"]]))
    }
    await connection.close()
    await server.stop()
  }

  private func sent(_ word: String, on connection: ClientConnection) -> ClientConnection.Pending {
    connection.send(Array("@\(word) \(word)\n".utf8), tag: word)
  }

  @Test("reads the greeting's limits and ignores what it does not know")
  func greeting() async throws {
    let server = try await ScriptedServer.start(
      greeting: "OK muster proto=1,2 auth=TOKEN maxline=4096 maxlit=nonsense colour=red -- hello\n"
    ) { _ in [] }
    let connection = try await ClientConnection.open(server.address)
    #expect(connection.greeting.limits.line == 4_096)
    #expect(connection.greeting.limits.literal == 65_536)
    #expect(connection.greeting.mechanisms == ["TOKEN"])
    await connection.close()
    await server.stop()
  }

  @Test(
    "is refused with the reason",
    arguments: [
      ("OK muster proto=2\n", ClientError.version("2")), ("220 mail.example ESMTP\n", .notMuster),
      (
        "BYE LIMIT/CONNS retry=5 -- full\n",
        .turnedAway(Final(.bye, .limitConnections, fields: [Field("retry", "5")], text: "full"))
      ),
    ])
  func refused(greeting: String, error: ClientError) async throws {
    let server = try await ScriptedServer.start(greeting: greeting) { _ in [] }
    await #expect(throws: error) { try await ClientConnection.open(server.address) }
    await server.stop()
  }

  @Test("to a port where nobody listens says so")
  func unreachable() async throws {
    let port = try DeafPort()
    await #expect(throws: ClientError.unreachable(port.address, reason: "Connection refused")) {
      try await ClientConnection.open(port.address)
    }
  }

  @Test("that ends within a reply fails that command and all behind it, and any sent later")
  func lost() async throws {
    let server = try await ScriptedServer.start { received in
      received.line == "ONE" ? [.send("*OK\n")] : [.send("*# a\n*| 1\n*O"), .close]
    }
    let connection = try await ClientConnection.open(server.address)
    let replies = ["ONE", "TWO", "THREE"].map { word in sent(word, on: connection) }
    let first = try await replies[0].reply()
    #expect(first.final.word == .ok)
    for reply in replies[1...] { await #expect(throws: ClientError.lost(nil)) { try await reply.reply() } }
    await #expect(throws: ClientError.lost(nil)) { try await connection.ask("FOUR") }
    await server.stop()
  }

  @Test(
    "that breaks the protocol is given up",
    arguments: ["@other OK\n", "*OK\n*OK\n", "*# a\tb\n*| 1\n*OK\n", "hello\n", "*| 1\n*OK\n"])
  func outOfStep(answer: String) async throws {
    // The first is answered when the second has come: by then both are on their way.
    let first = NIOLockedValueBox("")
    let server = try await ScriptedServer.start { received in
      guard received.line == "FIRST" else { return [.send(answer.replacing("*", with: first.withLockedValue { "@\($0) " }))] }
      first.withLockedValue { $0 = received.tag }
      return []
    }
    let connection = try await ClientConnection.open(server.address)
    let replies = ["FIRST", "SECOND"].map { word in sent(word, on: connection) }
    _ = try? await replies[0].reply()
    do {
      _ = try await replies[1].reply()
      Issue.record("answered")
    } catch ClientError.outOfStep(_) {}
    await server.stop()
  }

  @Test("takes BAD without a tag for what could not be read")
  func badWithoutTag() async throws {
    let server = try await ScriptedServer.start { _ in [.send("BAD SYNTAX -- tag\n")] }
    let connection = try await ClientConnection.open(server.address)
    let final = try await connection.ask("PING").final
    #expect(final.code == .syntax)
    await connection.close()
    await server.stop()
  }

  @Test("gives up a server that stays silent")
  func deadline() async throws {
    let server = try await ScriptedServer.start { _ in [] }
    // Long enough for the connection and its greeting on a busy machine, which the deadline covers too.
    let connection = try await ClientConnection.open(server.address, deadline: .seconds(15))
    await #expect(throws: ClientError.deadline(seconds: 15)) { try await connection.ask("PING") }
    await server.stop()
  }

  @Test("logs in by token, and says why not")
  func login() async throws {
    let server = try await ScriptedServer.start { received in
      [.send(received.line == "AUTH TOKEN mst_a_good" ? "*OK user=staff-31 role=staff\n" : "*NO AUTH/FAILED -- 不对\n")]
    }
    let connection = try await ClientConnection.open(server.address)
    await #expect(throws: ClientError.login(Final(.no, .authFailed, text: "不对"))) {
      try await connection.logIn(.token("mst_a_bad"))
    }
    let final = try await connection.logIn(.token("mst_a_good"))
    #expect(final.fields.first == Field("user", "staff-31"))
    await connection.close()
    await server.stop()
  }

  @Test(
    "is given up when the login tells of another server than the greeting, and not for numbers that were changed meanwhile",
    arguments: [
      ("proto=1 auth=TOKEN tls=no maxline=8192 caps=KEYS", nil), ("maxline=4096", nil), ("", nil),
      ("proto=1 auth=SCRAM-SHA-256,TOKEN", "auth"), ("tls=yes", "tls"), ("caps=KEYS,BATCH", "caps"), ("proto=1,2", "proto"),
    ] as [(String, String?)])
  func downgrade(repeated: String, field: String?) async throws {
    let server = try await ScriptedServer.start { _ in [.send("*OK user=staff-31 \(repeated)".trimmedEnd + "\n")] }
    let connection = try await ClientConnection.open(server.address)
    do {
      try await connection.logIn(.token("mst_a_good"))
      #expect(field == nil)
    } catch ClientError.downgraded(let changed) {
      #expect(changed == field)
    }
    await connection.close()
    await server.stop()
  }
}

extension String {
  fileprivate var trimmedEnd: String { hasSuffix(" ") ? String(dropLast()) : self }
}

@Suite("Replies and commands") struct ReplyMatcherTests {
  @Test("a farewell to all answers nobody")
  func goodbye() throws {
    var matcher = ReplyMatcher()
    matcher.sent(tag: "a")
    let draining = Final(.bye, .draining)
    #expect(try matcher.receive(Reply(draining), tag: nil) == .goodbye(draining))
    #expect(!matcher.isIdle)
  }

  @Test("a BYE about a line answers that line")
  func tooLong() throws {
    var matcher = ReplyMatcher()
    matcher.sent(tag: "a")
    let reply = Reply(Final(.bye, .limitSize))
    #expect(try matcher.receive(reply, tag: nil) == .reply(reply))
    #expect(matcher.isIdle)
  }
}
