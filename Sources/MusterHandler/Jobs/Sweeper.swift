import Logging
import MusterDomain
import MusterStore

/// Does what is due by the business clock and nobody asks for: offers that ran out, searches for substitutes that wait,
/// contacts of residents whose days are over. As many
/// sweepers as you like may run: each step is decided again under the locks, so it happens once.
public struct Sweeper: Sendable {
  /// How often it looks.
  static let period = Duration.seconds(1)
  /// How much it does between two looks.
  static let batch = 200

  let environment: Environment

  public init(_ environment: Environment) { self.environment = environment }

  /// Runs until the task is cancelled.
  public func run() async {
    while !Task.isCancelled {
      do {
        try await sweep()
      } catch {
        environment.logger.warning("sweep put off", metadata: ["error": "\(error)"])
      }
      try? await Task.sleep(for: Self.period)
    }
  }

  /// One look: how many offers ran out, and how many seats were offered anew.
  @discardableResult
  public func sweep() async throws -> (expired: Int, offered: Int) {
    guard let hand = try await environment.store.principal(named: "muster") else { return (0, 0) }
    let now = environment.now()
    var expired = 0
    for row in try await environment.store.read(as: hand, Due.offers(at: now, most: Self.batch)) {
      if try await one("offer", row.id, { try await expire(row, hand, now) }) ?? false { expired += 1 }
    }
    var offered = 0
    for assignment in try await environment.store.read(as: hand, Due.searches(at: now, most: Self.batch)) {
      if try await one("search", assignment, { try await SubstituteSearch(environment).search(for: assignment) }) ?? nil != nil
      {
        offered += 1
      }
    }
    _ = try await environment.store.transact(as: hand, at: now) { try await $0.eraseContacts(most: Self.batch) }
    return (expired, offered)
  }

  /// One step. What goes wrong with it alone is noted and does not hold up the others; when the database is away they all wait.
  private func one<R>(_ what: String, _ id: Int64, _ step: () async throws -> R) async throws -> R? {
    do {
      return try await step()
    } catch let error as StoreError where [.down, .readOnly, .poolExhausted, .cancelled, .diskFull].contains(error) {
      throw error
    } catch {
      environment.logger.error("sweep", metadata: ["what": "\(what)", "id": "\(id)", "error": "\(error)"])
      return nil
    }
  }

  private func expire(_ seen: AssignmentRow, _ hand: Principal, _ now: Instant) async throws -> Bool {
    try await environment.store.transact(as: hand, at: now) { transaction in
      try await transaction.lock(shifts: [seen.shift], members: [seen.member])
      guard let row = try await transaction.first(AssignmentRow.one(seen.id)), row.state == .offered,
        let deadline = row.deadline, deadline <= now
      else { return false }
      try await transaction.move([row.id], to: .expired)
      try await transaction.fixTimes([row.shift])
      try await transaction.search(for: row, notBefore: now)
      return true
    }
  }
}
