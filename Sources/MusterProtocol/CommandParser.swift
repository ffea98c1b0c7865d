/// Understands one line, in words or in JSON: a ``Command``, or why it is none. It looks at the octets alone and changes nothing.
/// The order of its checks is fixed: encoding, grammar, verb, names, missing ones, values.
public struct CommandParser: Sendable {
  public let limits: Limits

  public init(limits: Limits = Limits()) { self.limits = limits }

  /// A line without its end, and the octets of its literal as ``LineFramer`` found them.
  public func parse(_ line: [UInt8], literal: [UInt8]? = nil) -> Result<Command, ParseFailure> {
    do {
      return .success(try command(line[...], literal))
    } catch {
      return .failure(error.tagged(Tag.read(line[...])))
    }
  }

  /// The verb that a line in words names, if it names one; the line may be wrong in other ways.
  public func verb(of line: [UInt8]) -> VerbRow? {
    guard line.first != Octet.at else {
      let request = line.drop { $0 != Octet.space }.dropFirst()
      return VerbTable.row(octets: request.prefix { $0 != Octet.space })
    }
    return VerbTable.row(octets: line.prefix { $0 != Octet.space })
  }

  private func command(_ line: ArraySlice<UInt8>, _ literal: [UInt8]?) throws(ParseFailure) -> Command {
    if let fault = Encoding.fault(in: line) {
      throw .encoding(fault, telnet: line.contains(Octet.telnetCommand))
    }
    if let literal, let fault = Encoding.fault(in: literal, allowing: Encoding.inLiterals) {
      throw .encoding(fault, telnet: false)
    }
    guard line.first != Octet.openBrace else { return try jsonCommand(line, literal) }
    let tag = Tag.read(line)
    let request = try afterTag(line, tag)
    let word = request.prefix { $0 != Octet.space }
    let row = try verb(word)
    let rest = request[word.endIndex...]
    let arguments = row.isVerbatim ? try Self.verbatim(rest, literal, row) : try words(rest, literal, row)
    return Command(verb: row, tag: tag, arguments: try checked(arguments, row))
  }

  private func afterTag(_ line: ArraySlice<UInt8>, _ tag: String?) throws(ParseFailure) -> ArraySlice<UInt8> {
    guard !line.isEmpty else { throw .syntax("空行", "the line is empty") }
    guard line.first == Octet.at else { return line }
    guard tag != nil else {
      throw .syntax("标签是 @ 加 1 到 16 个字母、数字、- 或 _", "a tag is @ and 1 to 16 letters, digits, - or _")
    }
    let request = line.drop { $0 != Octet.space }.dropFirst()
    guard !request.isEmpty else { throw .syntax("标签之后没有动词", "no verb follows the tag") }
    guard request.first != Octet.openBrace else {
      throw .syntax("{ 之前不能有标签；写在对象里：\"tag\":\"…\"", "no tag stands before {; it stands within: \"tag\":\"…\"")
    }
    return request
  }

  func verb(_ word: ArraySlice<UInt8>) throws(ParseFailure) -> VerbRow {
    guard !word.isEmpty else {
      throw .syntax("动词是空的，或之前多了空格", "the verb is empty, or there is a blank too many before it")
    }
    if let row = VerbTable.row(octets: word) { return row }
    let name = String(decoding: word, as: UTF8.self)
    guard let first = word.first, Octet.isLetter(first), word.count <= Name.maximumLength,
      word.allSatisfy({ Octet.isLetter($0) || Octet.isDigit($0) || $0 == UInt8(ascii: ".") || $0 == Octet.hyphen })
    else {
      throw .syntax("“\(name)”不是动词；例：SHIFTS state=open", "\"\(name)\" is no verb; one looks like SHIFTS state=open")
    }
    throw .unknownVerb(name, near: Spelling.nearest(to: name.uppercased(), among: VerbTable.rows.map(\.name)))
  }

  /// AUTH: its words are taken as they stand, for base64 ends in `=` and nothing needs quotes.
  private static func verbatim(
    _ rest: ArraySlice<UInt8>, _ literal: [UInt8]?, _ row: VerbRow
  ) throws(ParseFailure) -> [(Argument, String)] {
    guard !rest.isEmpty else { return [] }
    guard literal == nil, LiteralMark.length(announcedBy: rest) == nil else {
      throw .syntax("\(row.name) 不带 {n} 数据", "\(row.name) carries no {n} data")
    }
    let words = rest.dropFirst().split(separator: Octet.space, omittingEmptySubsequences: false)
    guard words.allSatisfy({ !$0.isEmpty }) else {
      throw .syntax("\(row.name) 的各词之间正好一个空格", "exactly one blank stands between the words of \(row.name)")
    }
    guard words.count <= row.arguments.count else { throw .surplusWord(of: row.name, maximum: row.arguments.count) }
    return zip(row.arguments, words).map { ($0, String(decoding: $1, as: UTF8.self)) }
  }

  private func words(
    _ rest: ArraySlice<UInt8>, _ literal: [UInt8]?, _ row: VerbRow
  ) throws(ParseFailure) -> [(Argument, String)] {
    var tokeniser = Tokeniser(rest, literal: literal, limits: limits)
    let known = row.allArguments
    var place = 0
    var surplus = false
    var unknown: [String] = []
    var given: [(Argument, String)] = []
    for token in try tokeniser.tokens() {
      let argument: Argument?
      if let name = token.name {
        argument = known.first { $0.name == name }
        if argument == nil {
          guard !unknown.contains(name) else { throw .repeatedArgument(name) }
          unknown.append(name)
        }
      } else {
        argument = place < row.places ? known[place] : nil
        if argument == nil { surplus = true }
        place += 1
      }
      guard let argument else { continue }
      guard !given.contains(where: { $0.0 === argument }) else { throw .repeatedArgument(argument.name) }
      given.append((argument, token.value))
    }
    if let unknown = unknown.first {
      throw .unknownArgument(unknown, of: row.name, near: Spelling.nearest(to: unknown, among: known.map(\.name)))
    }
    if surplus { throw .surplusWord(of: row.name, maximum: row.places) }
    return given
  }

  func checked(_ given: [(Argument, String)], _ row: VerbRow) throws(ParseFailure) -> [String: String] {
    var values: [String: String] = [:]
    for (argument, value) in given { values[argument.name] = value }
    for argument in row.arguments where argument.isRequired && values[argument.name] == nil {
      throw .missingArgument(argument, of: row)
    }
    for (argument, value) in given {
      guard let canonical = argument.kind.canonical(value, limits) else {
        throw .wrongValue(argument, argument.kind.expectation(limits))
      }
      values[argument.name] = canonical
    }
    return values
  }
}
