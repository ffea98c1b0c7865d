import Postgres

/// Says of each staged row whether it is new, changes what is there, or is the same: by codes, before anything is written.
enum ImportVerdicts {
  static let statements: [SQL] = [
    areas, venues, domains, skills, units, pairings, members, memberSkills, memberWishes, memberWindows, teams, teamMembers,
    events, shifts, needs, accounts,
  ]

  private static let areas: SQL = """
    UPDATE in_areas s
       SET id = a.id,
           verdict = CASE WHEN (s.name, s.level, s.parent, s.class, s.mark, s.ordinal, s.longitude, s.latitude, s.party_org)
                            IS DISTINCT FROM
                            (a.name, a.level, p.code, a.class, a.mark, a.ordinal, a.longitude, a.latitude, a.party_org)
                          THEN 'update' ELSE 'same' END
      FROM muster.area a LEFT JOIN muster.area p ON p.id = a.parent_id
     WHERE a.code = s.code
    """
  private static let venues: SQL = """
    UPDATE in_venues s
       SET id = v.id,
           verdict = CASE WHEN (s.area, s.name, s.capacity, s.opens, s.closes, s.longitude, s.latitude)
                            IS DISTINCT FROM (a.code, v.name, v.capacity, v.opens, v.closes, v.longitude, v.latitude)
                          THEN 'update' ELSE 'same' END
      FROM muster.venue v JOIN muster.area a ON a.id = v.area_id
     WHERE v.code = s.code
    """
  private static let domains: SQL = """
    UPDATE in_domains s SET verdict = CASE WHEN s.name <> d.name THEN 'update' ELSE 'same' END
      FROM muster.domain d WHERE d.code = s.code
    """
  private static let skills: SQL = """
    UPDATE in_skills s SET verdict = CASE WHEN s.name <> k.name THEN 'update' ELSE 'same' END
      FROM muster.skill k WHERE k.code = s.code
    """
  private static let units: SQL = """
    UPDATE in_units s
       SET id = u.id,
           verdict = CASE WHEN (s.name, s.parent, s.level, s.sector, s.kind, s.party_org, s.expected)
                            IS DISTINCT FROM (u.name, p.code, u.level, u.sector, u.kind, u.party_org, u.expected)
                          THEN 'update' ELSE 'same' END
      FROM muster.unit u LEFT JOIN muster.unit p ON p.id = u.parent_id
     WHERE u.code = s.code
    """
  private static let pairings: SQL = """
    UPDATE in_pairings s
       SET id = p.id,
           verdict = CASE WHEN (s.headcount, s.commitment, s.until) IS DISTINCT FROM (p.headcount, p.commitment, p.until)
                          THEN 'update' ELSE 'same' END
      FROM muster.pairing p JOIN muster.unit u ON u.id = p.unit_id JOIN muster.area a ON a.id = p.area_id
     WHERE u.code = s.unit AND a.code = s.area AND p.kind = s.kind AND p.since = s.since
    """

  private static let members: SQL = """
    UPDATE in_members s
       SET id = m.id, moved = a.code <> s.area, other_skills = false, other_wishes = false, other_windows = false,
           verdict = CASE WHEN (s.name, s.phone, s.birth_year, s.kind, s.unit, s.area, s.place, s.longitude, s.latitude,
                                s.reach, s.max_per_day, s.max_per_week, s.max_minutes)
                            IS DISTINCT FROM
                               (m.name, m.phone, m.birth_year, m.kind, u.code, a.code, p.code, m.longitude, m.latitude,
                                m.reach, m.max_per_day, m.max_per_week, m.max_minutes)
                          THEN 'update' ELSE 'same' END
      FROM muster.member m
      JOIN muster.area a ON a.id = m.area_id
      LEFT JOIN muster.area p ON p.id = m.place_id
      LEFT JOIN muster.unit u ON u.id = m.unit_id
     WHERE m.number = s.number
    """
  private static let memberSkills: SQL = """
    WITH brought AS (SELECT s.id, c.skill, c.expires FROM in_member_skills c JOIN in_members s USING (number) WHERE s.id IS NOT NULL),
         held AS (SELECT c.member_id, c.skill, c.expires FROM muster.member_skill c JOIN in_members s ON s.id = c.member_id)
    UPDATE in_members SET verdict = 'update', other_skills = true
     WHERE id IN (SELECT id FROM (TABLE brought EXCEPT TABLE held) b
                  UNION ALL SELECT member_id FROM (TABLE held EXCEPT TABLE brought) h)
    """
  private static let memberWishes: SQL = """
    WITH brought AS (SELECT s.id, c.domain FROM in_member_wishes c JOIN in_members s USING (number) WHERE s.id IS NOT NULL),
         held AS (SELECT c.member_id, c.domain FROM muster.member_wish c JOIN in_members s ON s.id = c.member_id)
    UPDATE in_members SET verdict = 'update', other_wishes = true
     WHERE id IN (SELECT id FROM (TABLE brought EXCEPT TABLE held) b
                  UNION ALL SELECT member_id FROM (TABLE held EXCEPT TABLE brought) h)
    """
  private static let memberWindows: SQL = """
    WITH brought AS (
           SELECT s.id, c.weekday, c.starts, c.ends FROM in_member_windows c JOIN in_members s USING (number) WHERE s.id IS NOT NULL),
         held AS (
           SELECT c.member_id, c.weekday, c.starts, c.ends FROM muster.availability c JOIN in_members s ON s.id = c.member_id)
    UPDATE in_members SET verdict = 'update', other_windows = true
     WHERE id IN (SELECT id FROM (TABLE brought EXCEPT TABLE held) b
                  UNION ALL SELECT member_id FROM (TABLE held EXCEPT TABLE brought) h)
    """

