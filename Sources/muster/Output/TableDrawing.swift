import MusterProtocol

/// Rows for people: aligned columns, two blanks between them, cut with `…` only where a terminal's width demands it. A last
/// column of sentences is wrapped instead, and one row that does not fit is drawn as `name  value` lines.
struct TableDrawing {
  /// In cells; nil draws everything at full length.
  var width: Int?
  var palette = Palette(isColoured: false)

  private static let gap = 2
  /// A column is never cut below this, so that an id stays readable; beyond that the lines wrap.
  private static let narrowest = 6
  /// Columns of sentences, by the protocol's names for them.
  private static let sentences: Set<String> = ["text", "cause", "cure"]

  func draw(_ table: Table) -> String {
    let cells = table.rows.map { row in table.columns.indices.map { row.indices.contains($0) ? shown(row[$0]) : "" } }
    let heads = table.columns.map(TerminalText.harmless)
    let natural = heads.indices.map { column in
      max(DisplayWidth.of(heads[column]), cells.map { DisplayWidth.of($0[column]) }.max() ?? 0)
    }
    let wraps = heads.last.map(Self.sentences.contains) ?? false
    if !wraps, cells.count == 1, let width, total(natural) > width { return drawUpright(heads, cells[0]) }
    let widths = fitted(natural)
    let numeric = table.columns.indices.map { column in
      isNumeric(table.rows.map { $0.indices.contains(column) ? $0[column] : nil })
    }
    var out = line(heads, widths, numeric, style: palette.heading)
    for row in cells {
      guard wraps, let last = row.last, let room = widths.last else {
        out += line(row, widths, numeric) { $0 }
        continue
      }
      for (index, piece) in Wrapping.lines(last, cells: room).enumerated() {
        let before = index == 0 ? Array(row.dropLast()) : row.dropLast().map { _ in "" }
        out += line(before + [piece], widths, numeric) { $0 }
      }
    }
    return out
  }

  private func shown(_ field: String?) -> String { field.map(TerminalText.harmless) ?? "-" }

  private func drawUpright(_ heads: [String], _ row: [String]) -> String {
    let nameWidth = heads.map(DisplayWidth.of).max() ?? 0
    return zip(heads, row).map { head, value in
      palette.heading(padded(head, nameWidth)) + String(repeating: " ", count: Self.gap) + value + "\n"
    }.joined()
  }

  private func total(_ widths: [Int]) -> Int { widths.reduce(0, +) + Self.gap * max(0, widths.count - 1) }

  /// Takes from the widest column, down to the next widest and so on, until the line fits.
  private func fitted(_ natural: [Int]) -> [Int] {
    guard let width else { return natural }
    var widths = natural
    while total(widths) > width, let widest = widths.max(), widest > Self.narrowest, let column = widths.firstIndex(of: widest)
    {
      let next = widths.filter { $0 < widest }.max() ?? 0
      widths[column] = max(Self.narrowest, next, widest - (total(widths) - width))
      if widths[column] == widest { widths[column] -= 1 }
    }
    return widths
  }

  private func line(_ cells: [String], _ widths: [Int], _ numeric: [Bool], style: (String) -> String) -> String {
    let parts = cells.indices.map { column -> String in
      let text = cut(cells[column], widths[column])
      if numeric[column] { return padding(text, widths[column]) + style(text) }
      return column == cells.count - 1 ? style(text) : style(text) + padding(text, widths[column])
    }
    return parts.joined(separator: String(repeating: " ", count: Self.gap)) + "\n"
  }

  private func cut(_ text: String, _ width: Int) -> String {
    DisplayWidth.of(text) <= width ? text : DisplayWidth.prefix(of: text, cells: width - 1) + "…"
  }

  private func padding(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - DisplayWidth.of(text)))
  }

  private func padded(_ text: String, _ width: Int) -> String { text + padding(text, width) }

  private func isNumeric(_ fields: [String?]) -> Bool {
    let given = fields.compactMap { $0 }
    return !given.isEmpty && given.allSatisfy { Double($0) != nil && $0.utf8.allSatisfy { $0 < 0x3A && $0 > 0x2A } }
  }
}
