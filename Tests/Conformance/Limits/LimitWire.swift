import Logging
import MusterHandler
import MusterProtocol
import NIOConcurrencyHelpers
import NIOCore
import NIOEmbedded
import NIOTLS
import TestSupport

@testable import MusterLineServer

/// A connection in process on an event loop whose clock stands until it is told, and whose output can be kept from its client.
final class LimitWire: Sendable {
  private let channel = NIOAsyncTestingChannel()
  private let dam = Dam()
  private let unread = NIOLockedValueBox<[UInt8]>([])

  /// `handler` makes the server's end of it, on the channel's event loop.
  init(_ handler: @escaping @Sendable (any Channel) throws -> Void) async throws {
    let (channel, dam) = (channel, dam)
    try await channel.testingEventLoop.executeInContext {
      try channel.pipeline.syncOperations.addHandler(dam)
      try handler(channel)
    }
    try await channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 7117))
  }

  func send(_ text: String) async throws {
    let channel = channel
    try await channel.testingEventLoop.executeInContext {
      guard channel.isActive else { return }
      channel.pipeline.fireChannelRead(ByteBuffer(string: text))
      channel.pipeline.fireChannelReadComplete()
    }
    // What the server leaves for a later turn of this loop.
    await channel.testingEventLoop.run()
  }

  func endHandshake() async throws {
    let channel = channel
    try await channel.testingEventLoop.executeInContext {
      channel.pipeline.fireUserInboundEventTriggered(TLSUserEvent.handshakeCompleted(negotiatedProtocol: nil))
    }
  }

  /// The next final line; `closed` where none comes any more.
  func final() async throws -> String {
    while true {
      while let line = takeLine() {
        if let first = line.first, first.isLetter { return line }
      }
      guard let more = try await channel.nextOutput() else { return "closed" }
      unread.withLockedValue { $0 += more.readableBytesView }
    }
  }

  /// Its word and code.
  func words() async throws -> String {
    let line = try await final()
    return line.split(separator: " ").prefix(2).filter { !$0.contains("=") && $0 != "--" && $0 != "muster" }.joined(
      separator: " ")
  }

  /// One line and the word and code of its answer.
  func ask(_ line: String) async throws -> String {
    try await send(line + "\n")
    return try await words()
  }

  func advance(_ time: Duration) async { await channel.testingEventLoop.advanceTime(by: TimeAmount(time)) }

  func close() async { try? await channel.close() }

  // MARK: Output that nobody takes

  func shutDam() { dam.isShut.withLockedValue { $0 = true } }

  func openDam() async throws {
    let (channel, dam) = (channel, dam)
    try await channel.testingEventLoop.executeInContext {
      dam.isShut.withLockedValue { $0 = false }
      channel.flush()
    }
  }

  /// Returns once the server has written behind the dam.
  func dammed() async { while dam.held.withLockedValue({ $0 }) == 0 { await Task.yield() } }

  private func takeLine() -> String? {
    unread.withLockedValue { unread in
      guard let end = unread.firstIndex(of: 0x0A) else { return nil }
      defer { unread.removeSubrange(...end) }
      return String(decoding: unread[..<end], as: UTF8.self)
    }
  }

  private final class Dam: ChannelOutboundHandler, Sendable {
    typealias OutboundIn = ByteBuffer
    let isShut = NIOLockedValueBox(false)
    let held = NIOLockedValueBox(0)

    func flush(context: ChannelHandlerContext) {
      if isShut.withLockedValue({ $0 }) { return held.withLockedValue { $0 += 1 } }
      held.withLockedValue { $0 = 0 }
      context.flush()
    }
  }
}

/// A small city and a server in process with one limit changed by its name.
struct LimitKit: Sendable {
  let world: TestWorld
  let server: LineServer
  let limits: Limits
  private let nanoseconds: NIOLockedValueBox<Int64>

  /// The protocol's own limits but for that one, and `value` is what it is.
  static func with(
    _ name: String, _ value: Int? = nil, _ body: (LimitKit, Int) async throws -> LimitPair.Outcome
  ) async throws -> LimitPair.Outcome {
    guard let row = LimitTable.row(name) else { throw TestFailure("no limit \(name)") }
    var limits = Limits()
    if let value, !row.set(value, in: &limits) { throw TestFailure("\(name)=\(value)") }
    return try await TestWorld.with(limits: limits) { world in
      let nanoseconds = NIOLockedValueBox<Int64>(1_000_000_000_000)
      var configuration = LineServer.Configuration(endpoints: [], limits: world.environment.limitsInForce)
      configuration.clock = { nanoseconds.withLockedValue { $0 } }
      let server = LineServer(
        handler: world.handler, configuration: configuration,
        logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
      let kit = LimitKit(world: world, server: server, limits: limits, nanoseconds: nanoseconds)
      do {
        let outcome = try await body(kit, row.value(in: limits))
        await server.shutdown(gracePeriod: .zero)
        return outcome
      } catch {
        await server.shutdown(gracePeriod: .zero)
        throw error
      }
    }
  }

  /// What the rate of commands is measured by.
  func advance(seconds: Int64) { nanoseconds.withLockedValue { $0 += seconds * 1_000_000_000 } }

  /// A connection that is not greeted yet.
  func connect(from address: String = "127.0.0.1", isEncrypted: Bool = false) async throws -> LimitWire {
    let server = server
    return try await LimitWire {
      try server.serve($0, peer: .network(address: address, isLoopback: address == "127.0.0.1"), isEncrypted: isEncrypted)
    }
  }

  /// A greeted stranger.
  func stranger() async throws -> LimitWire {
    let wire = try await connect()
    _ = try await wire.final()
    return wire
  }

  func client(as account: String = "staff-east") async throws -> LimitWire {
    let wire = try await stranger()
    let said = try await wire.ask("AUTH TOKEN \(TestWorld.token(account))")
    guard said == "OK" else { throw TestFailure("\(account): \(said)") }
    return wire
  }
}
