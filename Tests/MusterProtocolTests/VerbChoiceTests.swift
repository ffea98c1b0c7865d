import Testing

@testable import MusterProtocol

@Suite("Choices of the verb table") struct VerbChoiceTests {
  @Test("are words to type, never sentences")
  func words() {
    for row in VerbTable.rows {
      for argument in row.allArguments {
        guard case .choice(let words) = argument.kind else { continue }
        for word in words {
          #expect(!word.contains(" ") && word.utf8.allSatisfy { $0 < 0x80 }, "\(row.name) \(argument.name)=\(word)")
        }
      }
    }
  }
}
