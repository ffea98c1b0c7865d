import Glibc
import Logging
import MusterHandler
import MusterLineServer
import MusterTLS
import NIOCore
import UnixSignals

/// The daemon at work: from the first listener to the last connection.
struct Serving {
  let serve: Serve
  let settings: ServeSettings
  let environment: Environment
  let level: LogLevel
  /// Nil where members are told nothing.
  let mail: MailService?

  /// Until SIGTERM, SIGINT or DRAIN, and then until every running command has its final line; a second signal ends that at once.
  func run(_ signals: UnixSignalsSequence) async throws {
    let encryption = settings.pair.map { ServerEncryption($0) }
    if let fault = settings.pair?.presentFault {
      logger.warning("certificate", metadata: ["fault": "\(fault.text(in: .english))"])
    }
    let server = LineServer(handler: Handler(environment), configuration: configuration(encryption), logger: logger)
    let addresses = try await server.start()
    let reload = Reload(
      arguments: Array(CommandLine.arguments.dropFirst()), started: serve, limits: environment.limitsInForce, level: level,
      encryption: encryption, logger: logger)
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<environment.limits.solverRuns { group.addTask { await JobRunner(environment).run() } }
      group.addTask { await Sweeper(environment).run() }
      group.addTask { await Housekeeping(environment).run() }
      group.addTask { await Dispatcher(environment).run() }
      if let mail { group.addTask { await Messenger(environment, mail.sender).run() } }
      group.addTask { await environment.feed.run() }
      group.addTask { await RightsWatch(environment) { server.lookAgain() }.run() }
      tellReady(addresses)
      let events = DaemonEvent.all(signals, environment)
      for await event in events {
        guard case .reload = event else { break }
        reload.run()
      }
      await drain(server, events)
      group.cancelAll()
    }
  }

  private var logger: Logger { environment.logger }

  private func configuration(_ encryption: ServerEncryption?) -> LineServer.Configuration {
    var configuration = LineServer.Configuration(endpoints: settings.endpoints, limits: environment.limitsInForce)
    if let encryption { configuration.encrypt = { try encryption.secure($0) } }
    configuration.gateways = serve.gateway
    return configuration
  }

  /// Says where it serves, each place as a client would write it.
  private func tellReady(_ addresses: [SocketAddress]) {
    let places = zip(settings.endpoints, addresses).compactMap { endpoint, address -> String? in
      guard let port = address.port, let host = address.ipAddress else { return nil }
      if case .tls = endpoint { return "\(Endpoint.tls(host: host, port: port))" }
      return "\(Endpoint.tcp(host: host, port: port))"
    }
    Console.say("ready " + places.map { "line=\($0)" }.joined(separator: " "), to: STDOUT_FILENO)
    ServiceManager.tell("READY=1\nSTATUS=serving \(places.joined(separator: " "))")
  }

  private func drain(_ server: LineServer, _ events: AsyncStream<DaemonEvent>) async {
    logger.info("draining", metadata: ["connections": "\(server.connectionCount)"])
    ServiceManager.tell("STOPPING=1")
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await server.shutdown() }
      group.addTask {
        for await event in events {
          guard case .end = event else { continue }
          logger.warning("ended at once by a second signal", metadata: ["connections": "\(server.connectionCount)"])
          return server.cutOff()
        }
      }
      await group.next()
      group.cancelAll()
    }
  }
}
