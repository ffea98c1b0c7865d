extension Instance {
  /// Rule 1: the member has the skill, if one is asked.
  func hasSkill(_ member: Int, for shift: Int) -> Bool {
    let skill = shifts.skill[shift]
    return skill < 0 || members.skills[member].contains(skill)
  }

  /// Rule 3, one person's part: the member is in one of the shift's teams, if it is a team's.
  func hasTeam(_ member: Int, for shift: Int) -> Bool {
    let teams = shifts.teams[shift]
    return teams.isEmpty || members.teams[member].contains { teams.contains($0) }
  }

  /// Squared metres from the member's home to the shift.
  @inline(__always) func squaredDistance(_ member: Int, _ shift: Int) -> Int {
    Rules.squaredDistance(members.x[member], members.y[member], shifts.x[shift], shifts.y[shift])
  }

  /// Rule 1: the shift lies within the member's reach.
  @inline(__always) func inReach(_ member: Int, of shift: Int) -> Bool {
    let reach = Int(members.reach[member])
    return squaredDistance(member, shift) <= reach * reach
  }

  /// Rule 2: the span lies inside one of the member's windows. Windows that touch are not joined.
  @inline(__always) func isFree(_ member: Int, in span: Span) -> Bool {
    members.windows.values.withUnsafeBufferPointer { all in
      for at in members.windows.range(member) {
        let window = all[at]
        if window.start > span.start { return false }
        if span.end <= window.end { return true }
      }
      return false
    }
  }

  /// Rule 7: the pair was declined or barred.
  func isExcluded(_ member: Int, from shift: Int) -> Bool { excluded[member].contains(Int32(shift)) }

  /// Rule 5: two assignments of one member do not overlap and leave time for the way between them.
  func compatible(_ a: Triple, _ b: Triple) -> Bool {
    let (s, t) = (span(a), span(b))
    let distance = Rules.squaredDistance(
      shifts.x[Int(a.shift)], shifts.y[Int(a.shift)], shifts.x[Int(b.shift)], shifts.y[Int(b.shift)])
    return Rules.reachesInTime(gap: Int(t.start) - Int(s.end), speed: speed, squaredDistance: distance)
      || Rules.reachesInTime(gap: Int(s.start) - Int(t.end), speed: speed, squaredDistance: distance)
  }

  /// The chosen span of an assignment.
  @inline(__always) func span(_ triple: Triple) -> Span {
    shifts.times.values[Int(shifts.times.starts[Int(triple.shift)] + triple.time)]
  }

  /// The pair cost of the model: distance, away, paired, wish. May be negative.
  func pairCost(_ member: Int, _ shift: Int) -> Int {
    pairCost(member, shift, squaredDistance: squaredDistance(member, shift))
  }

  func pairCost(_ member: Int, _ shift: Int, squaredDistance: Int) -> Int {
    var cost = Rules.squareRoot(squaredDistance) / 100
    if members.community[member] != shifts.community[shift] { cost += weights.away }
    if shifts.pairedUnits[shift].contains(members.unit[member]) { cost -= weights.paired }
    if members.wishes[member].contains(shifts.domain[shift]) { cost -= weights.wish }
    return cost
  }

  /// What the next person is worth to a shift that has `people`; 0 when it is full.
  func seatValue(_ shift: Int, after people: Int) -> Int {
    if people >= Int(shifts.seats[shift]) { return 0 }
    return Int(shifts.priority[shift]) * (people < Int(shifts.minimum[shift]) ? weights.critical : weights.desired)
  }
}
