import MusterProtocol
import MusterTLS
import NIOCore

/// Carries requests out and replies back on one channel. The grammar is `ReplyParser`'s, the order `ReplyMatcher`'s; this
/// keeps the promises and the clock.
final class ConversationHandler: ChannelDuplexHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundIn = Request
  typealias OutboundOut = ByteBuffer

  struct Request: Sendable {
    let octets: [UInt8]
    /// Nil where the line carries its tag inside.
    let tag: String?
    let reply: EventLoopPromise<Reply>
  }

  private let greeting: EventLoopPromise<ServerGreeting>
  private let events: AsyncStream<Event>.Continuation
  private let deadline: TimeAmount
  private var isGreeted = false
  private var matcher = ReplyMatcher()
  private var promises: CircularBuffer<EventLoopPromise<Reply>> = []
  private var parser = ReplyParser()
  private var failure: ClientError?
  private var silence: Scheduled<Void>?
  private var isFlushDue = false

  init(greeting: EventLoopPromise<ServerGreeting>, events: AsyncStream<Event>.Continuation, deadline: TimeAmount) {
    self.greeting = greeting
    self.events = events
    self.deadline = deadline
  }

  func channelActive(context: ChannelHandlerContext) {
    watchSilence(context)
    context.fireChannelActive()
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    let request = unwrapOutboundIn(data)
    if let failure {
      request.reply.fail(failure)
      promise?.fail(failure)
      return
    }
    if matcher.isIdle { watchSilence(context) }
    matcher.sent(tag: request.tag)
    promises.append(request.reply)
    context.write(wrapOutboundOut(context.channel.allocator.buffer(bytes: request.octets)), promise: promise)
    flushSoon(context)
  }

  /// One system call for all that is sent in the same turn of the loop.
  private func flushSoon(_ context: ChannelHandlerContext) {
    guard !isFlushDue else { return }
    isFlushDue = true
    context.eventLoop.assumeIsolated().execute {
      self.isFlushDue = false
      context.flush()
    }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    parser.append(unwrapInboundIn(data).readableBytesView)
    watchSilence(context)
    do {
      while failure == nil, let output = try parser.next() { try receive(output, context) }
    } catch let error as ClientError {
      fail(error, context)
    } catch {
      fail(isGreeted ? .outOfStep("\(error)") : .notMuster, context)
    }
    if matcher.isIdle && isGreeted { silence?.cancel() }
  }

  private func receive(_ output: ReplyParser.Output, _ context: ChannelHandlerContext) throws {
    switch output {
    case .greeting(let final):
      greeting.succeed(try ServerGreeting(final))
      isGreeted = true
    case .event(let event): events.yield(event)
    case .reply(_, let reply) where !isGreeted: throw ClientError.turnedAway(reply.final)
    case .reply(let tag, let reply):
      switch try matcher.receive(reply, tag: tag) {
      case .goodbye(let final): fail(.lost(final), context)
      case .reply(let reply):
        promises.removeFirst().succeed(reply)
        if reply.closes { fail(.lost(reply.final), context) }
      }
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    fail(.lost(nil), context)
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    fail(HandshakeFault(error).map { .handshake($0) } ?? .lost(nil), context)
  }

  /// Restarts the clock that runs while something is due from the server.
  private func watchSilence(_ context: ChannelHandlerContext) {
    silence?.cancel()
    silence = context.eventLoop.assumeIsolated().scheduleTask(in: deadline) {
      self.fail(.deadline(seconds: self.deadline.nanoseconds / 1_000_000_000), context)
    }
  }

  /// Once and for all: nobody waits any longer.
  private func fail(_ error: ClientError, _ context: ChannelHandlerContext) {
    silence?.cancel()
    guard failure == nil else { return }
    failure = error
    events.finish()
    if !isGreeted { greeting.fail(error) }
    for promise in promises { promise.fail(error) }
    promises.removeAll()
    context.close(promise: nil)
  }
}
