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

  /// What came back in order, challenges among the replies; and the numbers of the events between them.
  struct Heard: Sendable {
    /// Without a word: a challenge.
    var replies: [(tag: String?, word: Word?)] = []
    var events: [Int64] = []
  }

  /// Throws ``Mismatch`` where a reply is missing, one too many, or another.
  static func check(_ pipeline: RandomPipeline, on server: LineServer) async throws -> Heard {
    let client = PipelineClient(pipeline: pipeline)
    let channel = client.channel
    try await channel.testingEventLoop.executeInContext {
      try server.serve(channel, peer: .network(address: "127.0.0.1", isLoopback: true))
    }
    try await channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 7117))
    let (challenges, feed) = AsyncStream<String>.makeStream()
    async let heard = client.hear(feed)
    try await client.send(challenges)
    let all = try await heard
    try client.compare(all.replies)
    try? await channel.close()
    return all
  }

  private init(pipeline: RandomPipeline) { self.pipeline = pipeline }

  /// What the server has closed on is not answered, so it need not arrive.
  private func send(_ challenges: AsyncStream<String>) async throws {
    var challenges = challenges.makeAsyncIterator()
    var heard = 0
    var packets: [[UInt8]] = []
    for piece in pipeline.pieces {
      switch piece {
      case .octets(let octets): packets.append(octets)
      case .proof(let exchange, let number):
        try await deliver(packets)
        packets = []
        var challenge: String?
        while heard < number {
          challenge = await challenges.next()
          heard += 1
        }
        guard let line = challenge.flatMap({ PipelineAccount.proof(Array($0.utf8), exchange) }) else {
          throw Mismatch(description: "no challenge \(number) for \(pipeline.answered.count) lines")
        }
        packets.append(line + [0x0A])
      }
    }
    try await deliver(packets)
    try await channel.testingEventLoop.executeInContext {
      channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
    }
  }

  private func deliver(_ packets: [[UInt8]]) async throws {
    for start in stride(from: 0, to: packets.count, by: pipeline.burst) {
      try await channel.testingEventLoop.executeInContext {
        for packet in packets[start...].prefix(pipeline.burst) where channel.isActive {
          channel.pipeline.fireChannelRead(ByteBuffer(bytes: packet))
          channel.pipeline.fireChannelReadComplete()
        }
      }
    }
  }

  /// Every reply until the server closes.
  private func hear(_ challenges: AsyncStream<String>.Continuation) async throws -> Heard {
    defer { challenges.finish() }
    var parser = ReplyParser()
    var heard = Heard()
    while let octets = try await next() {
      parser.append(octets)
      while let output = try parser.next() {
        switch output {
        case .greeting: break
        case .event(let event): heard.events.append(event.seq)
        case .reply(let tag, let reply):
          heard.replies.append((tag, reply.challenge == nil ? reply.final.word : nil))
          if let challenge = reply.challenge { challenges.yield(challenge) }
        }
      }
    }
    guard parser.isAtRest else { throw Mismatch(description: "the server closed within a reply") }
    return heard
  }

  private func next() async throws -> ByteBufferView? { try await channel.nextOutput()?.readableBytesView }

  private func compare(_ heard: [(tag: String?, word: Word?)]) throws {
    for (index, line) in pipeline.answered.enumerated() {
      let sent = String(decoding: line.octets.prefix(200), as: UTF8.self)
      guard index < heard.count else { throw Mismatch(description: "no reply to line \(index + 1): \(sent)") }
      let reply = heard[index]
      guard reply.tag == line.tag, line.isChallenged == (reply.word == nil),
        line.word.map({ $0 == reply.word }) ?? (reply.word != .bye)
      else {
        throw Mismatch(description: "\(reply) is the reply to line \(index + 1): \(sent)")
      }
    }
    guard heard.count == pipeline.answered.count else {
      throw Mismatch(description: "\(heard.count - pipeline.answered.count) replies too many: \(heard.suffix(3))")
    }
  }
}
