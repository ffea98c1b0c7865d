import Foundation
import MusterProtocol
import Testing

/// The test vectors that other languages' clients can use: a line, and what it parses to or why it is refused.
struct Vector: Decodable, CustomTestStringConvertible {
  struct Parsed: Decodable, Equatable {
    let verb: String
    let tag: String?
    let arguments: [String: String]
  }

  struct Refused: Decodable, Equatable {
    /// Without its word, which is BAD.
    let code: String
    /// Whether the grammar alone refuses it, or the verb table: `grammar`, `verb table`.
    let by: String
    let tag: String?
    let arg: String?
  }

  /// Without its line end; `hex` where it is no text.
  let line: String?
  let hex: String?
  let literal: String?
  let parsed: Parsed?
  let refused: Refused?
  let why: String?

  var octets: [UInt8]? {
    if let line { return Array(line.utf8) }
    guard let hex = hex.map(Array.init), hex.count.isMultiple(of: 2) else { return nil }
    return stride(from: 0, to: hex.count, by: 2).compactMap { UInt8(String(hex[$0..<$0 + 2]), radix: 16) }
  }

  var testDescription: String { (line ?? hex ?? "") + (why.map { " (\($0))" } ?? "") }

  static let all: [Vector] = {
    guard let text = try? Checked.text("Vectors/vectors.json") else { return [] }
    return (try? JSONDecoder().decode([Vector].self, from: Data(text.utf8))) ?? []
  }()
}

@Suite("The test vectors") struct VectorTests {
  @Test("are read, all of them: accepted and refused by each cause")
  func present() {
    #expect(Vector.all.count > 70)
    #expect(Vector.all.allSatisfy { $0.octets != nil && ($0.parsed == nil) != ($0.refused == nil) })
    #expect(Set(Vector.all.compactMap(\.refused?.by)) == ["grammar", "verb table"])
  }

  @Test("say what the parser says", arguments: Vector.all)
  func agree(vector: Vector) throws {
    let octets = try #require(vector.octets)
    switch CommandParser().parse(octets, literal: vector.literal.map { Array($0.utf8) }) {
    case .success(let command):
      #expect(vector.parsed == Vector.Parsed(verb: command.verb.name, tag: command.tag, arguments: command.arguments))
    case .failure(let failure):
      let refused = try #require(vector.refused)
      #expect(refused.code == failure.code.rawValue)
      #expect(refused.tag == failure.tag)
      #expect(refused.arg == nil || failure.fields.contains(Field("arg", refused.arg ?? "")))
      #expect(failure.word == .bad)
    }
  }
}
