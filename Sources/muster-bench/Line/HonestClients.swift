import MusterClient

/// Clients that ask at fixed times, whether the answer before has come or not: a daemon that is slow does not thereby get fewer
/// commands, and the wait counts from when the command was due.
struct HonestClients {
  let target: Target
  let count: Int
  /// Between two commands of a client.
  private static let period = Duration.milliseconds(40)

  /// Microseconds of every command of so many seconds, in ascending order.
  func measure(seconds: Int) async throws -> [Int] {
    try await withThrowingTaskGroup(of: [Int].self) { group in
      for number in 0..<count { group.addTask { try await one(number, seconds) } }
      return try await group.reduce(into: []) { $0 += $1 }.sorted()
    }
  }

  private func one(_ number: Int, _ seconds: Int) async throws -> [Int] {
    let connection = try await target.connect()
    let begin = ContinuousClock.now + Self.period * number / count
    let waits = try await withThrowingTaskGroup(of: Int.self) { group in
      for round in 0..<(seconds * 25) {
        let due = begin + Self.period * round
        try await Task.sleep(until: due)
        let pending = connection.send(Array("AREAS limit=5\n".utf8), tag: nil)
        group.addTask {
          let reply = try await pending.reply()
          guard reply.final.word == .ok else {
            throw Obstacle("AREAS 答 \(reply.final.word.rawValue)", "AREAS was answered \(reply.final.word.rawValue)")
          }
          return Int((ContinuousClock.now - due) / .microseconds(1))
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    await connection.close()
    return waits
  }
}

extension [Int] {
  /// Of ascending numbers.
  func percentile(_ percent: Double) -> Int { isEmpty ? 0 : self[Swift.min(count - 1, Int(Double(count) * percent / 100))] }
}
