import TestSupport

extension SmallCity {
  /// Members of the east community beyond the small city's eight, each with an account and a token.
  static func addMembers(_ count: Int, _ superuser: String) async throws {
    try await execute(
      superuser,
      "SET search_path = muster, public",
      """
      INSERT INTO member (number, name, phone, birth_year, kind, unit_id, area_id, place_id, longitude, latitude, reach,
                          max_per_day, max_per_week, max_minutes)
        SELECT 'X' || n, '抢单者' || n, '1990001' || lpad(n::text, 4, '0'), 1980, 'in_service', 1, 4, 6, 110.01, 39.6, 20000, 2, 7, 2400
          FROM generate_series(1, \(count)) n;
      INSERT INTO registration (member_id, unit_id, area_id, place_id, state, receipt, created_at, changed_at)
        SELECT id, unit_id, area_id, place_id, 'active', '回执-' || number, '2026-01-01', '2026-01-01' FROM member WHERE number LIKE 'X%';
      INSERT INTO availability (member_id, weekday, starts, ends)
        SELECT id, d, 0, 1440 FROM member, generate_series(1, 7) d WHERE number LIKE 'X%';
      INSERT INTO account (name, role, member_id) SELECT 'claimer-' || number, 'member', id FROM member WHERE number LIKE 'X%';
      INSERT INTO token (id, account_id, digest, created_at)
        SELECT 'CLAIM' || (1000 + n), a.id, sha256(convert_to(repeat('0', 52), 'UTF8')), '2026-01-01'
          FROM generate_series(1, \(count)) n JOIN account a ON a.name = 'claimer-X' || n;
      """)
  }

  /// The n-th of them, from 1.
  static func token(ofMember number: Int) -> String { "mst_CLAIM\(1000 + number)_\(String(repeating: "0", count: 52))" }
}
