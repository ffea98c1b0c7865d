import Postgres

/// Writes the staged events with their shifts, and the needs with theirs.
extension ImportLoading {
  func writeEvents() async throws {
    // Two events may change places in a venue: only how it ends counts.
    try await run("SET CONSTRAINTS muster.event_venue_free DEFERRED")
    if has(.events, .inserted) { try await run(Self.insertEvents(by: transaction.principal.account)) }
    if has(.events, .updated) {
      try await run(Self.updateEvents)
      try await run(Self.followEvents)
    }
    try await run("SET CONSTRAINTS muster.event_venue_free IMMEDIATE")
    if has(.shifts, .inserted) { try await run(Self.insertShifts) }
    if has(.shifts, .updated) { try await run(Self.updateShifts) }
    if has(.shifts, .inserted) || has(.shifts, .updated) { try await writeShiftTeams() }
  }

  private func writeShiftTeams() async throws {
    try await run(
      "DELETE FROM muster.shift_team c USING in_shifts s WHERE c.shift_id = s.id AND s.verdict = 'update' AND s.other_teams")
    try await run(
      """
      INSERT INTO muster.shift_team (shift_id, team_id)
      SELECT h.id, t.id
        FROM in_shifts s CROSS JOIN LATERAL unnest(s.teams) n (number)
        JOIN muster.shift h ON h.number = s.number JOIN muster.team t ON t.number = n.number
       WHERE s.verdict <> 'same' AND s.other_teams
      """)
  }

  func writeNeeds() async throws {
    if has(.needs, .inserted) {
      try await run(Self.insertNeeds(by: transaction.principal.account, at: transaction))
      try await run("UPDATE in_needs s SET id = n.id FROM muster.need n WHERE s.verdict = 'insert' AND n.number = s.number")
    }
    if has(.needs, .updated) { try await run(Self.updateNeeds) }
    guard has(.needs, .inserted) || has(.needs, .updated) else { return }
    try await run(
      "DELETE FROM muster.need_time c USING in_needs s WHERE c.need_id = s.id AND s.verdict = 'update' AND s.other_times")
    try await run(
      """
      INSERT INTO muster.need_time (need_id, ordinal, starts_at, ends_at)
      SELECT s.id, t.place - 1, t.starts, t.ends
        FROM in_needs s CROSS JOIN LATERAL unnest(s.starts, s.ends) WITH ORDINALITY t (starts, ends, place)
       WHERE s.verdict <> 'same' AND s.other_times
      """)
    try await run(
      "DELETE FROM muster.need_contact c USING in_needs s WHERE c.need_id = s.id AND s.verdict = 'update' AND s.other_contact")
    try await run(
      """
      INSERT INTO muster.need_contact (need_id, area_id, place_id, name, phone)
      SELECT n.id, n.area_id, n.place_id, s.contact_name, s.contact_phone
        FROM in_needs s JOIN muster.need n ON n.id = s.id
       WHERE s.verdict <> 'same' AND s.other_contact AND (s.contact_name IS NOT NULL OR s.contact_phone IS NOT NULL)
      """)
    try await run(
      """
      UPDATE muster.need_contact c SET area_id = n.area_id, place_id = n.place_id
        FROM in_needs s JOIN muster.need n ON n.id = s.id
       WHERE c.need_id = n.id AND s.verdict = 'update' AND (c.area_id, c.place_id) IS DISTINCT FROM (n.area_id, n.place_id)
      """)
    try await run(Self.insertNeedShifts)
    try await run(Self.updateNeedShifts)
  }

