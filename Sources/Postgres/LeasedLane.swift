import CLibPQ
import DequeModule

/// A few connections, each lent to one caller at a time, first come first served, with a deadline for the wait.
///
/// `@unchecked Sendable`: touched by the reactor's thread only.
final class LeasedLane: @unchecked Sendable {
  private struct Waiter {
    let promise: Promise<Link>
    let deadline: Double
  }

  private let connector: Connector
  private let capacity: Int
  private let waitSeconds: Double
  private var idle: [Link] = []
  private var waiters: Deque<Waiter> = []
  private var connecting = 0
  private(set) var leased = 0
  private(set) var reconnects = 0
  private var backoff = Backoff()
  private var isClosed = false

  init(_ connector: Connector) {
    self.connector = connector
    capacity = connector.configuration.leased
    waitSeconds = connector.configuration.waitSeconds
  }

  var idleCount: Int { idle.count }
  var waiting: Int { waiters.count }
  var isAtRest: Bool { leased == 0 && waiters.isEmpty }

  func acquire(_ promise: Promise<Link>) {
    waiters.append(Waiter(promise: promise, deadline: Reactor.now + waitSeconds))
    serve()
  }

  /// Takes a connection back. One that is not clean, or is not to be used again, is closed.
  func giveBack(_ link: Link, reuse: Bool) {
    leased -= 1
    if reuse, link.isOpen, link.isAtRest, link.transactionStatus == PQTRANS_IDLE, !isClosed {
      idle.append(link)
    } else {
      link.abandon()
    }
    serve()
  }

  /// Ends waits that are over, and connects when it is time; returns when it next wants to be called.
  func tick(now: Double) -> Double? {
    // All wait equally long, so the first in line is the first whose time is up.
    while let first = waiters.first, first.deadline <= now || first.promise.isResolved {
      waiters.removeFirst()
      first.promise.fail(.poolExhausted(waitSeconds: waitSeconds))
    }
    if !waiters.isEmpty { serve() }
    guard let first = waiters.first else { return nil }
    return backoff.mayTry(now: now) ? first.deadline : min(first.deadline, backoff.notBefore)
  }

  func close() {
    isClosed = true
    for link in idle { link.close(reason: "the client was closed", isLoss: false) }
    idle = []
    fail(.closed)
  }

  private func serve() {
    while !waiters.isEmpty, let link = idle.popLast() {
      let waiter = waiters.removeFirst()
      // A cancelled waiter takes nothing; the next one does.
      if waiter.promise.resolve(.success(link)) { leased += 1 } else { idle.append(link) }
    }
    while waiters.count > connecting, leased + idle.count + connecting < capacity, backoff.mayTry(now: Reactor.now) {
      connect()
    }
    if leased == 0, connecting == 0, let failure = backoff.failure { fail(failure) }
  }

  private func fail(_ error: PostgresError) {
    let failed = waiters
    waiters = []
    for waiter in failed { waiter.promise.fail(error) }
  }

  private func connect() {
    connecting += 1
    connector.open { [self] result in
      connecting -= 1
      guard !isClosed else { return }
      switch result {
      case .success(let connection):
        backoff.succeeded()
        adopt(connector.link(connection))
      case .failure(let error):
        backoff.failed(error, now: Reactor.now)
      }
      serve()
    }
  }

  private func adopt(_ link: Link) {
    link.onLoss = { [self, weak link] reason in
      connector.notices.logger.warning("database connection lost", metadata: ["reason": "\(reason)"])
      reconnects += 1
      idle.removeAll { $0 === link }
    }
    idle.append(link)
  }
}
