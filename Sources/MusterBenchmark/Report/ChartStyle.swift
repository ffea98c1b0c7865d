/// Colours, fonts and marks of the picture. Colours were chosen apart for the colour-blind too and are legible on the picture's own
/// ground, light and dark; a solver's colour never changes.
enum ChartStyle {
  struct Look {
    let solver: String
    let name: String
    let light: String
    let dark: String
  }

  static let looks = [
    Look(solver: Measured.ours, name: "muster 报到", light: "#2a78d6", dark: "#3987e5"),
    Look(solver: "cpsat", name: "OR-Tools CP-SAT", light: "#eb6834", dark: "#d95926"),
    Look(solver: "highs", name: "HiGHS LP + MIP", light: "#1baf7a", dark: "#199e70"),
    Look(solver: "lns", name: "LNS + HiGHS 大邻域", light: "#4a3aa7", dark: "#9085e9"),
    Look(solver: "greedy", name: "greedy 贪心", light: "#898781", dark: "#898781"),
  ]

  static func name(of solver: String) -> String { looks.first { $0.solver == solver }?.name ?? solver }

  /// A style sheet: no fonts and no scripts from elsewhere.
  static var sheet: String {
    let base = rules(
      ground: "#fcfcfb", ink: "#0b0b0b", soft: "#52514e", grid: "#e1e0d9", axis: "#c3c2b7", looks.map { ($0.solver, $0.light) })
    let dark = rules(
      ground: "#1a1a19", ink: "#ffffff", soft: "#c3c2b7", grid: "#2c2c2a", axis: "#484846", looks.map { ($0.solver, $0.dark) })
    return """
      <style>
      text { font-family: system-ui, -apple-system, "Segoe UI", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif; \
      font-size: 12px; }
      .title { font-size: 17px; font-weight: 600; } .size { font-size: 14px; font-weight: 600; } .tick { font-size: 11px; }
      .line { fill: none; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; } .muster.line { stroke-width: 3; }
      .grid, .axis { stroke-width: 1; fill: none; } .dot { stroke-width: 2; }
      \(base)
      @media (prefers-color-scheme: dark) {
      \(dark)
      }
      </style>

      """
  }

  private static func rules(
    ground: String, ink: String, soft: String, grid: String, axis: String, _ colours: [(solver: String, colour: String)]
  ) -> String {
    let own = colours.map { ".\($0.solver).line { stroke: \($0.colour); } .\($0.solver).dot { fill: \($0.colour); }" }
    return """
      .ground { fill: \(ground); } .dot { stroke: \(ground); } .title, .size { fill: \(ink); } .soft, .tick { fill: \(soft); }
      .grid { stroke: \(grid); } .axis { stroke: \(axis); }
      \(own.joined(separator: "\n"))
      """
  }
}
