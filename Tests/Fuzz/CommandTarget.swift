import MusterProtocol

/// The parser of commands, in both spellings. What it accepts is printed, in words and in JSON, and must be the same command
/// when it is read again; what it refuses is a BAD with a page and a reply that a client can read.
///
/// An input is a line; what follows its first LF is the literal.
enum CommandTarget {
  private static let parser = CommandParser()

  static func run(_ input: ArraySlice<UInt8>) -> Bool {
    let line = Array(input.prefix { $0 != 0x0A })
    let literal = line.count < input.count ? Array(input.dropFirst(line.count + 1)) : nil
    guard line.count <= parser.limits.line, literal?.count ?? 0 <= parser.limits.literal else { return false }
    let result = Budget.line("parsing") { parser.parse(line, literal: literal) }
    switch result {
    case .success(let command):
      spellings(of: command)
      if let words = echo(line, literal) { require(words == command, "the line's own octets frame to \(words)") }
    case .failure(let failure): refusal(failure, way: line.count)
    }
    return true
  }

  /// Printed and parsed, it is the same command. Only a line that is too long may be refused: names that were not written
  /// make it longer.
  private static func spellings(of command: Command) {
    do {
      let octets = try CommandPrinter.print(command)
      require(read(octets) == command, "printed in words, \(command) reads otherwise: \(octets.shown)")
    } catch {
      guard case .lineTooLong = error else { fail("\(command) cannot be printed in words: \(error)") }
    }
    do {
      let octets = try CommandPrinter.json(command)
      require(read(octets) == command, "printed in JSON, \(command) reads otherwise: \(octets.shown)")
    } catch {
      guard case .lineTooLong = error else { fail("\(command) cannot be printed in JSON: \(error)") }
    }
  }

  /// What a server makes of these octets, if it is one command and nothing else.
  private static func read(_ octets: [UInt8]) -> Command? {
    var framer = LineFramer()
    framer.append(octets)
    guard case .line(let line, let literal) = framer.next(), framer.next() == nil, !framer.isMidFrame else { return nil }
    return try? parser.parse(line, literal: literal).get()
  }

  /// The line as a client would send it, where its literal is the one that it announces.
  private static func echo(_ line: [UInt8], _ literal: [UInt8]?) -> Command? {
    read(line + [0x0A] + (literal.map { $0 + [0x0A] } ?? []))
  }

  private static func refusal(_ failure: ParseFailure, way: Int) {
    require(failure.word == .bad, "a line is refused with \(failure.word)")
    require(Codes.page(failure.code)?.words.contains(.bad) == true, "\(failure.code.rawValue) has no page for BAD")
    require(!failure.english.isEmpty && !failure.chinese.isEmpty, "\(failure.code.rawValue) says nothing")
    // One of the four ways that it can be said; the inputs are many.
    let reply = failure.reply(in: way & 1 == 0 ? .chinese : .english)
    let octets = ReplyPrinter.print(reply, tag: failure.tag, format: way & 2 == 0 ? .words : .json)
    require(octets.count { $0 == 0x0A } == 1, "a refusal is not one line: \(octets.shown)")
    var parser = ReplyParser(greeting: false)
    parser.append(octets)
    guard case .reply(failure.tag, let read)? = try? parser.next() else { fail("no client reads \(octets.shown)") }
    require(read.final.code == failure.code, "a client reads another code in \(octets.shown)")
    require(read.final.fields == reply.final.fields, "a client reads other fields in \(octets.shown)")
  }
}
