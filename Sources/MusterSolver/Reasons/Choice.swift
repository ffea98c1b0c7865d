/// Why this person, for one assignment that stands: what it is worth line by line, who else could serve, and what the member
/// would do otherwise.
public struct Choice: Sendable, Equatable {
  /// An assignment instead of the one asked about, and what the score gains by it.
  public struct Otherwise: Sendable, Equatable {
    public let assignment: Triple
    public let gain: Int
  }

  public let assignment: Triple
  /// The sum of them is `gain`.
  public let lines: [CostLine]
  /// What the score gains by the assignment, beside the rest of the plan.
  public let gain: Int
  /// Who of the others could take the seat at the greatest gain; nothing: nobody.
  public let alternative: Substitute?
  /// The open seat elsewhere that the member would fill at the greatest gain; nothing: none is worth it.
  public let otherwise: Otherwise?

  /// What the score would lose with the alternative in this seat and the member left free; below zero when it would gain.
  public var difference: Int? { alternative.map { gain - $0.gain } }
}

extension Instance {
  /// Why the member serves the shift; nothing where the plan does not say so.
  public func choice(member: Int, shift: Int, in plan: Plan) -> Choice? {
    Roster(self, plan).choice(member: member, shift: shift)
  }
}

extension Roster {
  /// See `Instance.choice`.
  public func choice(member: Int, shift: Int) -> Choice? {
    guard let standing = people(of: shift).first(where: { $0.member == Int32(member) }) else { return nil }
    let others = assignments(of: member).filter { $0.shift != standing.shift }
    let people = people(of: shift).count - 1
    return Choice(
      assignment: standing, lines: costLines(standing, beside: others, people: people),
      gain: gain(standing, beside: others, people: people),
      alternative: substitutes(for: shift, time: Int(standing.time), excluding: [member], limit: 1).first,
      otherwise: bestOpenSeat(for: member, beside: others, except: shift))
  }

  private func bestOpenSeat(for member: Int, beside others: [Triple], except shift: Int) -> Choice.Otherwise? {
    var best: Choice.Otherwise?
    for open in 0..<instance.shifts.count where open != shift && instance.inReach(member, of: open) {
      let serving = people(of: open).count
      if serving >= Int(instance.shifts.seats[open]) || !mayJoin(member, open) { continue }
      for time in openTimes(of: open) {
        let new = Triple(member: member, shift: open, time: time)
        guard instance.isFree(member, in: instance.span(new)), others.allSatisfy({ instance.compatible($0, new) }),
          isWithinLimits(new, beside: others)
        else { continue }
        let gain = gain(new, beside: others, people: serving)
        if gain > best?.gain ?? 0 { best = Choice.Otherwise(assignment: new, gain: gain) }
      }
    }
    return best
  }

  /// The rules between a member and a shift that ask for no time: skill, team, not declined, not serving it already.
  func mayJoin(_ member: Int, _ shift: Int) -> Bool {
    if !instance.hasSkill(member, for: shift) || instance.isExcluded(member, from: shift) { return false }
    if assignments(of: member).contains(where: { $0.shift == Int32(shift) }) { return false }
    guard let teams = openTeams(of: shift) else { return true }
    return instance.members.teams[member].contains { teams.contains($0) }
  }
}
