import MusterDomain
import Testing

@testable import MusterProtocol

@Suite("The table of limits") struct LimitTableTests {
  /// The numbers of the protocol page, by name.
  private static let page = [
    "line": 8_192, "anonymous-line": 1_024, "auth-line": 2_048, "literal": 65_536, "anonymous-literal": 1_024, "quoted": 4_096,
    "arguments": 64, "default-page": 100, "page": 1_000, "connections": 10_000, "anonymous-connections": 1_000,
    "connections-per-address": 64, "connections-per-principal": 32, "commands-per-second": 50, "command-burst": 200,
    "unread-commands": 64, "output-high-water": 262_144, "solver-runs": 2, "open-solves": 16, "solver-threads": 1,
    "handshake-time": 10, "login-time": 10, "started-line-time": 15, "idle-time": 1_800, "stalled-output-time": 30,
    "batch-commands": 500, "batch-octets": 1_048_576, "watches": 16, "watch-backlog": 4_194_304,
  ]

  @Test("has the protocol page's numbers, and every number that there is")
  func numbers() {
    #expect(Dictionary(uniqueKeysWithValues: LimitTable.rows.map { ($0.name, $0.value(in: Limits())) }) == Self.page)
    #expect(LimitTable.rows.count == Mirror(reflecting: Limits()).children.count)
  }

  @Test("sets each to what is in its range, and to nothing else")
  func ranges() {
    for row in LimitTable.rows {
      var limits = Limits()
      for value in [row.range.lowerBound, row.range.upperBound] {
        #expect(row.set(value, in: &limits))
        #expect(row.value(in: limits) == value)
      }
      for value in [row.range.lowerBound - 1, row.range.upperBound + 1] { #expect(!row.set(value, in: &limits)) }
      #expect(row.value(in: limits) == row.range.upperBound)
      #expect(row.range.contains(row.value(in: Limits())), "\(row.name): its default")
    }
  }

  @Test("is what HELP limits shows, with the values in force", arguments: Language.allCases)
  func help(language: Language) {
    var limits = Limits()
    limits.line = 500
    let reply = HelpPages.reply(topic: "LIMITS", role: nil, limits: limits, language: language)
    #expect(reply.table?.columns == ["name", "value", "text"])
    #expect(reply.table?.rows.count == LimitTable.rows.count)
    #expect(reply.table?.rows.first?.prefix(2) == ["line", "500"])
  }

  @Test("bounds limit= by the page in force, not by its default", arguments: [10, 1_000, 5_000])
  func rows(page: Int) {
    var limits = Limits()
    limits.page = page
    let parser = CommandParser(limits: limits)
    let isTaken = { (count: Int) in
      if case .success = parser.parse(Array("MEMBERS limit=\(count)".utf8), literal: nil) { true } else { false }
    }
    #expect(isTaken(page) && isTaken(1))
    #expect(!isTaken(page + 1) && !isTaken(0))
  }
}
