/// One run of one solver on one instance, as it was measured from outside and judged by the referee.
public struct Measured: Sendable, Equatable {
  /// Ours is `muster`; a peer has the name of its programme.
  public var solver: String
  /// The time limit that it was given, seconds; nothing when it takes none.
  public var mark: Double?
  /// The referee's; nothing when there was no plan.
  public var score: Int?
  /// What the solver vouches for.
  public var bound: Int?
  public var filled: Int?
  public var seats: Int?
  public var criticalFilled: Int?
  public var criticalSeats: Int?
  /// From start to end of the process.
  public var wallSeconds: Double?
  /// Of all its threads.
  public var processorSeconds: Double?
  public var peakMebibytes: Double?

  public init(solver: String, mark: Double? = nil, score: Int? = nil, bound: Int? = nil) {
    self.solver = solver
    self.mark = mark
    self.score = score
    self.bound = bound
  }

  public static let ours = "muster"
  public var isOurs: Bool { solver == Self.ours }
}
