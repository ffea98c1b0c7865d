import MusterClient

/// Many connections that are logged in and say nothing: what each costs the daemon in memory.
struct IdleCrowd {
  let target: Target
  let daemon: DaemonProcess
  let count: Int

  func measure() async throws -> String {
    // The daemon's own first-time memory is not the crowd's.
    for _ in 0..<50 { await (try await target.connect()).close() }
    let before = daemon.residentKibibytes
    let connections = try await open()
    let after = daemon.residentKibibytes
    for connection in connections { await connection.close() }
    let each = Double(after - before) / Double(count)
    let hundredths = Int(each * 100)
    let text = "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
    return """
      idle \(target.address): \(count) connections, daemon \(before / 1_024) → \(after / 1_024) MiB, \(text) KiB each
      """
  }

  /// Fifty at a time.
  private func open() async throws -> [ClientConnection] {
    try await withThrowingTaskGroup(of: ClientConnection.self) { group in
      var connections: [ClientConnection] = []
      for number in 0..<count {
        if number >= 50, let connection = try await group.next() { connections.append(connection) }
        group.addTask { try await target.connect() }
      }
      for try await connection in group { connections.append(connection) }
      return connections
    }
  }
}
