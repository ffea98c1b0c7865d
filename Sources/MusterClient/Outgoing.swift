import MusterProtocol

/// One command on its way out: its words as they will stand in the line, its literal, and what the verb table knows of it.
/// Tag and key are added when it is sent, so that it can be sent again.
public struct Outgoing: Hashable, Sendable {
  /// The octets that follow the line, and the token that announces them.
  private struct Literal: Hashable, Sendable {
    let mark: [UInt8]
    let octets: [UInt8]
  }

  /// The person's own, without `@`; otherwise the connection makes one.
  public let tag: String?
  /// Without tag, key and the literal's token.
  private let body: [UInt8]
  private let literal: Literal?
  /// Nil for a verb that the table does not have, and for JSON that is no command.
  public let row: VerbRow?
  /// Nil where the line is no command of the table; such a line is sent as it is, and the server says what is wrong.
  private let command: Command?

  /// From words as a shell hands them over: the verb, then one argument each, `name=value` or a value. No quoting is asked
  /// of the person. Throws `ClientError.unsendable`.
  public init(words: [String], limits: Limits = Limits()) throws(ClientError) {
    var framer = LineFramer(limits: limits)
    do {
      framer.append(try CommandPrinter.print(words: words, limits: limits))
    } catch {
      throw .unsendable(Unsendable(error, words))
    }
    // A line end within the verb would make two commands of one.
    guard case .line(let line, let literal) = framer.next(), !framer.isMidFrame, Self.isVerb(words.first ?? "") else {
      throw .unsendable(.verb(words.first ?? ""))
    }
    self.init(line: line, literal: literal)
  }

  /// From a line of a script or a prompt, already in the protocol's spelling.
  public init(line: [UInt8], literal octets: [UInt8]? = nil) {
    let space = UInt8(ascii: " ")
    var rest = line[...]
    var tag: String?
    if rest.first == UInt8(ascii: "@"), let end = rest.firstIndex(of: space) {
      tag = String(decoding: rest[1..<end], as: UTF8.self)
      rest = rest[(end + 1)...]
    }
    command = try? CommandParser().parse(line, literal: octets).get()
    row = command?.verb ?? VerbTable.row(String(decoding: rest.prefix { $0 != space }, as: UTF8.self))
    if let octets, let last = rest.lastIndex(of: space) {
      literal = Literal(mark: Array(rest[(last + 1)...]), octets: octets)
      rest = rest[..<last]
    } else {
      literal = nil
    }
    self.tag = tag
    body = Array(rest)
  }

  private static func isVerb(_ word: String) -> Bool {
    !word.isEmpty && word.unicodeScalars.allSatisfy { $0.value > 0x20 && !Encoding.isForbidden($0) && $0 != "@" && $0 != "{" }
  }

  /// It begins or ends a watch, which pushes events to its connection.
  public var isWatch: Bool { row?.name == "WATCH" }

  /// Carries its tag inside.
  public var isJSON: Bool { tag == nil && body.first == UInt8(ascii: "{") }

  /// It changes something, as far as is known.
  public var changes: Bool { row?.changes ?? true }

  /// The job that `JOB` asks after; nil for every other command.
  public var job: String? { command?.verb.name == "JOB" ? command?.arguments["id"] : nil }

  public var beginsBatch: Bool { row?.name == "BEGIN" }
  /// A trial leaves it open.
  var endsBatch: Bool {
    row?.name == "ROLLBACK" || (row?.name == "COMMIT" && command?.arguments["dry"] != "yes")
  }
  /// The server would take the next line, whatever it is, for a part of it.
  var beginsPasswordLogin: Bool { command?.verb.name == "AUTH" && command?.arguments["mechanism"] == "SCRAM-SHA-256" }

  /// The client makes a key for it: it changes something and has none.
  var wantsKey: Bool { command?.verb.changes == true && command?.verb.takesKey == true && command?.arguments["key"] == nil }

  /// Sent twice it does no harm: it changes nothing, or the server knows it by its key.
  func isRepeatable(withKey key: String?) -> Bool {
    guard let row else { return false }
    return !row.changes || key != nil || command?.arguments["key"] != nil
  }

  /// What makes it this command and no other, for the journal of keys: its line without tag, and its literal.
  public var request: String {
    String(decoding: body, as: UTF8.self)
      + (literal.map { " " + String(decoding: $0.mark + [UInt8(ascii: "\n")] + $0.octets, as: UTF8.self) } ?? "")
  }

