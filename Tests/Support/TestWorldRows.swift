/// The small city's rows. Numbers are what identity columns give, in this order.
///
/// ```
/// A-1 测试市 ── A-2 东旗 ── A-3 中街 ─┬─ A-4 东社区 ── A-6 东一网格      members 1…5 (1, 2, 3 in team T-1)
///                                     └─ A-5 西社区 ── A-7 西一网格      members 6…8
/// U-1 市医院 ── U-2 门诊部       odd members work for U-1, even ones for U-2; U-1 is paired with A-4
/// E-1 东社区义诊 2026-05-04 09:00–11:00: S-1 (2 seats, 1 at least), S-2 (first-aid, 1 seat)
/// E-2 西社区大扫除 2026-05-04 09:00–11:00: S-3 (3 seats)
/// N-1 陪同就医 in A-4: accepted, S-4, Tuesday 08:00–11:00 or Wednesday 14:00–17:00
/// ```
/// Members 1 and 2 know first-aid. Everyone is free all day from Monday to Sunday, twice a day, seven times a week.
extension TestWorld {
  /// Accounts: name, role, and what it is over.
  static let accounts: [(name: String, role: String, scope: String)] =
    [
      ("staff-east", "staff", "area_id = 4"), ("staff-west", "staff", "area_id = 5"), ("staff-street", "staff", "area_id = 3"),
      ("grid-east", "grid", "area_id = 6"), ("unit-1", "unit", "unit_id = 1"), ("unit-2", "unit", "unit_id = 2"),
      ("leader-1", "leader", "team_id = 1"), ("department", "department", "area_id = 1"),
      ("department-unit", "department", "unit_id = 2"),
    ] + (1...8).map { ("member-\($0)", "member", "member_id = \($0)") }

  /// The token of an account of the small city; `admin` and `operator` have one too.
  public static func token(_ account: String) -> String { "mst_\(tokenID(account))_\(String(repeating: "0", count: 52))" }

  private static func tokenID(_ account: String) -> String {
    let names = ["admin", "operator"] + accounts.map(\.name)
    let number = names.firstIndex(of: account) ?? 999
    return "TEST\(String(number + 1000))"
  }

