import Postgres

/// Rows that cannot be had because of what has happened in the city since: found when all that they touch is locked.
enum ImportConflicts {
  /// Locks what the import will change of shifts and members, in the order that every writer keeps.
  static let locks: [SQL] = [
    """
    SELECT muster.lock_shifts(array(
      SELECT id FROM in_shifts WHERE verdict = 'update'
      UNION SELECT h.id FROM muster.shift h JOIN in_needs s ON s.id = h.need_id WHERE s.verdict = 'update'
      UNION SELECT h.id FROM muster.shift h JOIN in_events s ON s.id = h.event_id WHERE s.verdict = 'update'))
    """,
    "SELECT muster.lock_members(array(SELECT id FROM in_members WHERE verdict = 'update'))",
  ]

  static let query = Query<ImportConflict>(
    """
    SELECT 'events', line, 'state', 'event-ended' FROM in_events
     WHERE verdict = 'update' AND had IN ('cancelled', 'closed', 'settled')
    UNION ALL
    SELECT 'events', line, 'state', 'event-published' FROM in_events WHERE had = 'published' AND state = 'draft'
    UNION ALL
    SELECT 'events', s.line, 'venue', 'venue-taken'
      FROM in_events s JOIN muster.venue v ON v.code = s.venue JOIN muster.event e ON e.venue_id = v.id
     WHERE s.verdict <> 'same' AND s.state = 'published' AND e.state IN ('published', 'closed', 'settled')
       AND e.starts_at < s.ends_at AND e.ends_at > s.starts_at
       AND NOT EXISTS (SELECT FROM in_events o WHERE o.id = e.id)
    UNION ALL
    SELECT 'shifts', s.line, 'event', 'shift-of-ended-event'
      FROM in_shifts s JOIN muster.event e ON e.number = s.event
     WHERE s.verdict <> 'same' AND e.state IN ('cancelled', 'closed', 'settled')
    UNION ALL
    SELECT 'shifts', s.line, 'starts', 'shift-has-people'
      FROM in_shifts s JOIN muster.shift h ON h.id = s.id LEFT JOIN muster.event e ON e.id = h.event_id
     WHERE h.taken > 0 AND (h.starts_at, h.ends_at, e.number) IS DISTINCT FROM (s.starts_at, s.ends_at, s.event)
    UNION ALL
    SELECT 'shifts', s.line, c.name, 'shift-has-people'
      FROM in_shifts s JOIN muster.shift h ON h.id = s.id
      CROSS JOIN LATERAL (VALUES ('role', s.role <> h.role), ('skill', s.skill IS DISTINCT FROM h.skill)) c (name, other)
     WHERE h.taken > 0 AND c.other
    UNION ALL
    SELECT 'events', s.line, c.name, 'shift-has-people'
      FROM in_events s JOIN muster.event e ON e.id = s.id JOIN muster.area a ON a.id = e.area_id
      CROSS JOIN LATERAL (
        VALUES ('area', s.area <> a.code), ('lon', s.longitude <> e.longitude), ('lat', s.latitude <> e.latitude)) c (name, other)
     WHERE s.had IN ('draft', 'published') AND c.other
       AND EXISTS (SELECT FROM muster.shift h WHERE h.event_id = e.id AND h.taken > 0)
    UNION ALL
    SELECT 'needs', s.line, c.name, 'shift-has-people'
      FROM in_needs s JOIN muster.need n ON n.id = s.id JOIN muster.area a ON a.id = n.area_id
      JOIN muster.shift h ON h.need_id = n.id
      CROSS JOIN LATERAL (
        VALUES ('area', s.area <> a.code), ('lon', s.longitude <> n.longitude), ('lat', s.latitude <> n.latitude),
               ('title', s.title <> n.title), ('skill', s.skill IS DISTINCT FROM n.skill)) c (name, other)
     WHERE s.had IN ('accepted', 'scheduled') AND c.other AND h.taken > 0
    UNION ALL
    SELECT 'shifts', s.line, 'seats', 'seats-taken'
      FROM in_shifts s JOIN muster.shift h ON h.id = s.id WHERE s.seats < h.taken
    UNION ALL
    SELECT 'shifts', line, 'seats', 'seats-too-many' FROM in_shifts WHERE seats > 500
    UNION ALL
    SELECT 'needs', line, 'seats', 'seats-too-many' FROM in_needs WHERE seats > 500
    UNION ALL
    SELECT 'needs', line, 'state', 'need-ended' FROM in_needs
     WHERE verdict = 'update' AND had NOT IN ('reported', 'accepted', 'scheduled')
    UNION ALL
    SELECT 'needs', line, 'state', 'need-accepted' FROM in_needs WHERE had IN ('accepted', 'scheduled') AND state = 'reported'
    UNION ALL
    SELECT 'needs', s.line, 'times', 'shift-has-people'
      FROM in_needs s JOIN muster.shift h ON h.need_id = s.id
     WHERE s.other_times AND (h.taken > 0 OR h.starts_at IS NOT NULL)
    UNION ALL
    SELECT 'needs', s.line, 'seats', 'seats-taken' FROM in_needs s JOIN muster.shift h ON h.need_id = s.id WHERE s.seats < h.taken
    UNION ALL
    SELECT 'accounts', line, 'name', 'account-protected' FROM in_accounts WHERE had IN ('administrator', 'operator', 'system')
    ORDER BY 1, 2, 3
    """
  ) { row in
    let (table, line, column, kind) = try row.decode(String.self, Int32.self, String.self, String.self)
    guard let table = ImportTable(rawValue: table), let kind = ImportConflict.Kind(rawValue: kind) else {
      throw PostgresError.decoding(column: "kind", problem: kind)
    }
    return ImportConflict(table: table, line: Int(line), column: column, kind: kind)
  }
}
