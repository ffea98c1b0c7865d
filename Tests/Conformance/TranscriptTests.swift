import Logging
import MusterLineServer
import MusterProtocol
import NIOCore
import TestSupport
import Testing

/// What clients send and must see, from the files in `Sessions/`.
@Suite("A transcript") struct TranscriptTests {
  @Test("is there for each part of the protocol")
  func present() { #expect(Checked.sessions.count >= 11) }

  @Test("goes in process as it is written", arguments: Checked.sessions)
  func inProcess(name: String) async throws {
    try await play(name) { server, _ in { try await ProcessWire.connect(to: server) } }
  }

  @Test("goes over a socket as it is written", arguments: Checked.sessions)
  func overSocket(name: String) async throws {
    try await play(name) { _, addresses in { try await SocketWire.connect(to: addresses[0]) } }
  }

  @Test("goes by TLS as it is written", arguments: Checked.sessions)
  func byTLS(name: String) async throws {
    try await play(name, isEncrypted: true) { _, addresses in { try await SocketWire.encrypted(to: addresses[1]) } }
  }

  private func play(
    _ name: String, isEncrypted: Bool = false, connect: (LineServer, [SocketAddress]) -> () async throws -> any Wire
  ) async throws {
    let script = try SessionScript(Checked.text("Sessions/\(name).session"))
    try await withServer { world, server, addresses in
      var player = SessionPlayer(world, isEncrypted: isEncrypted, connect: connect(server, addresses))
      try await player.play(script)
    }
  }
}
