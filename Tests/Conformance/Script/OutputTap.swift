import NIOCore

/// What a channel without a socket would send, in order, to its end. The testing channel's own queue has no end that is noticed
/// by who asks after it has closed.
final class OutputTap: ChannelDuplexHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundIn = ByteBuffer

  private let feed: AsyncStream<ByteBuffer>.Continuation

  init(_ feed: AsyncStream<ByteBuffer>.Continuation) { self.feed = feed }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    feed.yield(unwrapOutboundIn(data))
    promise?.succeed()
  }

  func channelInactive(context: ChannelHandlerContext) {
    feed.finish()
    context.fireChannelInactive()
  }

  func handlerRemoved(context: ChannelHandlerContext) { feed.finish() }
}
