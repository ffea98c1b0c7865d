import Testing

@testable import MusterProtocol

@Suite("A command in JSON") struct JSONCommandTests {
  @Test("is the same command as in words, for 100 random ones of every verb", arguments: VerbTable.rows)
  func differential(row: VerbRow) throws {
    var random = RandomCommands(seed: 41)
    for _ in 0..<100 {
      let command = random.command(row)
      let words = try understood(CommandPrinter.print(command))
      let json = try understood(CommandPrinter.json(command))
      #expect(words == command)
      #expect(json == command)
    }
  }

  @Test(
    "is the same with every character escaped, numbers bare, flags as booleans, any case and blanks", arguments: VerbTable.rows)
  func anySpelling(row: VerbRow) throws {
    var random = RandomCommands(seed: 43)
    for _ in 0..<20 {
      let command = random.command(row)
      let json = odd(command)
      guard json.utf8.count <= Limits().line else { continue }
      #expect(try understood(Array("\(json)\n".utf8)) == command, "\(json)")
    }
  }

  /// What the server understands of it.
  private func understood(_ octets: [UInt8]) throws -> Command {
    let frames = frames([octets])
    guard frames.count == 1, case .line(let line, let literal) = frames[0] else { throw NotOneLine(frames: frames) }
    return try CommandParser().parse(line, literal: literal).get()
  }

  private struct NotOneLine: Error { let frames: [LineFramer.Frame] }

  private func odd(_ command: Command) -> String {
    let arguments = command.verb.allArguments.reversed().compactMap { argument in
      command.arguments[argument.name].map { "\(escaped(argument.name.uppercased())) : \(bare($0, argument.kind))" }
    }
    let tag = command.tag.map { ["\"TAG\":\(escaped($0))"] } ?? []
    return "{  " + (arguments + tag + ["\"Verb\" :\"\(command.verb.name.lowercased())\""]).joined(separator: " , ") + " }  "
  }

  private func bare(_ value: String, _ kind: ArgumentKind) -> String {
    switch kind {
    case .flag: value == "yes" ? "true" : "false"
    case .integer, .number: value
    default: escaped(value)
    }
  }