  private static let teams: SQL = """
    UPDATE in_teams s
       SET id = t.id,
           verdict = CASE WHEN (s.name, s.kind, s.area, s.domain, s.leader) IS DISTINCT FROM (t.name, t.kind, a.code, t.domain, m.number)
                          THEN 'update' ELSE 'same' END
      FROM muster.team t JOIN muster.area a ON a.id = t.area_id LEFT JOIN muster.member m ON m.id = t.leader_id
     WHERE t.number = s.number
    """
  private static let teamMembers: SQL = """
    UPDATE in_team_members s SET verdict = CASE WHEN s.squad <> c.squad THEN 'update' ELSE 'same' END
      FROM muster.team_member c JOIN muster.team t ON t.id = c.team_id JOIN muster.member m ON m.id = c.member_id
     WHERE t.number = s.team AND m.number = s.member
    """
  /// Of an event's state the file decides only whether a draft is published; the rest of its life is not the import's.
  private static let events: SQL = """
    UPDATE in_events s
       SET id = e.id, had = e.state,
           verdict = CASE WHEN (s.title, s.area, s.venue, s.domain, s.starts_at, s.ends_at, s.longitude, s.latitude, s.beneficiaries)
                            IS DISTINCT FROM
                               (e.title, a.code, v.code, e.domain, e.starts_at, e.ends_at, e.longitude, e.latitude, e.beneficiaries)
                            OR (e.state = 'draft' AND s.state = 'published')
                          THEN 'update' ELSE 'same' END
      FROM muster.event e JOIN muster.area a ON a.id = e.area_id LEFT JOIN muster.venue v ON v.id = e.venue_id
     WHERE e.number = s.number
    """
  private static let shifts: SQL = """
    WITH judged AS (
      SELECT s.number, h.id,
             array(SELECT unnest(s.teams) ORDER BY 1) IS DISTINCT FROM
               array(SELECT t.number FROM muster.shift_team st JOIN muster.team t ON t.id = st.team_id
                      WHERE st.shift_id = h.id ORDER BY 1) AS other_teams,
             (s.event, s.role, s.starts_at, s.ends_at, s.minimum, s.seats, s.skill, s.priority) IS DISTINCT FROM
               (e.number, h.role, h.starts_at, h.ends_at, h.minimum, h.seats, h.skill, h.priority) AS other
        FROM in_shifts s JOIN muster.shift h ON h.number = s.number LEFT JOIN muster.event e ON e.id = h.event_id)
    UPDATE in_shifts s
       SET id = j.id, other_teams = j.other_teams, verdict = CASE WHEN j.other OR j.other_teams THEN 'update' ELSE 'same' END
      FROM judged j WHERE j.number = s.number
    """
  /// As with events; and the contact of a need that has ended is erased, which is no difference.
  private static let needs: SQL = """
    WITH judged AS (
      SELECT s.number, n.id, n.state,
             (s.starts, s.ends) IS DISTINCT FROM
               (array(SELECT t.starts_at FROM muster.need_time t WHERE t.need_id = n.id ORDER BY t.ordinal),
                array(SELECT t.ends_at FROM muster.need_time t WHERE t.need_id = n.id ORDER BY t.ordinal)) AS other_times,
             n.state IN ('reported', 'accepted', 'scheduled') AND
               (s.contact_name, s.contact_phone) IS DISTINCT FROM (c.name, c.phone) AS other_contact,
             (s.title, s.area, s.place, s.source, s.mode, s.domain, s.urgency, s.skill, s.minimum, s.seats, s.deadline,
              s.longitude, s.latitude)
               IS DISTINCT FROM
               (n.title, a.code, p.code, n.source, n.mode, n.domain, n.urgency, n.skill, n.minimum, n.seats, n.deadline,
                n.longitude, n.latitude)
               OR (n.state = 'reported' AND s.state = 'accepted') AS other
        FROM in_needs s
        JOIN muster.need n ON n.number = s.number
        JOIN muster.area a ON a.id = n.area_id
        LEFT JOIN muster.area p ON p.id = n.place_id
        LEFT JOIN muster.need_contact c ON c.need_id = n.id)
    UPDATE in_needs s
       SET id = j.id, had = j.state, other_times = j.other_times, other_contact = j.other_contact,
           verdict = CASE WHEN j.other OR j.other_times OR j.other_contact THEN 'update' ELSE 'same' END
      FROM judged j WHERE j.number = s.number
    """
  private static let accounts: SQL = """
    UPDATE in_accounts s
       SET id = c.id, had = c.role,
           verdict = CASE WHEN (s.role, s.area, s.unit, s.team, s.member) IS DISTINCT FROM (c.role, a.code, u.code, t.number, m.number)
                          THEN 'update' ELSE 'same' END
      FROM muster.account c
      LEFT JOIN muster.area a ON a.id = c.area_id
      LEFT JOIN muster.unit u ON u.id = c.unit_id
      LEFT JOIN muster.team t ON t.id = c.team_id
      LEFT JOIN muster.member m ON m.id = c.member_id
     WHERE c.name = s.name
    """
}
