import MusterDomain
import MusterProtocol
import MusterStore
import NIOConcurrencyHelpers

/// What one connection watches, by whose rights, and the events that wait for it. The feed fills it, the connection's conversation
/// empties it between replies; it goes with the session that holds it.
public final class Watcher: EventSource {
  private let feed: EventFeed
  private let state: NIOLockedValueBox<WatchState>

  init(_ owner: Owner, feed: EventFeed) {
    self.feed = feed
    state = NIOLockedValueBox(WatchState(owner, backlog: Backlog(limit: feed.limits.watchBacklog)))
    feed.add(self)
  }

  deinit { feed.forget(ObjectIdentifier(self)) }

  // MARK: For the conversation

  public func attach(_ arrival: @escaping @Sendable () -> Void) { changing { $0.arrival = arrival } }

  public func take(octets: Int) async -> [Event] {
    if let gap = state.withLockedValue({ $0.takeGap() }) { return [gap] }
    while let (due, principal) = state.withLockedValue({ state in
      state.isStale ? nil : state.catchUps.first.map { ($0, state.owner.principal) }
    }) {
      do {
        let rows = due.after < due.next ? try await feed.missed(due.after, due.next, as: principal) : []
        let news = state.withLockedValue { $0.caughtUp(due, rows) }.compactMap { News($0, feed.cipher) }
        if !news.isEmpty { return news.map(\.event) }
      } catch {
        // The database is away, or the rights have just changed, which the feed will tell: tried again.
        feed.later { [weak self] in self?.state.withLockedValue { $0.arrival }?() }
        return []
      }
    }
    return state.withLockedValue { $0.isStale ? [] : $0.backlog.take(octets: octets) }
  }

  // MARK: For the verb

  var watchCount: Int { state.withLockedValue { $0.watches.count } }
  func nextNumber() -> Int { state.withLockedValue { $0.nextNumber() } }

  /// The session has shown anew who it is.
  func enter(_ owner: Owner) { state.withLockedValue { $0.owner = owner } }

  /// Called by the feed, so that nothing is told meanwhile. Gives the number behind which it begins.
  func begin(_ watch: Watch, head: Int64, since: Int64?, gap: Event?) -> Int64 {
    changing { $0.begin(watch, head: head, since: since, gap: gap) }
  }

  /// False: there is no watch of that number.
  func end(_ number: Int) -> Bool {
    state.withLockedValue { state in
      guard state.watches.contains(where: { $0.number == number }) else { return false }
      state.drop { $0.number == number }
      return true
    }
  }

  // MARK: For the feed

  var account: Int64 { state.withLockedValue { $0.owner.principal.account } }
  var isStale: Bool { state.withLockedValue { $0.isStale } }

  func offer(_ news: [News]) {
    changing { state in for one in news { state.take(one) } }
  }

  /// The numbers after `from` up to `to` are no longer there to be read.
  func lose(from: Int64, to: Int64) {
    changing { if !$0.watches.isEmpty { $0.backlog.lose(from: from, to: to) } }
  }

  /// Nothing more is told before `renew`.
  func doubt() { state.withLockedValue { $0.isStale = !$0.watches.isEmpty } }

  /// Reads the rights anew and goes on by them.
  func renew(at seq: Int64) async throws {
    let owner = state.withLockedValue { $0.owner }
    guard let principal = try await owner.rights() else { return end(.authExpired, at: seq) }
    var areas: [Int32: Set<Int32>] = [:]
    for root in state.withLockedValue({ Set($0.watches.compactMap { $0.area?.root }) }) {
      areas[root] = try await feed.communities(under: root, as: principal)
    }
    changing { [areas] in $0.renew(principal, areas: areas, at: seq) }
  }

  func endIfExpired(_ now: Instant, at seq: Int64) {
    guard let expires = state.withLockedValue({ $0.owner.expires }), expires <= now else { return }
    end(.authExpired, at: seq)
  }

  private func end(_ code: Code, at seq: Int64) {
    changing { if !$0.watches.isEmpty || $0.isStale { $0.end(code, at: seq) } }
  }

  /// Changes the state, and says so where something waits then.
  private func changing<R>(_ change: (inout WatchState) -> R) -> R {
    let (result, arrival) = state.withLockedValue { state in
      let result = change(&state)
      return (result, state.hasEvents && !state.isStale ? state.arrival : nil)
    }
    arrival?()
    return result
  }
}
