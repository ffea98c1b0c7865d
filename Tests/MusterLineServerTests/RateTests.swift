import MusterHandler
import MusterProtocol
import Testing

@testable import MusterLineServer

@Suite("The rate of commands") struct RateTests {
  private static let defaults: Limits = .changed {
    $0.commandsPerSecond = Limits().commandsPerSecond
    $0.commandBurst = Limits().commandBurst
  }

  @Test("is 200 at once: the 201st is told to wait, and nothing of it is done")
  func burst() async throws {
    let handler = EchoHandler()
    let clock = TestNanoseconds()
    try await withServer(handler, limits: Self.defaults, clock: clock) { _, addresses in
      let client = try await TestClient.connect(to: addresses[0]).greeted()
      client.send("AUTH TOKEN x\n")
      _ = try await client.final()
      client.send((1...201).map { "@\($0) PING\n" }.joined())
      for number in 1...200 {
        let final = try await client.final()
        #expect(final == "@\(number) OK")
      }
      let late = try await client.final()
      #expect(late.hasPrefix("@201 LATER LIMIT/RATE retry=1"))
      #expect(handler.handled.withLockedValue { $0.count } == 201, "AUTH and 200 PING")
      // HELP and QUIT count as well, and so does a line that nobody understands.
      client.send("HELP\nnonsense\nQUIT\n")
      for _ in 1...3 {
        let final = try await client.final()
        #expect(final.hasPrefix("LATER LIMIT/RATE"))
      }
      await client.close()
    }
  }

  @Test("is 50 a second afterwards")
  func average() async throws {
    let clock = TestNanoseconds()
    try await withServer(limits: Self.defaults, clock: clock) { _, addresses in
      let client = try await TestClient.connect(to: addresses[0]).greeted()
      client.send("AUTH TOKEN x\n" + String(repeating: "PING\n", count: 200))
      for _ in 1...201 { _ = try await client.final() }
      clock.advance(seconds: 1)
      client.send(String(repeating: "PING\n", count: 51))
      for _ in 1...50 {
        let final = try await client.final()
        #expect(final == "OK")
      }
      let late = try await client.final()
      #expect(late.hasPrefix("LATER LIMIT/RATE"))
      await client.close()
    }
  }

  @Test("is one for all connections of an account, also those that come later, and another account's own")
  func shared() async throws {
    let clock = TestNanoseconds()
    try await withServer(limits: Self.defaults, clock: clock) { _, addresses in
      let first = try await TestClient.connect(to: addresses[0]).greeted()
      first.send("AUTH TOKEN x\n" + String(repeating: "PING\n", count: 199) + "QUIT\n")
      let rest = await first.rest()
      #expect(rest == String(repeating: "OK\n", count: 201))
      let again = try await TestClient.connect(to: addresses[0]).greeted()
      again.send("AUTH TOKEN x\nPING\n")
      let login = try await again.final()
      #expect(login == "OK", "a stranger's commands are his own")
      let ping = try await again.final()
      #expect(ping.hasPrefix("LATER LIMIT/RATE"))
      let other = try await TestClient.connect(to: addresses[0]).greeted()
      other.send("AUTH TOKEN z\nPING\n")
      _ = try await other.final()
      let free = try await other.final()
      #expect(free == "OK")
      for client in [first, again, other] { await client.close() }
    }
  }

  @Test("of a stranger is its connection's own")
  func stranger() async throws {
    let clock = TestNanoseconds()
    try await withServer(limits: Self.defaults, clock: clock) { _, addresses in
      let client = try await TestClient.connect(to: addresses[0]).greeted()
      client.send(String(repeating: "PING\n", count: 201))
      for _ in 1...200 {
        let final = try await client.final()
        #expect(final == "OK")
      }
      let late = try await client.final()
      #expect(late.hasPrefix("LATER LIMIT/RATE"))
      let next = try await TestClient.connect(to: addresses[0]).greeted()
      next.send("PING\n")
      let final = try await next.final()
      #expect(final == "OK")
      for client in [client, next] { await client.close() }
    }
  }

