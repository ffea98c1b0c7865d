import NIOCore
import NIOEmbedded

extension NIOAsyncTestingChannel {
  /// The next octets that the channel would send; nil once it has closed and all has been read. The channel's own way to wait has
  /// no end for who asks after it has closed.
  func nextOutput() async throws -> ByteBuffer? {
    while true {
      // Looked at first: what is written before the close is still there after it.
      let isOver = !isActive
      if let octets = try await readOutbound(as: ByteBuffer.self) { return octets }
      if isOver { return nil }
      await Task.yield()
    }
  }
}
