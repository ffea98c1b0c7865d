import Testing

@testable import MusterProtocol

func parse(_ line: String, literal: String? = nil) -> Result<Command, ParseFailure> {
  CommandParser().parse(Array(line.utf8), literal: literal.map { Array($0.utf8) })
}

func failure(_ line: [UInt8], literal: [UInt8]? = nil) -> ParseFailure? {
  guard case .failure(let failure) = CommandParser().parse(line, literal: literal) else { return nil }
  return failure
}

@Suite("The command parser") struct CommandParserTests {
  @Test(
    "understands",
    arguments: [
      ("ping", "PING", [:]),
      ("assign S-9001 M-88Q", "ASSIGN", ["shift": "S-9001", "member": "M-88Q"]),
      ("ASSIGN member=m-88q SHIFT=s-9001", "ASSIGN", ["shift": "S-9001", "member": "M-88Q"]),
      (
        "ASSIGN   S-1    M-O2I   reason=\"a \\\"b\\\" \\\\ c\\n\\td\"", "ASSIGN",
        ["shift": "S-1", "member": "M-021", "reason": "a \"b\" \\ c\n\td"]
      ),
      ("MEMBERS q=\"\"", "MEMBERS", ["q": ""]),
      ("MEMBERS q=a=b={", "MEMBERS", ["q": "a=b={"]),
      ("IMPORT.PART I-3 part=1 9=b file=a", "IMPORT.PART", ["import": "I-3", "data": "9=b", "file": "a", "part": "1"]),
      ("MEMBERS q=王小明 in=A-31 limit=1000 after=x.y=", "MEMBERS", ["q": "王小明", "in": "A-31", "limit": "1000", "after": "x.y="]),
      ("SHIFTS state=OPEN event=E-214", "SHIFTS", ["state": "open", "event": "E-214"]),
      (
        "TOTALS by=Area,day of=service from=2026-02-28 to=2026-03-01T00:00Z", "TOTALS",
        ["by": "area,day", "of": "service", "from": "2026-02-28", "to": "2026-03-01T00:00Z"]
      ),
      ("auth token mst_a=b\"{3", "AUTH", ["mechanism": "TOKEN", "data": "mst_a=b\"{3"]),
      ("AUTH PEER", "AUTH", ["mechanism": "PEER"]),
      ("set lang=zh-cn", "SET", ["lang": "zh-CN"]),
      ("CANCEL J-1 key=0123456789abcdef", "CANCEL", ["id": "J-1", "key": "0123456789abcdef"]),
    ] as [(String, String, [String: String])])
  func understands(line: String, verb: String, arguments: [String: String]) throws {
    for tag in [nil, "a-B_9", "0123456789abcdef"] {
      let command = try parse(tag.map { "@\($0) \(line)" } ?? line).get()
      #expect(command.verb.name == verb)
      #expect(command.arguments == arguments)
      #expect(command.tag == tag)
    }
  }

  @Test("takes a literal as the last argument, with or without its name", arguments: ["{10}", "data={10}"])
  func literal(mark: String) throws {
    let command = try parse("IMPORT.PART I-3 file=a.csv part=1 \(mark)", literal: "编号\t1\n\n").get()
    #expect(command.arguments["data"] == "编号\t1\n\n")
  }

  @Test(
    "refuses, with code and field",
    arguments: [
      ("", .syntax, nil), (" PING", .syntax, nil), ("PING ", .syntax, nil), ("@", .syntax, nil), ("@a", .syntax, nil),
      ("@a ", .syntax, nil), ("@a  PING", .syntax, nil), ("@é PING", .syntax, nil), ("@0123456789abcdefg PING", .syntax, nil),
      ("{", .syntax, nil), ("@a {}", .syntax, nil), ("*1", .syntax, nil), ("报到", .syntax, nil),
      ("ASSIGN \"S-1", .syntax, nil), ("ASSIGN \"S-1\"M-2", .syntax, nil), ("ASSIGN S-\"1\"", .syntax, nil),
      ("ASSIGN S\\1", .syntax, nil), ("ASSIGN \"\\x\"", .syntax, nil), ("ASSIGN \"\\", .syntax, nil),
      ("ASSIGN {3 M-1", .syntax, nil),
      ("ASSIGN {3} M-1", .syntax, nil), ("ASSIGN shift= M-1", .syntax, nil), ("ASSIGN S-1 member=", .syntax, nil),
      ("ASSIGN S-1 shift=S-1 member=M-1", .syntax, "shift"), ("MEMBERS q=a Q=b", .syntax, "q"), ("PING x=1 x=2", .syntax, "x"),
      ("AUTH TOKEN  x", .syntax, nil), ("AUTH TOKEN {3}", .syntax, nil), ("AUTH TOKEN a={3}", .syntax, nil),
      ("asign S-9001 M-88Q", .verb, nil), ("EVENT", .verb, nil), ("xyzzy", .verb, nil),
      ("ASSIGN S-1 M-1 X", .argumentUnknown, nil), ("PING x", .argumentUnknown, nil), ("AUTH TOKEN a b", .argumentUnknown, nil),
      ("ASSIGN S-1 M-1 reasn=x", .argumentUnknown, "reasn"), ("PING key=0123456789abcdef", .argumentUnknown, "key"),
      ("ASSIGN S-1", .argumentMissing, "member"), ("AUTH", .argumentMissing, "mechanism"),
      ("SETTLE", .argumentMissing, "event"),
      ("ASSIGN M-1 S-1", .argumentValue, "shift"), ("AUTH BASIC x", .argumentValue, "mechanism"),
      ("SETTLE E-214 if=-1", .argumentValue, "if"), ("MEMBERS limit=1001", .argumentValue, "limit"),
      ("MEMBERS limit=0", .argumentValue, "limit"), ("EVENTS from=2026-02-30", .argumentValue, "from"),
      ("CANCEL J-1 key=short", .argumentValue, "key"), ("PING\tx", .encoding, nil), ("a\rb", .encoding, nil),
      ("MEMBERS \u{202E}x", .encoding, nil), ("MEMBERS \u{85}", .encoding, nil),
    ] as [(String, Code, String?)])
  func refuses(line: String, code: Code, argument: String?) throws {
    let refusal = try #require(failure(Array(line.utf8)))
    #expect(refusal.code == code)
    #expect(refusal.word == .bad)
    #expect(refusal.fields.first { $0.name == "arg" }?.value == argument)
    #expect(refusal.chinese.unicodeScalars.contains { $0.properties.isIdeographic })
    #expect(!refusal.english.isEmpty)
  }

