import Postgres

/// Writes the staged members with their lists and registrations, the teams, and the accounts.
extension ImportLoading {
  func writeMembers() async throws {
    if has(.members, .inserted) {
      try await run(Self.insertMembers)
      try await run("UPDATE in_members s SET id = m.id FROM muster.member m WHERE s.verdict = 'insert' AND m.number = s.number")
      try await run("ANALYZE in_members")
    }
    if has(.members, .updated) { try await run(Self.updateMembers) }
    if has(.members, .inserted) || has(.members, .updated) { try await writeLists() }
  }

  /// A list that differs is replaced as a whole: its items have no identity of their own.
  private func writeLists() async throws {
    try await run(
      "DELETE FROM muster.member_skill c USING in_members s WHERE c.member_id = s.id AND s.verdict = 'update' AND s.other_skills"
    )
    try await run(
      "DELETE FROM muster.member_wish c USING in_members s WHERE c.member_id = s.id AND s.verdict = 'update' AND s.other_wishes"
    )
    try await run(
      "DELETE FROM muster.availability c USING in_members s WHERE c.member_id = s.id AND s.verdict = 'update' AND s.other_windows"
    )
    try await run(
      """
      INSERT INTO muster.member_skill (member_id, skill, expires)
      SELECT s.id, c.skill, c.expires FROM in_member_skills c JOIN in_members s USING (number) WHERE s.other_skills
      """)
    try await run(
      """
      INSERT INTO muster.member_wish (member_id, domain)
      SELECT s.id, c.domain FROM in_member_wishes c JOIN in_members s USING (number) WHERE s.other_wishes
      """)
    try await run(
      """
      INSERT INTO muster.availability (member_id, weekday, starts, ends)
      SELECT s.id, c.weekday, c.starts, c.ends FROM in_member_windows c JOIN in_members s USING (number) WHERE s.other_windows
      """)
  }

  /// Who is on the city's list has reported: a member without any registration gets an active one with its receipt, and one
  /// whose community has changed is transferred.
  func writeRegistrations(year: Int) async throws {
    try await run(
      """
      WITH ended AS (
        UPDATE muster.registration g
           SET state = 'transferred', reason = '导入：改到另一社区', changed_at = \(transaction.now), v = g.v + 1
          FROM in_members s WHERE s.moved AND g.member_id = s.id AND g.state = 'active'
        RETURNING g.id, g.member_id, g.area_id, g.unit_id, g.reason)
      INSERT INTO muster.registration_step (registration_id, at, state, actor_id, reason, member_id, area_id, unit_id)
      SELECT id, \(transaction.now), 'transferred', \(transaction.principal.account), reason, member_id, area_id, unit_id FROM ended
      """)
    try await run(
      """
      WITH begun AS (
        INSERT INTO muster.registration (member_id, unit_id, area_id, place_id, state, receipt, created_at, changed_at)
        SELECT m.id, m.unit_id, m.area_id, m.place_id, 'active', muster.next_receipt(\(Int32(clamping: year))),
               \(transaction.now), \(transaction.now)
          FROM in_members s JOIN muster.member m ON m.id = s.id
         WHERE NOT EXISTS (SELECT FROM muster.registration g
                            WHERE g.member_id = s.id AND (NOT s.moved OR g.state NOT IN ('transferred', 'left')))
         ORDER BY s.line
        RETURNING id, member_id, area_id, unit_id)
      INSERT INTO muster.registration_step (registration_id, at, state, actor_id, member_id, area_id, unit_id)
      SELECT id, \(transaction.now), 'active', \(transaction.principal.account), member_id, area_id, unit_id FROM begun
      """)
  }

