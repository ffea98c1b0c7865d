import MusterDomain
import MusterProtocol
import MusterStore

/// A batch's commands one after the other in one transaction, each seeing what those before it did.
struct BatchRun: Sendable {
  /// One command was refused, so none is done.
  struct Failure: Error {
    /// From 1.
    let place: Int
    let cause: any Error
  }

  private struct Undone: Error { let finals: [Final] }

  let batch: Batch
  let environment: Environment
  let principal: Principal
  let language: Language
  let now: Instant

  /// All of them for good; with a key, their finals are kept together, and given again to whoever repeats the batch.
  func done() async throws -> (finals: [Final], isReplayed: Bool) {
    let keyed = batch.key.map { KeyedRequest(key: $0, fingerprint: batch.fingerprint) }
    let outcome = try await environment.store.write(as: principal, at: now, request: keyed) { transaction in
      try await run(in: transaction).map(FinalText.encode).joined(separator: "\n")
    }
    return (try outcome.final.split(separator: "\n").map { try FinalText.decode(String($0)) }, outcome.isReplayed)
  }

  /// What would have come of them; nothing of it stays.
  func tried() async throws -> [Final] {
    do {
      return try await environment.store.transact(as: principal, at: now) { transaction -> [Final] in
        throw Undone(finals: try await run(in: transaction))
      }
    } catch let undone as Undone {
      return undone.finals
    }
  }

  private func run(in transaction: StoreTransaction) async throws -> [Final] {
    var finals: [Final] = []
    for queued in batch.commands {
      do {
        finals.append(try await final(of: queued, in: transaction))
      } catch let error where Self.isRefusal(error) {
        throw Failure(place: finals.count + 1, cause: StoreError.refusal(error) ?? error)
      }
    }
    return finals
  }

  private func final(of queued: Batch.Queued, in transaction: StoreTransaction) async throws -> Final {
    try Handler.authorise(queued.command, principal)
    let request = Request(
      command: queued.command, environment: environment, principal: principal, zone: queued.zone, language: language, now: now,
      within: transaction)
    return try await Handler.run(request).final
  }

  /// The command's own fault; all else befalls the batch as a whole, and may go better another time.
  private static func isRefusal(_ error: any Error) -> Bool {
    error is Answer || error is Refusal || error is ParseFailure || StoreError.refusal(error) != nil
  }
}
