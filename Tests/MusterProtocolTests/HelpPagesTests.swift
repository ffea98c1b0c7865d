import MusterDomain
import Testing

@testable import MusterProtocol

@Suite("HELP") struct HelpPagesTests {
  /// As the protocol page lists them, and what was added to it.
  private static let codes = """
    AUTH/REQUIRED AUTH/FAILED AUTH/EXPIRED DENIED NOT-FOUND EXISTS STALE CONFLICT/OVERLAP CONFLICT/FULL CONFLICT/STATE \
    CONSENT/MISSING LIMIT/RATE LIMIT/CONNS LIMIT/ROWS LIMIT/SIZE LIMIT/ARGS KEY/REUSED KEY/BUSY SYNTAX VERB ARG/MISSING \
    ARG/UNKNOWN ARG/VALUE ENCODING TIME/AMBIGUOUS PROTO BATCH/FAILED STORE/DOWN STORE/FULL STORE/READONLY POOL CONTENTION \
    TIMEOUT DRAINING COMMIT INTERNAL CONFLICT/RULE IMPORT/FAILED LIMIT/WATCHES
    """.split(separator: " ").map(String.init)

  @Test("errors lists every code once, with cause and cure in both languages")
  func errors() {
    #expect(Set(Codes.all.map(\.code.rawValue)) == Set(Self.codes))
    #expect(Codes.all.count == Self.codes.count)
    for page in Codes.all {
      #expect(!page.words.isEmpty)
      for text in [page.cause(in: .chinese), page.cure(in: .chinese)] {
        #expect(text.unicodeScalars.contains { $0.properties.isIdeographic })
      }
      #expect((page.cause(in: .english) + page.cure(in: .english)).allSatisfy { $0.isASCII })
    }
  }

  @Test("lists what the role may use: strangers only what is open")
  func overview() {
    let verbs = { (role: Role?) in HelpPages.overview(for: role, in: .english).rows.compactMap { $0[1] } }
    #expect(Set(verbs(nil)) == ["HELP", "PING", "AUTH", "QUIT", "SET"])
    #expect(verbs(.staff).contains("SOLVE") && !verbs(.member).contains("SOLVE"))
    #expect(HelpPages.overview(for: .member, in: .chinese).rows[0][0] == "会话")
  }

  @Test("verbs has one row a verb, and every page is as wide as its columns", arguments: Language.allCases)
  func shapes(language: Language) {
    let topics: [String?] = [nil, "verbs", "ERRORS"] + VerbTable.rows.map { $0.name.lowercased() }
    for topic in topics {
      let reply = HelpPages.reply(topic: topic, role: .staff, language: language)
      let table = reply.table
      #expect(reply.final.word == .ok)
      #expect(table?.rows.allSatisfy { $0.count == table?.columns.count } == true)
      #expect(reply.final.fields == [Field("rows", "\(table?.rows.count ?? -1)")])
    }
    #expect(HelpPages.verbs(in: language).rows.count == VerbTable.rows.count)
  }

  @Test("of an unknown topic is not found, and suggests one")
  func unknown() {
    let reply = HelpPages.reply(topic: "asign", role: nil, language: .english)
    #expect(reply.final.code == .notFound)
    #expect(reply.final.fields.last == Field("near", "ASSIGN"))
  }

  @Test("of a verb shows usage, who, arguments, columns, codes and example")
  func page() throws {
    let row = try #require(VerbTable.row("PUBLISH"))
    let page = HelpPages.page(row, in: .english)
    #expect(page.rows[0][1] == "PUBLISH id [key=] [if=]")
    #expect(page.rows[2][1] == "staff")
    #expect(page.rows.map { $0[0] }.contains("CONFLICT/STATE"))
    #expect(page.rows.last?[1] == row.example)
  }
}
