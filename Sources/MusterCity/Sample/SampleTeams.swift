/// A team while the city is being made.
struct SampleTeam {
  var row: TeamRow
  let home: Int
  /// The two regular times at which it serves.
  let slots: [DaySlot]
  /// Indices of its members, in the order in which they joined.
  var members: [Int] = []
}

/// The teams: one in each community first, the rest where people are.
struct SampleTeams {
  private(set) var teams: [SampleTeam] = []
  /// Indices of the teams of each community.
  private(set) var byCommunity: [[Int]]
  private let map: SampleMap
  private let everyoneHasOne: Bool
  /// Where everyone has one team: how many people a team of each kind takes.
  private var room: [TeamKind: Int] = [:]

  init(_ profile: SampleProfile, _ sizes: SampleSizes, map: SampleMap, seed: UInt64) {
    self.map = map
    everyoneHasOne = profile.everyoneHasOneTeam
    byCommunity = map.communities.map { _ in [] }
    var random = SampleRandom(seed: seed, label: "teams")
    let kinds = random.shuffled(
      [TeamKind](repeating: .volunteer, count: sizes.volunteerTeams) + [TeamKind](repeating: .member, count: sizes.memberTeams)
        + [TeamKind](repeating: .lay, count: sizes.layTeams))
    let sums = map.populationSums
    var names: [String: Int] = [:]
    for (index, kind) in kinds.enumerated() {
      let home = index < map.communities.count ? index : random.index(cumulative: sums)
      add(index, kind, home: home, &names, &random)
    }
  }

  private mutating func add(
    _ index: Int, _ kind: TeamKind, home: Int, _ names: inout [String: Int], _ random: inout SampleRandom
  ) {
    let community = map.communities[home]
    let base = "\(community.name.dropLast(2))\(random.one(of: SampleCatalogue.teamStyles))\(kind.chineseNames[0])"
    names[base, default: 0] += 1
    let name = names[base] == 1 ? base : "\(base)（\(names[base] ?? 0)队）"
    let domain = random.pick(SampleCatalogue.domains.map { ($0.code, $0.weight) })
    byCommunity[home].append(teams.count)
    teams.append(
      SampleTeam(
        row: TeamRow(
          number: "TEAM-\(padded(index + 1, 4))", name: name, kind: kind, area: community.code, domain: domain),
        home: home, slots: [random.slot(30, 30, 40), random.slot(30, 30, 40)]))
  }

  /// Says beforehand how many people of each sort there will be, so that teams of one kind become of one size.
  mutating func expect(inService: Int, others: Int) {
    let count = { (kind: TeamKind, teams: [SampleTeam]) in max(1, teams.count(where: { $0.row.kind == kind })) }
    room[.member] = (inService + count(.member, teams) - 1) / count(.member, teams)
    room[.volunteer] = (others + count(.volunteer, teams) - 1) / count(.volunteer, teams)
  }

  /// The teams that a new member of a community joins.
  mutating func join(_ member: Int, community: Int, kind: MemberKind, _ random: inout SampleRandom) -> [Int] {
    let chosen = everyoneHasOne ? oneWithRoom(community, kind) : some(community, &random)
    for team in chosen { teams[team].members.append(member) }
    return chosen
  }

  /// None, one or two of the home community's teams, or of its neighbours' if it has none.
  private func some(_ community: Int, _ random: inout SampleRandom) -> [Int] {
    var pool = byCommunity[community]
    if pool.isEmpty { pool = map.communities[community].near.prefix(4).flatMap { byCommunity[$0] } }
    let wanted = random.pick([(0, 40), (1, 53), (2, 7)])
    return Array(random.shuffled(pool).prefix(wanted))
  }

  /// The nearest team of the member's kind that still has room.
  private func oneWithRoom(_ community: Int, _ kind: MemberKind) -> [Int] {
    let wanted: TeamKind = kind == .inService ? .member : .volunteer
    let limit = room[wanted] ?? 0
    for near in map.communities[community].near {
      if let team = byCommunity[near].first(where: { isOpen($0, wanted, limit) }) { return [team] }
    }
    return teams.indices.first(where: { isOpen($0, wanted, limit) }).map { [$0] } ?? []
  }

  private func isOpen(_ team: Int, _ kind: TeamKind, _ limit: Int) -> Bool {
    teams[team].row.kind == kind && teams[team].members.count < limit
  }

  /// The rows: the leader is the first in-service member who offers any time, else the first member.
  func rows(_ members: [MemberRow]) -> (teams: [TeamRow], teamMembers: [TeamMemberRow]) {
    var teamRows: [TeamRow] = []
    var memberRows: [TeamMemberRow] = []
    for team in teams {
      var row = team.row
      let leader = team.members.first { members[$0].kind == .inService && !members[$0].windows.isEmpty }
      row.leader = (leader ?? team.members.first).map { members[$0].number }
      teamRows.append(row)
      // Squads of about 15, as even as can be.
      let squads = max(1, (team.members.count + 7) / 15)
      for (index, member) in team.members.enumerated() {
        memberRows.append(
          TeamMemberRow(team: row.number, squad: index * squads / team.members.count + 1, member: members[member].number))
      }
    }
    return (teamRows, memberRows)
  }
}
