import Testing

@testable import MusterProtocol

@Suite("Framing of JSON lines") struct JSONFramingTests {
  @Test("gives an AUTH before login the longer line, however its octets come")
  func auth() {
    let line = { (verb: String, length: Int) in
      let head = "{\"verb\":\"\(verb)\",\"tag\":\"q\",\"mechanism\":\"TOKEN\",\"data\":\""
      return Array((head + String(repeating: "x", count: length - head.utf8.count - 2) + "\"}\n").utf8)
    }
    for (verb, maximum) in [("AUTH", 2_048), ("auth", 2_048), ("PING", 1_024)] {
      let fits = line(verb, maximum)
      #expect(frames([fits], anonymous: true) == [.line(Array(fits.dropLast()), literal: nil)])
      #expect(frames(fits.map { [$0] }, anonymous: true) == [.line(Array(fits.dropLast()), literal: nil)])
      let long = line(verb, maximum + 1)
      let refusal = LineFramer.Frame.bye(.oversizedLine(maximum: maximum, tag: "q"))
      #expect(frames([long], anonymous: true) == [refusal])
      #expect(frames(long.map { [$0] }, anonymous: true) == [refusal])
    }
  }

  @Test("does not look for AUTH beyond the octets that any line may have")
  func lateVerb() {
    let text = "{\"data\":\"\(String(repeating: "x", count: 1_100))\",\"verb\":\"AUTH\"}\n"
    let refusal = LineFramer.Frame.bye(.oversizedLine(maximum: 1_024, tag: nil))
    #expect(frames([Array(text.utf8)], anonymous: true) == [refusal])
    #expect(frames(text.utf8.map { [$0] }, anonymous: true) == [refusal])
  }

  @Test("reads an oversized line's tag within the limit, where all of it has come however the octets are split")
  func lateTag() {
    let text = "{\"data\":\"\(String(repeating: "x", count: 1_100))\",\"tag\":\"t\"}\n"
    let refusal = LineFramer.Frame.bye(.oversizedLine(maximum: 1_024, tag: nil))
    #expect(frames([Array(text.utf8)], anonymous: true) == [refusal])
    #expect(frames(text.utf8.map { [$0] }, anonymous: true) == [refusal])
    #expect(Limits().refusalBeforeLogin(Array(text.utf8.dropLast()), literal: nil) == .oversizedLine(maximum: 1_024, tag: nil))
  }

  @Test("never takes the end of a whole object for the mark of a literal")
  func noMarks() throws {
    var random = RandomCommands(seed: 53)
    for row in VerbTable.rows {
      for _ in 0..<20 {
        let line = try CommandPrinter.json(random.command(row))
        #expect(LiteralMark.length(announcedBy: line.dropLast()) == nil)
      }
    }
  }
}
