import Testing

@testable import MusterProtocol

@Suite("Replies in JSON") struct JSONReplyTests {
  private func text(_ reply: Reply, tag: String? = nil) -> String {
    String(decoding: ReplyPrinter.print(reply, tag: tag, format: .json), as: UTF8.self)
  }

  @Test("say the same as in words, whatever they hold and however they are split")
  func differential() throws {
    var noise = Noise(seed: 17)
    for round in 0..<2_000 {
      var reply = ReplyTests.random(&noise)
      if reply.table?.rows.isEmpty == true { reply.table = nil }
      let tag = Bool.random(using: &noise) ? "t\(round)" : nil
      let json = ReplyPrinter.print(reply, tag: tag, format: .json)
      #expect(try outputs([json]) == outputs([ReplyPrinter.print(reply, tag: tag)]))
      #expect(try outputs([json]) == [.reply(tag: tag, reply)])
      guard round % 20 == 0 else { continue }
      #expect(try outputs(json.map { [$0] }) == [.reply(tag: tag, reply)])
    }
  }

  @Test("look as the protocol page shows them, each line with the tag")
  func spelling() {
    let table = Table(columns: ["id", "role", "tag"], rows: [["S-9001", "搬运\t\"桌椅\"", "x"], ["S-9004", nil, ""]])
    #expect(
      text(Reply(.ok(Field("rows", "2"), Field("more", "no")), table: table), tag: "7") == #"""
        {"row":{"id":"S-9001","role":"搬运\t\"桌椅\"","tag":"x"},"tag":"7"}
        {"row":{"id":"S-9004","role":null,"tag":""},"tag":"7"}
        {"final":"OK","rows":"2","more":"no","tag":"7"}

        """#)
    let stale = Reply(Final(.no, .stale, fields: [Field("now", "8")], text: "别人已改过"))
    #expect(text(stale) == "{\"final\":\"NO\",\"code\":\"STALE\",\"now\":\"8\",\"text\":\"别人已改过\"}\n")
  }

  @Test("keep a field apart that has the name of a key of the line")
  func clash() throws {
    let final = Final(.no, .batchFailed, fields: [Field("at", "17"), Field("code", "CONFLICT/OVERLAP"), Field("tag", "x")])
    let octets = ReplyPrinter.print(Reply(final), tag: "7", format: .json)
    let line = #"{"final":"NO","code":"BATCH/FAILED","at":"17","_code":"CONFLICT/OVERLAP","_tag":"x","tag":"7"}"#
    #expect(String(decoding: octets, as: UTF8.self) == line + "\n")
    #expect(try outputs([octets]) == [.reply(tag: "7", Reply(final))])
  }

  @Test("have no column twice, so that no key of a row is lost", arguments: VerbTable.rows)
  func columns(row: VerbRow) { #expect(Set(row.columns).count == row.columns.count) }

  @Test("never move a cursor or turn the reading direction: such characters are escapes, and lost to nobody")
  func controls() throws {
    let nasty = "\u{1B}[2J\u{85}\u{200F}\u{202E}\u{0}\r\n"
    let reply = Reply(.ok(Field("a", nasty), text: nasty), table: Table(columns: ["c"], rows: [[nasty]]))
    let octets = ReplyPrinter.print(reply, format: .json)
    #expect(octets.filter { $0 < 0x20 } == [Octet.lineFeed, Octet.lineFeed])
    #expect(Encoding.fault(in: octets, allowing: ["\n"]) == nil)
    #expect(try outputs([octets]) == [.reply(tag: nil, reply)])
  }

  @Test(
    "of another protocol are refused",
    arguments: [
      "{}", "{\"final\":\"HM\"}", "{\"final\":\"NO\"}", "{\"final\":\"OK\",\"code\":\"X\"}", "{\"final\":\"OK\",\"n\":1}",
      "{\"row\":{}", "{\"row\":{\"a\":1}}", "{\"row\":{\"a\":\"1\"}}\n{\"row\":{\"b\":\"1\"}}",
      "{\"final\":\"OK\",\"a\":\"1\",\"a\":\"2\"}",
      "{\"row\":{\"a\":\"1\"},\"tag\":\"x\"}\n{\"final\":\"OK\",\"tag\":\"y\"}", "{\"final\":\"OK\"} x",
      "{\"final\":\"OK\",\"a\":\"\\ud800\"}", "{\"final\":\"NO\",\"code\":\"not a code\"}", "{\"final\":\"OK\",\"a b\":\"1\"}",
      "{\"row\":{}}", "{\"final\":\"OK\",\"tag\":\"t%\"}", "{\"row\":{\"a\\tb\":\"1\"}}", "{\"row\":{\"a\":\"1\",\"a\":\"2\"}}",
    ])
  func foreign(text: String) {
    #expect(throws: ReplyParser.Failure.self) { try outputs([Array("\(text)\n".utf8)]) }
  }
}

@Suite("What comes between replies") struct PushTests {
  @Test("is printed in both formats: events without a tag, more with the command's")
  func formats() {
    let event = Event(seq: 902, "assignment", fields: [Field("id", "P-1201"), Field("note", "a b"), Field("seq", "1")])
    var octets: [UInt8] = []
    ReplyPrinter.print(event, into: &octets)
    ReplyPrinter.print(event, format: .json, into: &octets)
    ReplyPrinter.more("cj0x", tag: "a", into: &octets)
    ReplyPrinter.more("cj0x", tag: "a", format: .json, into: &octets)
    #expect(
      String(decoding: octets, as: UTF8.self) == #"""
        > 902 assignment id=P-1201 note="a b" seq=1
        {"event":"assignment","seq":"902","id":"P-1201","note":"a b","_seq":"1"}
        @a + cj0x
        {"more":"cj0x","tag":"a"}

        """#)
    for line in ["@a + cj0x\n", "{\"more\":\"cj0x\",\"tag\":\"a\"}\n"] {
      var parser = ReplyParser(greeting: false)
      parser.append(line.utf8)
      let output = try? parser.next()
      #expect(output == .reply(tag: "a", .challenge("cj0x")))
    }
  }
}
