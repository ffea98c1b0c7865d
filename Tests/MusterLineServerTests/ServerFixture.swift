import Logging
import MusterLineServer
import MusterProtocol
import NIOCore

/// Runs a server for as long as the body takes.
func withServer<Result>(
  _ handler: EchoHandler = EchoHandler(), at endpoints: [Endpoint] = [.tcp(host: "127.0.0.1", port: 0)],
  limits: Limits = Limits(), _ body: (LineServer, [SocketAddress]) async throws -> Result
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
  _ handler: EchoHandler = EchoHandler(), limits: Limits = Limits(), _ body: (TestClient) async throws -> Result
) async throws -> Result {
  try await withServer(handler, limits: limits) { _, addresses in
    let client = try await TestClient.connect(to: addresses[0]).greeted()
    let result = try await body(client)
    await client.close()
    return result
  }
}

extension Limits {
  /// The defaults but for what a test makes small.
  static func changed(_ change: (inout Limits) -> Void) -> Limits {
    var limits = Limits()
    change(&limits)
    return limits
  }
}