  /// Every character as `\uXXXX`, or two of them.
  private func escaped(_ text: String) -> String {
    let units = text.utf16.map { unit in
      let digits = String(unit, radix: 16, uppercase: unit % 2 == 0)
      return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
    return "\"\(units.joined())\""
  }

  @Test(
    "takes JSON's own escapes and numbers as they stand",
    arguments: [
      (#"{"verb":"MEMBERS","q":"a\/b\"\\\n\té😀\u00e9\ud83d\ude00"}"#, "q", "a/b\"\\\n\té😀é😀"),
      (#"{"verb":"MEMBERS","q":""}"#, "q", ""), (#"{"verb":"MEMBERS","q":150802}"#, "q", "150802"),
      (#"{"verb":"MEMBERS","q":-1.50e+3}"#, "q", "-1.50e+3"), (#"{"verb":"MEMBERS","limit":1000}"#, "limit", "1000"),
      (#"{"verb":"STATUS","detail":true}"#, "detail", "yes"), (#"{"verb":"STATUS","detail":"no"}"#, "detail", "no"),
      (#"{"verb":"ACCEPT","id":"p-o1","if":9007199254740993}"#, "if", "9007199254740993"),
      (#"{"verb":"HELP","topic":"x","tag":7}"#, "topic", "x"),
    ])
  func values(line: String, name: String, value: String) throws {
    #expect(try parse(line).get().arguments[name] == value)
  }

  @Test(
    "is refused, with code and field, where it is wrong",
    arguments: [
      // Form
      ("{", .syntax, "at", "2"), ("{}", .syntax, nil, nil), ("{} {}", .syntax, "at", "4"),
      (#"{"verb":"PING"}x"#, .syntax, nil, nil),
      (#"{"verb":"PING",}"#, .syntax, "at", "16"), (#"{verb:"PING"}"#, .syntax, "at", "2"),
      (#"{"verb" "PING"}"#, .syntax, nil, nil),
      (#"{'verb':'PING'}"#, .syntax, nil, nil), (#"{"verb":"PING"#, .syntax, nil, nil), (#"{"verb":"PING\"#, .syntax, nil, nil),
      (#"{"verb":"PI\x4eG"}"#, .syntax, nil, nil), (#"{"verb":"\u004"}"#, .syntax, nil, nil),
      (#"{"verb":"PING","if":01}"#, .syntax, nil, nil), (#"{"verb":"PING","if":+1}"#, .syntax, nil, nil),
      (#"{"verb":"PING","if":.5}"#, .syntax, nil, nil), (#"{"verb":"PING","if":1.}"#, .syntax, nil, nil),
      (#"{"verb":"PING","if":1e}"#, .syntax, nil, nil), (#"{"verb":"PING","if":-}"#, .syntax, nil, nil),
      (#"{"verb":"PING","if":nul}"#, .syntax, nil, nil), (#"{"verb":"PING","if":True}"#, .syntax, nil, nil),
      (#"{"verb":"PING","if":[1,]}"#, .syntax, nil, nil), (#"{"verb":"PING","if":[1 2]}"#, .syntax, nil, nil),
      (#"{"verb":"PING","":1}"#, .syntax, nil, nil), (#"{"verb":"PING","a b":1}"#, .syntax, nil, nil),
      (#"{"verb":"PING","报到":1}"#, .syntax, nil, nil), (#"{"verb":"PING" // no comments"#, .syntax, nil, nil),
      (#"{"verb":"PING","x":[[[[[[[1]]]]]]]}"#, .argumentUnknown, "arg", "x"),
      (#"{"verb":"PING","x":[[[[[[[[1]]]]]]]]}"#, .syntax, nil, nil),
      (#"{"verb":"PING","x":[{"a":[{"a":[{"a":[{}]}]}]}]}"#, .syntax, nil, nil),
      // Verb and tag
      (#"{"verb":""}"#, .syntax, nil, nil), (#"{"verb":"PI NG"}"#, .syntax, nil, nil), (#"{"verb":7}"#, .syntax, nil, nil),
      (#"{"verb":null}"#, .argumentValue, "arg", "verb"), (#"{"verb":"PNIG"}"#, .verb, "near", "PING"),
      (#"{"verb":"PING","tag":"@7"}"#, .syntax, nil, nil), (#"{"verb":"PING","tag":""}"#, .syntax, nil, nil),
      (#"{"verb":"PING","tag":"0123456789abcdefg"}"#, .syntax, nil, nil), (#"{"verb":"PING","tag":1.5}"#, .syntax, nil, nil),
      (#"{"verb":"PING","tag":true}"#, .argumentValue, "arg", "tag"),
      (#"{"verb":"PING","tag":null}"#, .argumentValue, "arg", "tag"),
      (#"{"verb":"PING","verb":"PING"}"#, .argumentValue, "arg", "verb"),
      (#"{"verb":"PING","tag":"a","TAG":"b"}"#, .argumentValue, "arg", "tag"),
      (#"@7 {"verb":"PING"}"#, .syntax, nil, nil), (#" {"verb":"PING"}"#, .syntax, nil, nil),
      // Arguments
      (#"{"verb":"PING","x":1}"#, .argumentUnknown, "arg", "x"),
      (#"{"verb":"SHIFTS","evnt":"E-1"}"#, .argumentUnknown, "near", "event"),
      (#"{"verb":"MEMBERS","q":null}"#, .argumentValue, "arg", "q"),
      (#"{"verb":"MEMBERS","q":["a"]}"#, .argumentValue, "arg", "q"),
      (#"{"verb":"MEMBERS","q":{"a":1}}"#, .argumentValue, "arg", "q"),
      (#"{"verb":"MEMBERS","q":true}"#, .argumentValue, "arg", "q"),
      (#"{"verb":"MEMBERS","q":"a","Q":"b"}"#, .argumentValue, "arg", "q"),
      (#"{"verb":"MEMBERS","limit":1e3}"#, .argumentValue, "arg", "limit"),
      (#"{"verb":"MEMBERS","limit":"0"}"#, .argumentValue, "arg", "limit"),
      (#"{"verb":"STATUS","detail":1}"#, .argumentValue, "arg", "detail"),
      (#"{"verb":"ASSIGN","shift":"S-1"}"#, .argumentMissing, "arg", "member"),
      (#"{"verb":"AUTH"}"#, .argumentMissing, "arg", "mechanism"),
      (#"{"verb":"AUTH","mechanism":"TOKEN","data":"a b"}"#, .argumentValue, "arg", "data"),
      (#"{"verb":"AUTH","mechanism":"TOKEN","data":"{3}"}"#, .argumentValue, "arg", "data"),
      (#"{"verb":"EVENTS","from":"2026-02-30"}"#, .argumentValue, "arg", "from"),
      // Characters
      (#"{"verb":"MEMBERS","q":"\u0000"}"#, .encoding, "at", "24"), (#"{"verb":"MEMBERS","q":"\r"}"#, .encoding, "at", "24"),
      (#"{"verb":"MEMBERS","q":"\b"}"#, .encoding, nil, nil), (#"{"verb":"MEMBERS","q":"\u0085"}"#, .encoding, nil, nil),
      (#"{"verb":"MEMBERS","q":"\u202e"}"#, .encoding, nil, nil), (#"{"verb":"MEMBERS","q":"\ud83d"}"#, .encoding, nil, nil),
      (#"{"verb":"MEMBERS","q":"\ude00"}"#, .encoding, nil, nil), (#"{"verb":"MEMBERS","q":"\ud83dx"}"#, .encoding, nil, nil),
      (#"{"verb":"MEMBERS","q":"\ud83d\n"}"#, .encoding, nil, nil),
      (#"{"verb":"MEMBERS","q":"\ud83d\ud83d"}"#, .encoding, nil, nil),
      (#"{"verb":"MEMBERS","q":"\ude00\ud83d"}"#, .encoding, nil, nil),
      (#"{"verb":"MEMBERS","\ud800":"a"}"#, .syntax, nil, nil),
      ("{\"verb\":\"CLAIM\",\"shift\":\"S-1\",\"\u{212A}ey\":\"0123456789abcdef\"}", .syntax, nil, nil),
      ("{\"verb\":\t\"PING\"}", .encoding, nil, nil), ("{\"verb\":\"MEMBERS\",\"q\":\"\u{202E}\"}", .encoding, nil, nil),
    ] as [(String, Code, String?, String?)])
  func refuses(line: String, code: Code, field: String?, value: String?) throws {
    let refusal = try #require(failure(Array(line.utf8)))
    #expect(refusal.code == code, "\(line): \(refusal.english)")
    #expect(refusal.word == .bad)
    if let field { #expect(refusal.fields.first { $0.name == field }?.value == value, "\(line): \(refusal.fields)") }
    #expect(refusal.chinese.unicodeScalars.contains { $0.properties.isIdeographic })
    #expect(!refusal.english.isEmpty)
  }

  @Test(
    "gives back its tag, wherever it stands before what is wrong with the form",
    arguments: [
      (#"{"tag":"t","verb":"NOSUCH"}"#, "t"), (#"{"verb":null,"tag":"t"}"#, "t"), (#"{"tag":7,"verb":"PING","x":1}"#, "7"),
      (#"{"tag":"t","verb":"PING""#, "t"), (#"{"q":"\ud800","verb":"MEMBERS","tag":"t"}"#, "t"), (#"{"tag":"t"}"#, "t"),
      ("{\"tag\":\"t\",\"verb\":\"\t\"}", "t"), (#"{"verb":"PING","x":nul,"tag":"t"}"#, nil),
      (#"{"tag":"t t","verb":"PING"}"#, nil),
      ("{5}", nil), (#"@u {"tag":"t","verb":"PING"}"#, "u"),
    ] as [(String, String?)])
  func tags(line: String, tag: String?) { #expect(failure(Array(line.utf8))?.tag == tag) }

  @Test("has 64 arguments at most, verb and tag not counted")
  func argumentLimit() {
    let many = { (count: Int) in (1...count).map { ",\"a\($0)\":1" }.joined() }
    #expect(failure(Array("{\"verb\":\"PING\",\"tag\":\"t\"\(many(64))}".utf8))?.code == .argumentUnknown)
    let refusal = failure(Array("{\"verb\":\"PING\",\"tag\":\"t\"\(many(65))}".utf8))
    #expect(refusal?.code == .limitArguments && refusal?.tag == "t")
  }

  @Test("has no text longer than a literal, where lines may be that long")
  func textLimit() {
    var limits = Limits()
    limits.line = 200_000
    let line = { (count: Int) in
      Array(
        #"{"verb":"IMPORT.PART","import":"I-1","file":"a","part":1,"data":"\#(String(repeating: "x", count: count))"}"#.utf8)
    }
    #expect((try? CommandParser(limits: limits).parse(line(limits.literal)).get()) != nil)
    guard case .failure(let refusal) = CommandParser(limits: limits).parse(line(limits.literal + 1)) else {
      Issue.record("one octet too many was taken")
      return
    }
    #expect(refusal.code == .limitSize && refusal.word == .bad)
  }

  @Test("takes no literal: what a line announces is consumed, and the line refused")
  func literals() {
    for line in [#"{"verb":"IMPORT.PART","data": {3}"#, "{3}", #"{"verb":"X" data={3}"#] {
      #expect(frames([Array("\(line)\nabc\nPING\n".utf8)]).count == 2)
      #expect(failure(Array(line.utf8), literal: Array("abc".utf8))?.code == .syntax)
    }
  }

  @Test("answers every one of 100,000 mangled lines with exactly one result and the tag that was readable, and never traps")
  func mangled() throws {
    var random = RandomCommands(seed: 47)
    let parser = CommandParser()
    var results = 0
    for round in 0..<100_000 {
      let row = VerbTable.rows[round % VerbTable.rows.count]
      var line = try CommandPrinter.json(random.command(row)).dropLast()
      for _ in 0..<Int.random(in: 1...3, using: &random.noise) where !line.isEmpty {
        let at = Int.random(in: line.indices, using: &random.noise)
        switch Int.random(in: 0..<4, using: &random.noise) {
        case 0: line.remove(at: at)
        case 1: line[at] = UInt8.random(in: 0...255, using: &random.noise)
        case 2: line.insert(Array("\"{}[]:,\\u1e-n".utf8)[Int.random(in: 0..<12, using: &random.noise)], at: at)
        default: line.removeSubrange(at...)
        }
      }
      switch parser.parse(Array(line)) {
      case .success(let command): results += command.tag == Tag.read(Array(line)[...]) ? 1 : 0
      case .failure(let refusal): results += refusal.word == .bad && refusal.tag == Tag.read(Array(line)[...]) ? 1 : 0
      }
    }
    #expect(results == 100_000)
  }
}
