import Logging
import MusterDomain
import MusterProtocol
import MusterStore
import NIOConcurrencyHelpers

/// Reads the numbered changes as they come, once a daemon, and offers each to all who watch, in the order of the numbers. A
/// change of rights stands among them: behind it nothing is offered before those rights have been read anew. While nobody
/// watches it reads nothing.
public final class EventFeed: Sendable {
  /// How often it looks where no notification comes.
  static let period = Duration.seconds(1)
  /// Rows of one read: what 10,000 watchers can be offered in some milliseconds.
  static let batch = 200
  /// Rights that are read at the same time.
  private static let renewals = 32

  private struct State {
    var watchers: [ObjectIdentifier: WeakWatcher] = [:]
    /// The last number that was offered; nil while nobody watches.
    var head: Int64?
  }

  let limits: Limits
  let cipher: IdentifierCipher
  private let store: Store
  private let now: @Sendable () -> Instant
  private let logger: Logger
  private let state = NIOLockedValueBox(State())
  /// Rung when there are new numbers.
  let bell = Doorbell()

  init(store: Store, now: @escaping @Sendable () -> Instant, limits: Limits, logger: Logger) {
    self.store = store
    self.now = now
    self.limits = limits
    self.logger = logger
    cipher = store.city.cipher
  }

  /// Runs until the task is cancelled.
  public func run() async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await self.listen() }
      group.addTask { await self.follow() }
    }
  }

  private func listen() async {
    for await _ in store.client.listen([Store.feedChannel]) { bell.ring() }
  }

  private func follow() async {
    while !Task.isCancelled {
      do {
        try await step()
      } catch {
        logger.warning("feed put off", metadata: ["error": "\(error)"])
      }
      await bell.wait(atMost: Self.period)
    }
  }

  /// Offers all that has been numbered. For one task at a time.
  public func step() async throws {
    for watcher in watchers { watcher.endIfExpired(now(), at: head ?? 0) }
    while let head {
      try await renewDoubtful()
      let rows = try await store.feed(after: head, most: Self.batch)
      guard let first = rows.first else {
        // A standby without the newest numbers has taken over: they are given again, to other changes.
        let last = try await store.feedBounds().last
        return last < head ? skip(from: head, to: last) : ()
      }
      if first.seq > head + 1 { skip(from: head, to: first.seq - 1) }
      try await tell(rows)
      if rows.count < Self.batch { return }
    }
  }

  private func tell(_ rows: [FeedRow]) async throws {
    var news: [News] = []
    for row in rows {
      if let one = News(row, cipher) {
        news.append(one)
      } else {
        offer(news, upTo: row.seq) { $0.account == row.account || row.account == nil }
        news = []
        try await renewDoubtful()
      }
    }
    if let last = rows.last { offer(news, upTo: last.seq) { _ in false } }
  }

  /// Everything is told up to that number; whoever's rights it changed is doubted from there on.
  private func offer(_ news: [News], upTo seq: Int64, doubting isDoubtful: (Watcher) -> Bool) {
    atOnce(reaching: seq) { watcher in
      if !news.isEmpty { watcher.offer(news) }
      if isDoubtful(watcher) { watcher.doubt() }
    }
  }

  private func skip(from: Int64, to: Int64) {
    logger.error("numbers of the feed are missing", metadata: ["from": "\(from)", "to": "\(to)"])
    atOnce(reaching: to) { $0.lose(from: from, to: to) }
  }

  /// One step for every watcher and the head, so that no watch begins in the middle of it.
  private func atOnce(reaching seq: Int64, _ step: (Watcher) -> Void) {
    // Whoever lets go of a watcher meanwhile waits for the lock to say so: the last hold is let go of outside.
    let held = state.withLockedValue { state in
      let watchers = state.watchers.values.compactMap(\.watcher)
      watchers.forEach(step)
      state.head = state.watchers.isEmpty ? nil : seq
      return watchers
    }
    withExtendedLifetime(held) {}
  }

  /// Whoever is doubted gets the rights as they are now. Throws where they cannot be read; nothing goes on before they can.
  private func renewDoubtful() async throws {
    let doubtful = watchers.filter(\.isStale)
    let seq = head ?? 0
    for start in stride(from: 0, to: doubtful.count, by: Self.renewals) {
      try await withThrowingTaskGroup(of: Void.self) { group in
        for watcher in doubtful[start..<min(start + Self.renewals, doubtful.count)] {
          group.addTask { try await watcher.renew(at: seq) }
        }
        try await group.waitForAll()
      }
    }
  }

  /// Connections that watch something.
  var watcherCount: Int { state.withLockedValue { $0.watchers.count } }

  private var head: Int64? { state.withLockedValue { $0.head } }
  private var watchers: [Watcher] { state.withLockedValue { $0.watchers.values.compactMap(\.watcher) } }
}

// MARK: - For watchers

extension EventFeed {
  func add(_ watcher: Watcher) {
    state.withLockedValue { $0.watchers[ObjectIdentifier(watcher)] = WeakWatcher(watcher) }
  }

  func forget(_ watcher: ObjectIdentifier) {
    state.withLockedValue { state in
      state.watchers[watcher] = nil
      if state.watchers.isEmpty { state.head = nil }
    }
  }

  /// Begins the watch behind all that has been offered, or behind `since`. A number that is too old, or that the server does not
  /// know, begins with a gap. Gives where it begins.
  func begin(_ watch: Watch, of watcher: Watcher, since: Int64?) async throws -> Int64 {
    let bounds = try await store.feedBounds()
    return state.withLockedValue { state in
      let head = state.head ?? bounds.last
      state.head = head
      let last = max(head, bounds.last)
      switch since {
      case .some(let since) where since > last:
        return watcher.begin(watch, head: head, since: last, gap: .gap(from: since, to: last))
      case .some(let since) where since < bounds.oldest - 1:
        let from = min(bounds.oldest - 1, head)
        return watcher.begin(watch, head: head, since: from, gap: .gap(from: since, to: from))
      default: return watcher.begin(watch, head: head, since: since, gap: nil)
      }
    }
  }

  /// A window of what somebody missed, by the own rights.
  func missed(_ after: Int64, _ upTo: Int64, as principal: Principal) async throws -> [FeedRow] {
    try await store.feed(as: principal, after: after, upTo: upTo)
  }

  func communities(under area: Int32, as principal: Principal) async throws -> Set<Int32> {
    Set(try await store.read(as: principal, AreaRow.communities(under: area)).first ?? [])
  }

  /// A little later, and the feed looks again itself.
  func later(_ work: @escaping @Sendable () -> Void) {
    bell.ring()
    Task {
      try? await Task.sleep(for: .milliseconds(200))
      work()
    }
  }
}

/// The session holds the watcher; the feed lets it go.
private struct WeakWatcher: Sendable {
  private(set) weak var watcher: Watcher?
  init(_ watcher: Watcher) { self.watcher = watcher }
}
