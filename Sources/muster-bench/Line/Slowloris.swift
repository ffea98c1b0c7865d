import Glibc
import NIOCore
import NIOPosix

/// Sockets from many addresses that send one byte every ten seconds and never close (RELIABILITY's R7): when are they gone, and what
/// do honest clients notice?
struct Slowloris {
  let target: Target
  let daemon: DaemonProcess
  let count: Int
  /// Sockets opened a second; 0: as fast as the machine can.
  let opening: Int
  let honest: Int
  /// Seconds that honest clients are measured for, before and during.
  private static let seconds = 15

  func measure() async throws -> String {
    let clients = HonestClients(target: target, count: honest)
    _ = try await clients.measure(seconds: 2)
    let before = try await clients.measure(seconds: Self.seconds)
    let descriptors = daemon.descriptors
    async let during = clients.measure(seconds: Self.seconds)
    let begin = ContinuousClock.now
    let attackers = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let channels = try await attack(from: attackers)
    let opened = ContinuousClock.now
    let most = daemon.descriptors - descriptors
    let gone = try await untilGone(descriptors + honest + 5, since: begin)
    let attacked = try await during
    for channel in channels { channel.close(promise: nil) }
    try await attackers.shutdownGracefully()
    let ratio = Double(attacked.percentile(99)) / Double(max(1, before.percentile(99)))
    return """
      slowloris \(target.address): \(count) sockets, opened in \((opened - begin) / .milliseconds(1)) ms, \(most) at the daemon, \
      gone after \((gone - begin) / .milliseconds(1)) ms
      honest clients, \(before.count) and \(attacked.count) reads: p50 \(before.percentile(50)) → \(attacked.percentile(50)) µs, \
      p99 \(before.percentile(99)) → \(attacked.percentile(99)) µs, ratio \(Double(Int(ratio * 100)) / 100)
      """
  }

  /// Each sends its first byte at once and goes on until the connection is gone. In earnest they sit on other machines: here they have
  /// a thread of their own that takes what time the daemon and its honest clients leave.
  private func attack(from group: MultiThreadedEventLoopGroup) async throws -> [any Channel] {
    let server = try SocketAddress(ipAddress: target.host, port: target.port)
    let sources = try (0..<count).map { try SocketAddress(ipAddress: "127.0.1.\(1 + $0 % 200)", port: 0) }
    let eventLoop = group.next()
    return try await eventLoop.flatSubmit {
      // On Linux a thread has a niceness of its own.
      setpriority(Self.ownThread, 0, 19)
      let opening = Opening(sources, to: server, on: eventLoop)
      opening.start(perSecond: self.opening)
      return opening.all.futureResult
    }.get()
  }

  private static let ownThread = __priority_which_t(0)

  /// The moment when the daemon has no more descriptors than that.
  private func untilGone(_ descriptors: Int, since begin: ContinuousClock.Instant) async throws -> ContinuousClock.Instant {
    while daemon.descriptors > descriptors {
      guard ContinuousClock.now - begin < .seconds(60) else { throw Obstacle("一分钟后还在", "still there after a minute") }
      try await Task.sleep(for: .milliseconds(100))
    }
    return .now
  }
}

/// Connects from each of the sources. Belongs to its event loop.
private final class Opening {
  let all: EventLoopPromise<[any Channel]>
  private let server: SocketAddress
  private let eventLoop: any EventLoop
  private let count: Int
  private var left: ArraySlice<SocketAddress>
  private var channels: [any Channel] = []
  /// The next begins when one has ended.
  private var goesOn = false

  init(_ sources: [SocketAddress], to server: SocketAddress, on eventLoop: any EventLoop) {
    (count, left, self.server, self.eventLoop) = (sources.count, sources[...], server, eventLoop)
    all = eventLoop.makePromise()
  }

  /// A hundred at a time, or so many a second.
  func start(perSecond: Int) {
    guard perSecond > 0 else {
      goesOn = true
      for _ in 0..<100 { next() }
      return
    }
    for number in 0..<count {
      eventLoop.assumeIsolated().scheduleTask(in: .nanoseconds(Int64(number) * 1_000_000_000 / Int64(perSecond))) {
        self.next()
      }
    }
  }

  private func next() {
    guard let source = left.popFirst() else { return }
    let bootstrap = ClientBootstrap(group: eventLoop)
      .channelOption(.allowRemoteHalfClosure, value: true)
      .bind(to: source)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(Dripping()) }
      }
    bootstrap.connect(to: server).assumeIsolated().whenComplete { self.opened($0) }
  }

  private func opened(_ result: Result<any Channel, any Error>) {
    switch result {
    case .failure(let error): all.fail(error)
    case .success(let channel):
      channels.append(channel)
      if channels.count == count { all.succeed(channels) } else if goesOn { next() }
    }
  }
}

/// One byte of a line that never ends, every ten seconds.
private final class Dripping: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  func channelActive(context: ChannelHandlerContext) { drip(context) }
  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

  private func drip(_ context: ChannelHandlerContext) {
    guard context.channel.isActive else { return }
    context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: "P")), promise: nil)
    context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(10)) { self.drip(context) }
  }
}
