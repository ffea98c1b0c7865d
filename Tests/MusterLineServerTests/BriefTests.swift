import MusterHandler
import MusterProtocol
import NIOCore
import NIOPosix
import Testing

@testable import MusterLineServer

/// A conversation without a connection: what is sent goes nowhere.
private struct Quiet {
  let handler = EchoHandler()
  let link: Link
  let talk: Talk<EchoHandler>
  let limits = Limits.patient

  init() async throws {
    let inForce = LimitsInForce(limits)
    let admission = Admission(limits: inForce)
    let eventLoop = MultiThreadedEventLoopGroup.singleton.any()
    let peer = Peer.network(address: "127.0.0.1", isLoopback: true)
    let server = ConnectionHandler.Server(
      limits: inForce, admission: admission, greeting: { _ in [] }, refusal: { _, _ in [] },
      converse: { _, _, _ in ConnectionHandler.Conversing(answerAtOnce: { _ in nil }, cancel: {}) })
    let limits = limits
    link = try await eventLoop.submit {
      Link(
        ConnectionHandler(server: server, peer: peer, isEncrypted: false, now: .now()), on: eventLoop,
        limits: limits)
    }.get()
    let rates = CommandRates(limits: inForce, clock: { 0 })
    let session = handler.open(peer, isEncrypted: false)
    talk = Talk(Conversation(handler, link, session, limits: limits, admission: admission, rates: rates), link)
  }

  /// What came of lines at once: the octets, or how many were answered, or nothing.
  func ask(_ lines: String...) -> String {
    switch talk.answerAtOnce(lines.map { .line(Array($0.utf8), literal: nil) }) {
    case .all(let said): "\(said.answered): \(String(decoding: said.octets, as: UTF8.self))"
    case .first(let count): "first \(count)"
    case nil: "nothing"
    }
  }
}

@Suite("A brief command") struct BriefTests {
  @Test("is answered where it is read, with its tag, and one that is wrong as well")
  func atOnce() async throws {
    let quiet = try await Quiet()
    #expect(quiet.ask("PING") == "1: OK\n")
    let said = quiet.ask("@a ping", "@b PING x=1")
    #expect(said.hasPrefix("2: @a OK\n@b BAD ARG/UNKNOWN arg=x"))
  }

  @Test("is not when another stands before it: those before that one were answered, and what was said waits for the rest")
  func behind() async throws {
    let quiet = try await Quiet()
    #expect(quiet.ask("@1 PING", "@2 MEMBERS q=x", "@3 PING") == "first 1")
    #expect(quiet.ask("{\"verb\":\"PING\"}") == "first 0")
    #expect(quiet.ask("@4 PING") == "2: @1 OK\n@4 OK\n")
  }

  @Test("has to wait where the client takes nothing")
  func slowReader() async throws {
    let quiet = try await Quiet()
    quiet.link.sends(quiet.limits.outputHighWater + 1)
    #expect(quiet.ask("PING") == "nothing")
    quiet.link.taken(1)
    #expect(quiet.ask("PING") == "1: OK\n")
  }

  @Test("has to wait where the server drains, and where a login under way takes the next line")
  func elsewhere() async throws {
    let draining = try await Quiet()
    draining.link.drain()
    #expect(draining.ask("PING") == "first 0")
    let exchange = try await Quiet()
    let running = Task { await exchange.talk.run() }
    exchange.link.deliver([.line(Array("AUTH SCRAM-SHA-256 x".utf8), literal: nil)])
    while exchange.ask("PING") != "first 0" { await Task.yield() }
    exchange.link.closed()
    await running.value
  }

  @Test("has to wait while another runs")
  func during() async throws {
    let quiet = try await Quiet()
    let running = Task { await quiet.talk.run() }
    quiet.link.deliver([.line(Array("SOLVE area=A-1 from=2026-05-04 to=2026-05-11".utf8), literal: nil)])
    await quiet.handler.began.wait()
    #expect(quiet.ask("PING") == "nothing")
    quiet.handler.mayEnd.send()
    while quiet.ask("PING") == "nothing" { await Task.yield() }
    quiet.link.closed()
    await running.value
    #expect(quiet.ask("PING") == "nothing", "nothing is said after the end")
  }

  @Test("keeps its place among others, each in a packet of its own or several in one")
  func order() async throws {
    var generator = SystemRandomNumberGenerator()
    let seed = UInt64.random(in: 0...UInt64.max, using: &generator)
    var state = seed
    try await withClient { client in
      var packet = ""
      for number in 1...5_000 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        packet += state >> 33 & 3 == 0 ? "@\(number) MEMBERS q=x\n" : "@\(number) PING\n"
        if state >> 40 & 1 == 0 || number == 5_000 {
          client.send(packet)
          packet = ""
        }
      }
      for number in 1...5_000 {
        let final = try await client.final()
        #expect(final == "@\(number) OK", "seed \(seed)")
      }
    }
  }

  @Test("counts for the rate, also where the budget ends in the middle of a packet")
  func rate() async throws {
    let limits = Limits.changed { ($0.commandsPerSecond, $0.commandBurst) = (1, 20) }
    try await withServer(limits: limits, clock: TestNanoseconds()) { _, addresses in
      let client = try await TestClient.connect(to: addresses[0]).greeted()
      client.send(String(repeating: "PING\n", count: 30))
      var finals: [String] = []
      for _ in 1...30 { finals.append(try await client.final()) }
      #expect(finals.prefix(20).allSatisfy { $0 == "OK" })
      #expect(finals.suffix(10).allSatisfy { $0.hasPrefix("LATER LIMIT/RATE") })
      await client.close()
    }
  }
}
