/// Restores a plan after declines, one at a time: made once for a plan over a whole city, it keeps what it has looked up, so that
/// each answer takes well under a millisecond.
///
/// A decline frees the member, bars the pair for ever, and fills the seat in the way that gains the score most: not at all, by a
/// substitute, or by somebody moved from another shift whose seat somebody free takes or nobody. Every rule holds
/// throughout; pins stay, except one that declines. It holds the columns of the instance and about 100 bytes a member, a shift and a
/// mode besides.
public struct Repair: Sendable {
  public let instance: Instance
  private var search: SeatSearch

  /// Loads a plan, which must keep every rule of the instance.
  public init(_ instance: Instance, _ plan: Plan) throws(InfeasiblePlan) {
    let known = plan.triples.allSatisfy { triple in
      instance.members.ids.indices.contains(Int(triple.member)) && instance.shifts.ids.indices.contains(Int(triple.shift))
        && (0..<Int32(instance.shifts.times[Int(triple.shift)].count)).contains(triple.time)
    }
    if !known { throw InfeasiblePlan(violation: nil) }
    if let violation = instance.check(plan, keep: 1).first { throw InfeasiblePlan(violation: violation) }
    self.instance = instance
    search = SeatSearch(instance, Columns(instance), plan)
  }

  /// The plan as it stands now.
  public var plan: Plan { search.standing.plan }

  /// Takes the member out of the shift for good and restores the plan. Where they do not serve it, the pair is only barred. Both
  /// must be numbers of the instance.
  public mutating func decline(member: Int, shift: Int) -> Repaired {
    let shift = Int32(shift)
    guard search.bar(Int32(member), shift), let best = search.best(shift, least: 0) else { return Repaired() }
    let columns = search.columns
    var moves = [Repaired.Move(from: nil, to: columns.triple(best.enters))]
    if best.leaves >= 0 { moves[0].from = search.standing.seats[Int(best.leaves)].triple }
    if best.refill >= 0 { moves.append(Repaired.Move(from: nil, to: columns.triple(best.refill))) }
    search.carryOut(best)
    return Repaired(moves: moves, gain: best.gain)
  }
}

/// How a decline was repaired.
public struct Repaired: Sendable, Equatable {
  /// One person's new assignment, and the one given up for it.
  public struct Move: Sendable, Equatable {
    public var from: Triple?
    public var to: Triple
  }

  /// The first fills the seat that was declined, the second the seat that the first left. None: the seat stays open.
  public var moves: [Move] = []
  /// What the score gains, counted from the plan without the declined assignment. Never negative.
  public var gain = 0
}

/// A plan that cannot be repaired because it breaks a rule itself.
public struct InfeasiblePlan: Error, Sendable, Equatable {
  /// The first breach; nothing: the plan names a member, shift or time that the instance does not have.
  public let violation: Violation?

  /// One sentence in English.
  public var english: String {
    guard let violation else { return "the plan names a member, shift or time that does not exist" }
    return "the plan breaks a rule: \(violation.rule.english)"
  }

  /// 一句中文。
  public var chinese: String {
    guard let violation else { return "方案中的成员、岗位或时间不存在" }
    return "方案违反规则：\(violation.rule.chinese)"
  }
}
