import Glibc
import MusterProtocol
import MusterTLS
import NIOCore
import NIOPosix

/// One connection as a client sees it: greeted, then logged in, then any number of commands in flight, answered in order.
/// It repeats nothing and makes no keys; `Session` does.
public struct ClientConnection: Sendable {
  /// How to say who one is.
  public enum Credential: Hashable, Sendable {
    case token(String)
    case password(PasswordLogin)
    /// The Unix socket's peer uid: the operator's way in.
    case peer
  }

  /// A reply that is on its way.
  public struct Pending: Sendable {
    fileprivate let future: EventLoopFuture<Reply>
    /// Throws `ClientError`.
    public func reply() async throws -> Reply { try await future.get() }
  }

  public let address: ServerAddress
  public let greeting: ServerGreeting
  /// What the server pushes for this connection's watches, in its order; ends with the connection. For one reader, and kept for it
  /// until it reads.
  public let events: AsyncStream<Event>
  private let channel: any Channel

  /// Connects and reads the greeting. `deadline` is how long the server may be silent while something is due from it; `trust`
  /// says by what a server that speaks TLS is known.
  /// Throws `ClientError`: `.unreachable`, `.notMuster`, `.version`, `.turnedAway`, `.lost`, `.deadline`, `.certificates`,
  /// `.encryption`.
  public static func open(
    _ address: ServerAddress, trust: ServerTrust = .system, deadline: Duration = .seconds(60),
    group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton
  ) async throws -> ClientConnection {
    let loop = group.next()
    let secure = try Self.secure(address, trust)
    let greeting = loop.makePromise(of: ServerGreeting.self)
    let (events, feed) = AsyncStream<Event>.makeStream()
    let bootstrap = ClientBootstrap(group: loop)
      .connectTimeout(TimeAmount(min(deadline, .seconds(10))))
      .channelOption(.tcpOption(.tcp_nodelay), value: 1)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try secure?(channel)
          try channel.pipeline.syncOperations.addHandler(
            ConversationHandler(greeting: greeting, events: feed, deadline: TimeAmount(deadline)))
        }
      }
    let channel: any Channel
    do {
      channel =
        switch address {
        case .tcp(let host, let port), .tls(let host, let port): try await bootstrap.connect(host: host, port: port).get()
        case .unix(let path): try await bootstrap.connect(unixDomainSocketPath: path).get()
        }
    } catch {
      let failure = ClientError.unreachable(address, reason: Unreachable.reason(error))
      greeting.fail(failure)
      feed.finish()
      throw failure
    }
    do {
      return ClientConnection(
        address: address, greeting: try await greeting.futureResult.get(), events: events, channel: channel)
    } catch ClientError.handshake(let fault) {
      throw ClientError.encryption(address, await EncryptionFault(fault, at: address, on: loop, deadline: TimeAmount(deadline)))
    }
  }

  /// What puts TLS in front of a channel to that address, if anything does.
  private static func secure(
    _ address: ServerAddress, _ trust: ServerTrust
  ) throws(ClientError) -> (@Sendable (any Channel) throws -> Void)? {
    guard case .tls(let host, _) = address else { return nil }
    do {
      let encryption = try ClientEncryption(trust)
      return { try encryption.secure($0, host: host) }
    } catch {
      throw .certificates(error)
    }
  }

  /// AUTH; its OK's fields say who one is. Throws `.login` with any other answer, `.plainOffLoopback` before a secret
  /// could cross a network in the clear, and `.downgraded` where the OK does not repeat the greeting.
  @discardableResult
  public func logIn(_ credential: Credential) async throws -> Final {
    let final = try await authenticate(credential)
    try greeting.compare(withLogin: final)
    return final
  }

  private func authenticate(_ credential: Credential) async throws -> Final {
    let line: String
    switch credential {
    case .token(let token):
      guard isLocal else { throw ClientError.plainOffLoopback(address) }
      line = "AUTH TOKEN \(token)"
    case .password(let login):
      guard isLocal else { throw ClientError.plainOffLoopback(address) }
      return try await logIn(by: login)
    case .peer: line = "AUTH PEER"
    }
    let reply = try await send(Array("@login \(line)\n".utf8), tag: "login").reply()
    guard reply.final.word == .ok else { throw ClientError.login(reply.final) }
    return reply.final
  }

  /// Puts a line (and its literal), ends included, on its way at once. `tag` is the one that stands in it, nil where it
  /// carries none that could be checked.
  public func send(_ octets: [UInt8], tag: String?) -> Pending {
    let promise = channel.eventLoop.makePromise(of: Reply.self)
    let written = channel.eventLoop.makePromise(of: Void.self)
    // A channel that is closed already has no handler left to keep the promise.
    written.futureResult.whenFailure { _ in promise.fail(ClientError.lost(nil)) }
    channel.write(ConversationHandler.Request(octets: octets, tag: tag, reply: promise), promise: written)
    return Pending(future: promise.futureResult)
  }

  /// One line without its end and without a tag.
  public func ask(_ line: String) async throws -> Reply {
    try await send(Array("@ask \(line)\n".utf8), tag: "ask").reply()
  }

  /// False once either side has closed it.
  public var isOpen: Bool { channel.isActive }

  /// Nothing more is sent; what waits fails with `.lost`.
  public func close() async {
    try? await channel.close().get()
  }

  /// Returns when either side has closed it.
  public func closed() async { try? await channel.closeFuture.get() }

  private var isLocal: Bool {
    guard case .tcp = address else { return true }
    switch channel.remoteAddress {
    case .v4(let remote): return withUnsafeBytes(of: remote.address.sin_addr) { $0[0] == 127 }
    case .v6(let remote):
      return withUnsafeBytes(of: remote.address.sin6_addr) { $0.dropLast().allSatisfy { $0 == 0 } && $0[15] == 1 }
    default: return false
    }
  }
}

/// What the system said when it would not connect, without NIO's words around it.
enum Unreachable {
  static func reason(_ error: any Error) -> String {
    switch error {
    case let error as IOError: describe(error.errnoCode)
    case let error as NIOConnectionError: error.connectionErrors.first.map { reason($0.error) } ?? "no such host"
    case ChannelError.connectTimeout: "timed out"
    default: "\(error)"
    }
  }

  private static func describe(_ code: CInt) -> String { String(cString: strerror(code)) }
}
