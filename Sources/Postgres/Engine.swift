import Logging
import NIOConcurrencyHelpers

/// The lanes of one client, and their end. `PostgresClient` is its face for callers.
///
/// `@unchecked Sendable`: `statistics` is locked; the rest is touched by the reactor's thread only.
final class Engine: @unchecked Sendable {
  let reactor: Reactor
  let statistics = NIOLockedValueBox(PostgresStatistics())
  private let connector: Connector
  private let pipelined: [PipelinedLane]
  let leased: LeasedLane
  private var listeners: [ObjectIdentifier: Listener] = [:]
  private var published = PostgresStatistics()
  private var isClosing = false
  private var hasEnded = false
  private var closers: [Promise<Void>] = []

  init(_ configuration: PostgresConfiguration, logger: Logger) {
    reactor = Reactor()
    connector = Connector(configuration: configuration, notices: NoticeKeeper(logger), reactor: reactor)
    pipelined = (0..<configuration.pipelined).map { [connector] _ in PipelinedLane(connector) }
    leased = LeasedLane(connector)
    reactor.start { [self] now in tick(now) }
  }

  /// Runs work on the reactor's thread, or fails the promise when the client is closed.
  func submit<Value>(_ promise: Promise<Value>, _ work: @escaping @Sendable () -> Void) {
    let accepted = reactor.submit { [self] in
      if isClosing { promise.fail(.closed) } else { work() }
    }
    if !accepted { promise.fail(.closed) }
  }

  /// Sends a read on the shared connection that has the least to do; of several the first.
  func read(_ segment: Segment, afresh: Bool) {
    pipelined.min { $0.load < $1.load }?.submit(segment, afresh: afresh)
  }

  func listen(_ channels: [String], into queue: NotificationQueue) {
    guard !isClosing else { return queue.finish() }
    listeners[ObjectIdentifier(queue)] = Listener(connector, channels: channels, queue: queue)
  }

  func unlisten(_ queue: NotificationQueue) { listeners.removeValue(forKey: ObjectIdentifier(queue))?.close() }

  /// Takes no more work and ends the thread once all that runs has ended.
  func close(_ promise: Promise<Void>) {
    isClosing = true
    closers.append(promise)
    // Jobs that came while the thread was ending still run: nothing is left to wait for.
    if hasEnded { answerClosers() }
    for listener in listeners.values { listener.close() }
    listeners = [:]
  }

  private func tick(_ now: Double) -> Double? {
    if isClosing, leased.isAtRest, pipelined.allSatisfy(\.isAtRest) { end() }
    var next = leased.tick(now: now)
    func consider(_ deadline: Double?) { if let deadline { next = min(next ?? deadline, deadline) } }
    for lane in pipelined { consider(lane.tick(now: now)) }
    for listener in listeners.values { consider(listener.tick(now: now)) }
    publish()
    return next
  }

  private func end() {
    for lane in pipelined { lane.close() }
    leased.close()
    reactor.stop()
    hasEnded = true
    answerClosers()
  }

  private func answerClosers() {
    for closer in closers { closer.resolve(.success(())) }
    closers = []
  }

  private func publish() {
    let current = PostgresStatistics(
      leased: leased.leased, idle: leased.idleCount, waiting: leased.waiting,
      reconnects: pipelined.reduce(leased.reconnects) { $0 + $1.reconnects })
    guard current != published else { return }
    published = current
    statistics.withLockedValue { $0 = current }
  }
}

extension Connector {
  /// Puts an open connection under the reactor. On its thread only.
  func link(_ opened: OpenedConnection) -> Link {
    Link(opened, reactor: reactor, preparedStatements: configuration.preparedStatements, logger: notices.logger)
  }
}
