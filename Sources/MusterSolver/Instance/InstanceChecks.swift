extension InstanceBuilder {
  /// The instance, or the first fault: times past the horizon, unknown ids, repeated pairs, pins that break a rule.
  public consuming func build() throws(InstanceFault) -> Instance {
    try checkHorizon()
    try checkSize()
    let barred = try excludedRows()
    let pins = try resolve(triples.pinned, "pinned")
    for (index, pin) in pins.enumerated() where barred[Int(pin.member)].contains(pin.shift) {
      throw InstanceFault(.pinnedAndExcluded, at: "pinned[\(index)]")
    }
    let told = try resolve(triples.published, "published")
    members.ids = memberNumbers.names
    shifts.ids = shiftNumbers.names
    let instance = Instance(
      days: days, speed: speed, weights: weights, members: members, shifts: shifts, pinned: pins, excluded: barred,
      published: told, memberNumbers: memberNumbers, shiftNumbers: shiftNumbers, skillNames: skills.names,
      teamNames: teams.names)
    if let violation = instance.check(Plan(pins), keep: 1).first, let index = pins.firstIndex(of: violation.triple) {
      throw InstanceFault(.pinBreaks(violation.rule), at: "pinned[\(index)]")
    }
    return instance
  }

  private func checkHorizon() throws(InstanceFault) {
    let end = days * Rules.minutesPerDay
    for shift in 0..<shifts.count {
      let row = shifts.times.range(shift)
      for at in row where Int(shifts.times.values[at].start) >= end {
        throw InstanceFault(
          .outsideHorizon(Int(shifts.times.values[at].start)), at: "shifts[\(shift)].times[\(at - row.lowerBound)]")
      }
    }
  }

  /// No score of any plan, no sum on the way to it, and no bound in 1/16 points exceeds 2^61 in size: each assignment moves a
  /// score by at most `each`, and members have at most `load` of them.
  private func checkSize() throws(InstanceFault) {
    let load = min(Int(members.maxAssignments.max() ?? 0), shifts.count)
    let fairness = weights.fairness * (load + Int(members.recent.max() ?? 0))
    let each =
      5 * weights.critical + fairness + weights.away + weights.paired + weights.wish + weights.stability
      + Rules.farthest / 100
    let (number, over) = max(1, members.count).multipliedReportingOverflow(by: max(1, load))
    let (total, more) = each.multipliedReportingOverflow(by: number)
    if over || more || total > 1 << 57 { throw InstanceFault(.tooLarge) }
  }
}
