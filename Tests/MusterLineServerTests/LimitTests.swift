import MusterHandler
import MusterProtocol
import Testing

@testable import MusterLineServer

@Suite("The limits of a connection") struct LimitTests {
  private let bye = { (maximum: Int) in "BYE LIMIT/SIZE maximum=\(maximum)" }

  @Test("let a line of 8,192 octets pass and close once after one more")
  func line() async throws {
    try await withClient { client in
      client.send("AUTH TOKEN x\n")
      let login = try await client.final()
      #expect(login == "OK")
      client.send("MEMBERS q=" + String(repeating: "x", count: 8_182) + "\n")
      let full = try await client.final()
      #expect(full.hasPrefix("BAD ARG/VALUE"))
      client.send("MEMBERS q=" + String(repeating: "x", count: 8_183) + "\nPING\nPING\n")
      let rest = await client.rest()
      #expect(rest.hasPrefix(bye(8_192)) && rest.split(separator: "\n").count == 1)
    }
  }

  @Test("close so that a client which is still sending reads why: our side is shut, the connection not reset")
  func lingering() async throws {
    try await withClient { client in
      // More than the socket buffers hold: the system takes it only if the server goes on reading after its goodbye.
      let sent = client.send(String(repeating: "x", count: 16_000_000))
      let rest = await client.rest()
      #expect(rest.hasPrefix("BYE LIMIT/SIZE") && rest.split(separator: "\n").count == 1)
      try await sent.get()
    }
  }

  @Test("before login are 1,024 octets, 2,048 for AUTH")
  func beforeLogin() async throws {
    try await withClient { client in
      client.send(
        "PING " + String(repeating: "x", count: 1_019) + "\nAUTH TOKEN " + String(repeating: "y", count: 2_037) + "\n")
      let full = try await client.final()
      #expect(full.hasPrefix("BAD ARG/UNKNOWN"))
      let auth = try await client.final()
      #expect(auth.hasPrefix("NO AUTH/FAILED"))
      client.send("PING " + String(repeating: "x", count: 1_020) + "\nPING\n")
      let rest = await client.rest()
      #expect(rest.hasPrefix(bye(1_024)) && rest.split(separator: "\n").count == 1)
    }
  }

  @Test("are those of strangers for a line behind others, unless one of them logs in", arguments: [true, false])
  func pipelined(logsIn: Bool) async throws {
    try await withClient { client in
      client.send((logsIn ? "AUTH TOKEN x\n" : "AUTH TOKEN y\n") + "PING " + String(repeating: "x", count: 5_000) + "\n")
      _ = try await client.final()
      let final = try await client.final()
      #expect(final.hasPrefix(logsIn ? "BAD ARG/UNKNOWN" : bye(1_024)))
    }
  }

  @Test("let a literal of 65,536 octets pass and close when a longer one is announced")
  func literal() async throws {
    try await withClient { client in
      let content = String(repeating: "x", count: 65_536)
      client.send("AUTH TOKEN x\nIMPORT.PART I-1 file=a part=1 {65536}\n\(content)\n@p IMPORT.PART I-1 file=a part=2 {65537}\n")
      for expected in ["OK", "OK"] {
        let final = try await client.final()
        #expect(final == expected)
      }
      let final = try await client.final()
      #expect(final.hasPrefix("@p \(bye(65_536))"))
      let rest = await client.rest()
      #expect(rest == "")
    }
  }

  @Test("are told to one connection too many, which is then closed", arguments: [2, 3])
  func connections(allowed: Int) async throws {
    try await withServer(limits: .changed { $0.connections = allowed }) { _, addresses in
      var clients: [TestClient] = []
      for _ in 0..<allowed { clients.append(try await TestClient.connect(to: addresses[0]).greeted()) }
      let refused = try await TestClient.connect(to: addresses[0])
      let rest = await refused.rest()
      #expect(rest.hasPrefix("BYE LIMIT/CONNS maximum=\(allowed)"))
      await refused.close()
      // A place that was given back is free again.
      clients[0].send("QUIT\n")
      _ = await clients[0].rest()
      let next = try await TestClient.connect(to: addresses[0]).greeted()
      for client in clients + [next] { await client.close() }
    }
  }

