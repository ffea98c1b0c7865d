import MusterDomain
import MusterProtocol
import MusterStore

/// The watches of one connection and what waits for it: what a `Watcher` keeps under its lock.
struct WatchState: Sendable {
  /// By whose rights, as they were last read.
  var owner: Owner
  private(set) var watches: [Watch] = []
  private var made = 0
  var backlog: Backlog
  /// What was missed before a watch began, still to be read; the oldest first.
  private(set) var catchUps: [CatchUp] = []
  /// The rights have changed and are being read anew: until then nothing is told.
  var isStale = false
  var arrival: (@Sendable () -> Void)?

  init(_ owner: Owner, backlog: Backlog) {
    self.owner = owner
    self.backlog = backlog
  }

  var hasEvents: Bool { !backlog.isEmpty || !catchUps.isEmpty }

  /// The number of the next watch; none is given twice.
  mutating func nextNumber() -> Int {
    made += 1
    return made
  }

  /// Begins a watch behind `head`, what the feed has told, or behind `since`: then what came after that is read first.
  mutating func begin(_ watch: Watch, head: Int64, since: Int64?, gap: Event?) -> Int64 {
    var watch = watch
    let taken = Set(watches.map(\.slot))
    watch.slot = (0..<64).first { !taken.contains($0) } ?? 0
    watch.start = since ?? head
    watches.append(watch)
    if watch.start < head || gap != nil {
      catchUps.append(CatchUp(watch: watch.number, gap: gap, after: watch.start, upTo: max(watch.start, head)))
    }
    return watch.start
  }

  /// Ends watches, and forgets what waits for them alone.
  mutating func drop(_ isGone: (Watch) -> Bool) {
    let gone = watches.filter(isGone)
    watches.removeAll { watch in gone.contains { $0.number == watch.number } }
    catchUps.removeAll { catchUp in gone.contains { $0.number == catchUp.watch } }
    let bits = gone.reduce(UInt64(0)) { $0 | 1 << UInt64($1.slot) }
    backlog.keep({ _ in true }, watches: ~bits)
  }

  mutating func take(_ news: News) {
    let bits = watches.reduce(into: UInt64(0)) { if $1.wants(news.row) { $0 |= 1 << UInt64($1.slot) } }
    guard bits != 0, owner.principal.sees(news.row) else { return }
    backlog.append(news, for: bits)
  }

  /// Goes on with those rights: what waits is judged by them, and watches that they do not cover end.
  mutating func renew(_ principal: Principal, areas: [Int32: Set<Int32>], at seq: Int64) {
    owner.principal = principal
    for index in watches.indices {
      if let root = watches[index].area?.root { watches[index].area = (root, areas[root] ?? []) }
    }
    let barred = watches.filter { !principal.mayWatch($0.what) }
    drop { watch in barred.contains { $0.number == watch.number } }
    backlog.keep(principal.sees)
    for watch in barred { backlog.append(notice: .end(seq: seq, watch: watch.code, .denied)) }
    isStale = false
  }

  /// All watches end, and the changes that wait go with them.
  mutating func end(_ code: Code, at seq: Int64) {
    backlog.keep { _ in false }
    for watch in watches { backlog.append(notice: .end(seq: seq, watch: watch.code, code)) }
    (watches, catchUps, isStale) = ([], [], false)
  }

  // MARK: Catching up

  /// What stands before the oldest stretch that is still to be read, if anything does.
  mutating func takeGap() -> Event? {
    guard !isStale, !catchUps.isEmpty else { return nil }
    defer { catchUps[0].gap = nil }
    return catchUps[0].gap
  }

  /// One window was read: what of it the watch wants, and no older watch has told or will tell. Nothing where the watch has ended
  /// or its rights have changed meanwhile.
  mutating func caughtUp(_ done: CatchUp, _ rows: [FeedRow]) -> [FeedRow] {
    guard !isStale, let index = catchUps.firstIndex(where: { $0.watch == done.watch }), catchUps[index].after == done.after,
      let watch = watches.first(where: { $0.number == done.watch })
    else { return [] }
    if done.isLast { catchUps.remove(at: index) } else { catchUps[index].after = done.next }
    let older = watches.filter { $0.number < watch.number }
    return rows.filter { row in watch.wants(row) && owner.principal.sees(row) && !older.contains { $0.wants(row) } }
  }
}

/// Whose watches they are.
struct Owner: Sendable {
  var principal: Principal
  /// When the token runs out that the session came by.
  let expires: Instant?
  /// The rights as they are when it is asked; nil when there are none any more.
  let rights: @Sendable () async throws -> Principal?
}

/// A stretch of numbers that a watch asked for by `since=`, read a window at a time.
struct CatchUp: Sendable {
  /// Numbers of one window: a few milliseconds of the connection that all reads share.
  static let window: Int64 = 5_000

  let watch: Int
  /// Told first.
  var gap: Event?
  var after: Int64
  let upTo: Int64

  var next: Int64 { min(after + Self.window, upTo) }
  var isLast: Bool { next == upTo }
}

extension Principal {
  /// Whoever may read them may watch them.
  func mayWatch(_ what: Watchable) -> Bool {
    guard let role, let verb = VerbTable.row(what.readingVerb) else { return false }
    return verb.roles.contains(role)
  }
}
