import MusterProtocol
import Testing

@testable import MusterClient

@Suite("Words from a shell") struct OutgoingTests {
  /// What a server makes of what goes on the wire.
  private func parsed(_ command: Outgoing, key: String? = nil) throws -> Command {
    var framer = LineFramer()
    framer.append(command.wire(tag: command.tag ?? "m1", key: key))
    guard case .line(let line, let literal) = framer.next() else { throw ClientError.lost(nil) }
    #expect(framer.next() == nil && !framer.isMidFrame)
    return try CommandParser().parse(line, literal: literal).get()
  }

  @Test(
    "reach the server as they were typed, one argument each",
    arguments: [
      "志愿者 招募", "say \"hi\"", "back\\slash", "a=b", "=", "{5}", "{", "two\nlines", "a\ttab", "", " ", "@a", "-- x", "'", "、",
      "name={3}", "ends {4}", #"\n"#,
    ])
  func roundTrip(value: String) throws {
    // `q=` is the one text that may be blank.
    let command = try parsed(try Outgoing(words: ["members", "in=A-7", "q=\(value)"]))
    #expect(command.verb.name == "MEMBERS")
    #expect(command.arguments == ["in": "A-7", "q": value])
  }

  @Test("that are too long for quotes travel as a literal, with the key before it")
  func literal() throws {
    let long = String(repeating: "长", count: 2_000)
    let command = try Outgoing(words: ["IMPORT.PART", "data=\(long)", "file=members.csv", "part=1", "import=I-3"])
    let parsed = try parsed(command, key: "0123456789abcdef")
    #expect(parsed.arguments["data"] == long)
    #expect(parsed.arguments["part"] == "1")
    #expect(parsed.arguments["key"] == "0123456789abcdef")
  }

  @Test(
    "are refused where no line can carry them",
    arguments: [
      (["PI NG"], Unsendable.verb("PI NG")), (["PING\nQUIT"], .verb("PING\nQUIT")), ([""], .verb("")),
      (["DECLINE", "P-1", "reason=\u{1B}[2J"], .controlCharacter(argument: "reason")),
    ])
  func refused(words: [String], why: Unsendable) {
    #expect(throws: ClientError.unsendable(why)) { try Outgoing(words: words) }
  }

  @Test("cannot smuggle a second command into a login")
  func loginLine() {
    #expect(throws: ClientError.self) { try Outgoing(words: ["AUTH", "TOKEN", "x\nQUIT"]) }
  }

  @Test(
    "want a key when they change something and have none",
    arguments: [
      ("ACCEPT P-7K", true), ("accept P-7K", true), ("ACCEPT P-7K key=0123456789abcdef", false), ("EVENTS", false),
      ("NOSUCH", false),
      ("ACCEPT", false), ("{\"verb\":\"ACCEPT\"}", false), ("{\"verb\":\"ACCEPT\",\"id\":\"P-7K\"}", true),
      ("@a {\"verb\":\"ACCEPT\",\"id\":\"P-7K\"}", false), ("{\"verb\":\"EVENTS\"}", false),
    ])
  func keys(line: String, wants: Bool) {
    #expect(Outgoing(line: Array(line.utf8)).wantsKey == wants)
  }

  @Test("in JSON get the key inside the object")
  func jsonKey() throws {
    let command = Outgoing(line: Array("{\"verb\":\"ACCEPT\",\"id\":\"P-7K\",\"tag\":\"t\"}  ".utf8))
    let parsed = try parsed(command, key: "0123456789abcdef")
    #expect(parsed.arguments == ["id": "P-7K", "key": "0123456789abcdef"])
    #expect(parsed.tag == "t")
  }

  @Test("keep a tag of the person's own, and JSON gets none")
  func tags() {
    let tagged = Outgoing(line: Array("@a PING".utf8))
    #expect(tagged.tag == "a")
    #expect(String(decoding: tagged.wire(tag: "a", key: nil), as: UTF8.self) == "@a PING\n")
    let json = Outgoing(line: Array("{\"verb\":\"PING\"}".utf8))
    #expect(String(decoding: json.wire(tag: "m1", key: nil), as: UTF8.self) == "{\"verb\":\"PING\"}\n")
  }
}

@Suite("A server's address") struct ServerAddressTests {
  @Test(
    "is HOST, HOST:PORT or [IPv6]:PORT",
    arguments: [
      ("localhost", "localhost", 7117), ("127.0.0.1:7200", "127.0.0.1", 7200), ("[::1]:7117", "::1", 7117),
      ("[::1]", "::1", 7117),
    ])
  func parses(text: String, host: String, port: Int) throws {
    #expect(try ServerAddress(parsing: text) == .tcp(host: host, port: port))
  }

  @Test("is nothing else", arguments: ["", ":7117", "a:b", "a:0", "a:65536", "a:1:2", "[::1", "a b", "a/b", "a:"])
  func refuses(text: String) {
    #expect(throws: ClientError.address(text)) { try ServerAddress(parsing: text) }
  }
}
