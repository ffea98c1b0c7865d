/// One line on a terminal that is drawn over itself; where standard error is no terminal, nothing but its last state.
struct ProgressLine {
  let label: String
  /// Cells of the whole line.
  var width = 80
  var palette = Palette(isColoured: false)

  /// `done` of `total`, with what is worth saying beside it.
  func draw(done: Int, total: Int, note: String = "") -> String {
    let part = total > 0 ? Double(min(max(done, 0), total)) / Double(total) : 0
    let percent = "\(Int(part * 100))%"
    let around = DisplayWidth.of(label) + DisplayWidth.of(note) + 10
    let length = max(4, min(40, width - around))
    let full = Int(part * Double(length))
    let bar = String(repeating: "█", count: full) + String(repeating: "░", count: length - full)
    let blanks = String(repeating: " ", count: 4 - percent.count)
    let line = "\(label) \(palette.good(bar)) \(blanks)\(percent)" + (note.isEmpty ? "" : "  \(note)")
    return line
  }

  /// Removes the line that was drawn before.
  static let blank = "\r\u{1B}[K"

  /// Over the line that was drawn before it.
  func redraw(done: Int, total: Int, note: String = "") -> String { Self.blank + draw(done: done, total: total, note: note) }
}
