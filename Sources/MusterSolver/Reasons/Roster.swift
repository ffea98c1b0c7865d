/// A feasible plan looked at from both sides: the people of each shift and the assignments of each member. Made once for many
/// questions (why, why not, who instead); knows nothing of the solver's search.
public struct Roster: Sendable {
  public let instance: Instance
  private let byShift: [Triple]
  private let shiftStart: [Int32]
  private let byMember: [Triple]
  private let memberStart: [Int32]
  let told: Set<Triple>

  /// Every number in the plan must exist in the instance.
  public init(_ instance: Instance, _ plan: Plan) {
    self.instance = instance
    told = Set(instance.published)
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

  /// The plan that is looked at.
  var plan: Plan { Plan(byShift) }

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

  /// Rule 6 for one assignment beside `others` of the same member: each limit, what it would come to, what is allowed.
  func limits(on new: Triple, beside others: some Collection<Triple>) -> [Limit] {
    let member = Int(new.member)
    let span = instance.span(new)
    let day = Int(span.start) / Rules.minutesPerDay
    let today = others.count { Int(instance.span($0).start) / Rules.minutesPerDay == day } + 1
    let minutes = others.reduce(Int(span.end - span.start)) { $0 + Int(instance.span($1).end - instance.span($1).start) }
    return [
      Limit(rule: .perDay, would: today, most: Int(instance.members.maxPerDay[member])),
      Limit(rule: .assignments, would: others.count + 1, most: Int(instance.members.maxAssignments[member])),
      Limit(rule: .minutes, would: minutes, most: Int(instance.members.maxMinutes[member])),
    ]
  }

  /// Whether rule 6 holds for one assignment beside `others` of the same member.
  func isWithinLimits(_ new: Triple, beside others: some Collection<Triple>) -> Bool {
    limits(on: new, beside: others).allSatisfy(\.holds)
  }

  struct Limit {
    let rule: Rule
    let would: Int
    let most: Int
    var holds: Bool { would <= most }
  }

  /// What the score gains by one assignment beside `others` of the same member, in a shift that has `people` already.
  func gain(_ new: Triple, beside others: some Collection<Triple>, people: Int) -> Int {
    let (member, shift) = (Int(new.member), Int(new.shift))
    let fairness = instance.weights.fairness * (others.count + Int(instance.members.recent[member]))
    let kept = told.contains(new) ? instance.weights.stability : 0
    return instance.seatValue(shift, after: people) - instance.pairCost(member, shift) - fairness + kept
  }
}