  @Test("count strangers apart: who logs in makes room")
  func strangers() async throws {
    try await withServer(limits: .changed { $0.anonymousConnections = 1 }) { _, addresses in
      let first = try await TestClient.connect(to: addresses[0]).greeted()
      let refused = try await TestClient.connect(to: addresses[0])
      let rest = await refused.rest()
      #expect(rest.hasPrefix("BYE LIMIT/CONNS maximum=1"))
      first.send("AUTH TOKEN x\n")
      _ = try await first.final()
      let second = try await TestClient.connect(to: addresses[0]).greeted()
      for client in [first, refused, second] { await client.close() }
    }
  }

  @Test("from one address leave loopback out")
  func addresses() {
    var limits = Limits()
    limits.connectionsPerAddress = 2
    let admission = Admission(limits: LimitsInForce(limits))
    let far = Peer.network(address: "10.0.0.1", isLoopback: false)
    #expect(admission.enter(far) == nil && admission.enter(far) == nil)
    #expect(admission.enter(far)?.code == .limitConnections)
    #expect(admission.enter(.network(address: "10.0.0.2", isLoopback: false)) == nil)
    for _ in 0..<3 { #expect(admission.enter(.network(address: "127.0.0.1", isLoopback: true)) == nil) }
    admission.leave(far, isAnonymous: true)
    #expect(admission.enter(far) == nil)
  }

  @Test("of time close, saying which: no login, no line end, no command", arguments: ["", "PIN", "AUTH TOKEN x\n"])
  func time(sent: String) async throws {
    let short = Duration.milliseconds(60)
    let limits = Limits.changed { limits in
      if sent == "" { limits.loginTime = short }
      if sent == "PIN" { limits.startedLineTime = short }
      if sent.hasPrefix("AUTH") { limits.idleTime = short }
    }
    try await withClient(limits: limits) { client in
      client.send(sent)
      let rest = await client.rest()
      let reason = sent == "" ? "no login" : sent == "PIN" ? "the line did not end" : "no command"
      #expect(rest.contains("BYE TIMEOUT") && rest.contains(reason))
    }
  }

  @Test("of login time hold for a stranger that is never silent")
  func busyStranger() async throws {
    try await withClient(limits: .changed { $0.loginTime = .milliseconds(60) }) { client in
      client.send(String(repeating: "PING\n", count: 1_000))
      var final = ""
      while !final.contains("BYE") {
        client.send("PING\n")
        final = try await client.final()
      }
      #expect(final.contains("no login"))
    }
  }

  @Test("close a connection whose client takes nothing")
  func stalledOutput() async throws {
    let handler = EchoHandler()
    try await withServer(handler, limits: .changed { $0.stalledOutputTime = .milliseconds(80) }) { _, addresses in
      let client = try await TestClient.connect(to: addresses[0], autoRead: false)
      client.send("ROSTERS\nROSTERS\n")
      // The server gives up by itself: nothing is read here until it has.
      await handler.left.wait()
      await client.close()
    }
  }
}

@Suite("What is read ahead") struct IntakeTests {
  private func pings(_ count: Int) -> [UInt8] { Array(String(repeating: "PING\n", count: count).utf8) }

  @Test("is 64 commands: then nothing more is handed over or wanted until one is answered")
  func backPressure() {
    var intake = Intake(limits: Limits())
    #expect(intake.receive(pings(63)).count == 63)
    #expect(intake.wantsOctets)
    #expect(intake.receive(pings(100)).count == 1)
    #expect(!intake.wantsOctets)
    #expect(intake.answered(10, isAnonymous: true).count == 10)
    #expect(!intake.wantsOctets && intake.unread == 64)
    #expect(intake.answered(64, isAnonymous: true).count == 64)
    #expect(intake.answered(64, isAnonymous: true).count == 25)
    #expect(intake.wantsOctets && intake.unread == 25)
  }

  @Test("is finished only when all of it was handed over")
  func end() {
    var intake = Intake(limits: Limits())
    _ = intake.receive(pings(65) + Array("rest".utf8))
    intake.end()
    #expect(!intake.isFinished && !intake.wantsOctets)
    #expect(intake.answered(64, isAnonymous: true).count == 1)
    #expect(intake.isFinished)
  }

  @Test("waits for a line's end only while it would read it")
  func midLine() {
    var intake = Intake(limits: Limits())
    _ = intake.receive(Array("PIN".utf8))
    #expect(intake.isMidLine)
    _ = intake.receive(Array("G\n".utf8) + pings(63) + Array("PIN".utf8))
    #expect(!intake.isMidLine)
  }
}
