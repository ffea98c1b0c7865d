import MusterProtocol
import NIOCore
import NIOEmbedded
import NIOTestUtils
import TestSupport
import Testing

/// What both sides of each transcript really say, framed by NIO's decoder verifier (whole, octet by octet, many at once) and
/// at every split point.
@Suite("The octets of a transcript") struct FramingTests {
  @Test("frame alike however they are split, on both sides", arguments: Checked.sessions)
  func splits(name: String) async throws {
    for wire in try await record(name) {
      for isAnonymous in [false, true] {
        try verify(wire.sent) {
          FrameDecoder(isAnonymous: isAnonymous)
        } isLast: { frame in
          if case .line = frame { false } else { true }
        }
      }
      // The greeting comes once and first; the verifier says its inputs in any order.
      let beginning = try outputs(wire.received, ReplyDecoder(greeting: true)).prefix(2)
      guard let greeting = beginning.first, let end = beginning.last?.range.upperBound else { continue }
      try everySplit(wire.received[..<end], beginning.map(\.output)) { ReplyDecoder(greeting: true) }
      let replies = Array(wire.received[greeting.range.upperBound...])
      try verify(replies) {
        ReplyDecoder(greeting: false)
      } isLast: { _ in
        false
      }
    }
  }

  /// Plays the transcript in process; one wire a connection.
  private func record(_ name: String) async throws -> [RecordingWire] {
    let script = try SessionScript(Checked.text("Sessions/\(name).session"))
    var wires: [RecordingWire] = []
    try await withServer { world, server, _ in
      var player = SessionPlayer(world) {
        let wire = RecordingWire(try await ProcessWire.connect(to: server))
        wires.append(wire)
        return wire
      }
      try await player.play(script)
    }
    #expect(!wires.isEmpty)
    return wires
  }

  private func verify<Decoder: ByteToMessageDecoder>(
    _ octets: [UInt8], _ decoder: () -> Decoder, isLast: (Decoder.InboundOut) -> Bool
  ) throws where Decoder.InboundOut: Equatable {
    let outputs = try outputs(octets, decoder())
    #expect(try pieces([octets[...]], decoder()) == outputs.map(\.output), "in one piece and octet by octet")
    // After the last frame of a connection a framer is silent, so only those before it may be said again and again.
    let repeatable = outputs.filter { !isLast($0.output) }.map { (ByteBuffer(bytes: octets[$0.range]), [$0.output]) }
    try ByteToMessageDecoderVerifier.verifyDecoder(inputOutputPairs: repeatable, decoderFactory: decoder)
    for (index, output) in outputs.enumerated() {
      // Each with the one before it, so that what is left over from that is there.
      let before = outputs[max(0, index - 1)]
      let expected = index == 0 ? [output.output] : [before.output, output.output]
      try everySplit(octets[before.range.lowerBound..<output.range.upperBound], expected, decoder)
    }
  }

  private func everySplit<Decoder: ByteToMessageDecoder>(
    _ octets: ArraySlice<UInt8>, _ expected: [Decoder.InboundOut], _ decoder: () -> Decoder
  ) throws where Decoder.InboundOut: Equatable {
    for cut in octets.indices {
      let outputs = try pieces([octets[..<cut], octets[cut...]], decoder())
      #expect(outputs == expected, "split after \(cut - octets.startIndex) of \(octets.count) octets")
    }
  }

  private func pieces<Decoder: ByteToMessageDecoder>(
    _ pieces: [ArraySlice<UInt8>], _ decoder: Decoder
  ) throws -> [Decoder.InboundOut] {
    let channel = EmbeddedChannel(handler: ByteToMessageHandler(decoder))
    for piece in pieces { try channel.writeInbound(ByteBuffer(bytes: piece)) }
    var outputs: [Decoder.InboundOut] = []
    while let output = try channel.readInbound(as: Decoder.InboundOut.self) { outputs.append(output) }
    _ = try channel.finish()
    return outputs
  }

  /// What comes out octet by octet, each with the octets that it took.
  private func outputs<Decoder: ByteToMessageDecoder>(
    _ octets: [UInt8], _ decoder: Decoder
  ) throws -> [(range: Range<Int>, output: Decoder.InboundOut)] {
    let channel = EmbeddedChannel(handler: ByteToMessageHandler(decoder))
    var outputs: [(range: Range<Int>, output: Decoder.InboundOut)] = []
    for (index, octet) in octets.enumerated() {
      try channel.writeInbound(ByteBuffer(bytes: [octet]))
      while let output = try channel.readInbound(as: Decoder.InboundOut.self) {
        outputs.append(((outputs.last?.range.upperBound ?? 0)..<index + 1, output))
      }
    }
    _ = try channel.finish()
    return outputs
  }
}
