/// Reads what a server sends, in either format and however the octets are split: the greeting, then one reply after the
/// other. The counterpart of ``ReplyPrinter``. JSON has no line for the columns of a table without rows: it reads as none. A
/// line that is no reply is an error after which nothing more can be trusted.
public struct ReplyParser: Sendable {
  public enum Output: Hashable, Sendable {
    /// The first line of a connection that is open to us.
    case greeting(Final)
    case reply(tag: String?, Reply)
    /// Unasked, between two replies.
    case event(Event)
  }

  /// What the server sent is not this protocol.
  public struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String
  }

  /// No line of a server is longer: 64 fields of a literal's length each.
  public static let maximumLine = 64 * 65_536

  private var buffer: [UInt8] = []
  private var start = 0
  private var scanned = 0
  private var expectsGreeting: Bool
  private var table: Table?
  private var tag: String?

  /// - Parameter greeting: false where the greeting was read already, or there is none (a stored reply).
  public init(greeting: Bool = true) { expectsGreeting = greeting }

  /// Between two replies, with nothing half read.
  public var isAtRest: Bool { start == buffer.count && table == nil && !expectsGreeting }

  public mutating func append(_ octets: some Sequence<UInt8>) {
    if start > 0 {
      buffer.removeSubrange(..<start)
      scanned -= start
      start = 0
    }
    buffer.append(contentsOf: octets)
  }

  /// The next whole greeting or reply, or nil until more octets come.
  public mutating func next() throws(Failure) -> Output? {
    while let feed = buffer[scanned...].firstIndex(of: Octet.lineFeed) {
      let line = buffer[start..<feed]
      start = feed + 1
      scanned = start
      if let output = try take(line) { return output }
    }
    scanned = buffer.count
    guard buffer.count - start <= Self.maximumLine else { throw Failure(description: "a line longer than any reply's") }
    return nil
  }

  /// The final line alone, as ``ReplyPrinter/line(_:)`` writes it.
  public static func final(_ line: String) throws(Failure) -> Final { try FinalReader(Array(line.utf8)[...]).final() }

  private mutating func take(_ line: ArraySlice<UInt8>) throws(Failure) -> Output? {
    if let fault = Encoding.fault(in: line, allowing: ["\t"]) {
      throw Failure(description: "octets that no server sends: \(fault)")
    }
    if expectsGreeting {
      expectsGreeting = false
      return try greeting(line)
    }
    if line.first == Octet.openBrace { return try take(JSONReplyLine(line)) }
    if line.first == UInt8(ascii: ">") { return .event(try event(line)) }
    let (tag, rest) = try Self.splitTag(line)
    try hold(tag)
    switch rest.first {
    case UInt8(ascii: "#"): try header(rest)
    case UInt8(ascii: "|"): try row(rest)
    case UInt8(ascii: "+"):
      guard table == nil, rest.dropFirst().first == Octet.space else { throw Failure(description: "+ where none belongs") }
      return .reply(tag: tag, .challenge(String(decoding: rest.dropFirst(2), as: UTF8.self)))
    case .some(let first) where Octet.isLetter(first):
      let final = try FinalReader(rest).final()
      defer { table = nil }
      return .reply(tag: tag, Reply(final, table: table))
    default: throw Failure(description: "neither rows nor a final: \(String(decoding: rest.prefix(80), as: UTF8.self))")
    }
    return nil
  }

  private mutating func take(_ line: JSONReplyLine) throws(Failure) -> Output? {
    if case .event(let event) = line.content {
      guard table == nil else { throw Failure(description: "an event within rows") }
      return .event(event)
    }
    try hold(line.tag)
    switch line.content {
    case .event: return nil
    case .final(let final):
      defer { table = nil }
      return .reply(tag: tag, Reply(final, table: table))
    case .more(let base64):
      guard table == nil else { throw Failure(description: "more within rows") }
      return .reply(tag: tag, .challenge(base64))
    case .row(let columns, let row):
      guard table == nil || table?.columns == columns else { throw Failure(description: "a row of other columns") }
      if table == nil { table = Table(columns: columns) }
      table?.rows.append(row)
      return nil
    }
  }

  /// All lines of a reply have the same tag.
  private mutating func hold(_ tag: String?) throws(Failure) {
    if table != nil, tag != self.tag { throw Failure(description: "the tag changes within a reply") }
    self.tag = tag
  }

  private func greeting(_ line: ArraySlice<UInt8>) throws(Failure) -> Output {
    let hello = Array("OK muster".utf8)
    if line.starts(with: hello), line.count == hello.count || line[line.startIndex + hello.count] == Octet.space {
      return .greeting(try FinalReader(Array("OK".utf8) + line.dropFirst(hello.count)).final())
    }
    let final = try? FinalReader(line).final()
    guard let final, final.word == .bye else { throw Failure(description: "the greeting is not that of a muster server") }
    return .reply(tag: nil, Reply(final))
  }

  private func event(_ line: ArraySlice<UInt8>) throws(Failure) -> Event {
    guard table == nil else { throw Failure(description: "an event within rows") }
    guard line.starts(with: "> ".utf8) else { throw Failure(description: "no blank after >") }
    return try FinalReader(line.dropFirst(2)).event()
  }

  private static func splitTag(_ line: ArraySlice<UInt8>) throws(Failure) -> (String?, ArraySlice<UInt8>) {
    guard line.first == Octet.at else { return (nil, line) }
    guard let tag = Tag.read(line) else { throw Failure(description: "an unreadable tag") }
    return (tag, line.drop { $0 != Octet.space }.dropFirst())
  }

  private mutating func header(_ line: ArraySlice<UInt8>) throws(Failure) {
    guard table == nil else { throw Failure(description: "column names within rows") }
    let columns = try Self.fields(line).map { $0 ?? [] }
    guard columns.allSatisfy({ Name.isValid($0[...]) }) else { throw Failure(description: "a column without a name") }
    table = Table(columns: columns.map { String(decoding: $0, as: UTF8.self) })
  }

  private mutating func row(_ line: ArraySlice<UInt8>) throws(Failure) {
    guard let columns = table?.columns.count else { throw Failure(description: "a row without column names") }
    let row = try Self.fields(line).map { $0.map { String(decoding: $0, as: UTF8.self) } }
    guard row.count == columns else { throw Failure(description: "a row of \(row.count) fields under \(columns) columns") }
    table?.rows.append(row)
  }

  /// The tab-separated fields after the line's first octet and its blank, without COPY's escapes.
  private static func fields(_ line: ArraySlice<UInt8>) throws(Failure) -> [[UInt8]?] {
    guard line.dropFirst().first == Octet.space else { throw Failure(description: "no blank after # or |") }
    var fields: [[UInt8]?] = []
    for field in line.dropFirst(2).split(separator: Octet.tab, omittingEmptySubsequences: false) {
      fields.append(try unescaped(field))
    }
    return fields
  }

  private static func unescaped(_ field: ArraySlice<UInt8>) throws(Failure) -> [UInt8]? {
    guard field.contains(Octet.backslash) else { return Array(field) }
    if field.elementsEqual("\\N".utf8) { return nil }
    var octets: [UInt8] = []
    var rest = field
    while let octet = rest.popFirst() {
      guard octet == Octet.backslash else {
        octets.append(octet)
        continue
      }
      switch rest.popFirst() {
      case UInt8(ascii: "t"): octets.append(Octet.tab)
      case UInt8(ascii: "n"): octets.append(Octet.lineFeed)
      case UInt8(ascii: "r"): octets.append(Octet.carriageReturn)
      case Octet.backslash: octets.append(Octet.backslash)
      default: throw Failure(description: "an unknown escape in a row")
      }
    }
    return octets
  }
}

