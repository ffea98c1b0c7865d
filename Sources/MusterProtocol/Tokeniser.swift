/// One argument as it stood in the line: its name in lower case, if it had one, and its value without quotes and escapes.
struct Token: Hashable {
  let name: String?
  let value: String
}

/// Splits what follows the verb into arguments. The line is valid UTF-8 without controls when it comes here.
struct Tokeniser {
  private let line: ArraySlice<UInt8>
  private let literal: [UInt8]?
  private let limits: Limits
  private(set) var at: Int

  init(_ line: ArraySlice<UInt8>, literal: [UInt8]?, limits: Limits) {
    self.line = line
    self.literal = literal
    self.limits = limits
    at = line.startIndex
  }

  /// All arguments of a line that is either empty or begins with the blank after the verb.
  mutating func tokens() throws(ParseFailure) -> [Token] {
    var tokens: [Token] = []
    while at < line.endIndex {
      while at < line.endIndex, line[at] == Octet.space { at += 1 }
      guard at < line.endIndex else { throw .syntax("行尾有空格", "the line ends with a blank") }
      guard tokens.count < limits.arguments else { throw .tooManyArguments(maximum: limits.arguments) }
      tokens.append(try token())
    }
    return tokens
  }

  private mutating func token() throws(ParseFailure) -> Token {
    var name: String?
    let word = line[at...].prefix { $0 != Octet.space }
    if let split = Name.split(word) {
      name = String(decoding: split.name, as: UTF8.self).lowercased()
      at = split.value.startIndex
    }
    return Token(name: name, value: try value(of: name))
  }

  private mutating func value(of name: String?) throws(ParseFailure) -> String {
    guard at < line.endIndex, line[at] != Octet.space else {
      let name = name ?? ""
      throw .syntax("\(name)= 之后没有值；空文字写 \(name)=\"\"", "nothing follows \(name)=; the empty text is \(name)=\"\"")
    }
    switch line[at] {
    case Octet.quote: return try quoted()
    case Octet.openBrace: return try literalValue()
    default: return try atom()
    }
  }

  private mutating func atom() throws(ParseFailure) -> String {
    let word = line[at...].prefix { $0 != Octet.space }
    guard !word.contains(where: { $0 == Octet.quote || $0 == Octet.backslash }) else {
      let text = String(decoding: word, as: UTF8.self)
      throw .syntax("\(text) 中有引号或反斜杠；整个值放进双引号", "\(text) has a quote or backslash; put the whole value in quotes")
    }
    at = word.endIndex
    return String(decoding: word, as: UTF8.self)
  }

  private mutating func literalValue() throws(ParseFailure) -> String {
    let word = line[at...].prefix { $0 != Octet.space }
    guard let literal, word.endIndex == line.endIndex else {
      throw .syntax("{ 开头的值只能是行末的 {n}；文字请加双引号", "a value beginning with { is {n} at the line's end; put text in quotes")
    }
    at = word.endIndex
    return String(decoding: literal, as: UTF8.self)
  }

  mutating func quoted() throws(ParseFailure) -> String {
    let open = at
    var content: [UInt8] = []
    at += 1
    while at < line.endIndex, line[at] != Octet.quote {
      if line[at] == Octet.backslash {
        at += 1
        content.append(try escaped())
      } else {
        content.append(line[at])
      }
      at += 1
    }
    guard at < line.endIndex else { throw .syntax("双引号没有配对", "a quote is not closed") }
    guard at - open - 1 <= limits.quoted else {
      throw ParseFailure(
        .limitSize, fields: [Field("maximum", "\(limits.quoted)")], "引号内最多 \(limits.quoted) 字节；更长的用 {n}",
        "at most \(limits.quoted) octets between quotes; longer ones travel as {n}")
    }
    at += 1
    guard at == line.endIndex || line[at] == Octet.space else {
      throw .syntax("右引号之后要有空格", "a blank must follow the closing quote")
    }
    return String(decoding: content, as: UTF8.self)
  }

  private func escaped() throws(ParseFailure) -> UInt8 {
    guard at < line.endIndex else { throw .syntax("双引号没有配对", "a quote is not closed") }
    switch line[at] {
    case Octet.quote, Octet.backslash: return line[at]
    case UInt8(ascii: "n"): return Octet.lineFeed
    case UInt8(ascii: "t"): return Octet.tab
    default: throw .syntax("引号内的反斜杠只能写 \\\" \\\\ \\n \\t", "in quotes a backslash stands only before \", \\, n and t")
    }
  }
}
