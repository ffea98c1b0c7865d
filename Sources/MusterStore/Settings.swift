import MusterDomain
import Postgres

/// The city's policies as dated data: of each name the newest row that is not after the day in question holds.
public enum Settings {
  /// The clocks of offers and attendance on that day; exactly one row. A name without a row has `OfferPolicy`'s default.
  public static func policy(on day: CivilDate) -> Query<OfferPolicy> {
    Query(
      """
      SELECT max(value) FILTER (WHERE name = 'offer.hours'), max(value) FILTER (WHERE name = 'offer.lead_minutes'),
             max(value) FILTER (WHERE name = 'checkin.early_minutes'), max(value) FILTER (WHERE name = 'checkout.late_minutes'),
             max(value) FILTER (WHERE name = 'move.tolerance_minutes')
        FROM (SELECT DISTINCT ON (name) name, value FROM muster.setting WHERE since <= \(day) ORDER BY name, since DESC) held
      """
    ) { row in
      let (hours, lead, early, late, move) = try row.decode(
        String?.self, String?.self, String?.self, String?.self, String?.self)
      let usual = OfferPolicy()
      return OfferPolicy(
        offerHours: try whole(hours, "offer.hours") ?? usual.offerHours,
        leadMinutes: try whole(lead, "offer.lead_minutes") ?? usual.leadMinutes,
        checkInEarlyMinutes: try whole(early, "checkin.early_minutes") ?? usual.checkInEarlyMinutes,
        checkOutLateMinutes: try whole(late, "checkout.late_minutes") ?? usual.checkOutLateMinutes,
        moveToleranceMinutes: try whole(move, "move.tolerance_minutes") ?? usual.moveToleranceMinutes)
    }
  }

  /// One policy on that day, as written; nil without a row.
  public static func value(_ name: String, on day: CivilDate) -> Query<String> {
    Query<String>.value(
      "SELECT value FROM muster.setting WHERE name = \(name) AND since <= \(day) ORDER BY since DESC LIMIT 1")
  }

  /// Every policy that holds on that day, by name.
  public static func all(on day: CivilDate) -> Query<(name: String, value: String)> {
    Query("SELECT DISTINCT ON (name) name, value FROM muster.setting WHERE since <= \(day) ORDER BY name, since DESC") { row in
      let (name, value) = try row.decode(String.self, String.self)
      return (name, value)
    }
  }

  private static func whole(_ text: String?, _ name: String) throws(PostgresError) -> Int? {
    guard let text else { return nil }
    // A negative one would open a window after it closes.
    guard let number = Int(text), number >= 0 else { throw .decoding(column: name, problem: "not a whole number: \(text)") }
    return number
  }
}
