import MusterProtocol

/// One command of a session: held back, on its way, or answered and not yet taken.
struct Flight {
  enum State {
    /// It waits for its turn to be sent.
    case held
    case waiting(ClientConnection.Pending)
    case answered(Reply)
  }

  let command: Outgoing
  let key: KeyJournal.Key?
  /// Of which connection's batch it is a part: on another it would mean something else.
  let batch: Int?
  /// False where it does not matter whether it is done before or after its neighbours.
  let isOrdered: Bool
  var state = State.held
  var laterTries = 0
  var unknownTries = 0
  /// The BEGIN before it was refused.
  var isBatchRefused = false

  init(command: Outgoing, key: KeyJournal.Key?, batch: Int?, isOrdered: Bool) {
    self.command = command
    self.key = key
    self.batch = batch
    self.isOrdered = isOrdered
  }

  var isHeld: Bool { if case .held = state { true } else { false } }

  /// Queued by the server, and not done.
  var isPartOfBatch: Bool { batch != nil && !command.beginsBatch && !command.runsOrDropsBatch }

  var isRepeatable: Bool { batch == nil && command.isRepeatable(withKey: key?.text) }

  /// Whether it may be sent behind those, whose answers are not known: any of them may have to be repeated (LATER, UNSURE), which
  /// brings it behind this one. What only reads may always be sent, as it is asked again with what it had to wait for; what changes
  /// something, or the session, waits until all before it are answered; and nothing follows BEGIN or COMMIT, whose answer says what
  /// a line behind it means.
  func mayFollow(_ before: some Sequence<Flight>) -> Bool {
    before.allSatisfy { earlier in
      if earlier.isHeld || earlier.command.beginsBatch || earlier.command.runsOrDropsBatch { return false }
      if isPartOfBatch, earlier.isPartOfBatch { return true }
      return !command.mattersInOrder || (!isOrdered && !earlier.command.altersSession)
    }
  }

  func reply() async throws -> Reply {
    switch state {
    case .held: throw ClientError.lost(nil)
    case .waiting(let pending): try await pending.reply()
    case .answered(let reply): reply
    }
  }
}

extension Outgoing {
  /// Done before or after another command, it may have another outcome, or give that one another.
  var mattersInOrder: Bool { changes || altersSession }

  /// What lines behind it mean depends on it.
  var altersSession: Bool { row.map { Self.sessionVerbs.contains($0.name) } ?? true }

  /// COMMIT, also as a trial, and ROLLBACK.
  var runsOrDropsBatch: Bool { row?.name == "COMMIT" || row?.name == "ROLLBACK" }

  private static let sessionVerbs: Set<String> = ["AUTH", "SET", "QUIT", "BEGIN", "COMMIT", "ROLLBACK"]
}
