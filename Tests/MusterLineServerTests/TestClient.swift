import Glibc
import MusterProtocol
import MusterTLS
import NIOCore
import NIOPosix
import TestSupport

/// A socket that sends what it is told and hands over what comes, in order.
final class TestClient {
  struct Closed: Error {}

  private let channel: any Channel
  private var incoming: AsyncStream<ByteBuffer>.Iterator
  private var parser: ReplyParser
  /// Octets after the last reply that was asked for.
  private var unread: ArraySlice<UInt8> = []

  /// - Parameters:
  ///   - autoRead: false: reads only when asked, so that the server's output piles up.
  ///   - secure: puts TLS in front of the channel.
  static func connect(
    to address: SocketAddress, autoRead: Bool = true, secure: (@Sendable (any Channel) throws -> Void)? = nil
  ) async throws -> TestClient {
    let (stream, feed) = AsyncStream<ByteBuffer>.makeStream()
    let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .channelOption(.autoRead, value: autoRead)
      .channelOption(.socketOption(.so_rcvbuf), value: 262_144)
      .channelOption(.allowRemoteHalfClosure, value: true)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try secure?(channel)
          try channel.pipeline.syncOperations.addHandler(Collector(feed: feed))
        }
      }
      .connect(to: address).get()
    return TestClient(channel, stream)
  }

  /// By TLS, trusting the tests' authority or the one named.
  static func encrypted(
    to address: SocketAddress, authority: String = TestCertificates.authority, autoRead: Bool = true
  ) async throws -> TestClient {
    let encryption = try ClientEncryption(.authorities(file: authority))
    return try await connect(to: address, autoRead: autoRead) { try encryption.secure($0, host: "localhost") }
  }

  private init(_ channel: any Channel, _ stream: AsyncStream<ByteBuffer>) {
    self.channel = channel
    incoming = stream.makeAsyncIterator()
    parser = ReplyParser()
  }

  /// The result is done when the system has taken all of it.
  @discardableResult
  func send(_ octets: some Collection<UInt8> & Sendable) -> EventLoopFuture<Void> {
    channel.writeAndFlush(ByteBuffer(bytes: octets))
  }
  @discardableResult
  func send(_ text: String) -> EventLoopFuture<Void> { send(Array(text.utf8)) }
  func endInput() async throws { try await channel.close(mode: .output) }
  func close() async { try? await channel.close() }
  func read() { channel.read() }
  var localPort: Int? { channel.localAddress?.port }

  /// Closes so that the other side gets a reset: the process died with octets unread.
  func vanish() async throws {
    let socket = channel as? any SocketOptionProvider
    try await socket?.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
    await close()
  }

  /// The next octets, or nil when the server has closed.
  func next() async -> ByteBuffer? { await incoming.next(isolation: nil) }

  func reply() async throws -> ReplyParser.Output {
    while true {
      while let feed = unread.firstIndex(of: 0x0A) {
        parser.append(unread[...feed])
        unread = unread[(feed + 1)...]
        if let output = try parser.next() { return output }
      }
      guard let octets = await next() else { throw Closed() }
      unread += octets.readableBytesView
    }
  }

  func greeted() async throws -> TestClient {
    _ = try await reply()
    return self
  }

  /// The final of the next reply, as its line with the tag.
  func final() async throws -> String {
    guard case .reply(let tag, let reply) = try await reply() else { return "greeting" }
    return (tag.map { "@\($0) " } ?? "") + ReplyPrinter.line(reply.final)
  }

  /// Everything after the last reply until the server closes; our side stays open.
  func rest() async -> String {
    while let octets = await next() { unread += octets.readableBytesView }
    defer { unread = [] }
    return String(decoding: unread, as: UTF8.self)
  }

  private final class Collector: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private let feed: AsyncStream<ByteBuffer>.Continuation

    init(feed: AsyncStream<ByteBuffer>.Continuation) { self.feed = feed }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) { feed.yield(unwrapInboundIn(data)) }
    func channelInactive(context: ChannelHandlerContext) { feed.finish() }
    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
      if case ChannelEvent.inputClosed = event { feed.finish() }
    }
  }
}
