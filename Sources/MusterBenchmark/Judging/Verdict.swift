/// What the referee (`score.py`) says of a plan.
public struct Verdict: Sendable, Equatable {
  public var isFeasible: Bool
  /// The referee's own sum; 0 when it could not read the plan.
  public var score = 0
  /// Whether the plan's score is the one that it claims; nothing when it claims none.
  public var claimHolds: Bool?
  /// The bound that the plan states.
  public var bound: Int?
  public var filled = 0
  public var seats = 0
  public var criticalFilled = 0
  public var criticalSeats = 0
  public var violations: [String]

  /// Reads the referee's answer; nothing when it is none.
  public init?(_ json: JSONValue) {
    guard let isFeasible = json["feasible"]?.bool else { return nil }
    self.isFeasible = isFeasible
    violations = json["violations"]?.strings ?? []
    if let error = json["error"]?.string { violations.append(error) }
    guard let score = json["score"]?.int else {
      if isFeasible { return nil }
      return
    }
    self.score = score
    claimHolds = json["scoreClaimHolds"]?.bool
    bound = json["bound"]?.int
    filled = json["filled"]?.int ?? 0
    seats = json["seats"]?.int ?? 0
    criticalFilled = json["criticalFilled"]?.int ?? 0
    criticalSeats = json["criticalSeats"]?.int ?? 0
  }

  /// What is wrong with the plan itself; bounds are the ledger's to check.
  public func findings(_ instance: String, by solver: String) -> [Finding] {
    if !isFeasible { return [.infeasible(instance, by: solver, violations)] }
    return claimHolds == false ? [.falseClaim(instance, by: solver, score: score)] : []
  }
}
