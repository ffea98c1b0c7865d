/// One connection that listens, made again whenever it is lost.
///
/// `@unchecked Sendable`: touched by the reactor's thread only.
final class Listener: @unchecked Sendable {
  private let connector: Connector
  private let statements: [SQL]
  private let queue: NotificationQueue
  private var link: Link?
  private var isConnecting = false
  private var isClosed = false
  private var hasListened = false
  private var backoff = Backoff()

  init(_ connector: Connector, channels: [String], queue: NotificationQueue) {
    self.connector = connector
    self.queue = queue
    statements = channels.map {
      SQL(trusted: "LISTEN \"\($0.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\""))\"")
    }
    connect()
  }

  func tick(now: Double) -> Double? {
    guard link == nil, !isConnecting, !isClosed else { return nil }
    guard backoff.mayTry(now: now) else { return backoff.notBefore }
    connect()
    return nil
  }

  func close() {
    isClosed = true
    link?.close(reason: "no longer listening", isLoss: false)
    link = nil
    queue.finish()
  }

  private func connect() {
    isConnecting = true
    connector.open { [self] result in
      isConnecting = false
      guard !isClosed else { return }
      switch result {
      case .success(let connection): adopt(connector.link(connection))
      case .failure(let error): backoff.failed(error, now: Reactor.now)
      }
    }
  }

  private func adopt(_ link: Link) {
    self.link = link
    link.onLoss = { [self] reason in
      connector.notices.logger.warning("listening connection lost", metadata: ["reason": "\(reason)"])
      self.link = nil
    }
    link.onNotification = { [queue] channel, payload in queue.push(.notified(channel: channel, payload: payload)) }
    let segment = Segment(statements, stake: .autocommit)
    segment.onFinish = { [self, weak link] failure in
      if let failure {
        backoff.failed(failure, now: Reactor.now)
        link?.close(reason: failure.debugDescription)
      } else {
        backoff.succeeded()
        queue.push(hasListened ? .reconnected : .listening)
        hasListened = true
      }
    }
    link.submit(.segment(segment))
  }
}