  static let rows: [String] =
    [
      "SET search_path = muster, public",
      """
      INSERT INTO area (code, parent_id, level, name, ordinal, longitude, latitude) VALUES
        ('15', NULL, 1, '测试市', 1, 110.0, 39.6), ('1501', 1, 2, '东旗', 1, 110.0, 39.6), ('150101', 2, 3, '中街', 1, 110.0, 39.6);
      INSERT INTO area (code, parent_id, level, name, class, ordinal, longitude, latitude) VALUES
        ('150101001', 3, 4, '东社区', '城市社区', 1, 110.01, 39.6), ('150101002', 3, 4, '西社区', '城市社区', 2, 109.99, 39.6);
      INSERT INTO area (code, parent_id, level, name, ordinal, longitude, latitude) VALUES
        ('15010100101', 4, 6, '东一网格', 1, 110.01, 39.6), ('15010100201', 5, 6, '西一网格', 1, 109.99, 39.6);
      INSERT INTO domain VALUES ('health', '医养结合'), ('livelihood', '民生服务');
      INSERT INTO skill VALUES ('first-aid', '急救'), ('medical', '医疗');
      INSERT INTO venue (code, area_id, name, capacity, opens, closes, longitude, latitude)
        VALUES ('V1', 4, '东社区活动室', 50, 480, 1320, 110.01, 39.6);
      INSERT INTO unit (code, parent_id, name, level, sector, kind, expected) VALUES
        ('12150100000000001A', NULL, '市医院', '市直', '卫生', '事业单位', 5), ('12150100000000002B', 1, '门诊部', '市直', '卫生', '事业单位', 4);
      INSERT INTO pairing (unit_id, area_id, kind, headcount) VALUES (1, 4, 'paired', 10);
      INSERT INTO member (number, name, phone, birth_year, kind, unit_id, area_id, place_id, longitude, latitude, reach,
                          max_per_day, max_per_week, max_minutes)
        SELECT 'M' || lpad(n::text, 4, '0'), '成员' || n, '1990000' || lpad(n::text, 4, '0'), 1980, 'in_service', 2 - n % 2,
               CASE WHEN n <= 5 THEN 4 ELSE 5 END, CASE WHEN n <= 5 THEN 6 ELSE 7 END,
               CASE WHEN n <= 5 THEN 110.01 ELSE 109.99 END, 39.6, 20000, 2, 7, 2400
          FROM generate_series(1, 8) n;
      INSERT INTO member_skill (member_id, skill) VALUES (1, 'first-aid'), (2, 'first-aid');
      INSERT INTO availability (member_id, weekday, starts, ends) SELECT m, d, 0, 1440 FROM generate_series(1, 8) m, generate_series(1, 7) d;
      INSERT INTO registration (member_id, unit_id, area_id, place_id, state, receipt, created_at, changed_at)
        SELECT id, unit_id, area_id, place_id, 'active', '回执-' || number, '2026-01-01', '2026-01-01' FROM member;
      INSERT INTO team (number, name, kind, area_id, domain, leader_id) VALUES ('T1', '东社区先锋队', 'member', 4, 'livelihood', 1);
      INSERT INTO team_member (team_id, member_id, squad, area_id) VALUES (1, 1, '一组', 4), (1, 2, '一组', 4), (1, 3, '一组', 4);
      INSERT INTO event (number, area_id, title, domain, state, starts_at, ends_at, longitude, latitude, created_by) VALUES
        ('E1', 4, '东社区义诊', 'health', 'published', '2026-05-04 09:00+08', '2026-05-04 11:00+08', 110.01, 39.6, 3),
        ('E2', 5, '西社区大扫除', 'livelihood', 'published', '2026-05-04 09:00+08', '2026-05-04 11:00+08', 109.99, 39.6, 3);
      INSERT INTO shift (event_id, area_id, role, domain, skill, minimum, seats, priority, starts_at, ends_at, longitude, latitude, state) VALUES
        (1, 4, '引导', 'health', NULL, 1, 2, 3, '2026-05-04 09:00+08', '2026-05-04 11:00+08', 110.01, 39.6, 'open'),
        (1, 4, '急救', 'health', 'first-aid', 1, 1, 5, '2026-05-04 09:00+08', '2026-05-04 11:00+08', 110.01, 39.6, 'open'),
        (2, 5, '清扫', 'livelihood', NULL, 1, 3, 2, '2026-05-04 09:00+08', '2026-05-04 11:00+08', 109.99, 39.6, 'open');
      INSERT INTO need (number, area_id, place_id, title, source, mode, domain, urgency, minimum, seats, state, longitude, latitude, created_by, created_at)
        VALUES ('N1', 4, 6, '陪同就医', 'resident', 'appointment', 'health', 3, 1, 1, 'accepted', 110.01, 39.6, 3, '2026-05-01');
      INSERT INTO need_time VALUES
        (1, 0, '2026-05-05 08:00+08', '2026-05-05 11:00+08'), (1, 1, '2026-05-06 14:00+08', '2026-05-06 17:00+08');
      INSERT INTO need_contact VALUES (1, 4, 6, '王奶奶', '19900009999');
      INSERT INTO shift (need_id, area_id, role, domain, minimum, seats, priority, longitude, latitude, state)
        VALUES (1, 4, '陪同就医', 'health', 1, 1, 3, 110.01, 39.6, 'open');
      """,
    ]
    + accounts.map { name, role, scope in
      "INSERT INTO account (name, role, \(scope.split(separator: " ")[0])) VALUES ('\(name)', '\(role)', \(scope.split(separator: " ")[2]))"
    }
    + (["admin", "operator"] + accounts.map(\.name)).map { name in
      """
      INSERT INTO token (id, account_id, digest, created_at)
        SELECT '\(tokenID(name))', id, sha256(convert_to(repeat('0', 52), 'UTF8')), '2026-01-01' FROM account WHERE name = '\(name)'
      """
    }
    // Nobody has watched while they were laid.
    + ["TRUNCATE outbox"]
}
