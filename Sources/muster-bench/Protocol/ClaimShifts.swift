/// Shifts made for claims, one each eight hours from a Monday on, each of an event of its own, an hour long and near nobody's
/// other work; numbered one after the other.
struct ClaimShifts {
  let first: Int
  let seats: Int
  /// Seconds since 1970 of the first one's start: Monday midnight in the city's zone.
  static let monday = 1_778_428_800  // 2026-05-11T00:00:00+08:00
  static let apart = 28_800
  static let aWeek = 21
  /// The daemon's business time, before all of them.
  static let now = 1_777_809_600  // 2026-05-03T20:00:00+08:00

  /// The place of the first one after the Monday, in eights of hours.
  let place: Int

  init(_ count: Int, seats: Int, from place: Int, in daemon: DaemonUnderTest) throws(Obstacle) {
    (self.seats, self.place) = (seats, place)
    let rows = try daemon.sql(
      """
      BEGIN;
      CREATE TEMP TABLE slot AS
        SELECT n AS place, to_timestamp(\(Self.monday) + n * \(Self.apart)) AS starts
          FROM generate_series(\(place), \(place + count - 1)) n;
      INSERT INTO muster.event (number, area_id, title, domain, state, starts_at, ends_at, longitude, latitude, created_by)
        SELECT 'bench-' || place, m.area_id, 'bench', (SELECT min(code) FROM muster.domain), 'published', starts,
               starts + interval '1 hour', m.longitude, m.latitude, 1
          FROM slot, (SELECT * FROM muster.member WHERE number = 'bench-1') m ORDER BY place;
      INSERT INTO muster.shift (number, event_id, area_id, role, domain, minimum, seats, priority, starts_at, ends_at, longitude,
                                latitude, state)
        SELECT e.number, e.id, e.area_id, 'bench', e.domain, 0, \(seats), 3, e.starts_at, e.ends_at, e.longitude, e.latitude, 'open'
          FROM slot JOIN muster.event e ON e.number = 'bench-' || place ORDER BY place;
      COMMIT;
      SELECT min(s.id), max(s.id) FROM muster.shift s WHERE s.number = ANY (array(
        SELECT 'bench-' || n FROM generate_series(\(place), \(place + count - 1)) n));
      ANALYZE muster.event, muster.shift, muster.assignment;
      """)
    let numbers = rows.first?.compactMap { Int($0) } ?? []
    guard numbers.count == 2, numbers[1] - numbers[0] == count - 1 else {
      throw Obstacle("造测试班次失败。", "The shifts for the benchmark could not be made.")
    }
    first = numbers[0]
  }
}
