import MusterDomain
import Testing

@testable import MusterProtocol

@Suite("The verb table") struct VerbTableTests {
  @Test("has an example for each verb that parses to that verb", arguments: VerbTable.rows)
  func examples(row: VerbRow) throws {
    let command = try CommandParser().parse(Array(row.example.utf8)).get()
    #expect(command.verb.name == row.name)
  }

  @Test("prints each example's command so that it parses to the same", arguments: VerbTable.rows)
  func printed(row: VerbRow) throws {
    let command = try CommandParser().parse(Array("@t \(row.example)".utf8)).get()
    let line = try CommandPrinter.print(command)
    let again = try CommandParser().parse(Array(line.dropLast())).get()
    #expect(again == command)
  }

  @Test("names each verb and each of its arguments once, positional ones first", arguments: VerbTable.rows)
  func names(row: VerbRow) {
    #expect(VerbTable.rows.filter { $0.name == row.name }.count == 1)
    let names = row.allArguments.map(\.name)
    #expect(Set(names).count == names.count)
    let places = row.allArguments.map(\.isPositional)
    #expect(places == places.sorted { $0 && !$1 })
    #expect(row.name == row.name.uppercased())
    #expect(names.allSatisfy { Name.isValid(Array($0.utf8)[...]) && $0 == $0.lowercased() })
  }

  @Test("says what each verb and argument is in Chinese and in English", arguments: VerbTable.rows)
  func languages(row: VerbRow) {
    for (chinese, english) in [(row.chinese, row.english)] + row.allArguments.map({ ($0.chinese, $0.english) }) {
      #expect(chinese.unicodeScalars.contains { $0.properties.isIdeographic })
      #expect(!english.isEmpty && english.allSatisfy(\.isASCIIOrEllipsis))
    }
  }

  @Test("requires no argument after one that may be left out, among the positional", arguments: VerbTable.rows)
  func requiredFirst(row: VerbRow) {
    let required = row.arguments.filter(\.isPositional).map(\.isRequired)
    #expect(required == required.sorted { $0 && !$1 })
  }

  @Test("queues only verbs that change something and take a key", arguments: VerbTable.rows)
  func queues(row: VerbRow) { #expect(!row.queues || (row.changes && row.takesKey)) }

  @Test("explains every code that a verb names", arguments: VerbTable.rows)
  func codes(row: VerbRow) {
    for code in row.codes { #expect(Codes.page(code) != nil) }
  }

  @Test("finds a verb in any case")
  func anyCase() {
    for (place, row) in VerbTable.rows.enumerated() {
      #expect(VerbTable.row(row.name.lowercased()) === row && row.place == place)
    }
    #expect(VerbTable.row("event.add")?.name == "EVENT.ADD")
    #expect(VerbTable.row("EVENT") == nil)
    #expect(VerbTable.row(String(repeating: "A", count: 33)) == nil)
    #expect(VerbTable.row("") == nil)
    for row in VerbTable.rows { #expect(VerbTable.row(row.name.lowercased()) === row) }
  }

  @Test("gives each verb to exactly the roles of the checked-in matrix")
  func matrix() {
    let rows = VerbTable.rows.map { row in
      let letters = Role.allCases.map { row.roles.contains($0) ? String($0.letter) : "." }.joined()
      return "\(row.name.padded(to: 18))\(letters)\(row.isOpen ? " open" : "")"
    }
    #expect(rows.joined(separator: "\n") == RoleMatrix.text)
  }
}

extension VerbRow: CustomTestStringConvertible {
  public var testDescription: String { name }
}

extension Character {
  fileprivate var isASCIIOrEllipsis: Bool { isASCII || self == "…" }
}

extension String {
  fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(1, width - count)) }
}
