import MusterHandler
import MusterProtocol
import NIOCore
import NIOEmbedded

@testable import MusterLineServer

/// Sends a pipeline to a server in process, shuts its side, and holds what comes back against what must.
struct PipelineClient: Sendable {
  struct Mismatch: Error, CustomStringConvertible {
    let description: String
  }

  private let channel = NIOAsyncTestingChannel()
  private let pipeline: RandomPipeline

  /// Throws ``Mismatch`` where a reply is missing, one too many, or another.
  static func check(_ pipeline: RandomPipeline, on server: LineServer) async throws {
    let client = PipelineClient(pipeline: pipeline)
    let channel = client.channel
    try await channel.testingEventLoop.executeInContext {
      try server.serve(channel, peer: .network(address: "127.0.0.1", isLoopback: true))
    }
    try await channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 7117))
    async let heard = client.hear()
    try await client.send()
    try client.compare(try await heard)
    try? await channel.close()
  }

  private init(pipeline: RandomPipeline) { self.pipeline = pipeline }

  /// What the server has closed on is not answered, so it need not arrive.
  private func send() async throws {
    for start in stride(from: 0, to: pipeline.pieces.count, by: pipeline.burst) {
      try await channel.testingEventLoop.executeInContext {
        for piece in pipeline.pieces[start...].prefix(pipeline.burst) where channel.isActive {
          channel.pipeline.fireChannelRead(ByteBuffer(bytes: piece))
          channel.pipeline.fireChannelReadComplete()
        }
      }
    }
    try await channel.testingEventLoop.executeInContext {
      channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
    }
  }

  /// Every reply until the server closes.
  private func hear() async throws -> [(tag: String?, word: Word)] {
    var parser = ReplyParser()
    var heard: [(tag: String?, word: Word)] = []
    while let octets = try await next() {
      parser.append(octets)
      while let output = try parser.next() {
        if case .reply(let tag, let reply) = output { heard.append((tag, reply.final.word)) }
      }
    }
    guard parser.isAtRest else { throw Mismatch(description: "the server closed within a reply") }
    return heard
  }

  private func next() async throws -> ByteBufferView? { try await channel.nextOutput()?.readableBytesView }

  private func compare(_ heard: [(tag: String?, word: Word)]) throws {
    for (index, line) in pipeline.answered.enumerated() {
      let sent = String(decoding: line.octets.prefix(200), as: UTF8.self)
      guard index < heard.count else { throw Mismatch(description: "no reply to line \(index + 1): \(sent)") }
      let reply = heard[index]
      guard reply.tag == line.tag, line.word.map({ $0 == reply.word }) ?? (reply.word != .bye) else {
        throw Mismatch(description: "\(reply) is the reply to line \(index + 1): \(sent)")
      }
    }
    guard heard.count == pipeline.answered.count else {
      throw Mismatch(description: "\(heard.count - pipeline.answered.count) replies too many: \(heard.suffix(3))")
    }
  }
}
