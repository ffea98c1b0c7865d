/// One thing that keeps a set of files from being imported: where it is, a stable code that programs may test, and a
/// sentence for people in both languages. The sentences show the value at fault, except where it could name a person.
public struct ImportProblem: Hashable, Sendable {
  /// The file's name as given, such as `members.csv`; empty when the files as a whole are meant.
  public let file: String
  /// The physical line, from 1; 0 when the file as a whole is meant.
  public let line: Int
  /// The column's English name; empty when no one column is meant.
  public let column: String
  public let code: Code
  public let chinese: String
  public let english: String

  public init(file: String, line: Int, column: String, code: Code, chinese: String, english: String) {
    self.file = file
    self.line = line
    self.column = column
    self.code = code
    self.chinese = chinese
    self.english = english
  }

  /// Stable: never renamed, only added to.
  public enum Code: String, CaseIterable, Hashable, Sendable {
    /// A file name that no import knows; a file given twice; no file at all.
    case fileUnknown = "FILE/UNKNOWN"
    case fileTwice = "FILE/TWICE"
    case filesNone = "FILE/NONE"
    /// The bytes are not text in an encoding that is read.
    case csvEncoding = "CSV/ENCODING"
    /// RFC 4180 broken: by a quote, by a line's end.
    case csvQuote = "CSV/QUOTE"
    case csvLine = "CSV/LINE"
    /// A row with more or fewer fields than the header.
    case csvColumns = "CSV/COLUMNS"
    /// A file without a header, a row without a value.
    case empty = "EMPTY"
    case columnMissing = "COLUMN/MISSING"
    case columnUnknown = "COLUMN/UNKNOWN"
    case columnTwice = "COLUMN/TWICE"
    case valueRequired = "VALUE/REQUIRED"
    case valueBlanks = "VALUE/BLANKS"
    case valueCharacter = "VALUE/CHARACTER"
    case valueFormula = "VALUE/FORMULA"
    case valueLength = "VALUE/LENGTH"
    case valueNumber = "VALUE/NUMBER"
    case valueRange = "VALUE/RANGE"
    case valueDate = "VALUE/DATE"
    case valueTime = "VALUE/TIME"
    case valueChoice = "VALUE/CHOICE"
    case valuePhone = "VALUE/PHONE"
    case valueCode = "VALUE/CODE"
    /// A list's item that cannot be read, such as a window `1 18:30`.
    case valueList = "VALUE/LIST"
    /// A value that does not go with the row's other values.
    case valueConflict = "VALUE/CONFLICT"
    case duplicate = "DUPLICATE"
    case reference = "REFERENCE"
    case overlap = "OVERLAP"
    case treeCycle = "TREE/CYCLE"
    case treeLevel = "TREE/LEVEL"
    case treeRoot = "TREE/ROOT"
    /// The last one of a report that was cut short.
    case more = "MORE"
  }
}

/// Collects problems up to a cap and counts the rest, so that a million bad rows cost no more memory than ten thousand.
final class ProblemLog {
  /// 10,000 problems of some 300 bytes are 3 MB, and more than anyone reads.
  static let cap = 10_000

  private(set) var problems: [ImportProblem] = []
  private(set) var uncounted = 0

  func add(_ problem: ImportProblem) {
    if problems.count < Self.cap { problems.append(problem) } else { uncounted += 1 }
  }

  /// In the files' order, then by line; a last one says how many were left out.
  func report(order: [String]) -> [ImportProblem] {
    let rank = Dictionary(order.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    let sorted = problems.enumerated().sorted { a, b in
      let (fileA, fileB) = (rank[a.element.file] ?? -1, rank[b.element.file] ?? -1)
      return (fileA, a.element.line, a.offset) < (fileB, b.element.line, b.offset)
    }
    guard uncounted > 0 else { return sorted.map(\.element) }
    return sorted.map(\.element) + [
      ImportProblem(
        file: "", line: 0, column: "", code: .more, chinese: "另有 \(uncounted) 处问题未列出",
        english: "\(uncounted) more problems are not listed")
    ]
  }
}

/// A value as a sentence shows it: short, and without characters that could disturb a line or a terminal.
func shown(_ text: some StringProtocol) -> String {
  var safe = ""
  for (index, scalar) in text.unicodeScalars.enumerated() {
    if index == 24 { return "“\(safe)…”" }
    safe.unicodeScalars.append(CharacterRule.isForbidden(scalar) ? "\u{00B7}" : scalar)
  }
  return "“\(safe)”"
}

/// Which characters no cell may hold, because people cannot see them or programs would act on them.
enum CharacterRule {
  /// Controls, bidirectional marks, invisible joiners, line separators, what a lossy conversion leaves, non-characters.
  static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x00...0x1F, 0x7F...0x9F, 0xAD, 0x61C, 0x180E, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF: true
    case 0xFFF9...0xFFFD, 0xFDD0...0xFDEF, 0xE0000...0xE0FFF: true
    default: scalar.value & 0xFFFE == 0xFFFE
    }
  }

  /// Blanks that a reader would not see at an end of a cell: Unicode's White_Space, written out because most cells ask.
  static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09...0x0D, 0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
    default: false
    }
  }
}
