import Logging
import MusterHandler
import MusterLineServer
import MusterProtocol
import MusterTLS
import NIOConcurrencyHelpers
import NIOCore

/// Runs a server for as long as the body takes. `encryption` is what its `tls://` endpoints speak.
func withServer<Result>(
  _ handler: EchoHandler = EchoHandler(), at endpoints: [Endpoint] = [.tcp(host: "127.0.0.1", port: 0)],
  limits: Limits = .patient, encryption: ServerEncryption? = nil, clock: TestNanoseconds? = nil,
  _ body: (LineServer, [SocketAddress]) async throws -> Result
) async throws -> Result {
  try await withServer(handler, at: endpoints, in: LimitsInForce(limits), encryption: encryption, clock: clock, body)
}

/// The same with limits that the test changes meanwhile.
func withServer<Result>(
  _ handler: EchoHandler = EchoHandler(), at endpoints: [Endpoint] = [.tcp(host: "127.0.0.1", port: 0)],
  in limits: LimitsInForce, encryption: ServerEncryption? = nil, clock: TestNanoseconds? = nil,
  _ body: (LineServer, [SocketAddress]) async throws -> Result
) async throws -> Result {
  var configuration = LineServer.Configuration(endpoints: endpoints, limits: limits)
  if let encryption { configuration.encrypt = { try encryption.secure($0) } }
  if let clock { configuration.clock = { clock.now } }
  let server = LineServer(
    handler: handler, configuration: configuration, logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
  let addresses = try await server.start()
  do {
    let result = try await body(server, addresses)
    await server.shutdown(gracePeriod: .seconds(5))
    return result
  } catch {
    await server.shutdown(gracePeriod: .zero)
    throw error
  }
}

/// A monotonic clock that goes on when it is told.
final class TestNanoseconds: Sendable {
  private let box = NIOLockedValueBox<Int64>(1_000_000_000_000)
  var now: Int64 { box.withLockedValue { $0 } }
  func advance(seconds: Double) { box.withLockedValue { $0 += Int64(seconds * 1e9) } }
}

/// One client of a server, greeted.
func withClient<Result>(
  _ handler: EchoHandler = EchoHandler(), limits: Limits = .patient, _ body: (TestClient) async throws -> Result
) async throws -> Result {
  try await withServer(handler, limits: limits) { _, addresses in
    let client = try await TestClient.connect(to: addresses[0]).greeted()
    let result = try await body(client)
    await client.close()
    return result
  }
}

extension Limits {
  /// The defaults, with time to log in and to end a line also on a machine that does much else, and commands as they come.
  static let patient: Limits = {
    var limits = Limits()
    limits.loginTime = .seconds(600)
    limits.startedLineTime = .seconds(600)
    limits.handshakeTime = .seconds(600)
    limits.commandsPerSecond = 1_000_000
    limits.commandBurst = 1_000_000
    return limits
  }()

  /// The same but for what a test makes small.
  static func changed(_ change: (inout Limits) -> Void) -> Limits {
    var limits = patient
    change(&limits)
    return limits
  }
}
