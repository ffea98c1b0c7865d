/// All that is known of one instance: what was known before, and every run. Finds the best score and bound, and who lied.
public struct Ledger: Sendable {
  /// The maker's arguments.
  public let instance: String
  public let known: BestKnown
  public private(set) var runs: [Measured] = []

  public init(instance: String, known: BestKnown = BestKnown()) {
    self.instance = instance
    self.known = known
  }

  public mutating func add(_ run: Measured) { runs.append(run) }

  /// The highest score of a plan that the referee passed, or that was known.
  public var bestScore: Int? { (runs.map(\.score) + [known.score]).compactMap { $0 }.max() }

  /// The lowest bound that anybody vouches for; a bound that lies is no bound.
  public var bestBound: Int? {
    let floor = bestScore ?? .min
    return (runs.map(\.bound) + [known.bound]).compactMap { $0 }.filter { $0 >= floor }.min()
  }

  /// Whether the best score is proved best.
  public var isProved: Bool { bestScore != nil && bestScore == bestBound }

  /// Percent below the best bound; nothing without a plan or a bound.
  public func gap(of score: Int?) -> Double? {
    guard let score, let bestBound else { return nil }
    return Gap.percent(of: score, to: bestBound)
  }

  /// How far a solver's own bound is above the best score, percent of the score.
  public func slack(of bound: Int?) -> Double? {
    guard let bound, let bestScore, bestScore != 0 else { return bound == bestScore ? 0 : nil }
    return Double(bound - bestScore) / abs(Double(bestScore)) * 100
  }

  /// Bounds that a feasible plan exceeds. A known bound that fell is a lie as well.
  public var lies: [Finding] {
    guard let bestScore else { return [] }
    var all = runs.compactMap { run -> Finding? in
      guard let bound = run.bound, bound < bestScore else { return nil }
      return .lyingBound(instance, by: run.solver, bound: bound, score: bestScore)
    }
    if let bound = known.bound, bound < bestScore {
      all.append(.lyingBound(instance, by: "best-known.json", bound: bound, score: bestScore))
    }
    return all
  }
}
