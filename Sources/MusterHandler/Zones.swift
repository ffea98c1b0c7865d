import Foundation
import MusterDomain

/// The system's zone database as `ZoneRules`: the one place that asks Foundation for it.
enum Zones {
  /// Years covered: the first for which PostgreSQL and Foundation agree everywhere, and as far as rosters reach.
  private static let first = Date(timeIntervalSince1970: 0)
  private static let last = Date(timeIntervalSince1970: 4_102_444_800)  // 2100-01-01

  /// Nil for a name that the zone database does not have. Abbreviations and `GMT+8` are refused: only `Area/City` and UTC.
  static func rules(_ name: String) -> ZoneRules? {
    if name == "UTC" { return .fixed("UTC", offsetSeconds: 0) }
    guard name.contains("/"), !name.contains(".."), let zone = TimeZone(identifier: name) else { return nil }
    var changes: [(at: Int64, offset: Int)] = []
    var moment = first
    while let next = zone.nextDaylightSavingTimeTransition(after: moment), next < last, next > moment {
      changes.append((Int64(next.timeIntervalSince1970), zone.secondsFromGMT(for: next)))
      moment = next
    }
    return ZoneRules(name: name, first: zone.secondsFromGMT(for: first), changes: changes)
  }
}
