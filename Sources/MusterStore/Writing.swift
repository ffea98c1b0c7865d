import MusterDomain
import Postgres

/// A request that changes something and may be sent twice: `fingerprint` is its text without key and tag.
public struct KeyedRequest: Hashable, Sendable {
  public let key: String
  public let fingerprint: String
  public init(key: String, fingerprint: String) {
    self.key = key
    self.fingerprint = fingerprint
  }
}

/// The final line of a write, and whether it is the stored one of an earlier try.
public struct WriteOutcome: Hashable, Sendable {
  public let final: String
  public let isReplayed: Bool
}

/// One transaction with a principal's rights at one business time. Statements run in order; nothing is durable before it ends.
public struct StoreTransaction: Sendable {
  let transaction: PostgresTransaction
  public let principal: Principal
  /// Business time: one value a transaction.
  public let now: Instant

  public func rows<Row>(_ query: Query<Row>) async throws -> [Row] { try await transaction.query(query) }
  /// Several statements in one round trip, run in order; the rows of each.
  public func rows<each Row>(of queries: repeat Query<each Row>) async throws -> (repeat [each Row]) {
    try await transaction.queries(repeat each queries)
  }
  public func first<Row>(_ query: Query<Row>) async throws -> Row? { try await transaction.query(query).first }
  @discardableResult
  public func execute(_ sql: SQL) async throws -> Int { try await transaction.execute(sql) }

  /// Leaves a statement to travel with the next one, or with the commit; a failure of it is thrown there.
  public func post(_ sql: SQL) throws { try transaction.post(sql) }

  /// Says in the log of record who did what to which things; names of fields, never values.
  public func audit(_ verb: String, objects: [String], fields: [String] = []) async throws {
    try post(
      "INSERT INTO muster.audit (account_id, verb, objects, fields) VALUES (\(principal.account), \(verb), \(objects), \(fields))"
    )
  }
}

extension Store {
  /// Tries of a transaction that others' changes broke (40001, 40P01), each after a longer pause.
  static let tries = 4

  /// Runs `body` in one transaction. With a key, the answer is stored beside the effect and a repeated request gets the stored
  /// answer; errors of `body` other than the database's pass through, and nothing has changed then.
  public func write(
    as principal: Principal, at now: Instant, request: KeyedRequest? = nil,
    _ body: @Sendable (StoreTransaction) async throws -> String
  ) async throws -> WriteOutcome {
    do {
      return try await transact(as: principal, at: now) { transaction in
        if let request, let stored = try await transaction.recall(request) {
          return WriteOutcome(final: stored, isReplayed: true)
        }
        let final = try await body(transaction)
        if let request { try transaction.remember(request, final: final) }
        return WriteOutcome(final: final, isReplayed: false)
      }
    } catch StoreError.commitUnknown {
      guard let request, let stored = await outcome(of: request, as: principal, at: now) else { throw StoreError.commitUnknown }
      switch stored {
      case .committed(let final): return WriteOutcome(final: final, isReplayed: false)
      case .absent: throw StoreError.down
      }
    }
  }

  /// The same without an answer to keep: work of the daemon itself.
  public func transact<R: Sendable>(
    as principal: Principal, at now: Instant, _ body: @Sendable (StoreTransaction) async throws -> R
  ) async throws -> R {
    for attempt in 1... {
      do {
        let value = try await client.transaction { transaction in
          // Travels with the body's first statement, or with COMMIT where the body has none: the rights are always looked at.
          try transaction.post(principal.enter)
          return try await body(StoreTransaction(transaction: transaction, principal: principal, now: now))
        }
        committed.ring()
        return value
      } catch let error as PostgresError {
        let mapped = note(error)
        guard mapped == .contention, attempt < Self.tries else { throw mapped }
        try await pause(attempt)
      }
    }
    throw StoreError.contention
  }

  private func pause(_ attempt: Int) async throws {
    // Jitter, so that two that broke each other do not meet again.
    try await Task.sleep(for: .milliseconds(Int.random(in: 1...(8 << attempt))))
  }

  enum KnownOutcome {
    case committed(String)
    case absent
  }

  /// After a connection was lost while committing: whether the key has been stored, asked for up to five seconds. The lost
  /// connection's server process may still be committing: while it holds the key's lock nothing is known.
  private func outcome(of request: KeyedRequest, as principal: Principal, at now: Instant) async -> KnownOutcome? {
    let clock = ContinuousClock()
    let deadline = clock.now.advanced(by: .seconds(5))
    while clock.now < deadline {
      do {
        let stored = try await transact(as: principal, at: now) { try await $0.recall(request) }
        return stored.map(KnownOutcome.committed) ?? .absent
      } catch StoreError.down, StoreError.cancelled, StoreError.keyBusy, StoreError.commitUnknown {
        guard (try? await Task.sleep(for: .milliseconds(100))) != nil else { return nil }
      } catch {
        return nil
      }
    }
    return nil
  }
}

extension StoreTransaction {
  /// The stored answer, if the request was done before. Throws where the key is another's or is being worked on.
  func recall(_ request: KeyedRequest) async throws -> String? {
    let (locks, answers) = try await rows(
      of: Query<Bool>.value("SELECT pg_try_advisory_xact_lock(hashtextextended(\(request.key), \(principal.account)))"),
      Query(
        """
        SELECT final, fingerprint = sha256(convert_to(\(request.fingerprint), 'UTF8'))
          FROM muster.command_key WHERE account_id = \(principal.account) AND key = \(request.key)
        """, as: String.self, Bool.self))
    guard locks.first == true else { throw StoreError.keyBusy }
    guard let (final, isSame) = answers.first else { return nil }
    guard isSame else { throw StoreError.keyReused }
    return final
  }

  func remember(_ request: KeyedRequest, final: String) throws {
    try post(
      """
      INSERT INTO muster.command_key (account_id, key, fingerprint, final, at)
      VALUES (\(principal.account), \(request.key), sha256(convert_to(\(request.fingerprint), 'UTF8')), \(final), \(now))
      """)
  }
}

extension StoreTransaction {
  /// Keeps a token's digest; the secret is the caller's to show, once.
  public func addToken(id: String, secret: [UInt8], account: Int64, label: String?, expires: Instant?) async throws {
    try await execute(
      """
      INSERT INTO muster.token (id, account_id, label, digest, created_at, expires_at)
      VALUES (\(id), \(account), \(label), sha256(\(secret)), \(now), \(expires))
      """)
  }
}
