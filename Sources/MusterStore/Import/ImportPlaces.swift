import Postgres

/// Writes the staged places and units. A statement runs only where there is something to write: the triggers of the trees
/// raise every account's version once a statement, even if it changes no row.
extension ImportLoading {
  func writePlaces() async throws {
    for level in Int16(1)...7 { try await writeAreas(of: level) }
    if has(.areas, .updated) { for level in Int16(5)...7 { try await settleAreas(of: level) } }
    if has(.venues, .inserted) { try await run(Self.insertVenues) }
    if has(.venues, .updated) { try await run(Self.updateVenues) }
    if has(.domains, .inserted) {
      try await run("INSERT INTO muster.domain (code, name) SELECT code, name FROM in_domains WHERE verdict = 'insert'")
    }
    if has(.domains, .updated) {
      try await run("UPDATE muster.domain d SET name = s.name FROM in_domains s WHERE d.code = s.code AND s.verdict = 'update'")
    }
    if has(.skills, .inserted) {
      try await run("INSERT INTO muster.skill (code, name) SELECT code, name FROM in_skills WHERE verdict = 'insert'")
    }
    if has(.skills, .updated) {
      try await run("UPDATE muster.skill k SET name = s.name FROM in_skills s WHERE k.code = s.code AND s.verdict = 'update'")
    }
    try await writeUnits()
    if has(.pairings, .inserted) { try await run(Self.insertPairings) }
    if has(.pairings, .updated) { try await run(Self.updatePairings) }
  }

  /// From the top: a parent is there, and at its new level, before its children.
  private func writeAreas(of level: Int16) async throws {
    let counts = try await transaction.first(
      Query(
        """
        SELECT count(*) FILTER (WHERE verdict = 'insert'), count(*) FILTER (WHERE verdict = 'update')
          FROM in_areas WHERE level = \(level)
        """, as: Int64.self, Int64.self))
    guard let (inserted, updated) = counts else { return }
    if inserted > 0 {
      try await run(
        """
        INSERT INTO muster.area (code, parent_id, level, name, class, mark, ordinal, longitude, latitude, party_org)
        SELECT s.code, p.id, s.level, s.name, s.class, s.mark, s.ordinal, s.longitude, s.latitude, s.party_org
          FROM in_areas s LEFT JOIN muster.area p ON p.code = s.parent
         WHERE s.level = \(level) AND s.verdict = 'insert' ORDER BY s.line
        """)
    }
    if updated > 0 {
      try await run(
        """
        UPDATE muster.area a
           SET parent_id = p.id, level = s.level, name = s.name, class = s.class, mark = s.mark, ordinal = s.ordinal,
               longitude = s.longitude, latitude = s.latitude, party_org = s.party_org, v = a.v + 1
          FROM in_areas s LEFT JOIN muster.area p ON p.code = s.parent
         WHERE a.id = s.id AND s.level = \(level) AND s.verdict = 'update'
        """)
    }
  }

  /// Lets areas below one that moved find their community anew.
  private func settleAreas(of level: Int16) async throws {
    try await run(
      """
      UPDATE muster.area a SET parent_id = a.parent_id FROM muster.area p
       WHERE p.id = a.parent_id AND a.level = \(level) AND a.community_id IS DISTINCT FROM p.community_id
      """)
  }

  /// Parents last: a unit's may stand further down in the same file.
  private func writeUnits() async throws {
    guard has(.units, .inserted) || has(.units, .updated) else { return }
    try await run(
      """
      INSERT INTO muster.unit (code, name, level, sector, kind, party_org, expected)
      SELECT code, name, level, sector, kind, party_org, expected FROM in_units WHERE verdict = 'insert' ORDER BY line
      """)
    try await run(
      """
      UPDATE muster.unit u
         SET name = s.name, level = s.level, sector = s.sector, kind = s.kind, party_org = s.party_org, expected = s.expected,
             v = u.v + 1
        FROM in_units s WHERE u.id = s.id AND s.verdict = 'update'
      """)
    try await run(
      """
      UPDATE muster.unit u SET parent_id = p.id
        FROM in_units s LEFT JOIN muster.unit p ON p.code = s.parent
       WHERE u.code = s.code AND s.verdict <> 'same' AND u.parent_id IS DISTINCT FROM p.id
      """)
  }

  private static let insertVenues: SQL = """
    INSERT INTO muster.venue (code, area_id, name, capacity, opens, closes, longitude, latitude)
    SELECT s.code, a.id, s.name, s.capacity, s.opens, s.closes, s.longitude, s.latitude
      FROM in_venues s JOIN muster.area a ON a.code = s.area WHERE s.verdict = 'insert' ORDER BY s.line
    """
  private static let updateVenues: SQL = """
    UPDATE muster.venue v
       SET area_id = a.id, name = s.name, capacity = s.capacity, opens = s.opens, closes = s.closes, longitude = s.longitude,
           latitude = s.latitude, v = v.v + 1
      FROM in_venues s JOIN muster.area a ON a.code = s.area WHERE v.id = s.id AND s.verdict = 'update'
    """
  private static let insertPairings: SQL = """
    INSERT INTO muster.pairing (unit_id, area_id, kind, headcount, commitment, since, until)
    SELECT u.id, a.id, s.kind, s.headcount, s.commitment, s.since, s.until
      FROM in_pairings s JOIN muster.unit u ON u.code = s.unit JOIN muster.area a ON a.code = s.area
     WHERE s.verdict = 'insert' ORDER BY s.line
    """
  private static let updatePairings: SQL = """
    UPDATE muster.pairing p SET headcount = s.headcount, commitment = s.commitment, until = s.until
      FROM in_pairings s WHERE p.id = s.id AND s.verdict = 'update'
    """
}
