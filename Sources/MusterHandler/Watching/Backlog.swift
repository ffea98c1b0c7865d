import MusterProtocol
import MusterStore

/// The events that wait for one client, in their order and up to so many octets. One too many, and all that wait are dropped: a gap
/// stands in their place, and it goes on with what comes then.
struct Backlog: Sendable {
  private struct Waiting {
    let event: Event
    let size: Int
    /// What changed; nil for an event about a watch, which nothing takes back.
    let row: FeedRow?
    /// The bits of the watches that want it.
    var watches: UInt64
  }

  private let limit: Int
  private var gap: (from: Int64, to: Int64)?
  private var waiting: [Waiting] = []
  private var octets = 0

  init(limit: Int) { self.limit = limit }

  var isEmpty: Bool { gap == nil && waiting.isEmpty }

  mutating func append(_ news: News, for watches: UInt64) {
    guard octets + news.size <= limit else { return lose(from: news.row.seq - 1, to: news.row.seq) }
    waiting.append(Waiting(event: news.event, size: news.size, row: news.row, watches: watches))
    octets += news.size
  }

  /// An event about a watch itself. There are no more of them than watches, so that no limit is asked.
  mutating func append(notice event: Event) {
    waiting.append(Waiting(event: event, size: event.size, row: nil, watches: .max))
    octets += event.size
  }

  /// The changes that wait are lost, and so are the numbers after `from` up to `to`.
  mutating func lose(from: Int64, to: Int64) {
    let first = waiting.first { $0.row != nil }.map { $0.event.seq - 1 } ?? from
    gap = (gap?.from ?? min(first, from), to)
    waiting.removeAll { $0.row != nil }
    octets = waiting.reduce(0) { $0 + $1.size }
  }

  /// Keeps what is still wanted and may be seen.
  mutating func keep(_ isSeen: (FeedRow) -> Bool, watches: UInt64 = .max) {
    waiting = waiting.compactMap { waiting in
      guard let row = waiting.row else { return waiting }
      var kept = waiting
      kept.watches &= watches
      return kept.watches != 0 && isSeen(row) ? kept : nil
    }
    octets = waiting.reduce(0) { $0 + $1.size }
  }

  /// The next events, about so many octets of them.
  mutating func take(octets wanted: Int) -> [Event] {
    var events = gap.map { [Event.gap(from: $0.from, to: $0.to)] } ?? []
    gap = nil
    var (count, taken) = (0, 0)
    while count < waiting.count, taken < wanted {
      taken += waiting[count].size
      events.append(waiting[count].event)
      count += 1
    }
    waiting.removeFirst(count)
    octets -= taken
    return events
  }
}
