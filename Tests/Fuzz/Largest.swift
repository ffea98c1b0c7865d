import MusterProtocol

/// The longest lines that the framer lets through, of the kinds that cost most: each within ``Budget``, framed in one piece,
/// in packets, and octet by octet.
enum Largest {
  static func run() -> Bool {
    Budget.install()
    for (name, line, literal) in lines {
      let octets = Array(line.prefix(Limits().line)) + [0x0A] + (literal.map { $0 + [0x0A] } ?? [])
      for (size, way) in [(octets.count, "whole"), (1_448, "in packets"), (1, "octet by octet")] {
        Budget.timed { Budget.line("\(name), \(way),") { answer(octets, size) } }
      }
    }
    print("\(lines.count) lines of the largest size cost less than 1 MiB and 100 ms each")
    return true
  }

  /// What a server does with a line, from its octets to those of a refusal.
  private static func answer(_ octets: [UInt8], _ size: Int) {
    for isAnonymous in [false, true] {
      var framer = LineFramer()
      framer.isAnonymous = isAnonymous
      var at = 0
      while at < octets.count {
        framer.append(octets[at..<min(at + size, octets.count)])
        at += size
        while let frame = framer.next() { answer(frame) }
      }
    }
  }

  private static func answer(_ frame: LineFramer.Frame) {
    switch frame {
    case .close: break
    case .bye(let failure): _ = ReplyPrinter.print(failure.reply(in: .chinese))
    case .line(let line, let literal):
      if case .failure(let failure) = CommandParser().parse(line, literal: literal) {
        _ = ReplyPrinter.print(failure.reply(in: .chinese))
      }
    }
  }

  private static let lines: [(String, [UInt8], [UInt8]?)] = [
    line("one word", of: "a"), line("a tag", "@", of: "a"), line("blanks", "PING ", of: " "),
    line("65 arguments", "PING", of: " aaaaaaaa=b"), line("unknown arguments", "MEMBERS", of: " qq=a"),
    line("an unknown verb", "ASSIGNMENTXXXXXXXXXXXXXXXXXXXXX ", of: "a"), line("a quoted text", "MEMBERS q=\"", of: "\\\""),
    line("three-octet characters", "MEMBERS q=", of: "王"), line("braces", "PING ", of: "{"), line("marks", "PING", of: " {1}"),
    line("JSON numbers", "{\"a\":[", of: "1,"), line("JSON texts", "{\"a\":[", of: "\"\","),
    line("JSON arrays", "{\"a\":[", of: "[],"), line("deep JSON arrays", "{\"a\":[", of: "[[[[[[1]]]]]],"),
    line("JSON objects", "{\"a\":[", of: "{\"\":1},"), line("JSON members", "{\"a\":{", of: "\"\":1,"),
    line("JSON escapes", "{\"q\":\"", of: "\\u0041"), line("many JSON members", "{", of: "\"b\":1,"),
    line("a late AUTH", "{\"a\":[" + String(repeating: "1,", count: 490) + "1],\"verb\":\"AUTH\",\"data\":\"", of: "x"),
    line("a late JSON verb", "{\"a\":\"", of: "b", then: "\",\"verb\":\"MEMBERS\",\"tag\":\"t\"}"),
    ("a literal", Array("MEMBERS q={65536}".utf8), [UInt8](repeating: 0x61, count: 65_536)),
    ("a literal of lines", Array("IMPORT.PART I-1 file=a part=1 {65536}".utf8), [UInt8](repeating: 0x0A, count: 65_536)),
    ("a literal of blanks", Array("MEMBERS q={65536}".utf8), [UInt8](repeating: 0x20, count: 65_536)),
  ]

  private static func line(
    _ name: String, _ beginning: String = "", of part: String, then end: String = ""
  ) -> (String, [UInt8], [UInt8]?) {
    let room = Limits().line - beginning.utf8.count - end.utf8.count
    return (name, Array((beginning + String(repeating: part, count: room / part.utf8.count) + end).utf8), nil)
  }
}
