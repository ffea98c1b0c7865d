/// One line on a terminal that is drawn over itself. Where the terminal is narrow the bar shrinks first, then the last notes are
/// left out: a line that broke could not be drawn over.
struct ProgressLine {
  static let shortest = 6
  static let longest = 30

  let label: String
  /// Cells of the whole line.
  var width = 80
  var palette = Palette(isColoured: false)

  /// `done` of `total`, with what is worth saying beside it, the most important first.
  func draw(done: Int, total: Int, notes: [String] = []) -> String {
    let part = total > 0 ? Double(min(max(done, 0), total)) / Double(total) : 0
    let percent = "\(Int(part * 100))%"
    // Label, blank, bar, blank, four cells of per cent; the last cells stay free: some terminals break after the last one, and
    // `^C` is echoed there.
    let room = width - DisplayWidth.of(label) - 1 - 1 - 4 - 3
    var shown: [String] = []
    for note in notes where Self.cells(shown + [note]) + Self.shortest <= room { shown.append(note) }
    let length = max(min(Self.shortest, room), min(Self.longest, room - Self.cells(shown)))
    guard length > 0 else { return "\(DisplayWidth.prefix(of: label, cells: max(0, width - 8))) \(percent)" }
    let full = Int(part * Double(length))
    let bar = String(repeating: "█", count: full) + String(repeating: "░", count: length - full)
    let blanks = String(repeating: " ", count: 4 - percent.count)
    return "\(label) \(palette.good(bar)) \(blanks)\(percent)" + shown.map { "  \($0)" }.joined()
  }

  private static func cells(_ notes: [String]) -> Int { notes.reduce(0) { $0 + 2 + DisplayWidth.of($1) } }

  /// Removes the line that was drawn before.
  static let blank = "\r\u{1B}[K"

  /// Over the line that was drawn before it.
  func redraw(done: Int, total: Int, notes: [String] = []) -> String {
    Self.blank + draw(done: done, total: total, notes: notes)
  }
}