  func writeTeams() async throws {
    if has(.teams, .inserted) { try await run(Self.insertTeams) }
    if has(.teams, .updated) {
      try await run(Self.updateTeams)
      try await run(
        """
        UPDATE muster.team_member c SET area_id = t.area_id
          FROM in_teams s JOIN muster.team t ON t.id = s.id
         WHERE c.team_id = t.id AND s.verdict = 'update' AND c.area_id <> t.area_id
        """)
    }
    if has(.teamMembers, .inserted) {
      try await run(
        """
        INSERT INTO muster.team_member (team_id, member_id, squad, area_id)
        SELECT t.id, m.id, s.squad, t.area_id
          FROM in_team_members s JOIN muster.team t ON t.number = s.team JOIN muster.member m ON m.number = s.member
         WHERE s.verdict = 'insert'
        """)
    }
    if has(.teamMembers, .updated) {
      try await run(
        """
        UPDATE muster.team_member c SET squad = s.squad
          FROM in_team_members s JOIN muster.team t ON t.number = s.team JOIN muster.member m ON m.number = s.member
         WHERE c.team_id = t.id AND c.member_id = m.id AND s.verdict = 'update'
        """)
    }
  }

  /// Accounts without tokens: those are given one by one, and shown once.
  func writeAccounts() async throws {
    if has(.accounts, .inserted) { try await run(Self.insertAccounts) }
    if has(.accounts, .updated) { try await run(Self.updateAccounts) }
  }

  private static let insertMembers: SQL = """
    INSERT INTO muster.member (number, name, phone, birth_year, kind, unit_id, area_id, place_id, longitude, latitude, reach,
                               max_per_day, max_per_week, max_minutes)
    SELECT s.number, s.name, s.phone, s.birth_year, s.kind, u.id, a.id, p.id, s.longitude, s.latitude, s.reach,
           s.max_per_day, s.max_per_week, s.max_minutes
      FROM in_members s
      JOIN muster.area a ON a.code = s.area
      LEFT JOIN muster.area p ON p.code = s.place
      LEFT JOIN muster.unit u ON u.code = s.unit
     WHERE s.verdict = 'insert' ORDER BY s.line
    """
  private static let updateMembers: SQL = """
    UPDATE muster.member m
       SET name = s.name, phone = s.phone, birth_year = s.birth_year, kind = s.kind, unit_id = u.id, area_id = a.id,
           place_id = p.id, longitude = s.longitude, latitude = s.latitude, reach = s.reach, max_per_day = s.max_per_day,
           max_per_week = s.max_per_week, max_minutes = s.max_minutes, v = m.v + 1
      FROM in_members s
      JOIN muster.area a ON a.code = s.area
      LEFT JOIN muster.area p ON p.code = s.place
      LEFT JOIN muster.unit u ON u.code = s.unit
     WHERE m.id = s.id AND s.verdict = 'update'
    """
  private static let insertTeams: SQL = """
    INSERT INTO muster.team (number, name, kind, area_id, domain, leader_id)
    SELECT s.number, s.name, s.kind, a.id, s.domain, m.id
      FROM in_teams s JOIN muster.area a ON a.code = s.area LEFT JOIN muster.member m ON m.number = s.leader
     WHERE s.verdict = 'insert' ORDER BY s.line
    """
  private static let updateTeams: SQL = """
    UPDATE muster.team t
       SET name = s.name, kind = s.kind, area_id = a.id, domain = s.domain, leader_id = m.id, v = t.v + 1
      FROM in_teams s JOIN muster.area a ON a.code = s.area LEFT JOIN muster.member m ON m.number = s.leader
     WHERE t.id = s.id AND s.verdict = 'update'
    """
  private static let insertAccounts: SQL = """
    INSERT INTO muster.account (name, role, area_id, unit_id, team_id, member_id)
    SELECT s.name, s.role, a.id, u.id, t.id, m.id
      FROM in_accounts s
      LEFT JOIN muster.area a ON a.code = s.area
      LEFT JOIN muster.unit u ON u.code = s.unit
      LEFT JOIN muster.team t ON t.number = s.team
      LEFT JOIN muster.member m ON m.number = s.member
     WHERE s.verdict = 'insert' ORDER BY s.line
    """
  private static let updateAccounts: SQL = """
    UPDATE muster.account c SET role = s.role, area_id = a.id, unit_id = u.id, team_id = t.id, member_id = m.id
      FROM in_accounts s
      LEFT JOIN muster.area a ON a.code = s.area
      LEFT JOIN muster.unit u ON u.code = s.unit
      LEFT JOIN muster.team t ON t.number = s.team
      LEFT JOIN muster.member m ON m.number = s.member
     WHERE c.id = s.id AND s.verdict = 'update'
    """
}
