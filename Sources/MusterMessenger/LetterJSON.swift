import FoundationEssentials
import MusterHandler

/// A letter as the JSON object of the webhook and of the file: one line, its keys in alphabetical order.
///
///     {"assignment":"P-…","deadline":"…","ends":"…","id":"L-…","kind":"offer","lang":"zh-CN","member":{"name":"…","number":"…"},…}
struct LetterJSON: Encodable {
  let id: String
  let kind: String
  let member: Person
  let lang: String
  let title: String
  let text: String
  let assignment: String
  let starts: String
  let ends: String
  let deadline: String?

  struct Person: Encodable {
    let number: String
    let name: String?
    /// For a gateway that sends texts; a file on the daemon's own disk does without.
    let phone: String?
  }

  init(_ letter: Letter, withPhone: Bool) {
    (id, kind, lang) = (letter.id, letter.kind.rawValue, letter.language.rawValue)
    member = Person(number: letter.number, name: letter.name, phone: withPhone ? letter.phone : nil)
    (title, text, assignment) = (letter.title, letter.text, letter.assignment)
    (starts, ends, deadline) = (letter.starts, letter.ends, letter.deadline)
  }

  /// Without a line feed in it.
  func octets() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(self))
  }
}
