import Logging

/// PostgreSQL for many concurrent tasks: a few pipelined connections for short reads, a few exclusive connections for
/// transactions, COPY and scripts, and one for each consumer of notifications, all owned by one thread.
///
/// Lost connections are made again by themselves; a caller whose statement was under way is told at once.
public final class PostgresClient: Sendable {
  private let engine: Engine

  /// Connects to nothing yet.
  public init(_ configuration: PostgresConfiguration, logger: Logger) {
    engine = Engine(configuration, logger: logger)
  }

  deinit { engine.reactor.submit { [engine] in engine.close(Promise()) } }

  /// Makes one round trip, or throws why it could not. Needs not be called: the first use connects as well.
  public func connect() async throws(PostgresError) {
    _ = try await send(Segment(["SELECT 1"], stake: .autocommit), afresh: true)
  }

  /// Refuses new work with `.closed`, waits for all that runs, closes every connection and ends the thread.
  public func close() async {
    let promise = Promise<Void>()
    if !engine.reactor.submit({ [engine] in engine.close(promise) }) { return }
    _ = await promise.uninterrupted()
  }

  /// Runs a short, indexed read on a shared connection. `first` runs before it in the same implicit transaction, so that
  /// `set_config(…, true)` there holds for this read alone; its rows are dropped. Neither may contain BEGIN, COMMIT or
  /// a setting that outlives the transaction. One slow query holds up all others: set `statement_timeout`.
  public func read<Row>(_ query: Query<Row>, first: [SQL] = []) async throws(PostgresError) -> [Row] {
    do {
      return try await attempt(query, first)
    } catch  where ["0A000", "26000"].contains(error.sqlState) {
      // Its prepared plan is stale, as after ALTER TABLE; it has been forgotten, and nothing else came of the segment.
      return try await attempt(query, first)
    }
  }

  private func attempt<Row>(_ query: Query<Row>, _ first: [SQL]) async throws(PostgresError) -> [Row] {
    let results = try await send(Segment(first + [query.sql], keepFrom: first.count, stake: .autocommit))
    return try results.first?.decode(query.decode) ?? []
  }

  private func send(_ segment: Segment, afresh: Bool = false) async throws(PostgresError) -> [PostgresResult] {
    guard !Task.isCancelled else { throw .cancelled }
    if let problem = segment.problem { throw problem }
    engine.submit(segment.promise) { [engine] in engine.read(segment, afresh: afresh) }
    return try await segment.promise.wait()
  }

  /// Runs `body` in a transaction on an exclusive connection: commits when it returns, rolls back when it throws.
  ///
  /// BEGIN and `first` travel with the first statement. COMMIT is neither cancelled nor timed out; when its answer is lost
  /// this throws `.commitUnknown`. `body` must not leave settings, advisory locks or temporary tables behind.
  @discardableResult
  public func transaction<R: Sendable>(
    _ level: Isolation = .readCommitted, readOnly: Bool = false, first: [SQL] = [],
    isolation: isolated (any Actor)? = #isolation, _ body: (PostgresTransaction) async throws -> R
  ) async throws -> R {
    let begin = SQL(trusted: "BEGIN ISOLATION LEVEL \(level.rawValue)\(readOnly ? " READ ONLY" : "")")
    let lease = try await lease(opening: [begin] + first, stake: .insideTransaction)
    do {
      let value = try await body(PostgresTransaction(lease))
      try await lease.commit()
      return value
    } catch {
      await lease.rollBack()
      throw error
    }
  }

  /// Lends an exclusive connection without BEGIN: for COPY, advisory locks and DDL scripts. It is closed afterwards, so
  /// nothing that `body` did to the session survives.
  @discardableResult
  public func withConnection<R>(
    isolation: isolated (any Actor)? = #isolation, _ body: (PostgresConnection) async throws -> R
  ) async throws -> R {
    let lease = try await lease(opening: [], stake: .autocommit)
    defer { lease.giveBack(reuse: false) }
    return try await body(PostgresConnection(lease))
  }

  private func lease(opening: [SQL], stake: Segment.Stake) async throws(PostgresError) -> PostgresLease {
    guard !Task.isCancelled else { throw .cancelled }
    if let problem = opening.lazy.compactMap(\.problem).first { throw problem }
    let promise = Promise<Link>()
    engine.submit(promise) { [engine] in engine.leased.acquire(promise) }
    return PostgresLease(try await promise.wait(), engine: engine, opening: opening, stake: stake)
  }

  /// Listens on a connection of its own, from now on. The first element is `.listening`; after each loss `.reconnected`.
  public func listen(_ channels: [String]) -> PostgresNotifications {
    PostgresNotifications(subscription: .init(engine, channels: channels))
  }

  /// As of the reactor's last round.
  public var statistics: PostgresStatistics { engine.statistics.withLockedValue { $0 } }
}

/// Isolation levels of PostgreSQL, chapter 13.2.
public enum Isolation: String, Sendable {
  case readCommitted = "READ COMMITTED"
  case repeatableRead = "REPEATABLE READ"
  case serializable = "SERIALIZABLE"
}

/// Exclusive connections lent out, idle, and callers waiting for one; connections lost since the start.
public struct PostgresStatistics: Sendable, Equatable {
  public var leased = 0
  public var idle = 0
  public var waiting = 0
  public var reconnects = 0
}