  @Test("says in whole seconds when to come again, and then lets pass", arguments: [(1, 3), (2, 5), (50, 200), (1_000, 1)])
  func waiting(rate: Int, burst: Int) {
    var limits = Limits()
    (limits.commandsPerSecond, limits.commandBurst) = (rate, burst)
    var budget = CommandRate()
    #expect(budget.take(burst + 7, at: 5, limits) == burst)
    #expect(budget.take(1, at: 5, limits) == 0)
    let wait = budget.wait(at: 5, limits)
    #expect(wait == 1_000_000_000 / Int64(rate))
    var early = budget
    #expect(early.take(1, at: 5 + wait - 1, limits) == 0)
    #expect(budget.take(2, at: 5 + wait, limits) == 1)
    #expect(!budget.isFull(at: 5 + wait))
    #expect(budget.isFull(at: 5 + wait * Int64(burst + 1)))
  }

  @Test("in force changes at once for those who are there: what was spent stays spent, and comes back at the new rate")
  func changed() {
    let limits = LimitsInForce(Limits())
    let clock = TestNanoseconds()
    let rates = CommandRates(limits: limits, clock: { clock.now })
    var stranger = CommandRate()
    #expect(rates.take(500, of: 7, stranger: &stranger) == 200)
    limits.change(to: .patient)
    #expect(rates.take(500, of: 7, stranger: &stranger) == 0)
    clock.advance(seconds: 0.001)
    #expect(rates.take(2_000, of: 7, stranger: &stranger) == 1_000)
    // The other way a debt is no longer than the new budget.
    limits.change(to: Limits())
    clock.advance(seconds: 4)
    #expect(rates.take(500, of: 7, stranger: &stranger) == 200)
  }

  @Test("with the largest numbers that may be set does not overflow")
  func largest() {
    var limits = Limits()
    for row in LimitTable.rows { #expect(row.set(row.range.upperBound, in: &limits)) }
    var budget = CommandRate()
    #expect(budget.take(64, at: .max / 4, limits) == 64)
    limits.commandsPerSecond = 1
    #expect(budget.take(64, at: .max / 4, limits) == 64)
    #expect(budget.wait(at: .max / 4, limits) == 0)
  }
}

@Suite("The connections of an account") struct AccountConnectionTests {
  @Test("are 32: one more is told so and closed, and one that ends makes room", arguments: [32])
  func maximum(allowed: Int) async throws {
    try await withServer { _, addresses in
      var clients: [TestClient] = []
      for _ in 0..<allowed {
        let client = try await TestClient.connect(to: addresses[0]).greeted()
        client.send("AUTH TOKEN x\n")
        let final = try await client.final()
        #expect(final == "OK")
        clients.append(client)
      }
      let surplus = try await TestClient.connect(to: addresses[0]).greeted()
      surplus.send("AUTH TOKEN x\nPING\n")
      let rest = await surplus.rest()
      #expect(rest.hasPrefix("BYE LIMIT/CONNS maximum=\(allowed)") && rest.split(separator: "\n").count == 1)
      let other = try await TestClient.connect(to: addresses[0]).greeted()
      other.send("AUTH TOKEN z\n")
      let login = try await other.final()
      #expect(login == "OK", "another account has its own")
      clients[0].send("QUIT\n")
      _ = await clients[0].rest()
      let next = try await TestClient.connect(to: addresses[0]).greeted()
      next.send("AUTH TOKEN x\n")
      let again = try await next.final()
      #expect(again == "OK")
      for client in clients + [surplus, other, next] { await client.close() }
    }
  }
}

@Suite("Peers' addresses") struct PeerAddressTests {
  @Test(
    "are counted by subscriber: IPv4 by itself, however it is written, and IPv6 by its 64 bits",
    arguments: [
      ("10.1.2.3", "10.1.2.3"), ("::ffff:10.1.2.3", "10.1.2.3"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
      ("2001:db8:1:2::9", "2001:db8:1:2::/64"), ("2001:db8:1:3::9", "2001:db8:1:3::/64"), ("example.org", nil), ("", nil),
    ] as [(String, String?)])
  func subscribers(text: String, subscriber: String?) { #expect(PeerAddress(text)?.subscriber == subscriber) }

  @Test("of named gateways have no limit, and only theirs")
  func gateways() throws {
    let gateway = try #require(PeerAddress("2001:db8::1"))
    let admission = Admission(limits: LimitsInForce(.changed { $0.connectionsPerAddress = 1 }), gateways: [gateway])
    let enter = { (address: String) in admission.enter(.network(address: address, isLoopback: false)) }
    for _ in 0..<3 { #expect(enter("2001:db8:0::1") == nil) }
    #expect(enter("2001:db8::2") == nil)
    #expect(enter("2001:db8::3")?.code == .limitConnections, "its neighbours are one subscriber")
  }
}
