/// A feasible plan looked at from both sides: the people of each shift and the assignments of each member. Made once for many
/// questions (why, why not, who instead); knows nothing of the solver's search.
public struct Roster: Sendable {
  public let instance: Instance
  private let byShift: [Triple]
  private let shiftStart: [Int32]
  private let byMember: [Triple]
  private let memberStart: [Int32]

  /// Every number in the plan must exist in the instance.
  public init(_ instance: Instance, _ plan: Plan) {
    self.instance = instance
    byShift = plan.triples.sorted()
    byMember = plan.triples.sorted { ($0.member, $0.shift) < ($1.member, $1.shift) }
    shiftStart = Self.starts(byShift.map(\.shift), instance.shifts.count)
    memberStart = Self.starts(byMember.map(\.member), instance.members.count)
  }

  private static func starts(_ keys: [Int32], _ count: Int) -> [Int32] {
    var starts = [Int32](repeating: 0, count: count + 1)
    for key in keys { starts[Int(key) + 1] += 1 }
    for at in 0..<count { starts[at + 1] += starts[at] }
    return starts
  }

  /// Who serves a shift.
  public func people(of shift: Int) -> ArraySlice<Triple> { byShift[Int(shiftStart[shift])..<Int(shiftStart[shift + 1])] }

  /// What a member serves.
  public func assignments(of member: Int) -> ArraySlice<Triple> {
    byMember[Int(memberStart[member])..<Int(memberStart[member + 1])]
  }

  /// The times that a newcomer may serve: the one that its people share, or all of an empty shift.
  func openTimes(of shift: Int) -> [Int] {
    people(of: shift).first.map { [Int($0.time)] } ?? Array(0..<instance.shifts.times[shift].count)
  }

  /// The teams that a newcomer must share: those of the shift that all its people are in; nothing: not a team's shift.
  func openTeams(of shift: Int) -> [Int32]? {
    let teams = instance.shifts.teams[shift]
    if teams.isEmpty { return nil }
    return teams.filter { team in people(of: shift).allSatisfy { instance.members.teams[Int($0.member)].contains(team) } }
  }

  /// Rule 6 for a newcomer: each limit, what it would come to, and what is allowed.
  func limits(on new: Triple) -> [(rule: Rule, would: Int, most: Int, holds: Bool)] {
    let member = Int(new.member)
    let (span, mine) = (instance.span(new), assignments(of: Int(new.member)))
    let day = Int(span.start) / Rules.minutesPerDay
    let today = mine.count { Int(instance.span($0).start) / Rules.minutesPerDay == day } + 1
    let minutes = mine.reduce(Int(span.end - span.start)) { $0 + Int(instance.span($1).end - instance.span($1).start) }
    return [
      (Rule.perDay, today, Int(instance.members.maxPerDay[member])),
      (Rule.assignments, mine.count + 1, Int(instance.members.maxAssignments[member])),
      (Rule.minutes, minutes, Int(instance.members.maxMinutes[member])),
    ].map { ($0.0, $0.1, $0.2, $0.1 <= $0.2) }
  }
}
