import MusterCity
import MusterStore

/// An import's files put together from their parts, in the parts' order; a gap in the numbers is a problem of its file.
struct ImportFiles {
  private(set) var files: [(name: String, bytes: [UInt8])] = []
  private(set) var problems: [ImportProblem] = []

  /// `parts` are sorted by file and number.
  init(_ parts: [ImportPart]) {
    var next = 1
    for part in parts {
      if files.last?.name != part.file {
        files.append((name: part.file, bytes: []))
        next = 1
      }
      if part.part != next { miss(next..<part.part, of: part.file) }
      files[files.count - 1].bytes += part.content
      next = part.part + 1
    }
  }

  private mutating func miss(_ numbers: Range<Int>, of file: String) {
    let shown = numbers.count == 1 ? "\(numbers.lowerBound)" : "\(numbers.lowerBound)–\(numbers.upperBound - 1)"
    problems.append(
      ImportProblem(
        file: file, line: 0, column: "", code: .partMissing, chinese: "缺第 \(shown) 段", english: "part \(shown) is missing"))
  }
}

extension KnownReferences {
  /// What the database holds. Levels below the grid have no place in the files.
  init(_ references: ImportReferences) {
    let levels = AreaLevel.allCases
    self.init(
      areas: Dictionary(
        references.areas.compactMap { area in
          let depth = Int(area.level) - 1
          guard levels.indices.contains(depth) else { return nil }
          return (area.code, KnownReferences.Area(level: levels[depth], parent: area.parent))
        }, uniquingKeysWith: { first, _ in first }),
      units: Dictionary(references.units.map { ($0.code, $0.parent) }, uniquingKeysWith: { first, _ in first }),
      venues: Set(references.venues), domains: Set(references.domains), skills: Set(references.skills),
      members: Set(references.members), teams: Set(references.teams), events: Set(references.events))
  }
}
