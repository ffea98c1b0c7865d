/// Gap over time of one solver on one size: the median over the seeds, as steps.
public struct GapCurve: Sendable, Equatable {
  public struct Point: Sendable, Equatable {
    public let seconds: Double
    /// Percent; 0 is proved best.
    public let gap: Double

    public init(seconds: Double, gap: Double) {
      self.seconds = seconds
      self.gap = gap
    }
  }

  public let solver: String
  /// By time, gaps falling.
  public let points: [Point]
  /// How far the measurement went: the last gap held until then.
  public let end: Double

  public init(solver: String, points: [Point], end: Double) {
    self.solver = solver
    self.points = points
    self.end = end
  }

  /// The median of several runs. It begins when all have a plan, and changes whenever one of them does.
  public init?(solver: String, runs: [[Point]], end: Double) {
    guard !runs.isEmpty, let begin = runs.compactMap(\.first?.seconds).max(), runs.allSatisfy({ !$0.isEmpty }) else {
      return nil
    }
    let times = Set(runs.joined().map(\.seconds).filter { $0 >= begin }).sorted()
    var points: [Point] = []
    var next = [Int](repeating: 0, count: runs.count)
    for time in times {
      for run in runs.indices { while next[run] < runs[run].count, runs[run][next[run]].seconds <= time { next[run] += 1 } }
      let gaps = runs.indices.map { runs[$0][next[$0] - 1].gap }
      guard let middle = Middle.median(gaps), middle != points.last?.gap else { continue }
      points.append(Point(seconds: time, gap: middle))
    }
    self.init(solver: solver, points: points, end: max(end, times.last ?? end))
  }
}
