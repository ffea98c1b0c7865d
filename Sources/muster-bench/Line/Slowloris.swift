import Glibc
import NIOCore
import NIOPosix

/// Sockets from many addresses that send one byte every ten seconds and never close (RELIABILITY's R7): when are they gone, and what
/// do honest clients notice?
struct Slowloris {
  let target: Target
  let daemon: DaemonProcess
  let count: Int
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
    let attackers = try await attack()
    let opened = ContinuousClock.now
    let most = daemon.descriptors - descriptors
    let gone = try await untilGone(descriptors + honest + 5, since: begin)
    let attacked = try await during
    for attacker in attackers { attacker.close(promise: nil) }
    let ratio = Double(attacked.percentile(99)) / Double(max(1, before.percentile(99)))
    return """
      slowloris \(target.address): \(count) sockets, opened in \((opened - begin) / .milliseconds(1)) ms, \(most) at the daemon, \
      gone after \((gone - begin) / .milliseconds(1)) ms
      honest clients, \(before.count) and \(attacked.count) reads: p50 \(before.percentile(50)) → \(attacked.percentile(50)) µs, \
      p99 \(before.percentile(99)) → \(attacked.percentile(99)) µs, ratio \(Double(Int(ratio * 100)) / 100)
      """
  }

  /// Each sends its first byte at once and goes on until the connection is gone.
  private func attack() async throws -> [any Channel] {
    let group = MultiThreadedEventLoopGroup.singleton
    let server = try SocketAddress(ipAddress: target.host, port: target.port)
    return try await withThrowingTaskGroup(of: (any Channel).self) { tasks in
      var channels: [any Channel] = []
      for number in 0..<count {
        if number >= 100, let channel = try await tasks.next() { channels.append(channel) }
        tasks.addTask {
          let source = try SocketAddress(ipAddress: "127.0.1.\(1 + number % 200)", port: 0)
          return try await ClientBootstrap(group: group)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .bind(to: source)
            .channelInitializer { channel in
              channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(Dripping()) }
            }
            .connect(to: server).get()
        }
      }
      for try await channel in tasks { channels.append(channel) }
      return channels
    }
  }

  /// The moment when the daemon has no more descriptors than that.
  private func untilGone(_ descriptors: Int, since begin: ContinuousClock.Instant) async throws -> ContinuousClock.Instant {
    while daemon.descriptors > descriptors {
      guard ContinuousClock.now - begin < .seconds(60) else { throw Obstacle("一分钟后还在", "still there after a minute") }
      try await Task.sleep(for: .milliseconds(50))
    }
    return .now
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