/// Reads `WORD [CODE] name=value … [-- text]`.
private struct FinalReader {
  private var rest: ArraySlice<UInt8>

  init(_ line: ArraySlice<UInt8>) { rest = line }
  init(_ line: [UInt8]) { rest = line[...] }

  func final() throws(ReplyParser.Failure) -> Final {
    var reader = self
    return try reader.read()
  }

  /// Reads `seq name name=value …`.
  func event() throws(ReplyParser.Failure) -> Event {
    var reader = self
    guard let seq = Int64(reader.word()), seq >= 0 else {
      throw ReplyParser.Failure(description: "an event without its number")
    }
    let name = reader.word()
    guard Name.isValid(Array(name.utf8)[...]) else { throw ReplyParser.Failure(description: "an event without a name") }
    var fields: [Field] = []
    while !reader.rest.isEmpty { fields.append(try reader.field()) }
    return Event(seq: seq, name, fields: fields)
  }

  private mutating func read() throws(ReplyParser.Failure) -> Final {
    let first = word()
    guard let word = Word(rawValue: first) else { throw ReplyParser.Failure(description: "no reply begins with \(first)") }
    var final = Final(word)
    if word != .ok {
      let code = self.word()
      guard CodeText.isValid(code.utf8) else { throw ReplyParser.Failure(description: "\(first) without a code") }
      final.code = Code(rawValue: code)
    }
    while !rest.isEmpty {
      if rest.elementsEqual("-- ".utf8) || rest.starts(with: "-- ".utf8) {
        final.text = String(decoding: rest.dropFirst(3), as: UTF8.self)
        return final
      }
      final.fields.append(try field())
    }
    return final
  }

  /// Up to the next blank, which goes as well.
  private mutating func word() -> String {
    let word = rest.prefix { $0 != Octet.space }
    rest = rest[word.endIndex...].dropFirst()
    return String(decoding: word, as: UTF8.self)
  }

  private mutating func field() throws(ReplyParser.Failure) -> Field {
    guard let split = Name.split(rest) else { throw ReplyParser.Failure(description: "a field of a final without a name") }
    let name = String(decoding: split.name, as: UTF8.self)
    rest = split.value
    guard rest.first == Octet.quote else { return Field(name, word()) }
    var tokeniser = Tokeniser(rest, literal: nil, limits: .unlimited)
    do {
      let value = try tokeniser.quoted()
      rest = rest[tokeniser.at...].dropFirst()
      return Field(name, value)
    } catch {
      throw ReplyParser.Failure(description: "a badly quoted value of \(name): \(error.english)")
    }
  }
}

extension Limits {
  /// For what was printed by us and is read back.
  fileprivate static let unlimited: Limits = {
    var limits = Limits()
    limits.quoted = .max
    return limits
  }()
}
