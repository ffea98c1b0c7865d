import Testing

@testable import MusterProtocol

@Suite("The framer") struct LineFramerTests {
  static let streams: [(String, [LineFramer.Frame])] = [
    ("", []),
    ("PING\n", [line("PING")]),
    ("PING\r\nPONG\n\n\r\nrest", [line("PING"), line("PONG"), line(""), line("")]),
    ("a {3}\nx\ny\nPING\n", [line("a {3}", literal: "x\ny"), line("PING")]),
    ("a data={3}\r\n\r\n\n\r\nPING\r\n", [line("a data={3}", literal: "\r\n\n"), line("PING")]),
    ("a {0}\n\nPING\n", [line("a {0}", literal: ""), line("PING")]),
    ("a {0}\r\n\r\nPING\n", [line("a {0}", literal: ""), line("PING")]),
    // Bad lines whose literal must not run as commands.
    ("\"open x={5}\nQUIT\n\nPING\n", [line("\"open x={5}", literal: "QUIT\n"), line("PING")]),
    ("{4}\nPING\nPING\n", [line("{4}", literal: "PING"), line("PING")]),
    ("@t {4}\nPING\nPING\n", [line("@t {4}", literal: "PING"), line("PING")]),
    // What looks like a literal and is none.
    ("a {05}\nPING\n", [line("a {05}"), line("PING")]),
    ("a {}\n{x}\n{-1}\n", [line("a {}"), line("{x}"), line("{-1}")]),
    (
      "a {3} b\na x{3}\na 9={3}\na \"{3}\"\na b=c={3}\n",
      ["a {3} b", "a x{3}", "a 9={3}", "a \"{3}\"", "a b=c={3}"].map { line($0) }
    ),
    ("a {3} \nb\n", [line("a {3} "), line("b")]),
    // A lone carriage return stays in the line, for the parser to refuse.
    ("a\rb\nPING\r\r\n", [line("a\rb"), line("PING\r")]),
    ("G\nGET\nGET / HTTP/1.1\n", [line("G"), line("GET"), line("GET / HTTP/1.1")]),
    ("GET / HTTP/1.1\r\nPING\n", [.close]),
    ("POST / HTTP/1.1\r\n", [.close]),
    ("HEAD /\n", [.close]),
    ("Host: a\n", [.close]),
    ("\u{16}\u{3}\u{1}", [.close]),
    ("a {3}\nabcd\nPING\n", [.bye(.unendedLiteral(tag: nil))]),
    ("@x a {3}\nabc\rPING\n", [.bye(.unendedLiteral(tag: "x"))]),
  ]

  @Test("gives these frames, wherever the octets are split", arguments: streams)
  func splits(stream: String, expected: [LineFramer.Frame]) {
    let octets = Array(stream.utf8)
    #expect(frames([octets]) == expected)
    #expect(frames(octets.map { [$0] }) == expected)
    for cut in 0...octets.count { #expect(frames([octets[..<cut], octets[cut...]]) == expected) }
    for first in 0..<octets.count where octets.count < 32 {
      for second in first..<octets.count {
        #expect(frames([octets[..<first], octets[first..<second], octets[second...]]) == expected)
      }
    }
  }

  @Test("takes a line at the limit and closes once after one octet more", arguments: ["\n", "\r\n"])
  func lineLimit(end: String) {
    let limits = Limits()
    let full = String(repeating: "x", count: limits.line)
    #expect(frames([Array((full + end + "PING\n").utf8)]) == [line(full), line("PING")])
    let over: [LineFramer.Frame] = [.bye(.oversizedLine(maximum: limits.line, tag: nil))]
    #expect(frames([Array((full + "x" + end + "PING\nPING\n").utf8)]) == over)
    #expect(frames([Array((full + "xx").utf8)]) == over)
    #expect(frames(Array((full + "x" + end).utf8).map { [$0] }) == over)
  }

  @Test("waits for a line feed after a full line's carriage return, and no longer")
  func carriageReturnAtLimit() {
    let full = String(repeating: "x", count: Limits().line)
    #expect(frames([Array((full + "\r").utf8), Array("\n".utf8)]) == [line(full)])
    #expect(frames([Array((full + "\rx").utf8)]) == [.bye(.oversizedLine(maximum: Limits().line, tag: nil))])
  }

  @Test("holds strangers to 1,024 octets, 2,048 for AUTH, and closes after one more")
  func anonymousLimits() {
    let short = String(repeating: "x", count: 1_024)
    #expect(frames([Array("\(short)\n".utf8)], anonymous: true) == [line(short)])
    #expect(frames([Array("\(short)x\n".utf8)], anonymous: true) == [.bye(.oversizedLine(maximum: 1_024, tag: nil))])
    for start in ["AUTH TOKEN ", "@7 auth token "] {
      let auth = start + String(repeating: "x", count: 2_048 - start.count)
      let tag = start.first == "@" ? "7" : nil
      #expect(frames([Array("\(auth)\n".utf8)], anonymous: true) == [line(auth)])
      #expect(frames([Array("\(auth)x\n".utf8)], anonymous: true) == [.bye(.oversizedLine(maximum: 2_048, tag: tag))])
    }
    #expect(frames([Array("a {1025}\n".utf8)], anonymous: true) == [.bye(.oversizedLiteral(maximum: 1_024, tag: nil))])
  }

  @Test("refuses a stranger's line alike when it was framed before it was known who sent it")
  func refusalLater() {
    let limits = Limits()
    #expect(limits.refusalBeforeLogin(Array(repeating: 0x78, count: 1_024), literal: nil) == nil)
    let long = Array("@q ".utf8) + Array(repeating: 0x78, count: 1_022)
    #expect(limits.refusalBeforeLogin(long, literal: nil) == .oversizedLine(maximum: 1_024, tag: "q"))
    let literal = Array(repeating: UInt8(0x78), count: 1_025)
    #expect(limits.refusalBeforeLogin([0x78], literal: literal) == .oversizedLiteral(maximum: 1_024, tag: nil))
  }

  @Test("takes a literal at the limit and closes when a longer one is announced, without waiting for it")
  func literalLimit() {
    let limits = Limits()
    let content = String(repeating: "x", count: limits.literal)
    #expect(frames([Array("a {65536}\n\(content)\nPING\n".utf8)]) == [line("a {65536}", literal: content), line("PING")])
    for announced in ["65537", "999999", "1000000", "99999999999999999999999"] {
      #expect(frames([Array("@z a {\(announced)}\n".utf8)]) == [.bye(.oversizedLiteral(maximum: limits.literal, tag: "z"))])
    }
  }

  @Test("knows whether a frame has begun")
  func midFrame() {
    var framer = LineFramer()
    #expect(!framer.isMidFrame)
    framer.append(Array("PI".utf8))
    #expect(framer.next() == nil)
    #expect(framer.isMidFrame)
    framer.append(Array("NG\na {2}\n".utf8))
    #expect(framer.next() == line("PING"))
    #expect(framer.next() == nil)
    #expect(framer.isMidFrame)
    framer.append(Array("xy\n".utf8))
    #expect(framer.next() == line("a {2}", literal: "xy"))
    #expect(!framer.isMidFrame)
  }

  @Test("gives as many lines as line feeds went in, for random octets without literals")
  func countsLines() {
    var noise = Noise(seed: 2)
    for _ in 0..<200 {
      let octets = (0..<2_000).map { _ in UInt8.random(in: 0...255, using: &noise) }.filter { $0 != Octet.closeBrace }
      let input = Array("x\n".utf8) + octets
      #expect(frames([input]).count == input.count { $0 == Octet.lineFeed })
    }
  }
}
