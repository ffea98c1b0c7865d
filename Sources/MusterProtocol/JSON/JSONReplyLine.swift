/// One line of a reply in JSON, as ``JSONReplies`` writes it.
struct JSONReplyLine {
  enum Content: Hashable {
    case row(columns: [String], [String?])
    case final(Final)
    case event(Event)
    case more(String)
  }

  let tag: String?
  let content: Content

  init(_ line: ArraySlice<UInt8>) throws(ReplyParser.Failure) {
    var members = try Self.members(line)
    guard Set(members.map(\.name)).count == members.count else { throw Self.failure("a key twice in an object") }
    let tag = try members.firstIndex { $0.name == "tag" }.map { members.remove(at: $0) }.map(Self.text)
    guard tag.map({ Tag.isValid($0.utf8) }) ?? true else { throw Self.failure("an unreadable tag") }
    self.tag = tag
    if members.count == 1, members[0].name == "row", case .object(let fields) = members[0].value {
      content = try Self.row(fields)
    } else if members.first?.name == "event" {
      guard tag == nil else { throw Self.failure("an event with a tag") }
      content = .event(try Self.event(members))
    } else if members.count == 1, members[0].name == "more" {
      content = .more(try Self.text(members[0]))
    } else {
      content = .final(try Self.final(members))
    }
  }

  private static func members(_ line: ArraySlice<UInt8>) throws(ReplyParser.Failure) -> [JSONMember] {
    var reader = JSONReader(line, allowsControls: true)
    var members: [JSONMember] = []
    do {
      while let member = try reader.next() { members.append(member) }
    } catch {
      throw failure("\(error)")
    }
    guard reader.escapeFault == nil else { throw failure("half of a surrogate pair") }
    return members
  }

  private static func row(_ fields: [JSONMember]) throws(ReplyParser.Failure) -> Content {
    var row: [String?] = []
    guard !fields.isEmpty, fields.allSatisfy({ Name.isValid(Array($0.name.utf8)[...]) }) else {
      throw failure("a column without a name")
    }
    guard Set(fields.map(\.name)).count == fields.count else { throw failure("a column twice in a row") }
    for field in fields { row.append(field.value == .null ? nil : try text(field)) }
    return .row(columns: fields.map(\.name), row)
  }

  private static func event(_ members: [JSONMember]) throws(ReplyParser.Failure) -> Event {
    let name = try text(members[0])
    guard members.count > 1, members[1].name == "seq", let seq = Int64(try text(members[1])), seq >= 0,
      Name.isValid(Array(name.utf8)[...])
    else { throw failure("an event without its name or number") }
    var fields: [Field] = []
    for member in members.dropFirst(2) { fields.append(Field(own(member.name), try text(member))) }
    return Event(seq: seq, name, fields: fields)
  }

  /// The field's name without what told it apart from the line's own keys.
  private static func own(_ key: String) -> String { key.hasPrefix("_") ? String(key.dropFirst()) : key }

  private static func final(_ members: [JSONMember]) throws(ReplyParser.Failure) -> Final {
    guard let first = members.first, first.name == "final", let word = Word(rawValue: try text(first)) else {
      throw failure("neither a row nor a final")
    }
    var final = Final(word)
    for member in members.dropFirst() {
      let value = try text(member)
      switch member.name {
      case "code":
        guard CodeText.isValid(value.utf8) else { throw failure("a code that is none") }
        final.code = Code(rawValue: value)
      case "text": final.text = value
      case let key:
        let name = own(key)
        guard Name.isValid(Array(name.utf8)[...]) else { throw failure("a field without a name") }
        final.fields.append(Field(name, value))
      }
    }
    guard (final.code == nil) == (word == .ok) else { throw failure("\(word.rawValue) with or without a code") }
    return final
  }

  private static func text(_ member: JSONMember) throws(ReplyParser.Failure) -> String {
    guard case .text(let text) = member.value else { throw failure("\(member.name) is no text") }
    return text
  }

  private static func failure(_ what: String) -> ReplyParser.Failure { ReplyParser.Failure(description: "JSON: \(what)") }
}
