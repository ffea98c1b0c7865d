import NIOConcurrencyHelpers
import NIOCore
import NIOHTTP1
import NIOPosix

/// A gateway on loopback that answers as it is told and keeps what it was sent.
final class GatewayStub: Sendable {
  struct Received: Sendable {
    let uri: String
    let headers: HTTPHeaders
    let body: String
  }

  struct Answer: Sendable {
    var status: HTTPResponseStatus = .ok
    var headers: [(String, String)] = []
    var body = ""
  }

  private let received = NIOLockedValueBox<[Received]>([])
  private let answers: NIOLockedValueBox<[Answer]>
  private let channel: NIOLockedValueBox<(any Channel)?> = NIOLockedValueBox(nil)

  private init(_ answers: [Answer]) { self.answers = NIOLockedValueBox(answers) }

  var letters: [Received] { received.withLockedValue { $0 } }
  var url: String { "http://127.0.0.1:\(channel.withLockedValue { $0 }?.localAddress?.port ?? 0)/hook" }

  static func with<R>(_ answers: Answer..., body: (GatewayStub) async throws -> R) async throws -> R {
    let stub = GatewayStub(answers)
    let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .childChannelInitializer { channel in
        channel.pipeline.configureHTTPServerPipeline().flatMapThrowing {
          try channel.pipeline.syncOperations.addHandler(Replies(stub))
        }
      }.bind(host: "127.0.0.1", port: 0).get()
    stub.channel.withLockedValue { $0 = channel }
    do {
      let result = try await body(stub)
      try await channel.close()
      return result
    } catch {
      try? await channel.close()
      throw error
    }
  }

  fileprivate func answer(_ letter: Received) -> Answer {
    received.withLockedValue { $0.append(letter) }
    return answers.withLockedValue { $0.isEmpty ? Answer() : $0.removeFirst() }
  }
}

private final class Replies: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private let stub: GatewayStub
  private var head: HTTPRequestHead?
  private var body = ""

  init(_ stub: GatewayStub) { self.stub = stub }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head): (self.head, body) = (head, "")
    case .body(let buffer): body += String(buffer: buffer)
    case .end:
      guard let head else { return }
      let answer = stub.answer(.init(uri: head.uri, headers: head.headers, body: body))
      var headers = HTTPHeaders(answer.headers)
      headers.add(name: "content-length", value: "\(answer.body.utf8.count)")
      context.write(
        wrapOutboundOut(.head(.init(version: .http1_1, status: answer.status, headers: headers))), promise: nil)
      context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: answer.body)))), promise: nil)
      context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }
  }
}
