import MusterProtocol
import TestSupport
import Testing

@Suite("Bad input on a real socket", .serialized) struct BadInputTests {
  /// One line, as octets without its end, and what it is answered with.
  struct Case: CustomStringConvertible, Sendable {
    let name: String
    let octets: [UInt8]
    let words: String
    let fields: [String: String]
    var description: String { name }

    init(_ name: String, _ line: String, _ words: String, _ fields: [String: String] = [:]) {
      self.init(name, octets: Array(line.utf8), words, fields)
    }
    init(_ name: String, octets: [UInt8], _ words: String, _ fields: [String: String] = [:]) {
      (self.name, self.octets, self.words, self.fields) = (name, octets, words, fields)
    }
  }

  private static let event = "EVENT.ADD title=x area=A-4 domain=health"
  private static func arguments(_ count: Int) -> String { (1...count).map { "a\($0)=1" }.joined(separator: " ") }

  static let cases: [Case] = [
    Case("a lone continuation octet", octets: Array("EVENTS ".utf8) + [0x80], "BAD ENCODING", ["at": "8"]),
    Case("an overlong slash", octets: Array("EVENTS ".utf8) + [0xC0, 0xAF], "BAD ENCODING", ["at": "8"]),
    Case("a surrogate", octets: Array("EVENTS ".utf8) + [0xED, 0xA0, 0x80], "BAD ENCODING", ["at": "8"]),
    Case("a character cut short", octets: Array("EVENTS q=".utf8) + [0xE4, 0xB8], "BAD ENCODING", ["at": "10"]),
    Case("GB18030", octets: Array("MEMBERS q=".utf8) + [0xD6, 0xD0], "BAD ENCODING"),
    Case("telnet's options", octets: [0xFF, 0xFB, 0x01] + Array("PING".utf8), "BAD ENCODING"),
    Case("a lone CR", "EVENTS\rPING", "BAD ENCODING", ["at": "7"]),
    Case("two CRs at the end", "PING\r\r", "BAD ENCODING"),
    Case("a NUL", "EVENTS q=a\u{0}b", "BAD ENCODING"),
    Case("a bidi override", "MEMBERS q=\u{202E}x", "BAD ENCODING"),
    Case("a quote without an end", "EVENT.ADD title=\"abc", "BAD SYNTAX"),
    Case("a quote in the middle of an atom", "EVENT.ADD title=ab\"c", "BAD SYNTAX"),
    Case("text right behind a quote", "EVENT.ADD title=\"ab\"c area=A-4", "BAD SYNTAX"),
    Case("an unknown escape", "EVENT.ADD title=\"a\\q\"", "BAD SYNTAX"),
    Case("an empty line", "", "BAD SYNTAX"),
    Case("a blank at the end", "PING ", "BAD SYNTAX"),
    Case("two blanks behind the tag", "@t  EVENTS", "BAD SYNTAX"),
    Case("nothing behind =", "EVENTS in=", "BAD SYNTAX"),
    Case("an argument twice", "EVENTS in=A-4 in=A-4", "BAD SYNTAX", ["arg": "in"]),
    Case("an unknown verb", "EVENTZ", "BAD VERB", ["near": "EVENTS"]),
    Case("a verb of another world", "DROP TABLE member", "BAD VERB"),
    Case("an unknown argument", "EVENTS onn=A-4", "BAD ARG/UNKNOWN", ["arg": "onn"]),
    Case("a word too many", "PING PONG", "BAD ARG/UNKNOWN"),
    Case("a missing argument", "EVENT.ADD title=x", "BAD ARG/MISSING", ["arg": "area"]),
    Case("no number", "SHIFT.ADD E-1 role=x minimum=one seats=2", "BAD ARG/VALUE", ["arg": "minimum"]),
    Case("a number out of range", "SHIFT.ADD E-1 role=x minimum=1 seats=501", "BAD ARG/VALUE", ["arg": "seats"]),
    Case("an id of another kind", "EVENTS S-1", "BAD ARG/VALUE", ["arg": "id"]),
    Case("no id at all", "EVENTS 'OR'1'='1", "BAD ARG/VALUE", ["arg": "id"]),
    Case("no choice", "EVENTS state=lost", "BAD ARG/VALUE", ["arg": "state"]),
    Case("30 February", "\(event) from=2026-02-30T09:00 to=2026-02-30T11:00", "BAD ARG/VALUE", ["arg": "from"]),
    Case(
      "29 February of a common year", "\(event) from=2026-02-29T09:00 to=2026-03-01T11:00", "BAD ARG/VALUE", ["arg": "from"]),
    Case("25 o'clock", "\(event) from=2026-05-09T25:00 to=2026-05-10T11:00", "BAD ARG/VALUE", ["arg": "from"]),
    Case("a day that does not exist, where a day will do", "SHIFTS from=2026-04-31", "BAD ARG/VALUE", ["arg": "from"]),
    Case("an end before the beginning", "\(event) from=2026-05-09T11:00 to=2026-05-09T09:00", "BAD ARG/VALUE"),
    Case("a key too short", "\(event) from=2026-05-09T09:00 to=2026-05-09T11:00 key=short", "BAD ARG/VALUE", ["arg": "key"]),
    Case("an id out of scope", "EVENTS E-2", "NO NOT-FOUND", ["arg": "id"]),
    Case("an id of nothing", "EVENTS E-999", "NO NOT-FOUND", ["arg": "id"]),
    Case("an area out of scope", "MEMBERS in=A-5", "NO NOT-FOUND", ["arg": "in"]),
    Case("a verb of another role", "USERS", "NO DENIED"),
    Case("65 arguments", "EVENTS \(arguments(65))", "BAD LIMIT/ARGS", ["maximum": "64"]),
    Case("64 arguments, unknown ones", "EVENTS \(arguments(64))", "BAD ARG/UNKNOWN"),
    Case("a literal in the middle", "EVENT.ADD title={3} area=A-4", "BAD SYNTAX"),
  ]

