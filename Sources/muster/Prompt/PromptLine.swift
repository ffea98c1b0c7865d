import MusterProtocol

/// What the line being typed looks like: mark, the stretch of it that has room, and the cell that the cursor is in.
struct PromptLine: Equatable {
  static let mark = "muster> "

  let mark: String
  let text: String
  /// Cells from the left edge.
  let column: Int

  init(_ editor: LineEditor, width: Int, _ language: Language) {
    mark = editor.search.map { Self.mark(of: $0, language) } ?? Self.mark
    let cells = max(10, width - DisplayWidth.of(mark) - 1)
    let shown = Self.stretch(editor.text.map { $0 == "\n" ? "⏎" : $0 }, cursor: editor.cursor, cells: cells)
    text = shown.text
    column = DisplayWidth.of(mark) + shown.cursor
  }

  /// The stretch of a long line that is shown, with the cursor's cell in it.
  static func stretch(_ text: [Character], cursor: Int, cells: Int) -> (text: String, cursor: Int) {
    var start = 0
    while DisplayWidth.of(String(text[start..<cursor])) > cells { start += 1 }
    let shown = DisplayWidth.prefix(of: String(text[start...]), cells: cells)
    return (String(shown), DisplayWidth.of(String(text[start..<cursor])))
  }

  private static func mark(of search: HistorySearch, _ language: Language) -> String {
    let word = search.isFailing ? language.choose("没有", "nothing") : language.choose("找", "search")
    return "(\(word)) \(search.query): "
  }
}
