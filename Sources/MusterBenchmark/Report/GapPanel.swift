/// One size's part of the picture: gap (upright) over time, both logarithmic.
public struct GapPanel: Sendable {
  public let title: String
  public let curves: [GapCurve]

  public init(title: String, curves: [GapCurve]) {
    self.title = title
    self.curves = curves
  }

  static let width = 400.0
  static let height = 320.0
  private static let (left, right, top, bottom) = (58.0, 14.0, 34.0, 48.0)

  /// What is better than this is drawn at the foot as 0: a logarithm has no place for a plan that is proved best.
  static let floor = 0.001

  /// First plans are far off; the picture begins where it becomes a contest.
  static let ceiling = 10.0

  /// The curves from when they are under the ceiling.
  private var drawn: [GapCurve] {
    curves.map { curve in
      GapCurve(solver: curve.solver, points: curve.points.filter { $0.gap <= Self.ceiling }, end: curve.end)
    }.filter { !$0.points.isEmpty }
  }

  private var times: (low: Double, high: Double) {
    let all = drawn.flatMap { $0.points.map(\.seconds) + [$0.end] }.filter { $0 > 0 }
    let low = max(0.001, (all.min() ?? 0.01) * 0.8)
    return (low, max(low * 10, (all.max() ?? 1) * 1.1))
  }

  /// The best and the worst gap drawn; the foot is kept for 0.
  private var gaps: (low: Double, high: Double) {
    let all = drawn.flatMap { $0.points.map(\.gap) }.filter(\.isFinite)
    let low = all.contains { $0 < Self.floor } ? Self.floor : max(Self.floor, (all.min() ?? 0.01) * 0.7)
    return (low, min(Self.ceiling, max(low * 20, (all.max() ?? 10) * 1.4)))
  }

  /// The drawing with its left upper corner at the given place.
  func svg(x: Double, y: Double) -> String {
    let (time, gap) = (times, gaps)
    guard
      let across = LogAxis(low: time.low, high: time.high, from: Self.left, to: Self.width - Self.right),
      let upright = LogAxis(low: gap.low, high: gap.high, from: Self.height - Self.bottom, to: Self.top)
    else { return "" }
    let curves = drawn.sorted { order($0) < order($1) }
    let lines = curves.map { line($0, across, upright) } + curves.map { dots($0, across, upright) }
    return """
      <g transform="translate(\(SVG.number(x)) \(SVG.number(y)))">
      <text class="size" x="\(SVG.number(Self.left))" y="20">\(SVG.escape(title))</text>
      \(grid(across, upright))\(lines.joined())</g>

      """
  }

  /// Ours last, so that it lies on top.
  private func order(_ curve: GapCurve) -> Int {
    let rank = ChartStyle.looks.firstIndex { $0.solver == curve.solver } ?? ChartStyle.looks.count
    return -rank
  }

  private func grid(_ across: LogAxis, _ upright: LogAxis) -> String {
    var text = ""
    for tick in across.ticks {
      let x = SVG.number(across.position(of: tick))
      text += "<path class=\"grid\" d=\"M\(x) \(SVG.number(upright.from))V\(SVG.number(upright.to))\"/>"
      text += "<text class=\"tick\" text-anchor=\"middle\" x=\"\(x)\" y=\"\(SVG.number(upright.from + 16))\">"
      text += "\(Figures.plain(tick))</text>\n"
    }
    for tick in upright.ticks {
      let y = upright.position(of: tick)
      let label = tick <= Self.floor ? "0" : Figures.plain(tick) + "%"
      text += "<path class=\"grid\" d=\"M\(SVG.number(across.from)) \(SVG.number(y))H\(SVG.number(across.to))\"/>"
      text += "<text class=\"tick\" text-anchor=\"end\" x=\"\(SVG.number(across.from - 7))\" y=\"\(SVG.number(y + 4))\">"
      text += "\(label)</text>\n"
    }
    let foot = SVG.number(upright.from)
    text += "<path class=\"axis\" d=\"M\(SVG.number(across.from)) \(foot)H\(SVG.number(across.to))\"/>"
    let middle = SVG.number((across.from + across.to) / 2)
    text += "<text class=\"soft\" text-anchor=\"middle\" x=\"\(middle)\" y=\"\(SVG.number(upright.from + 36))\">"
    return text + "秒 seconds</text>\n"
  }

  private func line(_ curve: GapCurve, _ across: LogAxis, _ upright: LogAxis) -> String {
    guard let first = curve.points.first else { return "" }
    var path = "M\(x(first, across)) \(y(first, upright))"
    for point in curve.points.dropFirst() { path += "H\(x(point, across))V\(y(point, upright))" }
    path += "H\(SVG.number(across.position(of: curve.end)))"
    return "<path class=\"\(curve.solver) line\" d=\"\(path)\"/>\n"
  }

  /// Over all lines: a peer with one point would be hidden under a line that runs along the foot. Ours has too many points
  /// for dots; it has one at its last.
  private func dots(_ curve: GapCurve, _ across: LogAxis, _ upright: LogAxis) -> String {
    let points = curve.solver == Measured.ours ? curve.points.suffix(1) : curve.points[...]
    return points.map { point in
      "<circle class=\"\(curve.solver) dot\" cx=\"\(x(point, across))\" cy=\"\(y(point, upright))\" r=\"4.5\"/>\n"
    }.joined()
  }

  private func x(_ point: GapCurve.Point, _ across: LogAxis) -> String { SVG.number(across.position(of: point.seconds)) }
  private func y(_ point: GapCurve.Point, _ upright: LogAxis) -> String { SVG.number(upright.position(of: point.gap)) }
}
