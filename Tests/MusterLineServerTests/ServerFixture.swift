import Logging
import MusterLineServer
import MusterProtocol
import NIOCore

/// Runs a server for as long as the body takes.
func withServer<Result>(
  _ handler: EchoHandler = EchoHandler(), at endpoints: [Endpoint] = [.tcp(host: "127.0.0.1", port: 0)],
  limits: Limits = .patient, _ body: (LineServer, [SocketAddress]) async throws -> Result
) async throws -> Result {
  let server = LineServer(
    handler: handler, configuration: .init(endpoints: endpoints, limits: limits),
    logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
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
  /// The defaults, with time to log in and to end a line also on a machine that does much else.
  static let patient: Limits = {
    var limits = Limits()
    limits.loginTime = .seconds(600)
    limits.startedLineTime = .seconds(600)
    return limits
  }()

  /// The same but for what a test makes small.
  static func changed(_ change: (inout Limits) -> Void) -> Limits {
    var limits = patient
    change(&limits)
    return limits
  }
}
