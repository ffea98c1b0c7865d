import MusterProtocol

/// What is sent again, and when.
extension Session {
  /// How long to wait before the first in flight is repeated, or nil if its answer stands.
  func pauseBeforeRepeating(_ final: Final) -> Duration? {
    let flight = flights[0]
    let policy = settings.retry
    // A part of a batch would come back behind those that are queued by now.
    if flight.isPartOfBatch, flights.dropFirst().contains(where: { !$0.isHeld }) { return nil }
    switch final.word {
    case .later where flight.laterTries < (final.code == .limitRate ? max(policy.rate, policy.later) : policy.later):
      flights[0].laterTries += 1
      return policy.pause(attempt: flight.laterTries + 1, final: final)
    // KEY/BUSY: the server still runs what we lost sight of.
    case .later where final.code == .keyBusy && (1..<policy.unknown).contains(flight.unknownTries),
      .unsure where flight.unknownTries < policy.unknown && flight.isRepeatable:
      flights[0].unknownTries += 1
      return policy.pause(attempt: flight.unknownTries + 1, final: final)
    default: return nil
    }
  }

  /// The connection that holds the batch is still there.
  func requireHeld(_ batch: Int?) throws(ClientError) {
    guard let batch, batch != connections || connection?.isOpen != true else { return }
    self.batch = nil
    throw .batchLost
  }

  /// With whatever was sent behind it and has, or may have, seen the city without it.
  func repeatFirst() async throws {
    try requireHeld(flights[0].batch)
    let connection = try await connected()
    let isSeen = flights[0].isOrdered && flights[0].command.mattersInOrder
    for index in flights.indices
    where index == 0 || (isSeen && !flights[index].isHeld && !flights[index].command.mattersInOrder) {
      flights[index].state = .waiting(try send(flights[index].command, key: flights[index].key?.text, on: connection))
    }
  }

  /// The connection is gone: keeps the answers that had come, and sends the rest again in their order. Each command is
  /// repeated a limited number of times, so this ends.
  func recover(from error: ClientError) async throws {
    await connection?.close()
    connection = nil
    var lost: [Int] = []
    for index in flights.indices where !flights[index].isHeld {
      do { flights[index].state = .answered(try await flights[index].reply()) } catch { lost.append(index) }
    }
    guard error.isLoss, lost.allSatisfy({ flights[$0].isRepeatable && flights[$0].unknownTries < settings.retry.unknown })
    else {
      // What was queued went with the connection; COMMIT itself may have been done.
      let isBatchLost = !lost.contains { flights[$0].command.endsBatch } && lost.contains { flights[$0].batch != nil }
      batch = nil
      abandon()
      throw isBatchLost && error.isLoss ? .batchLost : error
    }
    for index in lost { flights[index].unknownTries += 1 }
    let attempt = lost.first.map { flights[$0].unknownTries } ?? 1
    try await Task.sleep(for: settings.retry.pause(attempt: attempt, final: error.final))
    do {
      let connection = try await connect()
      for index in lost {
        let flight = flights[index]
        flights[index].state = .waiting(try send(flight.command, key: flight.key?.text, on: connection))
      }
    } catch let failure as ClientError where failure.isLoss {
      // Still away: the same commands, one try poorer.
      return
    } catch {
      abandon()
      throw error
    }
  }
}

extension ClientError {
  /// The connection is gone or cannot be had just now; another may do.
  var isLoss: Bool {
    switch self {
    case .lost, .deadline, .unreachable, .turnedAway, .encryption(_, .closed): true
    default: false
    }
  }

  var final: Final? {
    switch self {
    case .lost(let final): final
    case .turnedAway(let final): final
    default: nil
    }
  }
}
