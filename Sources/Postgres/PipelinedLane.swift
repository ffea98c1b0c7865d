import CLibPQ
import DequeModule

/// One connection that all short reads share, each a segment of its own. Reconnects by itself: while the first attempt
/// runs callers wait, once an attempt has failed they are told at once.
///
/// `@unchecked Sendable`: touched by the reactor's thread only.
final class PipelinedLane: @unchecked Sendable {
  private let connector: Connector
  private var link: Link?
  private var waiting: Deque<Segment> = []
  private var isConnecting = false
  private var isWanted = false
  private var backoff = Backoff()
  private(set) var reconnects = 0

  init(_ connector: Connector) { self.connector = connector }

  /// How much is under way or waits.
  var load: Int { waiting.count + (link?.inFlight ?? 0) }
  var isAtRest: Bool { waiting.isEmpty && link?.isAtRest ?? true }

  /// With `afresh` an earlier failure does not count: the segment waits for a new attempt, which starts now.
  func submit(_ segment: Segment, afresh: Bool = false) {
    isWanted = true
    if let link { return link.submit(.segment(segment)) }
    if let failure = backoff.failure, !afresh {
      segment.promise.fail(failure)
      return
    }
    waiting.append(segment)
    connect()
  }

  /// Reconnects when it is time; returns when it next will be.
  func tick(now: Double) -> Double? {
    guard isWanted, link == nil, !isConnecting else { return nil }
    guard backoff.mayTry(now: now) else { return backoff.notBefore }
    connect()
    return nil
  }

  func close() {
    isWanted = false
    link?.close(reason: "the client was closed", isLoss: false)
    link = nil
    for segment in waiting { segment.promise.fail(.closed) }
    waiting = []
  }

  private func connect() {
    guard !isConnecting else { return }
    isConnecting = true
    connector.open { [self] in opened($0) }
  }

  private func opened(_ result: Result<OpenedConnection, PostgresError>) {
    isConnecting = false
    guard isWanted else { return }
    switch result {
    case .success(let connection):
      backoff.succeeded()
      adopt(connector.link(connection))
    case .failure(let error):
      backoff.failed(error, now: Reactor.now)
      for segment in waiting { segment.promise.fail(error) }
      waiting = []
    }
  }

  private func adopt(_ link: Link) {
    self.link = link
    link.onLoss = { [self] reason in
      connector.notices.logger.warning("database connection lost", metadata: ["reason": "\(reason)"])
      self.link = nil
      reconnects += 1
    }
    link.onProgress = { [weak link] in
      // A BEGIN in a segment would leak into everybody's reads.
      guard let link, link.transactionStatus != PQTRANS_IDLE else { return }
      link.close(reason: "a read left a transaction open on the shared connection")
    }
    for segment in waiting { link.submit(.segment(segment)) }
    waiting = []
  }
}
