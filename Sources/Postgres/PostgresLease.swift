import CLibPQ
import NIOConcurrencyHelpers

/// One exclusive connection in one caller's hands, from the wait to the return. Used through `PostgresSession`.
public final class PostgresLease: Sendable {
  private struct State {
    /// What travels with the next statement: BEGIN and its preamble, and what was posted since.
    var opening: [SQL]
    var hasPosted = false
    var hasBegun = false
    var isEnded = false
  }

  private let link: Link
  private let engine: Engine
  private let stake: Segment.Stake
  private let state: NIOLockedValueBox<State>

  init(_ link: Link, engine: Engine, opening: [SQL], stake: Segment.Stake) {
    self.link = link
    self.engine = engine
    self.stake = stake
    state = NIOLockedValueBox(State(opening: opening))
  }

  /// Runs statements in one round trip. Checked before anything is sent: cancellation, use after the end, bad values.
  func send(_ statements: [SQL], cancellable: Bool = true) async throws(PostgresError) -> [PostgresResult] {
    guard !cancellable || !Task.isCancelled else { throw .cancelled }
    if let problem = statements.lazy.compactMap(\.problem).first { throw problem }
    // Submitted under the lock, so that BEGIN stays ahead of what a sibling task sends.
    let segment = state.withLockedValue { [link, stake] state -> Segment? in
      guard !state.isEnded else { return nil }
      let segment = Segment(state.opening + statements, keepFrom: state.opening.count, stake: stake)
      state.opening = []
      state.hasBegun = true
      post(segment.promise) { link.submit(.segment(segment)) }
      return segment
    }
    guard let segment else { throw .misuse("a connection or transaction was used after its end") }
    return cancellable ? try await segment.promise.wait() : try await segment.promise.uninterrupted().get()
  }

  /// Leaves a statement to travel with the next one, or with COMMIT.
  func post(_ statement: SQL) throws(PostgresError) {
    if let problem = statement.problem { throw problem }
    let isTaken = state.withLockedValue { state in
      guard !state.isEnded else { return false }
      state.opening.append(statement)
      state.hasPosted = true
      return true
    }
    guard isTaken else { throw .misuse("a connection or transaction was used after its end") }
  }

  /// Forgets what was posted and has not been sent.
  func dropPosted() { state.withLockedValue { if $0.hasBegun { $0.opening = [] } } }

  /// Starts a script or COPY, after BEGIN if that has not been sent.
  func start(_ kind: Simple.Kind, _ text: String) async throws(PostgresError) -> Simple {
    guard !text.utf8.contains(0) else { throw .encoding("SQL with a NUL byte") }
    if state.withLockedValue({ !$0.opening.isEmpty }) { _ = try await send([]) }
    guard !state.withLockedValue({ $0.isEnded }) else { throw .misuse("a connection or transaction was used after its end") }
    guard !Task.isCancelled else { throw .cancelled }
    let work = Simple(kind, text, stake: stake)
    post(work.finished) { [link] in link.submit(.simple(work)) }
    return work
  }

  /// Runs a job on the link's thread.
  func post<Value>(_ promise: Promise<Value>, _ job: @escaping @Sendable (Link) -> Void) {
    post(promise) { [link] in job(link) }
  }

  private func post<Value>(_ promise: Promise<Value>, _ job: @escaping @Sendable () -> Void) {
    // The client waits for leases before it ends, so this is refused only after a close that lost its thread.
    if !engine.reactor.submit(job) { promise.fail(.closed) }
  }

  /// The connection cannot be brought back in step: closes it, and stops the statement under way.
  func abandon() { engine.reactor.submit { [link] in link.abandon() } }

  func commit() async throws(PostgresError) {
    let (hasBegun, hasPosted) = state.withLockedValue { ($0.hasBegun, $0.hasPosted) }
    guard hasBegun || hasPosted else { return giveBack(reuse: true) }
    if !hasBegun { _ = try await send([]) }
    let posted = state.withLockedValue { state in
      defer { state.opening = [] }
      return state.opening
    }
    // The server ends a statement's time limit before it commits (finish_xact_command), so none strikes there.
    let segment = Segment(posted + [SQL(trusted: "COMMIT")], stake: .commit)
    post(segment.promise) { [link] in
      guard link.isOpen else { return link.submit(.segment(segment)) }
      switch (link.isAtRest, link.transactionStatus) {
      case (true, PQTRANS_INTRANS): link.submit(.segment(segment))
      case (true, PQTRANS_INERROR): segment.promise.fail(.rolledBack)
      // A statement that a cancelled child left unanswered, or a COMMIT of the body's own: not ours to seal.
      default: segment.promise.fail(.misuse("the body of a transaction ended it, or left a statement running"))
      }
    }
    _ = try await segment.promise.uninterrupted().get()
    giveBack(reuse: true)
  }

  /// Ends an unfinished transaction and gives the connection back; does nothing after a commit.
  func rollBack() async {
    guard state.withLockedValue({ !$0.isEnded }) else { return }
    let segment = Segment([SQL(trusted: "ROLLBACK")], stake: .insideTransaction)
    post(segment.promise) { [link] in
      guard link.isOpen, link.isAtRest, link.transactionStatus != PQTRANS_IDLE else {
        segment.promise.resolve(.success([]))
        return
      }
      link.submit(.segment(segment))
    }
    _ = await segment.promise.uninterrupted()
    giveBack(reuse: true)
  }

  /// Once; later calls do nothing. The lane closes a connection that is not clean.
  func giveBack(reuse: Bool) {
    let isFirst = state.withLockedValue { state in
      defer { state.isEnded = true }
      return !state.isEnded
    }
    guard isFirst else { return }
    engine.reactor.submit { [link, engine] in engine.leased.giveBack(link, reuse: reuse) }
  }
}
