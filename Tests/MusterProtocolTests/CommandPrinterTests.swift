import Testing

@testable import MusterProtocol

@Suite("The command printer") struct CommandPrinterTests {
  /// What the server understands of it.
  private func understood(_ octets: [UInt8]) throws -> Command {
    let frames = frames([octets])
    guard frames.count == 1, case .line(let line, let literal) = frames[0] else { throw NotOneLine(frames: frames) }
    return try CommandParser().parse(line, literal: literal).get()
  }

  private func echoed(_ command: Command) throws -> Command { try understood(CommandPrinter.print(command)) }
  private func echoed(_ words: [String]) throws -> Command { try understood(CommandPrinter.print(words: words)) }

  private struct NotOneLine: Error { let frames: [LineFramer.Frame] }

  @Test("writes any text so that it arrives as it was")
  func texts() throws {
    var noise = Noise(seed: 11)
    let letters = "ab 王=\"\\{}@\n\t-5"
    let row = try #require(VerbTable.row("DECLINE"))
    for _ in 0..<2_000 {
      // A reason that says nothing is refused.
      let reason = noise.text(from: letters, upTo: 10) + "。" + noise.text(from: letters, upTo: 10)
      let command = Command(verb: row, tag: "t", arguments: ["id": "P-1", "reason": reason])
      #expect(try echoed(command) == command)
      let words = try CommandPrinter.print(words: ["decline", "P-1", "reason=\(reason)"], tag: "t")
      #expect(try understood(words) == command)
    }
  }

  @Test("keeps a positional text that has an equals sign or begins with a brace")
  func positional() throws {
    for text in ["a b=c", "{3}", "9={3}", ""] {
      #expect(try echoed(["import.part", "I-3", text, "file=a", "part=1"]).arguments["data"] == text)
    }
  }

  @Test("sends a long value as a literal, last")
  func literal() throws {
    let data = String(repeating: "编号,\"名\"\n", count: 1_000)
    let words = try CommandPrinter.print(words: ["IMPORT.PART", "I-3", data, "file=a.csv", "part=1"], tag: "x")
    let command = try understood(words)
    #expect(command.arguments == ["import": "I-3", "data": data, "file": "a.csv", "part": "1"])
    #expect(try echoed(command) == command)
  }

  @Test("refuses what words cannot carry, naming the argument")
  func refusals() {
    let long = String(repeating: "x", count: 5_000)
    #expect(throws: CommandPrinter.Failure.forbiddenCharacter(argument: "q")) {
      try CommandPrinter.print(words: ["members", "q=\u{7}"])
    }
    #expect(throws: CommandPrinter.Failure.secondLiteral(argument: "b")) {
      try CommandPrinter.print(words: ["x", "a=\(long)", "b=\(long)"])
    }
    #expect(throws: CommandPrinter.Failure.literalNotLast(argument: "x")) { try CommandPrinter.print(words: ["x", long, "b"]) }
    let tooLong = String(repeating: "x", count: 65_537)
    #expect(throws: CommandPrinter.Failure.tooLong(argument: "a", maximum: 65_536)) {
      try CommandPrinter.print(words: ["x", "a=\(tooLong)"])
    }
    let words = ["x"] + (1...3).map { "a\($0)=" + String(repeating: "x", count: 4_000) }
    #expect(throws: CommandPrinter.Failure.lineTooLong(maximum: 8_192)) { try CommandPrinter.print(words: words) }
  }

  @Test("leaves AUTH's words as they stand")
  func auth() throws {
    let octets = try CommandPrinter.print(words: ["auth", "token", "mst_1_a=="])
    #expect(String(decoding: octets, as: UTF8.self) == "auth token mst_1_a==\n")
    let command = try understood(octets)
    #expect(String(decoding: try CommandPrinter.print(command), as: UTF8.self) == "AUTH TOKEN mst_1_a==\n")
  }
}
