import MusterDomain
import Postgres

/// A job that this daemon holds until its lease runs out. `fence` only grows: whoever holds an older one has lost the job.
public struct ClaimedJob: Hashable, Sendable {
  public enum Kind: String, Sendable { case solve, `import` }
  public let id: Int64
  public let kind: Kind
  public let account: Int64
  public let area: Int32?
  /// JSON, as the verb that queued it wrote it.
  public let arguments: String
  public let fence: Int64
  public let attempts: Int
}

extension Store {
  /// Takes the oldest job that nobody holds, for so many seconds; nil when there is none.
  public func claimJob(leaseSeconds: Int, solverRuns: Int) async throws(StoreError) -> ClaimedJob? {
    let claimed = try await read(
      Query(
        """
        SELECT id, kind, account_id, area_id, arguments::text, fence, attempts
          FROM muster.claim_job(\(Int32(leaseSeconds)), \(Int32(solverRuns)))
        """
      ) { row in
        let (id, kind, account, area, arguments, fence, attempts) = try row.decode(
          Int64.self, String.self, Int64.self, Int32?.self, String.self, Int64.self, Int32.self)
        guard let kind = ClaimedJob.Kind(rawValue: kind) else { throw PostgresError.decoding(column: "kind", problem: kind) }
        return ClaimedJob(
          id: id, kind: kind, account: account, area: area, arguments: arguments, fence: fence, attempts: Int(attempts))
      }
    ).first
    if claimed != nil { committed.ring() }
    return claimed
  }

  /// Keeps the lease and says how far the job is.
  public func renew(_ job: ClaimedJob, leaseSeconds: Int, _ progress: JobProgress) async throws(StoreError) -> JobLease {
    let isCutShort =
      try await read(
        Query<Bool>.value(
          """
          SELECT cut_short
            FROM muster.renew_job(\(job.id), \(job.fence), \(Int32(leaseSeconds)),
                                  \(Int16(clamping: max(0, min(99, progress.percent)))), \(progress.score), \(progress.bound),
                                  \(progress.seats.map(Int32.init(clamping:))), \(progress.filled.map(Int32.init(clamping:))),
                                  \(progress.secondsLeft))
          """)
      ).first
    committed.ring()
    return isCutShort.map { $0 ? .cutShort : .held } ?? .lost
  }
}

/// What a daemon that works on a job learns when it renews its lease.
public enum JobLease: Hashable, Sendable {
  case held
  /// Still ours, and somebody wants the best plan so far now.
  case cutShort
  /// No longer ours, or cancelled.
  case lost
}

/// How far a job is. What a kind of job has no figure for stays nil.
public struct JobProgress: Hashable, Sendable {
  public var percent = 0
  public var score: Int64?
  public var bound: Int64?
  /// Seats to be given, and how many of them the plan at hand fills.
  public var seats: Int?
  public var filled: Int?
  /// Until the search ends, at the latest.
  public var secondsLeft: Double?

  public init() {}
}

extension Store {
  /// Ends a job that cannot be done, whoever it belongs to, as long as its fence is ours.
  public func fail(_ job: ClaimedJob, result: String) async throws(StoreError) {
    _ = try await read(Query<Bool>.value("SELECT muster.fail_job(\(job.id), \(job.fence), \(result))"))
    committed.ring()
  }
}

extension StoreTransaction {
  /// Queues a job for the account and gives its number. `arguments` is JSON.
  public func queue(_ kind: ClaimedJob.Kind, area: Int32?, arguments: String) async throws -> Int64 {
    try await transaction.one(
      Query<Int64>.value(
        """
        INSERT INTO muster.job (kind, account_id, area_id, arguments)
        VALUES (\(kind.rawValue), \(principal.account), \(area), \(arguments)::text::jsonb) RETURNING id
        """))
  }

  /// Ends the job in the transaction of its effect. Throws `StoreError.contention` when the fence has moved on or somebody
  /// cancelled it: then the whole effect is rolled back.
  public func finish(_ job: ClaimedJob, done: Bool, result: String, _ figures: JobProgress = JobProgress()) async throws {
    let changed = try await execute(
      """
      UPDATE muster.job SET state = \(done ? "done" : "failed"), progress = 100, result = \(result)::text::jsonb, ended_at = clock_timestamp(),
             lease_until = NULL, score = coalesce(\(figures.score), score), bound = coalesce(\(figures.bound), bound),
             seats = coalesce(\(figures.seats.map(Int32.init(clamping:))), seats),
             filled = coalesce(\(figures.filled.map(Int32.init(clamping:))), filled)
       WHERE id = \(job.id) AND fence = \(job.fence) AND state = 'running'
      """)
    guard changed == 1 else { throw JobLost() }
    if !done { try await dropParts(of: job.id) }
  }
}

/// The job was cancelled, or its lease ran out and another daemon took it: what this one did is thrown away.
public struct JobLost: Error, Sendable {
  public init() {}
}

extension StoreTransaction {
  /// Solves of the city that wait or run.
  public func openSolves() async throws -> Int64 { try await first(Query<Int64>.value("SELECT muster.open_solves()")) ?? 0 }

  /// Stops a job that waits or runs, and keeps nothing that was uploaded for it; false for one that has ended.
  public func cancelJob(_ id: Int64) async throws -> Bool {
    let stopped = try await execute(
      """
      UPDATE muster.job SET state = 'cancelled', ended_at = clock_timestamp(), lease_until = NULL
       WHERE id = \(id) AND state IN ('queued', 'running')
      """)
    guard stopped == 1 else { return false }
    try await dropParts(of: id)
    return true
  }

  /// Asks whoever works on a search to end it with its best plan so far; false when it is no search, or does not run.
  public func cutShort(_ id: Int64) async throws -> Bool {
    try await execute(
      "UPDATE muster.job SET cut_short = true WHERE id = \(id) AND kind = 'solve' AND state = 'running'") == 1
  }

  /// An import's files are of use to its job alone.
  private func dropParts(of job: Int64) async throws {
    try await execute(
      "DELETE FROM muster.import_part p USING muster.import i WHERE i.id = p.import_id AND i.job_id = \(job)")
  }

  /// Throws away answers kept for keys and parts of imports older than that, of each kind not more than `most`; how many rows.
  /// Does nothing but in the daemon's own hand.
  public func purge(before oldest: Instant, most: Int) async throws -> Int {
    Int(try await first(Query<Int64>.value("SELECT muster.purge(\(oldest), \(Int32(clamping: most)))")) ?? 0)
  }
}
