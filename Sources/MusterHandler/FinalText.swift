import MusterProtocol

/// A final line as it is kept beside a key: words of the protocol, without the sentence for people, which is of a language.
enum FinalText {
  static func encode(_ final: Final) -> String { ReplyPrinter.line(Final(final.word, final.code, fields: final.fields)) }

  static func decode(_ text: String) throws -> Final { try ReplyParser.final(text) }
}