  @Test("Each has its code and a sentence in the session's language, and the connection stays in step")
  func table() async throws {
    try await SmallCity.with { city in
      let socket = try city.socket(as: "staff-east")
      for language in Language.allCases {
        try socket.ok("SET lang=\(language.rawValue)")
        for (number, wrong) in Self.cases.enumerated() {
          // Both on their way before the first answer: whoever loses step answers the second with the first.
          try socket.send(wrong.octets + Array("\n@ping-\(number) PING\n".utf8))
          let (_, reply) = try socket.reply()
          #expect(reply.final.words == wrong.words, "\(wrong.name): \(ReplyPrinter.line(reply.final))")
          #expect(reply.table == nil, "\(wrong.name)")
          for (name, value) in wrong.fields {
            #expect(reply.final.field(name) == value, "\(wrong.name): \(ReplyPrinter.line(reply.final))")
          }
          let text = reply.final.text ?? ""
          #expect(text.isWritten(in: language), "\(wrong.name): \(text)")
          let (tag, ping) = try socket.reply()
          #expect(tag == "ping-\(number)" && ping.final.word == .ok, "\(wrong.name)")
        }
      }
      #expect(try await city.number("SELECT count(*) FROM muster.event") == 2, "nothing came of any of them")
    }
  }

  @Test("The tag of a bad line comes back with its answer, before login too")
  func tags() async throws {
    try await SmallCity.with { city in
      let socket = try LineSocket(port: city.port)
      for (line, words) in [
        ("@t-1 EVENTZ", "BAD VERB"), ("@t-1 EVENTS", "NO AUTH/REQUIRED"), ("@t-1 PING", "OK"), ("@t-1 EVENTS \"", "BAD SYNTAX"),
        ("@t-1 AUTH TOKEN mst_NOBODY_0", "NO AUTH/FAILED"), ("@t-1 EVENTS \(Self.arguments(65))", "BAD LIMIT/ARGS"),
      ] {
        try socket.send(line)
        let (tag, reply) = try socket.reply()
        #expect(tag == "t-1" && reply.final.words == words, "\(line): \(ReplyPrinter.line(reply.final))")
      }
    }
  }

  @Test("A line at the limit is answered; one octet more is BYE LIMIT/SIZE, and the server closes", arguments: [false, true])
  func oversized(withReturn: Bool) async throws {
    try await SmallCity.with { city in
      let end = withReturn ? "\r\n" : "\n"
      let socket = try city.socket(as: "staff-east")
      let maximum = try #require(socket.greeting.field("maxline").flatMap { Int($0) })
      #expect(maximum == 8192)
      // The longest quoted value is half a line: two of them fill it.
      let line = { (size: Int) -> [UInt8] in
        let head = "@full EVENTS q1=\(String(repeating: "x", count: 4000)) q2="
        return Array((head + String(repeating: "y", count: size - head.utf8.count) + end).utf8)
      }
      try socket.send(line(maximum))
      let (tag, fits) = try socket.reply()
      #expect(tag == "full" && fits.final.words == "BAD ARG/UNKNOWN", "\(ReplyPrinter.line(fits.final))")
      try socket.ok("PING")
      try socket.send(line(maximum + 1) + Array("PING\n".utf8))
      let (_, over) = try socket.reply()
      #expect(over.final.words == "BYE LIMIT/SIZE")
      #expect(over.final.text?.isChinese == true)
      #expect(try socket.isClosed(), "the PING behind it is not answered")
    }
  }

  @Test("A literal at the limit is read to its end; one octet more closes; a bad line's literal never runs as commands")
  func literals() async throws {
    try await SmallCity.with { city in
      let socket = try city.socket(as: "admin")
      let literal = { (size: Int) in
        Array("IMPORT.PART I-99 file=members.csv part=1 {\(size)}\n".utf8) + [UInt8](repeating: 0x61, count: size) + [0x0A]
      }
      try socket.send(literal(65_536))
      #expect(try socket.reply().reply.final.words == "NO NOT-FOUND")
      let smuggled = "PING\nPING\n"
      try socket.send("NONSENSE {\(smuggled.utf8.count)}\n\(smuggled)")
      try socket.send("@after PING")
      #expect(try socket.reply().reply.final.words == "BAD VERB")
      #expect(try socket.reply().tag == "after")
      try socket.send(Array("IMPORT.PART I-99 file=members.csv part=1 {65537}\n".utf8))
      #expect(try socket.reply().reply.final.words == "BYE LIMIT/SIZE")
      #expect(try socket.isClosed())
    }
  }
}

extension String {
  /// Whether it is a sentence of that language; an English one may quote a little Chinese, such as an example's title.
  func isWritten(in language: Language) -> Bool {
    let chinese = unicodeScalars.count { (0x4E00...0x9FFF).contains($0.value) }
    return !isEmpty && (language == .chinese ? chinese > 0 : chinese * 10 < unicodeScalars.count)
  }

  /// Whether a person would call it Chinese: it has Chinese characters.
  var isChinese: Bool { unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) } }
}
