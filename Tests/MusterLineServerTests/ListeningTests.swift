import Glibc
import Logging
import MusterHandler
import MusterProtocol
import NIOCore
import Testing

@testable import MusterLineServer

@Suite("The server") struct ListeningTests {
  /// A short path of its own: a socket's is at most 107 octets.
  /// A name that no other test has; the server removes its socket when it ends.
  private func temporaryPath() throws -> String { "/tmp/muster-line-\(getpid())-\(UInt32.random(in: 0...(.max))).sock" }

  private func server(_ endpoint: Endpoint) -> LineServer {
    let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
    return LineServer(handler: EchoHandler(), configuration: .init(endpoints: [endpoint]), logger: logger)
  }

  @Test("listens at several places at once, on ports that it picks")
  func several() async throws {
    let path = try temporaryPath()
    let endpoints: [Endpoint] = [.tcp(host: "127.0.0.1", port: 0), .tcp(host: "127.0.0.1", port: 0), .unix(path: path)]
    try await withServer(at: endpoints) { _, addresses in
      #expect(addresses.count == 3 && addresses[0].port != addresses[1].port)
      for address in addresses {
        let client = try await TestClient.connect(to: address).greeted()
        client.send("PING\n")
        let final = try await client.final()
        #expect(final == "OK")
        await client.close()
      }
    }
    #expect(access(path, F_OK) != 0)
  }

  @Test("tells the middle who is there: the address, or on a Unix socket the user id")
  func peers() async throws {
    let path = try temporaryPath()
    try await withServer(at: [.tcp(host: "127.0.0.1", port: 0), .unix(path: path)]) { _, addresses in
      for (address, peer) in zip(addresses, [Peer.network(address: "127.0.0.1", isLoopback: true), .local(uid: getuid())]) {
        let client = try await TestClient.connect(to: address).greeted()
        client.send("WHOAMI\n")
        let output = try await client.reply()
        #expect(output == .reply(tag: nil, Reply(.ok(Field("peer", "\(peer)")))))
        await client.close()
      }
    }
  }

  @Test("refuses plain text off loopback", arguments: ["0.0.0.0", "10.1.2.3", "::"])
  func offLoopback(host: String) async throws {
    let endpoint = Endpoint.tcp(host: host, port: 0)
    let error = await #expect(throws: LineServerError.self) { try await server(endpoint).start() }
    #expect(error?.reason == .notLoopback)
    #expect(error?.text(in: .english).contains("TLS") == true && error?.description.contains("加密") == true)
  }

  @Test("says in a sentence that a port is in use")
  func portInUse() async throws {
    try await withServer { _, addresses in
      let endpoint = Endpoint.tcp(host: "127.0.0.1", port: addresses[0].port ?? 0)
      let error = await #expect(throws: LineServerError.self) { try await server(endpoint).start() }
      #expect(error?.text(in: .english) == "\(endpoint) is in use by another program")
    }
  }

  @Test("listens nowhere when one of the places cannot be had")
  func allOrNothing() async throws {
    let path = try temporaryPath()
    let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
    let endpoints: [Endpoint] = [.unix(path: path), .tcp(host: "0.0.0.0", port: 0)]
    let server = LineServer(handler: EchoHandler(), configuration: .init(endpoints: endpoints), logger: logger)
    await #expect(throws: LineServerError.self) { try await server.start() }
    #expect(access(path, F_OK) != 0)
  }

  @Test("takes over the socket of a daemon that died, and not that of one that lives")
  func staleSocket() async throws {
    let path = try temporaryPath()
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    let bound = try SocketAddress(unixDomainSocketPath: path).withSockAddr { bind(descriptor, $0, socklen_t($1)) }
    #expect(bound == 0)
    close(descriptor)
    try await withServer(at: [.unix(path: path)]) { _, addresses in
      let error = await #expect(throws: LineServerError.self) { try await server(.unix(path: path)).start() }
      #expect(error?.reason == .socketInUse)
      let client = try await TestClient.connect(to: addresses[0]).greeted()
      await client.close()
    }
  }

  @Test("leaves a file alone that is no socket")
  func notSocket() async throws {
    let path = try temporaryPath()
    let descriptor = creat(path, 0o600)
    close(descriptor)
    let error = await #expect(throws: LineServerError.self) { try await server(.unix(path: path)).start() }
    #expect(error?.reason == .notSocket)
    #expect(access(path, F_OK) == 0)
  }

  @Test("says that a socket's path is too long")
  func longPath() async throws {
    let path = "/tmp/" + String(repeating: "x", count: 120)
    let error = await #expect(throws: LineServerError.self) { try await server(.unix(path: path)).start() }
    #expect(error?.reason == .pathTooLong)
  }

  @Test("draining finishes the command that runs, says BYE DRAINING and closes; nobody gets in any more")
  func draining() async throws {
    let handler = EchoHandler()
    // A path of its own: a port that is given up may at once be another test's.
    try await withServer(handler, at: [.unix(path: try temporaryPath())]) { server, addresses in
      let busy = try await TestClient.connect(to: addresses[0]).greeted()
      let idle = try await TestClient.connect(to: addresses[0]).greeted()
      busy.send("@a SOLVE area=A-1 from=2026-05-04 to=2026-05-11\n@b PING\n")
      await handler.began.wait()
      async let stopped: Void = server.shutdown(gracePeriod: .seconds(60))
      let goodbye = await idle.rest()
      #expect(goodbye.hasPrefix("BYE DRAINING"))
      await #expect(throws: (any Error).self) { try await TestClient.connect(to: addresses[0]) }
      handler.mayEnd.send()
      let rest = await busy.rest()
      #expect(rest.hasPrefix("@a OK\nBYE DRAINING"))
      #expect(handler.handled.withLockedValue { $0 } == ["SOLVE"])
      await idle.close()
      await busy.close()
      await stopped
      #expect(server.connectionCount == 0)
    }
  }

  @Test("cancels what still runs at the end of the grace period")
  func graceEnds() async throws {
    let handler = EchoHandler()
    try await withServer(handler) { server, addresses in
      let client = try await TestClient.connect(to: addresses[0]).greeted()
      client.send("SETTLE E-1\n")
      await handler.began.wait()
      await server.shutdown(gracePeriod: .milliseconds(10))
      #expect(server.connectionCount == 0)
      await client.close()
    }
  }

  @Test(
    "reads HOST:PORT, and nothing else",
    arguments: [
      ("127.0.0.1:7117", Endpoint.tcp(host: "127.0.0.1", port: 7117)), ("localhost:0", .tcp(host: "localhost", port: 0)),
      ("[::1]:7117", .tcp(host: "::1", port: 7117)), ("7117", nil), (":7117", nil), ("::1:7117", nil), ("a:65536", nil),
      ("a:x", nil),
      ("[::1:7117", nil),
    ] as [(String, Endpoint?)])
  func endpoints(text: String, endpoint: Endpoint?) {
    #expect(Endpoint(hostAndPort: text) == endpoint)
    if let endpoint { #expect(endpoint.description == text) }
  }
}
