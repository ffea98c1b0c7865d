/// A table of GitHub's Markdown: a heading of words, rows of words; figures stand to the right.
public struct MarkdownTable: Sendable, Equatable {
  public enum Side: Sendable { case left, right }

  private let heading: [String]
  private let sides: [Side]
  private var rows: [[String]] = []

  public init(_ columns: [(heading: String, side: Side)]) {
    heading = columns.map { Self.cell($0.heading) }
    sides = columns.map(\.side)
  }

  public var isEmpty: Bool { rows.isEmpty }

  /// A short row is filled up with blanks; what is beyond the last column is left out.
  public mutating func add(_ row: [String]) {
    let blanks = repeatElement("", count: max(0, heading.count - row.count))
    rows.append(row.prefix(heading.count).map(Self.cell) + blanks)
  }

  public var text: String {
    let rule = sides.map { $0 == .left ? "---" : "---:" }
    return ([heading, rule] + rows).map { "| " + $0.joined(separator: " | ") + " |\n" }.joined()
  }

  /// A bar would end the cell, a line break the row.
  private static func cell(_ text: String) -> String {
    var cell = ""
    for character in text {
      if character == "|" { cell += "\\|" } else { cell.append(character.isNewline ? " " : character) }
    }
    return cell
  }
}
