import MusterHandler
import MusterTLS
import NIOCore
import NIOEmbedded
import NIOPosix
import TestSupport

@testable import MusterLineServer

/// The first line of what came, without its end, taken out of it.
private func takeLine(from unread: inout [UInt8]) -> String? {
  guard let end = unread.firstIndex(of: 0x0A) else { return nil }
  defer { unread.removeSubrange(...end) }
  return String(decoding: unread[..<end], as: UTF8.self)
}

/// A socket, plain or with whatever handlers are put before it.
final class SocketWire: Wire {
  private let channel: any Channel
  private var incoming: AsyncStream<ByteBuffer>.Iterator
  private var unread: [UInt8] = []

  static func connect(
    to address: SocketAddress, prepare: @escaping @Sendable (any Channel) throws -> Void = { _ in }
  ) async throws -> SocketWire {
    let (stream, feed) = AsyncStream<ByteBuffer>.makeStream()
    let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try prepare(channel)
          try channel.pipeline.syncOperations.addHandler(Collector(feed: feed))
        }
      }
      .connect(to: address).get()
    return SocketWire(channel, stream)
  }

  /// By TLS, trusting the tests' authority alone.
  static func encrypted(to address: SocketAddress) async throws -> SocketWire {
    let encryption = try ClientEncryption(.authorities(file: TestCertificates.authority))
    return try await connect(to: address) { try encryption.secure($0, host: "localhost") }
  }

  private init(_ channel: any Channel, _ stream: AsyncStream<ByteBuffer>) {
    self.channel = channel
    incoming = stream.makeAsyncIterator()
  }

  func send(_ octets: [UInt8]) async throws { try await channel.writeAndFlush(ByteBuffer(bytes: octets)) }

  func line() async -> String? {
    while true {
      if let line = takeLine(from: &unread) { return line }
      guard let more = await incoming.next(isolation: nil) else { return nil }
      unread += more.readableBytesView
    }
  }

  func close() async { try? await channel.close() }

  private final class Collector: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private let feed: AsyncStream<ByteBuffer>.Continuation

    init(feed: AsyncStream<ByteBuffer>.Continuation) { self.feed = feed }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) { feed.yield(unwrapInboundIn(data)) }
    func channelInactive(context: ChannelHandlerContext) { feed.finish() }
    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
  }
}

/// The server's own pipeline on a channel without a socket.
final class ProcessWire: Wire {
  private let channel: NIOAsyncTestingChannel
  private var unread: [UInt8] = []

  static func connect(to server: LineServer) async throws -> ProcessWire {
    let channel = NIOAsyncTestingChannel()
    try await channel.testingEventLoop.executeInContext {
      try server.serve(channel, peer: .network(address: "127.0.0.1", isLoopback: true))
    }
    try await channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 7117))
    return ProcessWire(channel)
  }

  private init(_ channel: NIOAsyncTestingChannel) { self.channel = channel }

  func send(_ octets: [UInt8]) async throws { try await channel.writeInbound(ByteBuffer(bytes: octets)) }

  func line() async throws -> String? {
    while true {
      if let line = takeLine(from: &unread) { return line }
      guard let more = try await channel.nextOutput() else { return nil }
      unread += more.readableBytesView
    }
  }

  func close() async { try? await channel.close() }
}
