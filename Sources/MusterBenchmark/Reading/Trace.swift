/// How a solve came along: what stood at which second. The file is that of `muster solve --trace`: a heading, then a line
/// for each change, `seconds score bound filled`, parted by tabs.
public struct Trace: Sendable, Equatable {
  public struct Point: Sendable, Equatable {
    /// Since the process started.
    public var seconds: Double
    public var score: Int
    /// What no plan can exceed; nothing when the solver vouched for none.
    public var bound: Int?
    public var filled: Int?

    public init(seconds: Double, score: Int, bound: Int? = nil, filled: Int? = nil) {
      self.seconds = seconds
      self.score = score
      self.bound = bound
      self.filled = filled
    }
  }

  /// By time.
  public private(set) var points: [Point]

  public init(_ points: [Point]) { self.points = points }

  public static let heading = "seconds\tscore\tbound\tfilled"

  /// Throws at a line without four numbers, at time that runs back, at a score that falls and at a bound that rises.
  public init(tsv text: String) throws(TraceFault) {
    points = []
    for (index, line) in text.split(separator: "\n").enumerated() {
      if index == 0, line == Self.heading { continue }
      points.append(try Self.point(line, after: points.last, number: index + 1))
    }
  }

  private static func point(_ line: Substring, after last: Point?, number: Int) throws(TraceFault) -> Point {
    let cells = line.split(separator: "\t", omittingEmptySubsequences: false)
    guard cells.count == 4, let seconds = Double(cells[0]), seconds.isFinite, let score = Int(cells[1]),
      let bound = Int(cells[2]), let filled = Int(cells[3])
    else { throw TraceFault(line: number, kind: .notFourNumbers) }
    if let last {
      if seconds < last.seconds { throw TraceFault(line: number, kind: .timeRunsBack) }
      if score < last.score { throw TraceFault(line: number, kind: .scoreFalls) }
      if let before = last.bound, bound > before { throw TraceFault(line: number, kind: .boundRises) }
    }
    return Point(seconds: seconds, score: score, bound: bound, filled: filled)
  }

  /// When the plan first came within `percent` of a bound; nothing when it never did.
  public func seconds(toGap percent: Double, of bound: Int) -> Double? {
    points.first { Gap.percent(of: $0.score, to: bound) <= percent }?.seconds
  }

  /// The score that stood at a time; nothing before the first plan.
  public func score(at seconds: Double) -> Int? { points.last { $0.seconds <= seconds }?.score }
}

/// A line of a trace that cannot be.
public struct TraceFault: Error, Equatable, Sendable {
  public enum Kind: Sendable, Equatable { case notFourNumbers, timeRunsBack, scoreFalls, boundRises }

  /// From 1.
  public let line: Int
  public let kind: Kind

  public init(line: Int, kind: Kind) {
    self.line = line
    self.kind = kind
  }
}
