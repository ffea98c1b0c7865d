/// One account of each role, each where it has something to see: the community with the most work, a unit paired with it,
/// a team that events ask for, a member with time to spare.
struct SampleAccounts {
  private let city: City
  private let root: String

  init(_ city: City, root: String) {
    self.city = city
    self.root = root
  }

  func rows() -> [AccountRow] {
    let community = busiestCommunity()
    let team = mostWantedTeam()
    var rows = [AccountRow(name: "staff", role: .staff, area: community)]
    rows.append(AccountRow(name: "grid", role: .grid, area: busiestGrid(of: community)))
    rows.append(AccountRow(name: "unit", role: .unit, unit: largestUnit(pairedWith: community)))
    rows.append(AccountRow(name: "leader", role: .leader, team: team?.number, member: team?.leader))
    rows.append(AccountRow(name: "member", role: .member, member: readyMember(of: community, not: team?.leader)))
    rows.append(AccountRow(name: "department", role: .department, area: root))
    return rows
  }

  private func busiestCommunity() -> String {
    let areaOf = Dictionary(city.events.map { ($0.number, $0.area) }, uniquingKeysWith: { first, _ in first })
    let areas = city.needs.map(\.area) + city.shifts.compactMap { areaOf[$0.event] }
    return mostFrequent(areas) ?? root
  }

  private func busiestGrid(of community: String) -> String? {
    mostFrequent(city.needs.filter { $0.area == community }.compactMap(\.grid))
      ?? city.areas.first { $0.level == .grid && $0.code.hasPrefix(community) }?.code
  }

  private func largestUnit(pairedWith community: String) -> String? {
    let paired = Set(city.pairings.filter { $0.area == community }.map(\.unit))
    let staff = city.members.compactMap(\.unit)
    return mostFrequent(staff.filter(paired.contains)) ?? mostFrequent(staff)
  }

  private func mostWantedTeam() -> TeamRow? {
    let led = Set(city.teams.filter { $0.leader != nil }.map(\.number))
    let number = mostFrequent(city.shifts.flatMap(\.teams).filter(led.contains))
    return city.teams.first { $0.number == number } ?? city.teams.first { $0.leader != nil }
  }

  /// Who has most of what a roster looks for: skills, times, and not too short a reach.
  private func readyMember(of community: String, not leader: String?) -> String? {
    let candidates = city.members.filter { $0.number != leader && !$0.windows.isEmpty }
    let near = candidates.filter { $0.area == community }
    let best = (near.isEmpty ? candidates : near).max { (readiness($0), $1.number) < (readiness($1), $0.number) }
    return (best ?? city.members.first { $0.number != leader })?.number
  }

  private func readiness(_ member: MemberRow) -> Int {
    4 * member.skills.count(where: { $0.expires == nil }) + 2 * min(member.windows.count, 6) + 2 * min(member.maxPerWeek, 3)
      + (member.reach >= 4000 ? 3 : 0) + (member.unit == nil ? 0 : 1)
  }

  /// The first in order among the most frequent.
  private func mostFrequent(_ values: [String]) -> String? {
    let counts = values.reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
    return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
  }
}
