import MusterProtocol
import Testing

@testable import MusterLineServer

@Suite("A login in two lines") struct ExchangeTests {
  @Test("gets its + and then AUTH's final, both under AUTH's tag; the line between is no command")
  func twoLines() async throws {
    let handler = EchoHandler()
    try await withClient(handler) { client in
      client.send("@a AUTH SCRAM-SHA-256 x\n@b PING\n@c PING\n")
      let challenge = try await client.reply()
      #expect(challenge == .reply(tag: "a", .challenge("YWJj")))
      let (failed, next) = (try await client.final(), try await client.final())
      #expect(failed == "@a NO AUTH/FAILED")
      #expect(next == "@c OK")
      #expect(handler.answers.withLockedValue { $0 } == [Array("@b PING".utf8)])
      #expect(handler.handled.withLockedValue { $0 } == ["AUTH", "PING"])
      client.send("AUTH SCRAM-SHA-256 x\nyes\r\nPING\n")
      let again = try await client.reply()
      #expect(again == .reply(tag: nil, .challenge("YWJj")))
      let (done, after) = (try await client.final(), try await client.final())
      #expect(done == "OK v=abc=")
      #expect(after == "OK")
    }
  }

  @Test("that fails at once takes no further line")
  func failsAtOnce() async throws {
    try await withClient { client in
      client.send("@a AUTH SCRAM-SHA-256 y\n@b PING\n@c AUTH SCRAM-SHA-256\n@d PING\n")
      var finals: [String] = []
      for _ in 0..<4 { finals.append(try await client.final()) }
      #expect(finals == ["@a NO AUTH/FAILED", "@b OK", "@c NO AUTH/FAILED", "@d OK"])
    }
  }

  @Test("may answer with 2,048 octets, and is closed after one more", arguments: [2_048, 2_049])
  func limit(octets: Int) async throws {
    let handler = EchoHandler()
    try await withClient(handler) { client in
      client.send("@a AUTH SCRAM-SHA-256 x\n")
      _ = try await client.reply()
      client.send(String(repeating: "A", count: octets) + "\n@b PING\n")
      let final = try await client.final()
      if octets == 2_048 {
        let next = try await client.final()
        #expect(final == "@a NO AUTH/FAILED" && next == "@b OK")
        // The next line is an ordinary one again.
        client.send(String(repeating: "A", count: 1_025) + "\n")
        let rest = await client.rest()
        #expect(rest.hasPrefix("BYE LIMIT/SIZE maximum=1024"))
      } else {
        #expect(final.hasPrefix("@a BYE LIMIT/SIZE maximum=2048") || final.hasPrefix("BYE LIMIT/SIZE maximum=2048"))
        let rest = await client.rest()
        #expect(rest.isEmpty)
      }
    }
  }

  @Test("holds the answer to the same limit where it came with AUTH in one packet", arguments: [2_048, 2_049])
  func limitInOnePacket(octets: Int) async throws {
    try await withClient { client in
      client.send("@a AUTH SCRAM-SHA-256 x\n" + String(repeating: "A", count: octets) + "\n@b PING\n")
      _ = try await client.reply()
      let final = try await client.final()
      #expect(final.hasPrefix(octets == 2_048 ? "@a NO AUTH/FAILED" : "@a BYE LIMIT/SIZE maximum=2048"))
    }
  }

  @Test("keeps step in 1,000 random pipelines: each line is answered by one final, but for those that a + has asked for")
  func pipelines() async throws {
    var generator = SystemRandomNumberGenerator()
    let seed = UInt64.random(in: 0...UInt64.max, using: &generator)
    var state = seed
    func random(_ below: UInt64) -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (state >> 33) % below
    }
    let kinds = ["AUTH SCRAM-SHA-256 x", "AUTH SCRAM-SHA-256 y", "AUTH TOKEN y", "PING", "no", "*", "", "PING a {3}\nx\ny"]
    try await withClient { client in
      for round in 0..<1_000 {
        var text = ""
        var expected: [String] = []
        var awaits: String?
        for number in 0...random(12) {
          let kind = kinds[Int(random(UInt64(kinds.count)))]
          let tag = "r\(round)-\(number)"
          text += kind.isEmpty ? "\n" : "@\(tag) \(kind)\n"
          if let open = awaits {
            expected.append("@\(open) NO")
            awaits = nil
          } else if kind == kinds[0] {
            expected.append("+\(tag)")
            awaits = tag
          } else {
            expected.append(
              kind.isEmpty ? "BAD" : kind == "PING" ? "@\(tag) OK" : kind.hasPrefix("AUTH") ? "@\(tag) NO" : "@\(tag) BAD")
          }
        }
        if let open = awaits {
          text += "*\n"
          expected.append("@\(open) NO")
        }
        client.send(text)
        for line in expected {
          guard case .reply(let tag, let reply) = try await client.reply() else { return }
          if reply.challenge != nil {
            #expect("+\(tag ?? "")" == line, "seed \(seed), round \(round): \(text)")
          } else {
            let said = (tag.map { "@\($0) " } ?? "") + reply.final.word.rawValue
            #expect(said == line, "seed \(seed), round \(round): \(text)")
          }
        }
      }
    }
  }

  @Test("under way when the server drains is told so under its tag")
  func draining() async throws {
    try await withServer { server, addresses in
      let client = try await TestClient.connect(to: addresses[0]).greeted()
      client.send("@a AUTH SCRAM-SHA-256 x\n")
      _ = try await client.reply()
      async let ended: Void = server.shutdown(gracePeriod: .seconds(5))
      let final = try await client.final()
      #expect(final.hasPrefix("@a BYE DRAINING") || final.hasPrefix("BYE DRAINING"))
      await client.close()
      await ended
    }
  }
}

@Suite("Rights that are gone") struct RightsTests {
  @Test("close a connection that says nothing, and no other")
  func closed() async throws {
    let handler = EchoHandler()
    try await withServer(handler) { server, addresses in
      let silent = try await TestClient.connect(to: addresses[0]).greeted()
      let stranger = try await TestClient.connect(to: addresses[0]).greeted()
      silent.send("AUTH TOKEN x\n")
      _ = try await silent.final()
      server.lookAgain()
      silent.send("PING\n")
      let still = try await silent.final()
      #expect(still == "OK")
      handler.isValid.withLockedValue { $0 = false }
      server.lookAgain()
      let rest = await silent.rest()
      #expect(rest.hasPrefix("BYE AUTH/EXPIRED"))
      stranger.send("PING\n")
      let unharmed = try await stranger.final()
      #expect(unharmed == "OK")
      await silent.close()
      await stranger.close()
    }
  }
}
