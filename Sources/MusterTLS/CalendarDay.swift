import MusterDomain

/// A certificate's times are told to people as days in UTC.
public enum CalendarDay {
  /// `2026-05-03` for seconds since 1970.
  public static func text(_ seconds: Int64) -> String {
    let days = (Double(seconds) / 86_400).rounded(.down)
    guard abs(days) < 3_000_000 else { return "?" }
    return "\(CivilDate(daysSinceEpoch: Int(days)))"
  }
}
