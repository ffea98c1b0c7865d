import Glibc
import Logging
import MusterHandler
import MusterProtocol
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix

/// The line protocol's front door: listens at several places, frames, limits, and hands every command to the handler, one
/// at a time and in order on each connection. TLS anywhere, plain TCP on loopback, and Unix sockets with the peer's user id.
public final class LineServer: Sendable {
  public struct Configuration: Sendable {
    public var endpoints: [Endpoint]
    /// Those of now hold for each new connection; the rate of commands for all.
    public var limits: LimitsInForce
    /// Puts TLS in front of an accepted channel, on its event loop; nil where there is no certificate.
    public var encrypt: (@Sendable (any Channel) throws -> Void)?
    /// Addresses behind which many people connect: exempt from the limit of connections from one address.
    public var gateways: [String] = []
    /// Nanoseconds, monotonic: what the rate of commands is measured by.
    public var clock: @Sendable () -> Int64 = { Int64(clamping: NIODeadline.now().uptimeNanoseconds) }

    public init(
      endpoints: [Endpoint], limits: LimitsInForce = LimitsInForce(Limits()),
      encrypt: (@Sendable (any Channel) throws -> Void)? = nil
    ) {
      self.endpoints = endpoints
      self.limits = limits
      self.encrypt = encrypt
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

  /// The middle is generic for the tests' sake; the real one gets code of its own, as calls through a protocol cost a short command
  /// as much as its work.
  @specialized(where Middle == Handler)
  public init<Middle: CommandHandling>(
    handler: Middle, configuration: Configuration, logger: Logger,
    group: any EventLoopGroup = .singletonMultiThreadedEventLoopGroup
  ) {
    self.configuration = configuration
    self.logger = logger
    self.group = group
    let state = NIOLockedValueBox(State())
    self.state = state
    let limits = configuration.limits
    let admission = Admission(limits: limits, gateways: Set(configuration.gateways.compactMap { PeerAddress($0) }))
    let rates = CommandRates(limits: limits, clock: configuration.clock)
    server = ConnectionHandler.Server(
      limits: limits, admission: admission, greeting: { ReplyPrinter.greeting(handler.greeting(isEncrypted: $0)) },
      refusal: { failure, peer in
        var session = handler.open(peer, isEncrypted: false)
        return ReplyPrinter.print(handler.refuse(failure, in: &session))
      },
      converse: { link, peer, isEncrypted in
        let conversation = Conversation(
          handler, link, handler.open(peer, isEncrypted: isEncrypted), limits: limits.now, admission: admission, rates: rates)
        return Self.run(Talk(conversation, link), link, state)
      })
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

  /// Has every connection look whether its login still holds, and close if not: for when somebody's rights have changed. What
  /// runs meanwhile is not disturbed, for each command asks by itself.
  public func lookAgain() { for (link, _) in conversations { link.lookAgain() } }

  /// Cuts every connection off at once: what runs is cancelled, except a commit.
  public func cutOff() {
    for (link, _) in conversations { link.abort() }
  }

  /// Whether the text is an IP address, as gateways are named by.
  public static func isAddress(_ text: String) -> Bool { PeerAddress(text) != nil }

  private var conversations: [(link: Link, task: Task<Void, Never>)] {
    state.withLockedValue { Array($0.conversations.values) }
  }

  /// Starts the task that serves a connection to its end, and remembers it until then.
  private static func run(
    _ talk: Talk<some CommandHandling>, _ link: Link, _ state: NIOLockedValueBox<State>
  ) -> ConnectionHandler.Conversing {
    let id = ObjectIdentifier(link)
    return state.withLockedValue { held in
      let task = Task {
        await talk.run()
        state.withLockedValue { $0.conversations[id] = nil }
      }
      held.conversations[id] = (link, task)
      if held.isDraining { link.drain() }
      return ConnectionHandler.Conversing(answerAtOnce: talk.answerAtOnce, cancel: task.cancel)
    }
  }

  // MARK: Listening

  /// Whether the endpoint is one that a server may listen at, as far as that is known before it does: a port in use is not
  /// noticed. Resolves the host's name. `hasCertificate`: there is one to show. Throws what ``start()`` would throw.
  public static func check(_ endpoint: Endpoint, hasCertificate: Bool) throws(LineServerError) {
    if case .unix = endpoint { return }
    _ = try address(of: endpoint, hasCertificate: hasCertificate)
  }

  private static func address(of endpoint: Endpoint, hasCertificate: Bool) throws(LineServerError) -> SocketAddress {
    do {
      switch endpoint {
      case .tcp(let host, let port):
        let address = try SocketAddress.makeAddressResolvingHost(host, port: port)
        guard address.isLoopback else { throw LineServerError(endpoint, .notLoopback) }
        return address
      case .tls(let host, let port):
        guard hasCertificate else { throw LineServerError(endpoint, .noCertificate) }
        return try SocketAddress.makeAddressResolvingHost(host, port: port)
      case .unix(let path): return try SocketAddress(unixDomainSocketPath: path)
      }
    } catch {
      throw LineServerError(endpoint, error)
    }
  }

  private func listen(at endpoint: Endpoint) async throws(LineServerError) -> any Channel {
    do {
      switch endpoint {
      case .tcp, .tls:
        let address = try Self.address(of: endpoint, hasCertificate: configuration.encrypt != nil)
        return try await bootstrap(endpoint).bind(to: address).get()
      case .unix(let path):
        try UnixSocketFile.clear(path)
        let listener = try await bootstrap(endpoint).bind(unixDomainSocketPath: path).get()
        // The daemon's group may come in as well; everybody else has the port.
        chmod(path, 0o660)
        return listener
      }
    } catch {
      throw LineServerError(endpoint, error)
    }
  }

  private func bootstrap(_ endpoint: Endpoint) -> ServerBootstrap {
    let encrypt: (@Sendable (any Channel) throws -> Void)? = if case .tls = endpoint { configuration.encrypt } else { nil }
    var bootstrap = ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 1_024)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.allowRemoteHalfClosure, value: true)
      .childChannelOption(.autoRead, value: false)
      .childChannelInitializer { channel in
        Self.peer(of: channel).flatMapThrowing { peer in
          try encrypt?(channel)
          try self.serve(channel, peer: peer, isEncrypted: encrypt != nil)
        }
      }
    if case .unix = endpoint { return bootstrap }
    for (option, value) in Liveness.options { bootstrap = bootstrap.childChannelOption(option, value: value) }
    return bootstrap
  }

  /// Puts the protocol on the server's end of a connection; on the channel's event loop.
  func serve(_ channel: any Channel, peer: Peer, isEncrypted: Bool = false) throws {
    try channel.pipeline.syncOperations.addHandler(
      ConnectionHandler(server: server, peer: peer, isEncrypted: isEncrypted, now: channel.eventLoop.now))
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