  private static func insertEvents(by account: Int64) -> SQL {
    """
    INSERT INTO muster.event (number, area_id, venue_id, title, domain, state, starts_at, ends_at, longitude, latitude,
                              beneficiaries, created_by)
    SELECT s.number, a.id, v.id, s.title, s.domain, s.state, s.starts_at, s.ends_at, s.longitude, s.latitude,
           s.beneficiaries, \(account)
      FROM in_events s JOIN muster.area a ON a.code = s.area LEFT JOIN muster.venue v ON v.code = s.venue
     WHERE s.verdict = 'insert' ORDER BY s.line
    """
  }
  private static let updateEvents: SQL = """
    UPDATE muster.event e
       SET area_id = a.id, venue_id = v.id, title = s.title, domain = s.domain, starts_at = s.starts_at, ends_at = s.ends_at,
           state = CASE WHEN e.state = 'draft' THEN s.state ELSE e.state END, longitude = s.longitude, latitude = s.latitude,
           beneficiaries = s.beneficiaries, v = e.v + 1
      FROM in_events s JOIN muster.area a ON a.code = s.area LEFT JOIN muster.venue v ON v.code = s.venue
     WHERE e.id = s.id AND s.verdict = 'update'
    """
  /// Place, domain and publication of a shift are its event's.
  private static let followEvents: SQL = """
    UPDATE muster.shift h
       SET area_id = e.area_id, domain = e.domain, longitude = e.longitude, latitude = e.latitude, v = h.v + 1,
           state = CASE WHEN h.state = 'draft' AND e.state = 'published' THEN 'open' ELSE h.state END
      FROM in_events s JOIN muster.event e ON e.id = s.id
     WHERE h.event_id = e.id AND s.verdict = 'update'
       AND ((h.area_id, h.domain, h.longitude, h.latitude) IS DISTINCT FROM (e.area_id, e.domain, e.longitude, e.latitude)
            OR (h.state = 'draft' AND e.state = 'published'))
    """
  private static let insertShifts: SQL = """
    INSERT INTO muster.shift (number, event_id, area_id, role, domain, skill, minimum, seats, priority, starts_at, ends_at,
                              longitude, latitude, state)
    SELECT s.number, e.id, e.area_id, s.role, e.domain, s.skill, s.minimum, s.seats, s.priority, s.starts_at, s.ends_at,
           e.longitude, e.latitude, CASE WHEN e.state = 'published' THEN 'open' ELSE 'draft' END
      FROM in_shifts s JOIN muster.event e ON e.number = s.event
     WHERE s.verdict = 'insert' ORDER BY s.line
    """
  private static let updateShifts: SQL = """
    UPDATE muster.shift h
       SET event_id = e.id, area_id = e.area_id, domain = e.domain, longitude = e.longitude, latitude = e.latitude,
           role = s.role, skill = s.skill, minimum = s.minimum, seats = s.seats, priority = s.priority,
           starts_at = s.starts_at, ends_at = s.ends_at, v = h.v + 1
      FROM in_shifts s JOIN muster.event e ON e.number = s.event
     WHERE h.id = s.id AND s.verdict = 'update'
    """

  private static func insertNeeds(by account: Int64, at transaction: StoreTransaction) -> SQL {
    """
    INSERT INTO muster.need (number, area_id, place_id, title, source, mode, domain, urgency, skill, minimum, seats, deadline,
                             state, longitude, latitude, created_by, created_at)
    SELECT s.number, a.id, p.id, s.title, s.source, s.mode, s.domain, s.urgency, s.skill, s.minimum, s.seats, s.deadline,
           s.state, s.longitude, s.latitude, \(account), \(transaction.now)
      FROM in_needs s JOIN muster.area a ON a.code = s.area LEFT JOIN muster.area p ON p.code = s.place
     WHERE s.verdict = 'insert' ORDER BY s.line
    """
  }
  private static let updateNeeds: SQL = """
    UPDATE muster.need n
       SET area_id = a.id, place_id = p.id, title = s.title, source = s.source, mode = s.mode, domain = s.domain,
           urgency = s.urgency, skill = s.skill, minimum = s.minimum, seats = s.seats, deadline = s.deadline,
           state = CASE WHEN n.state = 'reported' THEN s.state ELSE n.state END, longitude = s.longitude,
           latitude = s.latitude, v = n.v + 1
      FROM in_needs s JOIN muster.area a ON a.code = s.area LEFT JOIN muster.area p ON p.code = s.place
     WHERE n.id = s.id AND s.verdict = 'update'
    """
  /// Accepting a need makes its one shift; its time stays open while there are alternatives.
  private static let insertNeedShifts: SQL = """
    INSERT INTO muster.shift (need_id, area_id, role, domain, skill, minimum, seats, priority, longitude, latitude, state)
    SELECT n.id, n.area_id, n.title, n.domain, n.skill, n.minimum, n.seats, n.urgency, n.longitude, n.latitude, 'open'
      FROM in_needs s JOIN muster.need n ON n.id = s.id
     WHERE s.verdict <> 'same' AND n.state = 'accepted' AND NOT EXISTS (SELECT FROM muster.shift h WHERE h.need_id = n.id)
     ORDER BY s.line
    """
  private static let updateNeedShifts: SQL = """
    UPDATE muster.shift h
       SET area_id = n.area_id, role = n.title, domain = n.domain, skill = n.skill, minimum = n.minimum, seats = n.seats,
           priority = n.urgency, longitude = n.longitude, latitude = n.latitude, v = h.v + 1
      FROM in_needs s JOIN muster.need n ON n.id = s.id
     WHERE h.need_id = n.id AND s.verdict = 'update'
       AND (h.area_id, h.role, h.domain, h.skill, h.minimum, h.seats, h.priority, h.longitude, h.latitude) IS DISTINCT FROM
           (n.area_id, n.title, n.domain, n.skill, n.minimum, n.seats, n.urgency, n.longitude, n.latitude)
    """
}
