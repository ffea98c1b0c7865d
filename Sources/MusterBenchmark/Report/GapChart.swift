/// The picture: gap over time, ours against theirs, one panel a size.
public struct GapChart: Sendable {
  public let panels: [GapPanel]
  /// Under the title: what was measured and where.
  public let note: String

  public init(panels: [GapPanel], note: String) {
    self.panels = panels
    self.note = note
  }

  private static let margin = 16.0
  private static let head = 84.0
  private static let foot = 14.0

  public var svg: String {
    let columns = min(2, max(1, panels.count))
    let rows = (panels.count + columns - 1) / columns
    let width = Double(max(2, columns)) * GapPanel.width + 2 * Self.margin
    let height = Self.head + Double(rows) * GapPanel.height + Self.foot
    let drawn = panels.enumerated().map { index, panel in
      panel.svg(
        x: Self.margin + Double(index % columns) * GapPanel.width, y: Self.head + Double(index / columns) * GapPanel.height)
    }
    let title = "距最优上界的差距随时间的变化 Gap to the best bound over time"
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(SVG.number(width)) \(SVG.number(height))" \
      width="\(SVG.number(width))" height="\(SVG.number(height))" role="img" aria-label="\(title)">
      \(ChartStyle.sheet)<rect class="ground" width="100%" height="100%"/>
      <text class="title" x="24" y="28">\(title)</text>
      <text class="soft" x="24" y="48">\(SVG.escape(note))</text>
      \(legend)\(drawn.joined())</svg>

      """
  }

  /// Only who is drawn.
  private var legend: String {
    let drawn = Set(panels.flatMap { $0.curves.map(\.solver) })
    var (text, x) = ("", 24.0)
    for look in ChartStyle.looks where drawn.contains(look.solver) {
      text += "<path class=\"\(look.solver) line\" d=\"M\(SVG.number(x)) 67h22\"/>"
      text += "<circle class=\"\(look.solver) dot\" cx=\"\(SVG.number(x + 11))\" cy=\"67\" r=\"4.5\"/>"
      text += "<text class=\"soft\" x=\"\(SVG.number(x + 29))\" y=\"71\">\(SVG.escape(look.name))</text>\n"
      x += 29 + SVG.width(of: look.name) + 24
    }
    return text
  }
}
