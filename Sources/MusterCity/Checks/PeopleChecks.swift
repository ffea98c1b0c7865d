extension CityChecks {
  func checkMembers() {
    for row in city.members.rows {
      require(row.unit, in: units, row, "unit")
      require(row.area, row, "area", level: .community)
      requireGrid(row.grid, of: row.area, row)
      for held in row.skills { require(held.skill, in: skills, row, "skills") }
      for wish in row.wishes { require(wish, in: domains, row, "wishes") }
    }
  }

  func checkTeams() {
    for row in city.teams.rows {
      require(row.area, row, "area")
      require(row.domain, in: domains, row, "domain")
      require(row.leader, in: members, row, "leader")
    }
    for row in city.teamMembers.rows {
      require(row.team, in: teams, row, "team")
      require(row.member, in: members, row, "member")
    }
  }

  func checkAccounts() {
    for row in city.accounts.rows {
      require(row.area, row, "area", level: row.role == .grid ? .grid : nil)
      require(row.unit, in: units, row, "unit")
      require(row.team, in: teams, row, "team")
      require(row.member, in: members, row, "member")
    }
  }
}
