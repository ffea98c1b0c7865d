import Glibc
import MusterProtocol
import NIOCore
import Testing

@testable import MusterLineServer

@Suite("What the kernel is told of a connection") struct KernelTests {
  @Test("is to find out within 90 seconds that its peer is gone")
  func liveness() async throws {
    try await withServer { _, addresses in
      let client = try await TestClient.connect(to: addresses[0]).greeted()
      let ours = try #require(client.localPort)
      // Both ends are in this process: the server's is the one whose peer is our end.
      let accepted = try #require((0..<4_096).first { Self.peerPort(of: $0) == ours && Self.port(of: $0) == addresses[0].port })
      #expect(Self.option(accepted, SOL_SOCKET, SO_KEEPALIVE) == 1)
      let quiet = Self.option(accepted, Int32(IPPROTO_TCP), TCP_KEEPIDLE)
      let between = Self.option(accepted, Int32(IPPROTO_TCP), TCP_KEEPINTVL)
      let unanswered = Self.option(accepted, Int32(IPPROTO_TCP), 18)
      // With a user timeout the kernel ends a silent connection at the first probe after it, whatever the count of probes.
      #expect(quiet == 30 && between == 10 && unanswered == 60_000)
      #expect(quiet + between + unanswered / 1_000 <= 100 && max(quiet, unanswered / 1_000) + between <= 90)
      await client.close()
    }
  }

  private static func option(_ descriptor: Int32, _ level: Int32, _ name: Int32) -> Int32 {
    var value: Int32 = -1
    var size = socklen_t(MemoryLayout<Int32>.size)
    getsockopt(descriptor, level, name, &value, &size)
    return value
  }

  private static func peerPort(of descriptor: Int32) -> Int? { port { getpeername(descriptor, $0, $1) } }
  private static func port(of descriptor: Int32) -> Int? { port { getsockname(descriptor, $0, $1) } }

  private static func port(_ name: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int32) -> Int? {
    var address = sockaddr_in()
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { name($0, &size) }
    }
    guard result == 0, address.sin_family == sa_family_t(AF_INET) else { return nil }
    return Int(UInt16(bigEndian: address.sin_port))
  }
}
