/// The sentences of refusals. Numbers and names that programs need stand in the fields as well.
extension ParseFailure {
  static func syntax(_ chinese: String, _ english: String) -> ParseFailure { ParseFailure(.syntax, chinese, english) }

  static func oversizedLine(maximum: Int, tag: String?) -> ParseFailure {
    ParseFailure(
      .limitSize, word: .bye, tag: tag, fields: [Field("maximum", "\(maximum)")],
      "一行最多 \(maximum) 字节；连接关闭", "a line has at most \(maximum) octets; closing")
  }

  static func oversizedLiteral(maximum: Int, tag: String?) -> ParseFailure {
    ParseFailure(
      .limitSize, word: .bye, tag: tag, fields: [Field("maximum", "\(maximum)")],
      "一段数据最多 \(maximum) 字节；连接关闭", "a literal has at most \(maximum) octets; closing")
  }

  static func unendedLiteral(tag: String?) -> ParseFailure {
    ParseFailure(
      .syntax, word: .bye, tag: tag, "数据比 {n} 所说的长，之后没有换行；连接关闭",
      "the literal is longer than its {n} says: no line end follows it; closing")
  }

  static func encoding(_ fault: Encoding.Fault, telnet: Bool) -> ParseFailure {
    if telnet {
      return ParseFailure(
        .encoding, "收到 telnet 的控制字节；请改用 nc 连接", "these are telnet option bytes; connect with nc instead")
    }
    switch fault {
    case .malformed(let at):
      return ParseFailure(
        .encoding, fields: [Field("at", "\(at + 1)")], "第 \(at + 1) 字节起不是 UTF-8", "not UTF-8 from octet \(at + 1) on")
    case .forbidden(let scalar, let at):
      let name = "U+" + hexadecimal(scalar.value)
      let hint = scalar == "\r" ? ("；回车只能在行尾", "; a carriage return stands only before a line feed") : ("", "")
      return ParseFailure(
        .encoding, fields: [Field("at", "\(at + 1)")], "第 \(at + 1) 字节是控制字符 \(name)\(hint.0)",
        "octet \(at + 1) is the control character \(name)\(hint.1)")
    }
  }

  static func unknownVerb(_ verb: String, near: String?) -> ParseFailure {
    ParseFailure(
      .verb, fields: near.map { [Field("near", $0)] } ?? [],
      "没有动词“\(verb)”" + (near.map { "；是不是 \($0)" } ?? "；HELP 列出全部"),
      "unknown verb \"\(verb)\"" + (near.map { "; did you mean \($0)" } ?? "; HELP lists them"))
  }

  static func tooManyArguments(maximum: Int) -> ParseFailure {
    ParseFailure(
      .limitArguments, fields: [Field("maximum", "\(maximum)")], "一条命令最多 \(maximum) 个参数",
      "a command has at most \(maximum) arguments")
  }

  static func unknownArgument(_ name: String, of verb: String, near: String?) -> ParseFailure {
    ParseFailure(
      .argumentUnknown, fields: [Field("arg", name)] + (near.map { [Field("near", $0)] } ?? []),
      "\(verb) 没有参数 \(name)=" + (near.map { "；是不是 \($0)=" } ?? "；见 HELP \(verb)"),
      "\(verb) has no argument \(name)=" + (near.map { "; did you mean \($0)=" } ?? "; see HELP \(verb)"))
  }

  static func surplusWord(of verb: String, maximum: Int) -> ParseFailure {
    ParseFailure(
      .argumentUnknown, fields: [Field("maximum", "\(maximum)")],
      "\(verb) 最多有 \(maximum) 个不带名字的参数；其他写成 name=value，值里有空格就加双引号，见 HELP \(verb)",
      "\(verb) has at most \(maximum) arguments without a name; write others as name=value, a value with blanks between double quotes, see HELP \(verb)"
    )
  }

  static func repeatedArgument(_ name: String) -> ParseFailure {
    ParseFailure(.syntax, fields: [Field("arg", name)], "参数 \(name)= 给了两次", "argument \(name)= is given twice")
  }

  static func missingArgument(_ argument: Argument, of row: VerbRow) -> ParseFailure {
    ParseFailure(
      .argumentMissing, fields: [Field("arg", argument.name)],
      "\(row.name) 缺少 \(argument.name)（\(argument.chinese)）；例：\(row.example)",
      "\(row.name) needs \(argument.name) (\(argument.english)); for example: \(row.example)")
  }

  static func wrongValue(_ argument: Argument, _ expectation: (chinese: String, english: String)) -> ParseFailure {
    ParseFailure(
      .argumentValue, fields: [Field("arg", argument.name)], "\(argument.name) 应是\(expectation.chinese)",
      "\(argument.name) should be \(expectation.english)")
  }

  /// The same with the tag that was read.
  func tagged(_ tag: String?) -> ParseFailure {
    ParseFailure(code, word: word, tag: tag, fields: fields, chinese, english)
  }

  /// What it is answered with.
  public func reply(in language: Language) -> Reply {
    Reply(Final(word, code, fields: fields, text: language.choose(chinese, english)))
  }

  static func hexadecimal(_ value: UInt32) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
