import Logging
import MusterHandler
import MusterLineServer
import MusterProtocol
import MusterTLS
import NIOCore
import TestSupport

/// A server of a small city for as long as the body takes, with the protocol's own limits but for the time that a client
/// may take: the machine that tests may be slow. Its first address speaks in plain text, its second TLS.
func withServer<Result>(
  limits: Limits = .patient, _ body: (TestWorld, LineServer, [SocketAddress]) async throws -> Result
) async throws -> Result {
  try await TestWorld.with(limits: limits) { world in
    let encryption = ServerEncryption(try TestCertificates.pair("server"))
    let server = LineServer(
      handler: world.handler,
      configuration: .init(
        endpoints: [.tcp(host: "127.0.0.1", port: 0), .tls(host: "127.0.0.1", port: 0)],
        limits: world.environment.limitsInForce, encrypt: { try encryption.secure($0) }),
      logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
    let addresses = try await server.start()
    let telling = [
      Task { await Dispatcher(world.environment).run() }, Task { await world.environment.feed.run() },
    ]
    do {
      let result = try await body(world, server, addresses)
      await server.shutdown(gracePeriod: .seconds(5))
      await end(telling)
      return result
    } catch {
      await server.shutdown(gracePeriod: .zero)
      await end(telling)
      throw error
    }
  }
}

private func end(_ tasks: [Task<Void, Never>]) async {
  for task in tasks { task.cancel() }
  for task in tasks { await task.value }
}

extension Limits {
  static let patient: Limits = {
    var limits = Limits()
    limits.loginTime = .seconds(600)
    limits.startedLineTime = .seconds(600)
    limits.handshakeTime = .seconds(600)
    limits.commandsPerSecond = 1_000_000
    limits.commandBurst = 1_000_000
    return limits
  }()
}
