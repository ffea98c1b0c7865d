/// The part of each day in which a member wants no messages, in the city's time. May run over midnight; where it begins and ends at the
/// same minute there is none.
public struct QuietHours: Hashable, Sendable {
  /// Minutes of the day, 0 to 1,439.
  public let from: Int
  public let until: Int

  /// 22:00 to 08:00.
  public static let usual = QuietHours(uncheckedFrom: 1320, until: 480)

  private init(uncheckedFrom from: Int, until: Int) { (self.from, self.until) = (from, until) }

  /// Nil outside 0 to 1,439.
  public init?(from: Int, until: Int) {
    guard (0..<1440).contains(from), (0..<1440).contains(until) else { return nil }
    self.init(uncheckedFrom: from, until: until)
  }

  /// When the quiet hours end that this moment lies in; nil outside them. `until` itself is outside.
  public func end(at moment: LocalDateTime) -> LocalDateTime? {
    let minute = moment.time.minuteOfDay
    if from < until {
      return (from..<until).contains(minute) ? LocalDateTime(moment.date, minutes: until) : nil
    }
    if from == until { return nil }
    if minute >= from { return LocalDateTime(moment.date, minutes: 1440 + until) }
    return minute < until ? LocalDateTime(moment.date, minutes: until) : nil
  }
}
