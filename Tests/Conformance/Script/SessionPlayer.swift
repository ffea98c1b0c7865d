import MusterDomain
import TestSupport

/// A connection to a server as a script sees it: octets out, lines in.
protocol Wire {
  func send(_ octets: [UInt8]) async throws
  /// The next line without its end; nil when the server has closed.
  func line() async throws -> String?
  func close() async
}

/// Plays a script over wires of one kind and says where a line was another.
struct SessionPlayer {
  struct Mismatch: Error, CustomStringConvertible {
    let description: String
  }

  private let world: TestWorld
  private let connect: () async throws -> any Wire
  private var wires: [String: any Wire] = [:]
  private var names: [String: String] = [:]
  /// All that was said, as a script would have it.
  private var transcript = ""

  /// `isEncrypted`: whether the wires are, as each greeting must say.
  init(_ world: TestWorld, isEncrypted: Bool = false, connect: @escaping () async throws -> any Wire) {
    self.world = world
    self.connect = connect
    names["tls"] = isEncrypted ? "yes" : "no"
    for number in 1...8 { names["M-\(number)"] = world.code(.member, Int64(number)) }
    for account in ["admin", "staff-east"] { names["token-\(account)"] = TestWorld.token(account) }
  }

  /// Throws ``Mismatch``, or what a wire throws.
  mutating func play(_ script: SessionScript) async throws {
    for (line, step) in script.steps {
      do {
        try await play(step)
      } catch {
        for wire in wires.values { await wire.close() }
        throw Mismatch(description: "line \(line): \(error)\nso far:\n\(transcript)")
      }
    }
    for wire in wires.values { await wire.close() }
  }

  private mutating func play(_ step: SessionScript.Step) async throws {
    switch step {
    case .clock(let time): world.clock.set(time)
    case .open(let name, let account):
      let wire = try await connect()
      wires[name] = wire
      if let account { try await logIn(wire, as: account) }
    case .send(let name, let octets):
      try await wire(name).send(filled(octets))
      transcript += "\(name)> \(String(decoding: octets, as: UTF8.self))"
    case .expect(let name, let pattern): try await expect(pattern, of: name)
    case .closed(let name):
      if let line = try await wire(name).line() { throw Mismatch(description: "expected the end, got: \(line)") }
    case .close(let name): await (try wire(name)).close()
    }
  }

  private func logIn(_ wire: any Wire, as account: String) async throws {
    _ = try await wire.line()
    try await wire.send(Array("AUTH TOKEN \(TestWorld.token(account))\n".utf8))
    let answer = try await wire.line()
    guard answer?.hasPrefix("OK ") == true else { throw Mismatch(description: "no login as \(account): \(answer ?? "closed")") }
  }

  private mutating func expect(_ pattern: String, of name: String) async throws {
    guard let line = try await wire(name).line() else { throw Mismatch(description: "closed; expected: \(pattern)") }
    transcript += "\(name)< \(line.replacing("\t", with: "⇥"))\n"
    guard let found = LinePattern(pattern).match(line, knowing: names) else {
      throw Mismatch(description: "expected: \(pattern)\ngot:      \(line)")
    }
    names = found
  }

  /// Octets that are no text have no names in them.
  private func filled(_ octets: [UInt8]) throws -> [UInt8] {
    guard let text = String(validating: octets, as: UTF8.self), text.contains("<") else { return octets }
    guard let filled = LinePattern(text).filled(from: names) else { throw Mismatch(description: "an unknown name in: \(text)") }
    return Array(filled.utf8)
  }

  private func wire(_ name: String) throws -> any Wire {
    guard let wire = wires[name] else { throw Mismatch(description: "no connection \(name) is open") }
    return wire
  }
}
