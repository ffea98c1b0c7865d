import MusterProtocol

/// Ids that the person has seen in answers, the newest first, each with the title or name that stood beside it: what completion
/// offers where an id is wanted, and for the next page of a list. Nothing of it is kept on disk.
struct KnownValues: Equatable {
  struct Value: Equatable {
    let id: String
    let text: String
  }

  /// A screen's worth of a few lists.
  static let maximum = 500

  private(set) var values: [Value] = []
  /// Where the list that was last asked for goes on; nil where it was at its end.
  private(set) var next: String?

  mutating func learn(_ reply: Reply) {
    if reply.table != nil { next = reply.final.fields.first { $0.name == "next" }?.value }
    var found: [Value] = []
    if let table = reply.table {
      let title = ["title", "name", "role", "code"].compactMap { table.columns.firstIndex(of: $0) }.first
      for row in table.rows {
        for (column, field) in zip(table.columns, row) {
          guard let field, Self.isIdentifier(field) else { continue }
          let text = column == "id" ? title.flatMap { row.indices.contains($0) ? row[$0] : nil } : nil
          found.append(Value(id: field, text: text ?? ""))
        }
      }
    }
    found += reply.final.fields.filter { Self.isIdentifier($0.value) }.map { Value(id: $0.value, text: "") }
    for value in found.reversed() { add(value) }
    if values.count > Self.maximum { values.removeLast(values.count - Self.maximum) }
  }

  /// Those whose kind is among `prefixes` (`E-`, `S-`).
  func of(_ prefixes: [String]) -> [Value] { values.filter { value in prefixes.contains { value.id.hasPrefix($0) } } }

  private mutating func add(_ value: Value) {
    var value = value
    if let index = values.firstIndex(where: { $0.id == value.id }) {
      if value.text.isEmpty { value = values[index] }
      values.remove(at: index)
    }
    values.insert(value, at: 0)
  }

  /// A capital letter, a hyphen, letters and digits.
  static func isIdentifier(_ text: String) -> Bool {
    let octets = Array(text.utf8)
    return (3...15).contains(octets.count) && (0x41...0x5A).contains(octets[0]) && octets[1] == 0x2D
      && octets[2...].allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) }
  }
}
