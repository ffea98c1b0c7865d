import MusterBenchmark

/// One question put to the solver, and the part of the report that answers it. A new one is a file here and a flag in
/// `SolverOptions`.
protocol Study {
  func answer(_ bench: Bench, _ options: SolverOptions) throws -> Section
}

/// A part of the report.
struct Section {
  /// Chinese and English.
  var title: String
  /// Markdown: tables, and under them what the reader must know.
  var body: String
}

/// Goals met or missed.
enum Mark {
  static func of(_ holds: Bool?) -> String { holds.map { $0 ? "✓" : "✗" } ?? "" }

  /// Behind a figure: the goal that it must not exceed. What was not measured misses it.
  static func against(_ goal: Double?, _ value: Double?) -> String {
    guard let goal else { return "" }
    return " (≤ \(Figures.plain(goal)) \(of((value ?? .infinity) <= goal)))"
  }
}
