/// A wire that keeps what went through it, octet for octet.
final class RecordingWire: Wire {
  private let wire: any Wire
  private(set) var sent: [UInt8] = []
  private(set) var received: [UInt8] = []

  init(_ wire: any Wire) { self.wire = wire }

  func send(_ octets: [UInt8]) async throws {
    sent += octets
    try await wire.send(octets)
  }

  func line() async throws -> String? {
    let line = try await wire.line()
    if let line { received += Array((line + "\n").utf8) }
    return line
  }

  func close() async { await wire.close() }
}