  /// The octets of line and literal with their ends, under `tag` (none for JSON).
  func wire(tag: String, key: String?) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(body.count + (literal?.octets.count ?? 0) + 80)
    if !isJSON { out += "@\(tag) ".utf8 }
    out += key.map(keyed) ?? body
    if let literal {
      out.append(UInt8(ascii: " "))
      out += literal.mark
      out.append(UInt8(ascii: "\n"))
      out += literal.octets
    }
    out.append(UInt8(ascii: "\n"))
    return out
  }
}

// MARK: - Pages

extension Outgoing {
  /// With `limit=` at its largest where the verb answers with pages and nobody has said how long they should be.
  public func wantingPages(of rows: Int) -> Outgoing {
    guard let command, command.verb.pages, command.arguments["limit"] == nil else { return self }
    return with("limit", "\(rows)")
  }

  /// The same command for the page behind a cursor; nil where it cannot be told how to ask for it.
  public func following(_ cursor: String) -> Outgoing? {
    let isPlain = command == nil && !isJSON && literal == nil && !body.contains(UInt8(ascii: "\""))
    if command != nil { return with("after", cursor) }
    guard isPlain else { return nil }
    // A newer server's verb: its words as they are, one of them replaced.
    let words =
      body.split(separator: UInt8(ascii: " ")).filter { !$0.starts(with: "after=".utf8) } + [Array("after=\(cursor)".utf8)[...]]
    return Outgoing(line: Array(words.joined(separator: [UInt8(ascii: " ")])))
  }

  private func with(_ name: String, _ value: String) -> Outgoing {
    guard let command else { return self }
    let changed = Command(
      verb: command.verb, tag: command.tag, arguments: command.arguments.merging([name: value]) { _, new in new })
    guard let line = try? CommandPrinter.print(changed), line.last == UInt8(ascii: "\n"), literal == nil else { return self }
    return Outgoing(line: Array(line.dropLast()))
  }
}

extension Outgoing {
  /// The body with a key that the person did not give.
  private func keyed(_ key: String) -> [UInt8] {
    guard isJSON else { return body + Array(" key=\(key)".utf8) }
    // It was parsed before a key was made for it: it ends in a brace and has a verb before it.
    let open = body[..<(body.lastIndex(of: UInt8(ascii: "}")) ?? body.endIndex)]
    return open + Array(",\"key\":\"\(key)\"}".utf8)
  }
}

/// Why a command cannot be put on the wire.
public enum Unsendable: Hashable, Sendable {
  /// What stands where a verb should.
  case verb(String)
  case notUTF8(String)
  case controlCharacter(argument: String)
  case tooLong(argument: String?, maximum: Int)
  /// The second argument that is too long for quotes.
  case secondLiteral(argument: String)
  /// Too long for quotes, without a name, and not the last.
  case literalNotLast(argument: String)
  /// A WATCH where nobody would see its events.
  case watch

  init(_ failure: CommandPrinter.Failure, _ words: [String]) {
    self =
      switch failure {
      case .forbiddenCharacter(let argument): .controlCharacter(argument: argument)
      case .secondLiteral(let argument): .secondLiteral(argument: argument)
      case .literalNotLast(let argument): .literalNotLast(argument: argument)
      case .tooLong(let argument, let maximum): .tooLong(argument: argument, maximum: maximum)
      case .lineTooLong(let maximum): .tooLong(argument: nil, maximum: maximum)
      }
  }

  public func sentence(_ language: Language) -> String {
    switch self {
    case .verb(let word): language.choose("“\(word)”不是动词", "\"\(word)\" is no verb")
    case .notUTF8(let word): language.choose("“\(word)”不是 UTF-8", "\"\(word)\" is not UTF-8")
    case .controlCharacter(let argument):
      language.choose("\(argument) 含有不能发送的控制字符", "\(argument) holds a control character, which cannot be sent")
    case .tooLong(let argument, let maximum):
      language.choose("\(argument ?? "整行")超过 \(maximum) 字节", "\(argument ?? "the line") is over \(maximum) octets")
    case .secondLiteral(let argument):
      language.choose("\(argument) 太长；一条命令只能有一个长参数", "\(argument) is too long; only one argument of a command can be")
    case .literalNotLast(let argument):
      language.choose("\(argument) 太长；请写成 名称=值", "\(argument) is too long; give it as name=value")
    case .watch:
      language.choose(
        "WATCH 不能写在文件、管道或 JSON 里，它的变化没人看得到；请用 muster watch …",
        "WATCH does not go into a file, a pipe or JSON, where nobody would see its events; use muster watch …")
    }
  }
}
