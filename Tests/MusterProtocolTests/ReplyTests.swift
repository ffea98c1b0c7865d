import Testing

@testable import MusterProtocol

func outputs(_ pieces: [some Collection<UInt8>], greeting: Bool = false) throws -> [ReplyParser.Output] {
  var parser = ReplyParser(greeting: greeting)
  var outputs: [ReplyParser.Output] = []
  for piece in pieces {
    parser.append(piece)
    while let output = try parser.next() { outputs.append(output) }
  }
  return outputs
}

@Suite("Replies") struct ReplyTests {
  private static let odd = "ab 王=\"\\{}#|+>@-,\u{FFFD}é😀N"

  static func random(_ noise: inout Noise) -> Reply {
    let word = Word.allCases[Int.random(in: 0..<Word.allCases.count, using: &noise)]
    var final = Final(word, word == .ok ? nil : Codes.all[Int.random(in: 0..<Codes.all.count, using: &noise)].code)
    for index in 0..<Int.random(in: 0...4, using: &noise) {
      final.fields.append(Field("f\(index)-_x", noise.text(from: odd + "\n\t", upTo: 12)))
    }
    if Bool.random(using: &noise) { final.text = noise.text(from: odd, upTo: 20) }
    guard Bool.random(using: &noise) else { return Reply(final) }
    let columns = Int.random(in: 1...4, using: &noise)
    var table = Table(columns: (0..<columns).map { "c\($0)" })
    for _ in 0..<Int.random(in: 0...4, using: &noise) {
      table.rows.append(
        (0..<columns).map { _ in
          Int.random(in: 0..<4, using: &noise) == 0 ? nil : noise.text(from: odd + "\n\t\r", upTo: 12)
        })
    }
    return Reply(final, table: table)
  }

  @Test("print and parse back to the same, whatever they hold and however they are split")
  func roundTrip() throws {
    var noise = Noise(seed: 7)
    for round in 0..<2_000 {
      let reply = Self.random(&noise)
      let tag = Bool.random(using: &noise) ? "t\(round)" : nil
      let octets = ReplyPrinter.print(reply, tag: tag)
      #expect(try outputs([octets]) == [.reply(tag: tag, reply)])
      if round % 20 == 0 {
        #expect(try outputs(octets.map { [$0] }) == [.reply(tag: tag, reply)])
        let cut = Int.random(in: 0...octets.count, using: &noise)
        #expect(try outputs([octets[..<cut], octets[cut...]]) == [.reply(tag: tag, reply)])
      }
      #expect(try ReplyParser.final(ReplyPrinter.line(reply.final)) == reply.final)
    }
  }

  @Test("look as the protocol page shows them")
  func spelling() {
    let table = Table(columns: ["id", "role"], rows: [["S-9001", "搬运\t桌椅"], ["S-9004", nil]])
    let reply = Reply(.ok(Field("rows", "2"), Field("more", "no")), table: table)
    let expected = "@7 # id\trole\n@7 | S-9001\t搬运\\t桌椅\n@7 | S-9004\t\\N\n@7 OK rows=2 more=no\n"
    #expect(String(decoding: ReplyPrinter.print(reply, tag: "7"), as: UTF8.self) == expected)
    let refusal = Final(.no, .notFound, fields: [Field("arg", "in"), Field("q", "a b")], text: "no such area")
    #expect(ReplyPrinter.line(refusal) == "NO NOT-FOUND arg=in q=\"a b\" -- no such area")
  }

  @Test("never carry control characters: they become U+FFFD, in a sentence line ends become blanks")
  func controls() {
    let reply = Reply(
      Final(.ok, fields: [Field("a", "x\u{0}\u{85}\r\u{202E}y")], text: "one\ntwo\u{1B}"),
      table: Table(columns: ["c"], rows: [["\u{7}\u{2028}"]]))
    let text = String(decoding: ReplyPrinter.print(reply), as: UTF8.self)
    #expect(text == "# c\n| \u{FFFD}\u{FFFD}\nOK a=\"x\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}y\" -- one two\u{FFFD}\n")
  }

  @Test("begin with a greeting that says what the server speaks")
  func greeting() throws {
    let final = Greeting.final(limits: Limits(), mechanisms: ["TOKEN"], isEncrypted: false, capabilities: ["KEYS"])
    let octets = ReplyPrinter.greeting(final)
    let expected =
      "OK muster proto=1 auth=TOKEN tls=no maxline=8192 maxlit=65536 maxrows=1000 maxbatch=500 maxbatchlen=1048576 caps=KEYS -- HELP for help\n"
    #expect(String(decoding: octets, as: UTF8.self) == expected)
    #expect(try outputs([octets + Array("OK\n".utf8)], greeting: true) == [.greeting(final), .reply(tag: nil, Reply(.ok()))])
    let busy = Final(.bye, .limitConnections, text: "later")
    #expect(try outputs([ReplyPrinter.greeting(busy)], greeting: true) == [.reply(tag: nil, Reply(busy))])
  }

  @Test(
    "of another protocol are refused",
    arguments: [
      "220 mail ESMTP\n", "\n", "| a\n", "# a\n| a\tb\n", "# a\n# b\n", "@x # a\n@y | 1\n", "@x # a\nOK\n", "NO\n", "NO a=b\n",
      "OK a\n",
      "OK a=\"b\n", "OK a=\"b\"c\n", "ok\n", "#a\n", "# a\n| \\x\n", "@ OK\n", "\u{1B}[0m\n", "+abc\n", "# a\n+ abc\n",
      "NO no-code\n", "NO A//B\n", "BAD \(String(repeating: "A", count: 25))\n", "# a b\n", "# a\\tb\n", "# \n",
    ])
  func foreign(text: String) {
    #expect(throws: ReplyParser.Failure.self) { try outputs([Array(text.utf8)]) }
  }

  @Test("of another server's greeting are refused", arguments: ["OK\n", "OK musterd\n", "-ERR\n", "NO DENIED\n"])
  func foreignGreeting(text: String) {
    #expect(throws: ReplyParser.Failure.self) { try outputs([Array(text.utf8)], greeting: true) }
  }
}
