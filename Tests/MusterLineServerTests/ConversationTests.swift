import MusterHandler
import MusterProtocol
import Testing

@testable import MusterLineServer

@Suite("A connection") struct ConversationTests {
  @Test("is greeted with what the server speaks")
  func greeting() async throws {
    try await withServer { _, addresses in
      let client = try await TestClient.connect(to: addresses[0])
      let output = try await client.reply()
      #expect(output == .greeting(EchoHandler().greeting(isEncrypted: false)))
      await client.close()
    }
  }

  @Test("answers 1,000 commands of one write with 1,000 finals, in order")
  func pipeline() async throws {
    try await withClient { client in
      client.send((1...1_000).map { "@\($0) PING\n" }.joined())
      for number in 1...1_000 {
        let final = try await client.final()
        #expect(final == "@\(number) OK")
      }
    }
  }

  @Test("answers a line whose octets come one by one")
  func byteByByte() async throws {
    try await withClient { client in
      for octet in "@a MEMBERS q=\"王 小明\"\r\n".utf8 { client.send([octet]) }
      let output = try await client.reply()
      #expect(output == .reply(tag: "a", Reply(.ok(), table: Table(columns: ["q"], rows: [["王 小明"]]))))
    }
  }

  @Test("takes JSON at any time, and answers in it once that is asked for")
  func json() async throws {
    try await withClient { client in
      client.send("{\"verb\":\"MEMBERS\",\"q\":\"王\",\"tag\":\"1\"}\nSET format=json\n@2 MEMBERS q=王\n@3 PING x\nQUIT\n")
      let text = await client.rest()
      #expect(
        text == #"""
          @1 # q
          @1 | 王
          @1 OK
          {"final":"OK"}
          {"row":{"q":"王"},"tag":"2"}
          {"final":"OK","tag":"2"}
          {"final":"BAD","code":"ARG/UNKNOWN","maximum":"0","text":"PING has at most 0 arguments without a name; write others as name=value, a value with blanks between double quotes, see HELP PING","tag":"3"}
          {"final":"OK"}

          """#)
    }
  }

  @Test("stays in step after every kind of bad line")
  func garbage() async throws {
    try await withClient { client in
      let bad: [(String, String)] = [
        ("\n", "BAD SYNTAX"), ("a\rb\n", "BAD ENCODING"), ("PING \"x\n", "BAD SYNTAX"), ("PNIG\n", "BAD VERB near=PING"),
        ("@t PING x=1\n", "@t BAD ARG/UNKNOWN arg=x"), ("ASSIGN S-1\n", "BAD ARG/MISSING arg=member"),
        ("ASSIGN S-1 A-1\n", "BAD ARG/VALUE arg=member"), ("EVENTS from=2026-02-30\n", "BAD ARG/VALUE arg=from"),
        ("{\"verb\":\"PING\"\n", "BAD SYNTAX at=15"), ("{\"tag\":\"t\"}\n", "@t BAD SYNTAX"),
        ("NOSUCH x={5}\nPING\n\n", "BAD VERB"),
        ("PING " + (1...65).map { "a\($0)=1" }.joined(separator: " ") + "\n", "BAD LIMIT/ARGS maximum=64"),
      ]
      for (line, final) in bad {
        client.send(line + "PING\n")
        let refusal = try await client.final()
        #expect(refusal.hasPrefix(final), "\(line)")
        let next = try await client.final()
        #expect(next == "OK")
      }
      client.send([0xFF, 0xC0, 0x0A])
      let telnet = try await client.final()
      #expect(telnet.hasPrefix("BAD ENCODING"))
    }
  }

  @Test("gets as many finals as it sends lines, whatever is in them")
  func randomLines() async throws {
    var generator = SystemRandomNumberGenerator()
    let seed = UInt64.random(in: 0...UInt64.max, using: &generator)
    var state = seed
    let octets: [UInt8] =
      [0x78, 0x0A]
      + (0..<20_000).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let octet = UInt8(truncatingIfNeeded: state >> 40)
        // No literals, and lines short enough for a stranger.
        return octet == 0x7D ? 0x20 : octet < 0x10 ? 0x0A : octet
      }
    try await withClient { client in
      client.send(octets + [0x0A])
      client.send("@end PING\n")
      let lines = octets.count { $0 == 0x0A } + 1
      for _ in 0..<lines {
        let final = try await client.final()
        #expect(final.contains("BAD"), "seed \(seed)")
      }
      let end = try await client.final()
      #expect(end == "@end OK", "seed \(seed)")
    }
  }

  @Test("ends with QUIT, and not one command later")
  func quit() async throws {
    let handler = EchoHandler()
    try await withClient(handler) { client in
      client.send("PING\nQUIT\nPING\n")
      let rest = await client.rest()
      #expect(rest == "OK\nOK\n")
      #expect(handler.handled.withLockedValue { $0 } == ["PING", "QUIT"])
    }
  }

  @Test("answers everything when the client has shut its side")
  func halfClose() async throws {
    try await withClient { client in
      client.send(String(repeating: "PING\n", count: 500) + "not ended")
      try await client.endInput()
      let rest = await client.rest()
      #expect(rest == String(repeating: "OK\n", count: 500))
    }
  }

  @Test(
    "from a browser or a TLS client is closed without a word",
    arguments: ["GET / HTTP/1.1\r\nHost: a\r\n\r\n", "\u{16}\u{3}\u{1}\u{2}"])
  func foreign(text: String) async throws {
    try await withClient { client in
      client.send(text)
      let rest = await client.rest()
      #expect(rest == "")
    }
  }

  @Test("that vanishes cancels the command that runs for it")
  func vanished() async throws {
    let handler = EchoHandler()
    try await withClient(handler) { client in
      client.send("SETTLE E-1\n")
      await handler.began.wait()
      try await client.vanish()
      await handler.cancelled.wait()
    }
  }

  @Test("does no work for a client that takes no replies, and goes on when it does")
  func slowReader() async throws {
    let handler = EchoHandler()
    try await withServer(handler) { _, addresses in
      let client = try await TestClient.connect(to: addresses[0], autoRead: false)
      client.read()
      client.send("AUTH TOKEN x\nROSTERS\nROSTERS\n@end PING\n")
      var last: [UInt8] = []
      var looked = false
      let end = Array("\nOK\n@end OK\n".utf8)
      while last != end, let octets = await client.next() {
        last = (last + octets.readableBytesView).suffix(end.count)
        if !looked, octets.readableBytes > 512 {
          // The first of two replies of 5 MiB has begun to arrive: no socket buffer holds that, so the second has not been made.
          #expect(handler.handled.withLockedValue { $0 } == ["AUTH", "ROSTERS"])
          looked = true
        }
        client.read()
      }
      #expect(looked)
      #expect(last == end)
      await client.close()
    }
  }
}
