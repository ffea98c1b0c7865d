/// Statements that travel together and end in one sync: outside a transaction they are one implicit transaction.
///
/// `@unchecked Sendable`: made by the caller, then touched by the reactor's thread only.
final class Segment: @unchecked Sendable {
  /// What a lost connection means for statements that had been sent.
  enum Stake { case autocommit, insideTransaction, commit }

  let statements: [SQL]
  let stake: Stake
  /// Answers of the statements before this index are dropped.
  let keepFrom: Int
  let promise = Promise<[PostgresResult]>()
  /// Told on the reactor's thread when the sync has come.
  var onFinish: ((PostgresError?) -> Void)?
  private var results: [PostgresResult] = []
  private var failure: PostgresError?

  init(_ statements: [SQL], keepFrom: Int = 0, stake: Stake) {
    self.statements = statements
    self.keepFrom = keepFrom
    self.stake = stake
  }

  /// The first statement that cannot be sent, as an error; found before anything is sent.
  var problem: PostgresError? { statements.lazy.compactMap(\.problem).first }

  func answer(_ result: PostgresResult, to index: Int) { if index >= keepFrom { results.append(result) } }

  /// The first failure counts; those after it only say that they were skipped.
  func fail(_ error: PostgresError) { failure = failure ?? error }

  /// The sync has come: tells the caller.
  func finish() {
    promise.resolve(failure.map { .failure($0) } ?? .success(results))
    onFinish?(failure)
  }

  func lose(reason: String, wasSent: Bool) {
    switch (stake, wasSent) {
    case (.commit, true): promise.fail(.commitUnknown(reason: reason))
    case (.autocommit, true): promise.fail(.connectionDown(reason: reason, outcomeUnknown: true))
    default: promise.fail(.connectionDown(reason: reason, outcomeUnknown: false))
    }
  }
}
