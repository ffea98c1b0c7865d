import MusterBenchmark
import Testing

@Suite("The picture") struct ChartTests {
  @Test(
    "A logarithmic axis gives each factor of ten the same length, and keeps what is outside on its ends",
    arguments: [(0.01, 100.0), (0.1, 200), (1, 300), (10, 400), (0, 100), (-3, 100), (1e9, 400), (.infinity, 400)])
  func position(value: Double, pixel: Double) throws {
    let axis = try #require(LogAxis(low: 0.01, high: 10, from: 100, to: 400))
    #expect(abs(axis.position(of: value) - pixel) < 1e-9)
  }

  @Test("An upright axis grows downwards")
  func upright() throws {
    let axis = try #require(LogAxis(low: 0.001, high: 10, from: 300, to: 100))
    #expect(axis.position(of: 0.001) == 300)
    #expect(abs(axis.position(of: 0.1) - 200) < 1e-9)
  }

  @Test("Ticks are the powers of ten, or finer ones where those are too few")
  func ticks() throws {
    #expect(try #require(LogAxis(low: 0.01, high: 10, from: 0, to: 1)).ticks == [0.01, 0.1, 1, 10])
    #expect(try #require(LogAxis(low: 0.04, high: 3, from: 0, to: 1)).ticks == [0.05, 0.1, 0.2, 0.5, 1, 2])
  }

  @Test("No axis has 0, or nothing between its ends", arguments: [(0.0, 1.0), (-1, 1), (1, 1), (2, 1), (1, .infinity)])
  func noAxis(low: Double, high: Double) { #expect(LogAxis(low: low, high: high, from: 0, to: 1) == nil) }

  @Test("A curve of several seeds is their median, from when all have a plan")
  func median() throws {
    let runs = [
      [GapCurve.Point(seconds: 1, gap: 8), GapCurve.Point(seconds: 4, gap: 0)],
      [GapCurve.Point(seconds: 2, gap: 4), GapCurve.Point(seconds: 3, gap: 2)],
      [GapCurve.Point(seconds: 1.5, gap: 6)],
    ]
    let curve = try #require(GapCurve(solver: "muster", runs: runs, end: 10))
    // At 2: 8, 4, 6; at 3: 8, 2, 6, the same median; at 4: 0, 2, 6.
    #expect(curve.points == [GapCurve.Point(seconds: 2, gap: 6), GapCurve.Point(seconds: 4, gap: 2)])
    #expect(curve.end == 10)
    #expect(GapCurve(solver: "muster", runs: [[], runs[0]], end: 1) == nil)
    #expect(GapCurve(solver: "muster", runs: [], end: 1) == nil)
  }

  @Test("The picture names who is drawn and nobody else, needs nothing from elsewhere, and lets no text break out")
  func whole() {
    let curve = GapCurve(solver: "muster", points: [GapCurve.Point(seconds: 1, gap: 0)], end: 2)
    let svg = GapChart(panels: [GapPanel(title: "a < b", curves: [curve])], note: "R&D").svg
    #expect(svg.contains("muster 报到"))
    #expect(!svg.contains("CP-SAT"))
    #expect(svg.contains("a &lt; b"))
    #expect(svg.contains("R&amp;D"))
    #expect(svg.contains("prefers-color-scheme: dark"))
    for outside in ["href", "<script", "@import", "url("] { #expect(!svg.contains(outside)) }
  }

  @Test("A plan that is far off is not drawn, and one that is proved best lies on the foot, marked 0")
  func ends() {
    let points = [(1.0, 60.0), (2, 5), (4, 0)].map { GapCurve.Point(seconds: $0.0, gap: $0.1) }
    let svg = GapChart(panels: [GapPanel(title: "m", curves: [GapCurve(solver: "cpsat", points: points, end: 4)])], note: "")
      .svg
    // Two dots, not three, and the legend's.
    #expect(svg.split(separator: "<circle class=\"cpsat dot\"").count == 1 + 3)
    #expect(svg.contains(">0</text>"))
    #expect(!svg.contains(">100%</text>"))
  }

  @Test("A panel without any curve is still a panel")
  func empty() {
    let svg = GapChart(panels: [GapPanel(title: "xl", curves: [])], note: "").svg
    #expect(svg.contains(">xl<"))
    #expect(!svg.contains("nan"))
  }
}
