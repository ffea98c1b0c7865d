import MusterDomain
import Postgres

/// Which numbers the feed holds.
public struct FeedBounds: Hashable, Sendable {
  /// The oldest that is kept, or the next one where none is.
  public let oldest: Int64
  /// The last that was given.
  public let last: Int64
}

extension Store {
  /// Channel on which the dispatcher says that there are new numbers, and nothing more.
  public static let feedChannel = "muster_feed"

  public func feedBounds() async throws(StoreError) -> FeedBounds {
    let rows = try await read(Query("SELECT oldest, last FROM muster.feed_bounds()", as: Int64.self, Int64.self))
    guard let (oldest, last) = rows.first else { throw .fault("no dispatcher's row") }
    return FeedBounds(oldest: oldest, last: last)
  }

  /// What was numbered behind `seq`, whoever may see it, in its order.
  public func feed(after seq: Int64, most: Int) async throws(StoreError) -> [FeedRow] {
    try await read(
      Query(
        "SELECT \(raw: FeedRow.columns) FROM muster.feed_after(\(seq), \(Int32(clamping: most)))", decode: FeedRow.decode))
  }

  /// What of a stretch of numbers the account may see now, in its order.
  public func feed(as principal: Principal, after seq: Int64, upTo last: Int64) async throws(StoreError) -> [FeedRow] {
    try await read(
      as: principal,
      Query(
        "SELECT \(raw: FeedRow.columns) FROM muster.feed WHERE seq > \(seq) AND seq <= \(last) ORDER BY seq",
        decode: FeedRow.decode))
  }

  // MARK: The dispatcher's

  /// Takes the dispatcher's lease for so long, or keeps it where `fence` holds it; nil while another has it.
  public func lead(_ fence: Int64?, seconds: Double) async throws(StoreError) -> Int64? {
    try await read(Query<Int64?>.value("SELECT muster.lead(\(fence), \(seconds))")).first ?? nil
  }

  /// Whether anything committed waits for its number.
  public func hasNews() async throws(StoreError) -> Bool {
    try await read(Query<Bool>.value("SELECT muster.has_news()")).first ?? false
  }

  /// Numbers what waits; how many rows, nil when another dispatches. In a transaction of an exclusive connection: its commit
  /// waits for the disk, which the reads of the shared one must not.
  public func number(_ fence: Int64, most: Int) async throws(StoreError) -> Int? {
    do {
      return try await client.transaction { transaction in
        try await transaction.query(
          Query<Int32?>.value("SELECT muster.number_events(\(fence), \(Int32(clamping: most)))")
        ).first ?? nil
      }.map(Int.init)
    } catch let error as PostgresError {
      throw note(error)
    } catch {
      throw .fault("\(error)")
    }
  }

  /// Throws away what is older, or behind the newest `kept`; how many rows, at most `most`.
  public func trimFeed(olderThanSeconds seconds: Double, kept: Int64, most: Int) async throws(StoreError) -> Int {
    Int(try await read(Query<Int64>.value("SELECT muster.trim_feed(\(seconds), \(kept), \(Int32(clamping: most)))")).first ?? 0)
  }
}
