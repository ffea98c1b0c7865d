/// The JSON spelling of commands: another form of the same grammar, so that both decode to the same ``Command``.
extension CommandParser {
  /// Checks in the order of words: grammar, verb, names, missing ones, values.
  func jsonCommand(_ line: ArraySlice<UInt8>, _ literal: [UInt8]?) throws(ParseFailure) -> Command {
    guard literal == nil else {
      throw .syntax("JSON 行不带 {n} 数据；文字写在字符串里", "a JSON line carries no {n} data; the text stands in its string")
    }
    let request = try JSONRequest(line, limits: limits)
    let tag = try Self.tag(request.tag)
    let row = try jsonVerb(request.verb)
    let known = row.allArguments
    var given: [(Argument, JSONValue)] = []
    for member in request.arguments {
      guard let argument = known.first(where: { $0.name == member.name }) else {
        let near = Spelling.nearest(to: member.name, among: known.map(\.name))
        throw .unknownArgument(member.name, of: row.name, near: near)
      }
      given.append((argument, member.value))
    }
    if let name = request.repeated { throw .repeatedName(name) }
    var words: [(Argument, String)] = []
    for (argument, value) in given { words.append((argument, try text(value, of: argument, row))) }
    return Command(verb: row, tag: tag, arguments: try checked(words, row))
  }

  private static func tag(_ value: JSONValue?) throws(ParseFailure) -> String? {
    guard let value else { return nil }
    guard let tag = value.word else { throw .noText("tag") }
    guard Tag.isValid(tag.utf8) else {
      throw .syntax("tag 是 1 到 16 个字母、数字、- 或 _，不带 @", "tag is 1 to 16 letters, digits, - or _, without @")
    }
    return tag
  }

  private func jsonVerb(_ value: JSONValue?) throws(ParseFailure) -> VerbRow {
    guard let value else {
      throw .syntax("没有 verb；例：{\"verb\":\"PING\"}", "there is no verb; a line looks like {\"verb\":\"PING\"}")
    }
    guard let word = value.word else { throw .noText("verb") }
    return try verb(Array(word.utf8)[...])
  }

  /// The value as words would write it: numbers as they stand, `true` and `false` as `yes` and `no` where those are words.
  private func text(_ value: JSONValue, of argument: Argument, _ row: VerbRow) throws(ParseFailure) -> String {
    switch value {
    case .number(let digits): return digits
    case .boolean(let isTrue):
      guard argument.kind == .flag else { throw .wrongValue(argument, argument.kind.expectation(limits)) }
      return isTrue ? "yes" : "no"
    case .null, .array, .object: throw .noText(argument.name)
    case .text(let text):
      guard text.utf8.count <= limits.literal else { throw .longText(argument.name, maximum: limits.literal) }
      // Words carry these verbatim, so a blank would end them, and {n} would announce data.
      let isWord = !text.utf8.contains { $0 <= Octet.space } && LiteralMark.length(announcedBy: Array(text.utf8)[...]) == nil
      guard !row.isVerbatim || isWord else {
        throw .wrongValue(argument, ("一个词，其中没有空格，也不是 {n}", "one word without blanks, and not {n}"))
      }
      return text
    }
  }
}

extension ParseFailure {
  static func json(_ fault: JSONFault) -> ParseFailure {
    switch fault {
    case .malformed(let at):
      ParseFailure(
        .syntax, fields: [Field("at", "\(at + 1)")], "第 \(at + 1) 字节起不是 JSON；一行是一个对象，如 {\"verb\":\"PING\"}",
        "not JSON from octet \(at + 1) on; a line is one object, such as {\"verb\":\"PING\"}")
    case .tooDeep(let at):
      ParseFailure(
        .syntax, fields: [Field("at", "\(at + 1)")], "JSON 嵌套最多 \(JSONReader.maximumDepth) 层",
        "JSON is nested at most \(JSONReader.maximumDepth) deep")
    case .escape(.loneSurrogate(let at)):
      ParseFailure(
        .encoding, fields: [Field("at", "\(at + 1)")], "第 \(at + 1) 字节的 \\u 只是半个代理对",
        "the \\u at octet \(at + 1) is half of a surrogate pair")
    case .escape(.forbidden(let scalar, let at)):
      ParseFailure(
        .encoding, fields: [Field("at", "\(at + 1)")], "第 \(at + 1) 字节的转义是控制字符 U+\(hexadecimal(scalar.value))；只可用 \\n 和 \\t",
        "the escape at octet \(at + 1) is the control character U+\(hexadecimal(scalar.value)); only \\n and \\t may stand")
    }
  }

  static func noText(_ name: String) -> ParseFailure {
    ParseFailure(
      .argumentValue, fields: [Field("arg", name)], "\(name) 应是字符串、数字、true 或 false；没有值就不要写",
      "\(name) should be a string, a number, true or false; leave it out where it has no value")
  }

  static func repeatedName(_ name: String) -> ParseFailure {
    ParseFailure(.argumentValue, fields: [Field("arg", name)], "\(name) 给了两次", "\(name) is given twice")
  }

  static func longText(_ name: String, maximum: Int) -> ParseFailure {
    ParseFailure(
      .limitSize, fields: [Field("arg", name), Field("maximum", "\(maximum)")], "\(name) 最多 \(maximum) 字节",
      "\(name) has at most \(maximum) octets")
  }
}
