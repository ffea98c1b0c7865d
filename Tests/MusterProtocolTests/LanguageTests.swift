import MusterDomain
import Testing

@testable import MusterProtocol

func hasChinese(_ text: String) -> Bool { text.unicodeScalars.contains { $0.properties.isIdeographic } }

/// Letters and no Chinese, not even its punctuation.
func isEnglish(_ text: String) -> Bool {
  !text.isEmpty && text.unicodeScalars.allSatisfy { $0.isASCII || $0 == "…" }
    && text.unicodeScalars.contains { $0.properties.isAlphabetic }
}

@Suite("Every sentence of the protocol") struct LanguageTests {
  @Test("on a verb, its arguments and what their values may be is there in both languages", arguments: VerbTable.rows)
  func verbs(row: VerbRow) {
    #expect(hasChinese(row.text(in: .chinese)) && isEnglish(row.text(in: .english)))
    for argument in row.allArguments {
      let kind = argument.kind.expectation(Limits())
      #expect(hasChinese(argument.chinese) && isEnglish(argument.english), "\(argument.name)")
      #expect(hasChinese(kind.chinese) && isEnglish(kind.english), "\(argument.name)")
    }
  }

  @Test("of HELP is there in both languages, while names, codes and examples stay", arguments: VerbTable.rows)
  func help(row: VerbRow) {
    let (chinese, english) = (HelpPages.page(row, in: .chinese).rows, HelpPages.page(row, in: .english).rows)
    #expect(chinese.count == english.count)
    let same = Set([row.usage, row.example, row.columns.joined(separator: " ")])
    for (ours, theirs) in zip(chinese, english) {
      guard let text = theirs[1], !same.contains(text) else {
        #expect(ours[1] == theirs[1])
        continue
      }
      #expect(isEnglish(text), "\(text)")
      #expect(ours[1].map(hasChinese) == true, "\(text)")
    }
  }

  @Test("of groups and roles is there in both languages")
  func names() {
    for group in VerbGroup.allCases { #expect(hasChinese(group.chinese) && isEnglish(group.rawValue)) }
    for role in Role.allCases { #expect(hasChinese(role.chinese) && isEnglish(role.rawValue)) }
  }

  @Test("that refuses a line is there in both languages; codes and fields are never translated")
  func refusals() {
    var lines = VerbTable.rows.flatMap { row -> [String] in
      let names = row.allArguments.map { "\($0.name)=\($0.kind.wrong)" }
      return [
        row.name + "X", row.name + " nosuch=1", "\(row.name) \(names.joined(separator: " "))", "\(row.name) a b c d e f g",
      ]
        + row.arguments.filter(\.isRequired).indices.map { _ in row.name }
    }
    lines += [
      "", " PING", "PING ", "@ PING", "@a", "@a {}", "*", "PING \"", "PING \"a\"b", "PING a\"", "PING x={3", "PING x=",
      "PING \"\\x\"",
      "PING x=1 x=2", "AUTH  x", "\u{7}", "a\rb", "{", "{}", "{\"verb\":null}", "{\"verb\":\"PING\",\"a b\":1}",
      "{\"verb\":\"PING\",\"verb\":1}", "{\"tag\":\"@\",\"verb\":\"PING\"}", "{\"a\":\"\\ud800\"}", "{\"a\":\"\\u0000\"}",
      "{\"a\":[[[[[[[[[", "{\"verb\":\"AUTH\",\"mechanism\":\"TOKEN\",\"data\":\" \"}", "{\"verb\":\"MEMBERS\",\"q\":[]}",
      "PING " + (0...64).map { "a\($0)=1" }.joined(separator: " "), "MEMBERS q=\"\(String(repeating: "x", count: 4_097))\"",
    ]
    var seen: Set<Code> = []
    for line in lines {
      guard let refusal = failure(Array(line.utf8)) else { continue }
      seen.insert(refusal.code)
      let examples = VerbTable.rows.map(\.example)
      let english = examples.reduce(refusal.english) { $0.replacing($1, with: "") }
      #expect(hasChinese(refusal.chinese) && isEnglish(english), "\(line): \(refusal.english)")
      #expect(Codes.page(refusal.code)?.words.contains(refusal.word) == true)
      let (ours, theirs) = (refusal.reply(in: .chinese).final, refusal.reply(in: .english).final)
      #expect(ours.code == theirs.code && ours.fields == theirs.fields && ours.word == theirs.word)
      #expect(ours.text == refusal.chinese && theirs.text == refusal.english)
    }
    #expect(
      seen == [.syntax, .encoding, .verb, .argumentMissing, .argumentUnknown, .argumentValue, .limitArguments, .limitSize])
  }
}

extension ArgumentKind {
  /// What is no value of this kind, where there is such a thing in a few letters.
  fileprivate var wrong: String {
    switch self {
    case .text(_, mayBeBlank: false): "\"\""
    default: "\"?? ??\""
    }
  }
}
