import MusterProtocol

/// Rows for people: aligned columns, two blanks between them, sentences wrapped. On a terminal that is too narrow, first
/// columns that say least are left out, then long texts are cut with `…`, and where that is not enough a few rows are drawn
/// as `name  value` lines, while of many more columns are left out. Ids, times, titles and numbers are always whole.
struct TableDrawing {
  /// In cells; nil draws everything at full length.
  var width: Int?
  var palette = Palette(isColoured: false)
  var language = Language.chinese

  func draw(_ table: Table) -> String {
    let heads = table.columns.map(TerminalText.harmless)
    let times = width.map { _ in ShortTimes(table.rows) }
    let begins = table.columns.firstIndex(of: "starts")
    let ends = table.columns.firstIndex(of: "ends")
    let cells = table.rows.map { row in
      table.columns.indices.map { column -> String in
        guard row.indices.contains(column) else { return "" }
        if column == ends, let begins, let short = times?.clock(row[column], sameDayAs: row[begins]) { return short }
        return shown(row[column], times)
      }
    }
    let fit = ColumnFit(table, heads: heads, cells: cells)
    guard let width else {
      return lines(heads, cells, ColumnFit.Choice(shown: Array(heads.indices), widths: fit.natural), fit)
    }
    guard let choice = fit.choice(width: width), cells.count != 1 || choice.shown.count == heads.count else {
      return records(heads, cells, table, width)
    }
    return lines(heads, cells, choice, fit) + leftOut(heads, cells, choice)
  }

  private func shown(_ field: String?, _ times: ShortTimes?) -> String {
    guard let field else { return "-" }
    return times?.shorten(field) ?? TerminalText.harmless(field)
  }

  // MARK: Side by side

  private func lines(_ heads: [String], _ cells: [[String]], _ choice: ColumnFit.Choice, _ fit: ColumnFit) -> String {
    let numeric = choice.shown.map { fit.numeric[$0] }
    var out = line(choice.shown.map { heads[$0] }, choice.widths, numeric, style: palette.faint)
    for row in cells {
      let pieces = zip(choice.shown, choice.widths).map { column, width in
        fit.wraps[column] ? Wrapping.lines(row[column], cells: width) : [row[column]]
      }
      for index in 0..<(pieces.map(\.count).max() ?? 0) {
        out += line(pieces.map { index < $0.count ? $0[index] : "" }, choice.widths, numeric) { $0 }
      }
    }
    return out
  }

  private func line(_ cells: [String], _ widths: [Int], _ numeric: [Bool], style: (String) -> String) -> String {
    // What is empty at the end of a line needs no blanks before it.
    let end = (cells.lastIndex { !$0.isEmpty } ?? 0) + 1
    let parts = cells.indices.prefix(end).map { column -> String in
      let text = cut(cells[column], widths[column])
      if numeric[column] { return padding(text, widths[column]) + style(text) }
      return column == end - 1 ? style(text) : style(text) + padding(text, widths[column])
    }
    return parts.joined(separator: String(repeating: " ", count: ColumnFit.gap)) + "\n"
  }

  /// Names what is not shown, with its value where all rows have the same.
  private func leftOut(_ heads: [String], _ cells: [[String]], _ choice: ColumnFit.Choice) -> String {
    let names = heads.indices.filter { !choice.shown.contains($0) }.map { column in
      let values = Set(cells.map { $0[column] })
      return cells.count > 1 && values.count == 1 && values != ["-"] ? "\(heads[column])=\(cells[0][column])" : heads[column]
    }
    guard !names.isEmpty else { return "" }
    let sentence = language.choose(
      "未显示的列：\(names.joined(separator: "、"))（--tsv 显示全部）", "not shown: \(names.joined(separator: ", ")) (--tsv shows all)")
    let width = width ?? .max
    return Wrapping.lines(sentence, cells: max(10, width)).map { palette.faint($0) + "\n" }.joined()
  }

  // MARK: One below the other

  /// An empty line between rows; where there are several, without the columns that a row has no value for.
  private func records(_ heads: [String], _ cells: [[String]], _ table: Table, _ width: Int) -> String {
    let nameWidth = heads.map(DisplayWidth.of).max() ?? 0
    let indent = String(repeating: " ", count: nameWidth + ColumnFit.gap)
    let room = max(10, width - indent.count)
    return cells.indices.map { index in
      heads.indices.filter { cells.count == 1 || (table.rows[index].indices.contains($0) && table.rows[index][$0] != nil) }
        .map { column in
          palette.faint(heads[column]) + padding(heads[column], nameWidth) + String(repeating: " ", count: ColumnFit.gap)
            + Wrapping.lines(cells[index][column], cells: room).joined(separator: "\n" + indent) + "\n"
        }.joined()
    }.joined(separator: "\n")
  }

  private func cut(_ text: String, _ width: Int) -> String {
    DisplayWidth.of(text) <= width ? text : DisplayWidth.prefix(of: text, cells: width - 1) + "…"
  }

  private func padding(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - DisplayWidth.of(text)))
  }
}
