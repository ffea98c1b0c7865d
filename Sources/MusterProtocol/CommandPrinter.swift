/// Writes commands, in words or in JSON: a client's side of ``CommandParser``. What it writes parses to the same command.
public enum CommandPrinter {
  /// A value or a number of values that words cannot carry.
  public enum Failure: Error, Hashable, Sendable {
    /// Controls other than line feeds and tabs.
    case forbiddenCharacter(argument: String)
    /// One argument of a line may be longer than a quoted text, and this is the second.
    case secondLiteral(argument: String)
    /// It needs a literal, which stands last, and another argument without a name follows it.
    case literalNotLast(argument: String)
    /// More than a literal may have.
    case tooLong(argument: String, maximum: Int)
    /// The line itself is longer than a server reads.
    case lineTooLong(maximum: Int)
  }

  /// The line with its LF, and its literal if it needs one. Arguments stand in the table's order, all but the verbatim ones
  /// by name.
  public static func print(_ command: Command, limits: Limits = Limits()) throws(Failure) -> [UInt8] {
    let row = command.verb
    let given = row.allArguments.compactMap { argument in command.arguments[argument.name].map { (argument.name, $0) } }
    if row.isVerbatim {
      return try line(head(command.tag, row.name) + given.map { " \($0.1)" }.joined(), limits)
    }
    return try print(verb: row.name, given, tag: command.tag, limits: limits)
  }

  /// The command as one JSON object with its LF. It carries no literal, so all of it must fit the line.
  public static func json(_ command: Command, limits: Limits = Limits()) throws(Failure) -> [UInt8] {
    let row = command.verb
    var fields: [(String, JSONWriter.Value)] = [("verb", .text(row.name))]
    if let tag = command.tag { fields.append(("tag", .text(tag))) }
    for argument in row.allArguments {
      guard let value = command.arguments[argument.name] else { continue }
      guard Encoding.fault(in: value.utf8, allowing: Encoding.inLiterals) == nil else {
        throw .forbiddenCharacter(argument: argument.name)
      }
      fields.append((argument.name, .text(value)))
    }
    return try line(JSONWriter.object(fields), limits)
  }

  /// The same for words as a shell gives them: each is a value, or `name=value` split at the first `=` where what stands
  /// before it is a name. Nothing is checked against the verb table.
  public static func print(words: [String], tag: String? = nil, limits: Limits = Limits()) throws(Failure) -> [UInt8] {
    guard let verb = words.first else { return Array("\n".utf8) }
    guard verb.uppercased() != "AUTH" else { return try line(head(tag, words.joined(separator: " ")), limits) }
    let arguments: [(String?, String)] = words.dropFirst().map { word in
      guard let split = Name.split(Array(word.utf8)[...]) else { return (nil, word) }
      return (String(decoding: split.name, as: UTF8.self), String(decoding: split.value, as: UTF8.self))
    }
    return try print(verb: verb, arguments, tag: tag, limits: limits)
  }

  private static func print(
    verb: String, _ arguments: [(name: String?, value: String)], tag: String?, limits: Limits
  ) throws(Failure) -> [UInt8] {
    var words = head(tag, verb)
    var literal: (mark: String, content: [UInt8])?
    for (name, value) in arguments {
      let shown = name ?? verb
      if name == nil, let literal, literal.mark.hasPrefix(" {") { throw .literalNotLast(argument: shown) }
      guard Encoding.fault(in: value.utf8, allowing: Encoding.inLiterals) == nil else {
        throw .forbiddenCharacter(argument: shown)
      }
      let mark = name.map { " \($0)=" } ?? " "
      let spelled = name == nil && value.utf8.contains(Octet.equals) ? Spell.quoted(value) : Spell.value(value)
      if spelled.utf8.count <= limits.quoted {
        words += mark + spelled
        continue
      }
      guard literal == nil else { throw .secondLiteral(argument: shown) }
      guard value.utf8.count <= limits.literal else { throw .tooLong(argument: shown, maximum: limits.literal) }
      literal = ("\(mark){\(value.utf8.count)}", Array(value.utf8))
    }
    guard let literal else { return try line(words, limits) }
    return try line(words + literal.mark, limits) + literal.content + [Octet.lineFeed]
  }

  private static func head(_ tag: String?, _ verb: String) -> String { (tag.map { "@\($0) " } ?? "") + verb }

  private static func line(_ text: String, _ limits: Limits) throws(Failure) -> [UInt8] {
    guard text.utf8.count <= limits.line else { throw .lineTooLong(maximum: limits.line) }
    return Array("\(text)\n".utf8)
  }
}
