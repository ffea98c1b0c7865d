import MusterDomain
import MusterSolver

/// The week, Monday to Sunday in the city's zone, over which members' limits count and a roster is made. It turns instants into
/// the roster model's minutes since Monday 00:00, and back.
struct PlanningWeek: Sendable {
  static let days = 7
  let monday: CivilDate
  let zone: ZoneRules

  init(of day: CivilDate, zone: ZoneRules) {
    monday = day.advanced(days: 1 - day.weekday)
    self.zone = zone
  }

  var sunday: CivilDate { monday.advanced(days: Self.days - 1) }
  var dates: ClosedRange<CivilDate> { monday...sunday }

  /// From Monday's first moment to the moment after Sunday's last.
  var span: TimeSpan? { TimeSpan(start(of: monday), start(of: monday.advanced(days: Self.days))) }

  /// The day on the wall that a moment is of, whole.
  func day(of moment: Instant) -> TimeSpan? {
    let date = TimeText.date(moment, in: zone)
    return TimeSpan(start(of: date), start(of: date.advanced(days: 1)))
  }

  /// Where midnight does not exist, the first moment after it.
  private func start(of date: CivilDate) -> Instant {
    let wall = Int64(date.daysSinceEpoch) * 86_400
    for minute in stride(from: Int64(0), through: 180, by: 30) {
      if let found = zone.instants(localSeconds: wall + minute * 60).first { return found }
    }
    return Instant(seconds: wall)
  }

  /// Whole minutes since Monday 00:00 on the wall: a start rounds down, an end up, so that nothing is taken for free.
  func minutes(_ span: TimeSpan) -> (start: Int, end: Int) { (minute(span.start, up: false), minute(span.end, up: true)) }

  private func minute(_ instant: Instant, up: Bool) -> Int {
    let second = Int(zone.localSeconds(instant)) - monday.daysSinceEpoch * 86_400
    let floor = second >= 0 ? second / 60 : -((59 - second) / 60)
    return up && floor * 60 < second ? floor + 1 : floor
  }
}
