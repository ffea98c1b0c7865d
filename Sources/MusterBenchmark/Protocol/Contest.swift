/// Two rates measured in turns, A B A B …: what both had to do with the machine's moods falls out of the ratio.
public struct Contest: Sendable, Equatable {
  public private(set) var ours: [Double] = []
  public private(set) var theirs: [Double] = []

  public init() {}

  /// One round of both, in answers a second.
  public mutating func add(ours: Double, theirs: Double) {
    self.ours.append(ours)
    self.theirs.append(theirs)
  }

  public var rate: Double? { Middle.median(ours) }
  public var peerRate: Double? { Middle.median(theirs) }

  /// The median of the rounds' ratios; a round without any rate of the peer's says nothing.
  public var ratio: Double? { Middle.median(ratios) }
  public var least: Double? { ratios.min() }
  public var most: Double? { ratios.max() }

  private var ratios: [Double] { zip(ours, theirs).compactMap { $1 > 0 ? $0 / $1 : nil } }
}

/// What a ratio shall reach.
public struct RatioGoal: Sendable, Equatable {
  public let atLeast: Double?

  public init(atLeast: Double?) { self.atLeast = atLeast }

  /// For a table: the goal, and whether it is reached.
  public func verdict(of ratio: Double?) -> String {
    guard let atLeast else { return "–" }
    guard let ratio else { return "≥ \(Figures.plain(atLeast))" }
    return "≥ \(Figures.plain(atLeast)) \(ratio >= atLeast ? "✓" : "✗")"
  }
}
