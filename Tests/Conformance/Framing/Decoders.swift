import MusterProtocol
import NIOCore

/// The framer as NIO's decoders are written, so that NIO's verifier can be put to it.
struct FrameDecoder: ByteToMessageDecoder {
  typealias InboundOut = LineFramer.Frame
  private var framer = LineFramer()

  init(isAnonymous: Bool) { framer.isAnonymous = isAnonymous }

  mutating func decode(context: ChannelHandlerContext, buffer: inout ByteBuffer) -> DecodingState {
    framer.append(buffer.readableBytesView)
    buffer.moveReaderIndex(to: buffer.writerIndex)
    while let frame = framer.next() { context.fireChannelRead(wrapInboundOut(frame)) }
    return .needMoreData
  }

  mutating func decodeLast(context: ChannelHandlerContext, buffer: inout ByteBuffer, seenEOF: Bool) -> DecodingState {
    decode(context: context, buffer: &buffer)
  }
}

/// The client's parser of replies, likewise.
struct ReplyDecoder: ByteToMessageDecoder {
  typealias InboundOut = ReplyParser.Output
  private var parser: ReplyParser

  init(greeting: Bool) { parser = ReplyParser(greeting: greeting) }

  mutating func decode(context: ChannelHandlerContext, buffer: inout ByteBuffer) throws -> DecodingState {
    parser.append(buffer.readableBytesView)
    buffer.moveReaderIndex(to: buffer.writerIndex)
    while let output = try parser.next() { context.fireChannelRead(wrapInboundOut(output)) }
    return .needMoreData
  }

  mutating func decodeLast(
    context: ChannelHandlerContext, buffer: inout ByteBuffer, seenEOF: Bool
  ) throws -> DecodingState { try decode(context: context, buffer: &buffer) }
}
