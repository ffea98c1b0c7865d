import Foundation
import Testing

@testable import MusterProtocol

@Suite("The protocol's page") struct ProtocolPageTests {
  static let articles: [(Language, String)] = [(.chinese, "Protocol.md"), (.english, "ProtocolEnglish.md")]

  @Test("is the article that is checked in; `muster help protocol.md` writes it anew", arguments: articles)
  func checkedIn(language: Language, file: String) throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let path = folder.appendingPathComponent("Sources/MusterProtocol/MusterProtocol.docc/\(file)")
    let text = try String(contentsOf: path, encoding: .utf8)
    let page = ProtocolPage.markdown(in: language)
    #expect(text == page, "write it anew: muster --lang \(language.rawValue) help protocol.md > \(file)")
  }

  @Test("tells of every verb, argument, column and code", arguments: Language.allCases)
  func complete(language: Language) {
    let page = ProtocolPage.markdown(in: language)
    for row in VerbTable.rows {
      #expect(page.contains("#### \(row.name)\n"))
      #expect(page.contains("`\(row.example)`"))
    }
    for code in Codes.all { #expect(page.contains("| `\(code.code.rawValue)` |")) }
  }

  @Test("has no mark of Markdown left on a terminal", arguments: Language.allCases)
  func plain(language: Language) {
    let plain = ProtocolPage.plain(in: language)
    #expect(!plain.contains("```") && !plain.contains("| ---") && !plain.contains("**"))
    #expect(plain.contains("    request     = [tag SP]"))
  }

  @Test("says the same in both languages: as many chapters, code and tables")
  func languages() {
    let counts = Language.allCases.map { language in
      let lines = ProtocolPage.markdown(in: language).split(separator: "\n")
      return ["#", "```", "| ", "- "].map { mark in lines.filter { $0.hasPrefix(mark) }.count }
    }
    #expect(counts[0] == counts[1])
  }
}
