import MusterClient
import MusterProtocol
import MusterTLS
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import TestSupport

/// A server that answers as a test says, over a real socket. What a client sent is kept, line by line.
final class ScriptedServer: Sendable {
  enum Action: Sendable {
    case send(String)
    /// One octet a packet, as far as the system lets us.
    case trickle(String)
    case close
  }

  struct Received: Hashable, Sendable {
    /// Which connection, from 1.
    let connection: Int
    let tag: String
    /// Without tag and literal.
    let line: String
    var literal: [UInt8]?

    var verb: Substring { line.prefix { $0 != " " } }
    func argument(_ name: String) -> Substring? {
      line.split(separator: " ").first { $0.hasPrefix(name + "=") }?.dropFirst(name.count + 1)
    }
  }

  typealias Behaviour = @Sendable (Received) -> [Action]

  static let greeting =
    "OK muster proto=1 auth=TOKEN tls=no maxline=8192 maxlit=65536 maxrows=1000 caps=KEYS future=7 -- HELP\n"

  private let log: NIOLockedValueBox<[Received]>
  private let channel: any Channel

  /// `certificate`: speaks TLS, and shows this one.
  static func start(
    greeting: String = greeting, socket: String? = nil, certificate: String? = nil, _ behaviour: @escaping Behaviour
  ) async throws -> ScriptedServer {
    let encryption = try certificate.map { ServerEncryption(try TestCertificates.pair($0)) }
    let log = NIOLockedValueBox<[Received]>([])
    let connections = NIOLockedValueBox(0)
    let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let number = connections.withLockedValue { count in
            count += 1
            return count
          }
          try encryption?.secure(channel)
          try channel.pipeline.syncOperations.addHandler(
            ScriptHandler(number: number, greeting: greeting, log: log, behaviour: behaviour))
        }
      }
    let channel =
      if let socket {
        try await bootstrap.bind(unixDomainSocketPath: socket).get()
      } else {
        try await bootstrap.bind(host: "127.0.0.1", port: 0).get()
      }
    return ScriptedServer(log: log, channel: channel)
  }

  private init(log: NIOLockedValueBox<[Received]>, channel: any Channel) {
    self.log = log
    self.channel = channel
  }

  var received: [Received] { log.withLockedValue { $0 } }
  var port: Int { channel.localAddress?.port ?? 0 }
  var address: ServerAddress { .tcp(host: "127.0.0.1", port: port) }
  func stop() async { try? await channel.close().get() }
}

private final class ScriptHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let number: Int
  private let greeting: String
  private let log: NIOLockedValueBox<[ScriptedServer.Received]>
  private let behaviour: ScriptedServer.Behaviour
  private var framer = LineFramer()

  init(
    number: Int, greeting: String, log: NIOLockedValueBox<[ScriptedServer.Received]>,
    behaviour: @escaping ScriptedServer.Behaviour
  ) {
    self.number = number
    self.greeting = greeting
    self.log = log
    self.behaviour = behaviour
  }

  func channelActive(context: ChannelHandlerContext) { perform([.send(greeting)], context) }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    framer.append(unwrapInboundIn(data).readableBytesView)
    while case .line(let line, let literal) = framer.next() {
      let text = String(decoding: line, as: UTF8.self)
      let tag = text.hasPrefix("@") ? String(text.dropFirst().prefix { $0 != " " }) : ""
      let rest = tag.isEmpty ? text : String(text.dropFirst(tag.count + 2))
      let received = ScriptedServer.Received(connection: number, tag: tag, line: rest, literal: literal)
      log.withLockedValue { $0.append(received) }
      let before = tag.isEmpty ? "" : "@\(tag) "
      perform(
        behaviour(received).map { action in
          // A `*` stands for the command's tag.
          switch action {
          case .send(let text): .send(text.replacing("*", with: before))
          case .trickle(let text): .trickle(text.replacing("*", with: before))
          case .close: .close
          }
        }, context)
    }
  }

  private func perform(_ actions: [ScriptedServer.Action], _ context: ChannelHandlerContext) {
    for action in actions {
      switch action {
      case .send(let text): context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
      case .trickle(let text):
        for octet in text.utf8 { context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: [octet])), promise: nil) }
      case .close: context.close(promise: nil)
      }
    }
  }
}
