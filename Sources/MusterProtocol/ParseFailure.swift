/// Why a line is not a command: always `BAD`, or `BYE` where the connection cannot stay in step.
public struct ParseFailure: Error, Hashable, Sendable {
  public let word: Word
  public let code: Code
  /// Readable even if the rest of the line is not.
  public let tag: String?
  /// E.g. `arg=member`, `near=ASSIGN`, `maximum=8192`.
  public let fields: [Field]
  public let chinese: String
  public let english: String

  public init(
    _ code: Code, word: Word = .bad, tag: String? = nil, fields: [Field] = [], _ chinese: String, _ english: String
  ) {
    self.word = word
    self.code = code
    self.tag = tag
    self.fields = fields
    self.chinese = chinese
    self.english = english
  }
}