  @Test(
    "gives back the tag of a line that it refuses",
    arguments: ["@t x\ry", "@t \"", "@t nosuch", "@t PING x", "@t {}", "@t ", "@t"])
  func tags(line: String) { #expect(failure(Array(line.utf8))?.tag == "t") }

  @Test(
    "suggests what was meant",
    arguments: [
      ("asign S-1 M-1", "ASSIGN"), ("pnig", "PING"), ("EVENTADD", "EVENT.ADD"), ("ASSIGN S-1 M-1 reasn=x", "reason"),
      ("SHIFTS evnt=E-1", "event"), ("MEMBERS lmit=3", "limit"),
    ])
  func near(line: String, meant: String) { #expect(failure(Array(line.utf8))?.fields.last == Field("near", meant)) }

  @Test("takes 64 arguments and refuses 65, before it looks at what they are")
  func argumentLimit() {
    let many = (1...64).map { "a\($0)=1" }.joined(separator: " ")
    #expect(failure(Array("PING \(many)".utf8))?.code == .argumentUnknown)
    #expect(failure(Array("PING \(many) b=1".utf8))?.code == .limitArguments)
  }

  @Test("takes a quoted value at the limit and refuses one octet more, in step")
  func quotedLimit() throws {
    let limits = Limits()
    let full = String(repeating: "x", count: limits.quoted)
    #expect(failure(Array("IMPORT.PART I-1 file=a part=1 data=\"\(full)\"".utf8)) == nil)
    let refusal = try #require(failure(Array("IMPORT.PART I-1 file=a part=1 data=\"\(full)x\"".utf8)))
    #expect(refusal.code == .limitSize && refusal.word == .bad)
  }

  @Test("hints at nc when telnet's option octets come")
  func telnet() { #expect(failure([0xFF, 0xFD, 0x03] + Array("PING".utf8))?.english.contains("nc") == true) }

  @Test("refuses a literal with controls or not UTF-8", arguments: [[0xFF], [0x0D, 0x0A], [0x00], [0xE2, 0x80, 0xAE]])
  func badLiteral(content: [UInt8]) {
    let line = "IMPORT.PART I-3 file=a.csv part=1 {\(content.count)}"
    #expect(failure(Array(line.utf8), literal: content)?.code == .encoding)
  }

  @Test("answers every one of 100,000 random lines with exactly one result, and never traps")
  func randomLines() {
    var noise = Noise(seed: 100_000)
    let words =
      VerbTable.rows.map(\.name) + ["@t", "\"", "{3}", "key=", "in=A-1", "=", "\\", "from=2026-01-01", "S-1", "王", "\r", "a=b"]
    let parser = CommandParser()
    var results = 0
    for _ in 0..<100_000 {
      var line: [UInt8] = []
      for _ in 0..<Int.random(in: 0...5, using: &noise) {
        if Int.random(in: 0..<4, using: &noise) == 0 {
          line += (0..<Int.random(in: 0...6, using: &noise)).map { _ in UInt8.random(in: 0...255, using: &noise) }
        } else {
          line += Array(words[Int.random(in: 0..<words.count, using: &noise)].utf8)
        }
        if Bool.random(using: &noise) { line.append(Octet.space) }
      }
      let literal = LiteralMark.length(announcedBy: line[...]) == nil ? nil : Array("abc".utf8)
      switch parser.parse(line, literal: literal) {
      case .success(let command): results += command.tag == Tag.read(line[...]) ? 1 : 0
      case .failure(let refusal): results += refusal.word == .bad && refusal.tag == Tag.read(line[...]) ? 1 : 0
      }
    }
    #expect(results == 100_000)
  }
}
