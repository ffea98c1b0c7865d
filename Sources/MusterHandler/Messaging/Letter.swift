import MusterDomain
import MusterProtocol
import MusterStore

/// A message as it goes out: to whom, and what it says. Holds nothing of whom a need is for: their name and address are shown by
/// Muster itself, after acceptance.
public struct Letter: Hashable, Sendable {
  /// The same in each try, so that a receiver can tell a repetition: `L-17`.
  public let id: String
  public let kind: MessageKind
  /// The city's own number for the member, its name and whole phone number, where the city keeps them.
  public let number: String
  public let name: String?
  public let phone: String?
  /// The assignment's id on the wire, for an answer.
  public let assignment: String
  public let language: Language
  public let title: String
  public let text: String
  /// RFC 3339, in the city's zone.
  public let starts: String
  public let ends: String
  public let deadline: String?

  public init(
    id: String, kind: MessageKind, number: String, name: String?, phone: String?, assignment: String, language: Language,
    title: String, text: String, starts: String, ends: String, deadline: String?
  ) {
    (self.id, self.kind, self.number, self.name, self.phone) = (id, kind, number, name, phone)
    (self.assignment, self.language, self.title, self.text) = (assignment, language, title, text)
    (self.starts, self.ends, self.deadline) = (starts, ends, deadline)
  }
}

extension Letter {
  init(_ message: ClaimedMessage, id: String, assignment: String, zone: ZoneRules) {
    let language = Language(rawValue: message.language) ?? .chinese
    let words = LetterWords(message, assignment: assignment, language: language, zone: zone)
    self.init(
      id: id, kind: message.kind, number: message.number, name: message.name, phone: message.phone, assignment: assignment,
      language: language, title: words.title, text: words.text, starts: TimeText.rfc3339(message.pending.starts, in: zone),
      ends: TimeText.rfc3339(message.ends, in: zone), deadline: message.pending.deadline.map { TimeText.rfc3339($0, in: zone) })
  }
}
