/// A command in its JSON spelling, by form alone: `{"verb":"ASSIGN","tag":"7","shift":"S-1"}`. Names are in any case.
struct JSONRequest {
  private(set) var verb: JSONValue?
  private(set) var tag: JSONValue?
  /// By name in lower case, in the order written, each once.
  private(set) var arguments: [JSONMember] = []
  /// The first name that came twice.
  private(set) var repeated: String?

  init(_ line: ArraySlice<UInt8>, limits: Limits) throws(ParseFailure) {
    var reader = JSONReader(line)
    do {
      while let member = try reader.next() { try take(member, limits) }
    } catch let failure as ParseFailure {
      throw failure
    } catch let fault as JSONFault {
      throw .json(fault)
    } catch {
      throw .json(.malformed(at: 0))
    }
    if let fault = reader.escapeFault { throw .json(.escape(fault)) }
  }

  private mutating func take(_ member: JSONMember, _ limits: Limits) throws(ParseFailure) {
    let name = member.name.lowercased()
    // Before it is lower case: the Kelvin sign, for one, becomes a k.
    guard Name.isValid(Array(member.name.utf8)[...]) else {
      throw .syntax(
        "“\(member.name)”不是参数名；例：{\"verb\":\"SHIFTS\",\"state\":\"open\"}",
        "\"\(member.name)\" is no argument's name; a line looks like {\"verb\":\"SHIFTS\",\"state\":\"open\"}")
    }
    switch name {
    case "verb" where verb == nil: verb = member.value
    case "tag" where tag == nil: tag = member.value
    case "verb", "tag": repeated = repeated ?? name
    default:
      guard !arguments.contains(where: { $0.name == name }) else {
        repeated = repeated ?? name
        return
      }
      guard arguments.count < limits.arguments else { throw .tooManyArguments(maximum: limits.arguments) }
      arguments.append(JSONMember(name: name, value: member.value))
    }
  }

  /// The tag of a line that may be wrong after it.
  static func tag(of line: ArraySlice<UInt8>) -> String? {
    guard let value = member("tag", of: line), let tag = value.word, Tag.isValid(tag.utf8) else { return nil }
    return tag
  }

  /// The verb of a line that may be wrong, or cut off, after it.
  static func verb(of line: ArraySlice<UInt8>) -> String? { member("verb", of: line)?.word }

  private static func member(_ name: String, of line: ArraySlice<UInt8>) -> JSONValue? {
    var reader = JSONReader(line)
    while let member = try? reader.next() {
      if member.name.lowercased() == name { return member.value }
    }
    return nil
  }
}

extension JSONValue {
  /// A text, or a number as it was written.
  var word: String? {
    switch self {
    case .text(let word), .number(let word): word
    case .boolean, .null, .array, .object: nil
    }
  }
}
