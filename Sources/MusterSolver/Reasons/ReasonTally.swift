extension Roster {
  /// Every shift with open seats, in order of number, with the reasons and the cheapest way to fill one more.
  public func openSeats() -> [OpenSeats] { openSeats(columns: nil) }

  /// The same, with the instance's columns where the caller has them.
  func openSeats(columns: Columns?) -> [OpenSeats] {
    var tally = ReasonTally(self)
    var rows = tally.rows()
    if !rows.isEmpty {
      var search = RemedySearch(self, columns ?? Columns(instance))
      for index in rows.indices { rows[index].remedy = search.remedy(for: rows[index].shift, tally.cheapestFree[index]) }
    }
    return rows
  }
}

/// Counts, for each open shift, the members by the first rule that keeps them out. Most members are too far from most
/// shifts: so each member looks only at the open shifts within reach, and the numbers of those who lack the skill, are in
/// no team, or live too far away follow by subtraction.
private struct ReasonTally {
  private let roster: Roster
  private let instance: Instance
  private let open: [Int32]
  /// Where a shift stands in `open`; −1: it is full.
  private var place: [Int32]
  private var counts: [Int]
  private var inReach: [Int]
  /// Of each open shift, who could take a seat at the least loss although it is not worth it.
  private(set) var cheapestFree: [(triple: Triple, gain: Int)?]
  private var times: [[Int]] = []
  private var teams: [[Int32]?] = []

  init(_ roster: Roster) {
    self.roster = roster
    instance = roster.instance
    open = (0..<Int32(roster.instance.shifts.count)).filter { shift in
      roster.people(of: Int(shift)).count < Int(roster.instance.shifts.seats[Int(shift)])
    }
    place = [Int32](repeating: -1, count: roster.instance.shifts.count)
    counts = [Int](repeating: 0, count: open.count * Reason.allCases.count)
    inReach = [Int](repeating: 0, count: open.count)
    cheapestFree = Array(repeating: nil, count: open.count)
    for (index, shift) in open.enumerated() {
      place[Int(shift)] = Int32(index)
      times.append(roster.openTimes(of: Int(shift)))
      teams.append(roster.openTeams(of: Int(shift)))
    }
  }

  mutating func rows() -> [OpenSeats] {
    let grid = ShiftGrid(instance, open)
    let members = instance.members
    for member in 0..<members.count {
      grid.near(members.x[member], members.y[member], reach: members.reach[member]) { stretch in
        for at in stretch { look(member, Int(grid.shifts[at])) }
      }
    }
    countTheRest()
    return open.indices.map { index in
      let shift = Int(open[index])
      let found = Reason.allCases.enumerated().compactMap { reason, name in
        let count = counts[index * Reason.allCases.count + reason]
        return count > 0 ? (name, count) : nil
      }
      let missing = Int(instance.shifts.seats[shift]) - roster.people(of: shift).count
      return OpenSeats(shift: shift, open: missing, counts: Dictionary(uniqueKeysWithValues: found))
    }
  }

  private mutating func add(_ reason: Reason, _ index: Int, _ count: Int = 1) {
    let column = Reason.allCases.firstIndex(of: reason) ?? 0
    counts[index * Reason.allCases.count + column] += count
  }

  private mutating func look(_ member: Int, _ shift: Int) {
    let index = Int(place[shift])
    if !instance.inReach(member, of: shift) || !instance.hasSkill(member, for: shift) { return }
    if let teams = teams[index], !instance.members.teams[member].contains(where: { teams.contains($0) }) { return }
    if roster.assignments(of: member).contains(where: { $0.shift == Int32(shift) }) { return }
    inReach[index] += 1
    add(reason(member, shift, index), index)
  }

  /// The first rule in the way of a member who has skill, team and reach.
  private mutating func reason(_ member: Int, _ shift: Int, _ index: Int) -> Reason {
    var furthest = Reason.availability
    let mine = roster.assignments(of: member)
    for time in times[index] {
      let new = Triple(member: member, shift: shift, time: time)
      if !instance.isFree(member, in: instance.span(new)) { continue }
      if instance.isExcluded(member, from: shift) { return .excluded }
      let isFree = mine.allSatisfy { instance.compatible($0, new) }
      let here: Reason = !isFree ? .busy : roster.isWithinLimits(new, beside: mine) ? .notWorthIt : .limit
      if here == .notWorthIt { keep(new, mine, index) }
      if here.rank > furthest.rank { furthest = here }
    }
    return furthest
  }

  private mutating func keep(_ new: Triple, _ mine: ArraySlice<Triple>, _ index: Int) {
    let gain = roster.gain(new, beside: mine, people: roster.people(of: Int(new.shift)).count)
    if gain > cheapestFree[index]?.gain ?? Int.min { cheapestFree[index] = (new, gain) }
  }

  private mutating func countTheRest() {
    let members = instance.members
    var holders = [Int](repeating: 0, count: instance.skillNames.count)
    for member in 0..<members.count { for skill in Set(members.skills[member]) { holders[Int(skill)] += 1 } }
    var ofTeam = [[Int32]](repeating: [], count: instance.teamNames.count)
    for member in 0..<members.count { for team in members.teams[member] { ofTeam[Int(team)].append(Int32(member)) } }
    for (index, shift) in open.enumerated() {
      let skill = instance.shifts.skill[Int(shift)]
      let skilled = skill < 0 ? members.count : holders[Int(skill)]
      let eligible = teams[index].map { teams in
        Set(teams.flatMap { ofTeam[Int($0)] }).count { instance.hasSkill(Int($0), for: Int(shift)) }
      }
      let serving = roster.people(of: Int(shift)).count
      add(.skill, index, members.count - skilled)
      add(.team, index, skilled - (eligible ?? skilled))
      add(.reach, index, (eligible ?? skilled) - serving - inReach[index])
    }
  }
}

extension Reason {
  /// How far somebody came before the rule stopped them.
  fileprivate var rank: Int { Reason.allCases.firstIndex(of: self) ?? 0 }
}
