import Glibc
import Logging
import MusterHandler
import MusterProtocol
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix

/// The line protocol's front door: listens at several places, frames, limits, and hands every command to the handler, one
/// at a time and in order on each connection. Plain TCP on loopback, and Unix sockets with the peer's user id.
public final class LineServer: Sendable {
  public struct Configuration: Sendable {
    public var endpoints: [Endpoint]
    public var limits: Limits

    public init(endpoints: [Endpoint], limits: Limits = Limits()) {
      self.endpoints = endpoints
      self.limits = limits
    }
  }

  private struct State {
    var listeners: [any Channel] = []
    var conversations: [ObjectIdentifier: (link: Link, task: Task<Void, Never>)] = [:]
    var isDraining = false
  }

  private let configuration: Configuration
  private let logger: Logger
  private let group: any EventLoopGroup
  private let state: NIOLockedValueBox<State>
  private let server: ConnectionHandler.Server

  public init(
    handler: some CommandHandling, configuration: Configuration, logger: Logger,
    group: any EventLoopGroup = .singletonMultiThreadedEventLoopGroup
  ) {
    self.configuration = configuration
    self.logger = logger
    self.group = group
    let state = NIOLockedValueBox(State())
    self.state = state
    let limits = configuration.limits
    server = ConnectionHandler.Server(
      limits: limits, admission: Admission(limits: limits), greeting: { ReplyPrinter.greeting(handler.greeting) },
      refusal: { failure, peer in ReplyPrinter.print(handler.refuse(failure, in: handler.open(peer))) },
      converse: { link, peer in Self.converse(handler, link, peer, limits, state) })
  }

  /// Connections that are being served.
  public var connectionCount: Int { state.withLockedValue { $0.conversations.count } }

  /// Listens at every endpoint, or at none: throws a ``LineServerError`` whose sentence says why. Returns the addresses in
  /// the endpoints' order, with the port that was picked where 0 was asked for.
  public func start() async throws(LineServerError) -> [SocketAddress] {
    var listeners: [any Channel] = []
    do {
      for endpoint in configuration.endpoints { listeners.append(try await listen(at: endpoint)) }
    } catch {
      for listener in listeners { await Self.close(listener) }
      throw error
    }
    state.withLockedValue { $0.listeners = listeners }
    let addresses = listeners.compactMap(\.localAddress)
    for address in addresses { logger.info("listening", metadata: ["address": "\(address)"]) }
    return addresses
  }

  /// Accepts no more, lets each connection's running command finish, says `BYE DRAINING` and closes. What still runs when
  /// the grace period ends is cancelled. Returns when no connection is left.
  public func shutdown(gracePeriod: Duration = .seconds(30)) async {
    let listeners = state.withLockedValue { state in
      state.isDraining = true
      defer { state.listeners = [] }
      return state.listeners
    }
    for listener in listeners { await Self.close(listener) }
    for (link, _) in conversations { link.drain() }
    let deadline = Task {
      try await Task.sleep(for: gracePeriod)
      logger.warning("connections cut off at the end of the grace period", metadata: ["connections": "\(connectionCount)"])
      for (link, _) in conversations { link.abort() }
    }
    while let (_, task) = conversations.first { await task.value }
    deadline.cancel()
  }

  private var conversations: [(link: Link, task: Task<Void, Never>)] {
    state.withLockedValue { Array($0.conversations.values) }
  }

  /// Starts the task that serves a connection to its end, and remembers it until then.
  private static func converse(
    _ handler: some CommandHandling, _ link: Link, _ peer: Peer, _ limits: Limits, _ state: NIOLockedValueBox<State>
  ) -> @Sendable () -> Void {
    let id = ObjectIdentifier(link)
    return state.withLockedValue { held in
      let task = Task(executorPreference: link.executor) {
        var conversation = Conversation(handler, link, peer, limits: limits)
        await conversation.run()
        state.withLockedValue { $0.conversations[id] = nil }
      }
      held.conversations[id] = (link, task)
      if held.isDraining { link.drain() }
      return { task.cancel() }
    }
  }

  // MARK: Listening

  /// Whether the endpoint is one that a server may listen at, as far as that is known before it does: a port in use is not
  /// noticed. Resolves the host's name. Throws what ``start()`` would throw.
  public static func check(_ endpoint: Endpoint) throws(LineServerError) {
    if case .tcp(let host, let port) = endpoint { _ = try loopback(endpoint, host, port) }
  }

  private static func loopback(_ endpoint: Endpoint, _ host: String, _ port: Int) throws(LineServerError) -> SocketAddress {
    let address: SocketAddress
    do {
      address = try SocketAddress.makeAddressResolvingHost(host, port: port)
    } catch {
      throw LineServerError(endpoint, error)
    }
    guard address.isLoopback else { throw LineServerError(endpoint, .notLoopback) }
    return address
  }

  private func listen(at endpoint: Endpoint) async throws(LineServerError) -> any Channel {
    do {
      switch endpoint {
      case .tcp(let host, let port):
        return try await bootstrap().bind(to: Self.loopback(endpoint, host, port)).get()
      case .unix(let path):
        try UnixSocketFile.clear(path)
        let listener = try await bootstrap().bind(unixDomainSocketPath: path).get()
        // The daemon's group may come in as well; everybody else has the port.
        chmod(path, 0o660)
        return listener
      }
    } catch {
      throw LineServerError(endpoint, error)
    }
  }

  private func bootstrap() -> ServerBootstrap {
    ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 1_024)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.allowRemoteHalfClosure, value: true)
      .childChannelOption(.autoRead, value: false)
      .childChannelInitializer { channel in
        Self.peer(of: channel).flatMapThrowing { peer in try self.serve(channel, peer: peer) }
      }
  }

  /// Puts the protocol on the server's end of a connection; on the channel's event loop.
  func serve(_ channel: any Channel, peer: Peer) throws {
    try channel.pipeline.syncOperations.addHandler(ConnectionHandler(server: server, peer: peer))
  }

  private static func peer(of channel: any Channel) -> EventLoopFuture<Peer> {
    let address = channel.remoteAddress
    if case .some(.v4) = address, let address { return channel.eventLoop.makeSucceededFuture(network(address)) }
    if case .some(.v6) = address, let address { return channel.eventLoop.makeSucceededFuture(network(address)) }
    guard let options = channel as? any SocketOptionProvider else {
      return channel.eventLoop.makeFailedFuture(ChannelError.operationUnsupported)
    }
    let credentials: EventLoopFuture<PeerCredentials> = options.unsafeGetSocketOption(
      level: .socket, name: NIOBSDSocket.Option(rawValue: SO_PEERCRED))
    return credentials.map { .local(uid: $0.uid) }
  }

  private static func network(_ address: SocketAddress) -> Peer {
    .network(address: address.ipAddress ?? "", isLoopback: address.isLoopback)
  }

  private static func close(_ listener: any Channel) async {
    let path = listener.localAddress?.pathname
    // Closed already is closed too.
    try? await listener.close()
    if let path { UnixSocketFile.remove(path) }
  }
}
