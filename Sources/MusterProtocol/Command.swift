import MusterDomain

/// One request as it was understood: a verb of the table and its arguments by name, each already checked against the
/// argument's kind. Words and, later, JSON decode to the same value.
public struct Command: Hashable, Sendable {
  /// The row of the verb table that it names.
  public let verb: VerbRow
  /// Echoed before every line of the reply, without its `@`.
  public let tag: String?
  /// By the argument's name in the table (lower case), without quotes and escapes. Words of a choice stand in the table's
  /// spelling and ids in upper case, so that the same request is the same value; the rest as given.
  public let arguments: [String: String]

  public init(verb: VerbRow, tag: String? = nil, arguments: [String: String] = [:]) {
    self.verb = verb
    self.tag = tag
    self.arguments = arguments
  }
}
