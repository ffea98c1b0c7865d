import MusterDomain
import MusterStore

/// When members are free in a week: their weekly windows as the calendar has them (a worked Saturday takes a working day's, a
/// holiday a day of rest's), but on the days that have exceptions what those say. Rosters, claims, offers, WHY and the search for
/// substitutes all ask here, and only here.
struct FreeTime: Sendable {
  private let exceptional: [Int64: [ExceptionRow]]
  private let week: PlanningWeek
  /// Days since Monday on which each ISO weekday's windows hold; more than one in a week with holidays, or none.
  private let days: [[Int]]
  /// Some day is not what its weekday says.
  private let isAdjusted: Bool

  init(_ snapshot: PlanningSnapshot) {
    exceptional = Dictionary(grouping: snapshot.exceptions, by: \.member)
    week = snapshot.week
    var days = [[Int]](repeating: [], count: 8)
    for day in 0..<PlanningWeek.days {
      days[snapshot.calendar.weekdayOfWindows(on: snapshot.week.monday.advanced(days: day))].append(day)
    }
    self.days = days
    isAdjusted = !snapshot.calendar.adjustedDates.isEmpty
  }

  /// Disjoint, sorted windows in minutes since Monday. Each pinned stretch (where the member must be anyway) becomes a window of
  /// its own, cut out of the others: windows that touch are not joined, and nothing else fits there. Blocked time is cut out only.
  func windows(
    of member: PlanningMember, pinned: [(start: Int, end: Int)], blocked: [(start: Int, end: Int)]
  ) -> [(start: Int, end: Int)] {
    var free = member.windows.flatMap { window in
      days[window.weekday].map { (start: 1440 * $0 + window.starts, end: 1440 * $0 + window.ends) }
    }
    if isAdjusted { free.sort { $0.start < $1.start } }
    if let exceptions = exceptional[member.id] { replace(&free, by: exceptions) }
    if pinned.isEmpty && blocked.isEmpty { return free }
    for cut in blocked + pinned { free = Self.cutting(cut, out: free) }
    return (free + pinned).sorted { $0.start < $1.start }
  }

  /// On each day that has exceptions what those say holds, instead of the week's windows.
  private func replace(_ free: inout [(start: Int, end: Int)], by exceptions: [ExceptionRow]) {
    let days = Dictionary(grouping: exceptions) { $0.date.daysSinceEpoch - week.monday.daysSinceEpoch }
    free.removeAll { days[$0.start / 1440] != nil }
    for (day, rows) in days {
      free += rows.compactMap { row in row.starts.flatMap { s in row.ends.map { (1440 * day + s, 1440 * day + $0) } } }
    }
    free.sort { $0.start < $1.start }
  }

  private static func cutting(
    _ cut: (start: Int, end: Int), out windows: [(start: Int, end: Int)]
  ) -> [(start: Int, end: Int)] {
    var left: [(start: Int, end: Int)] = []
    for window in windows {
      guard window.start < cut.end, cut.start < window.end else {
        left.append(window)
        continue
      }
      if window.start < cut.start { left.append((window.start, cut.start)) }
      if cut.end < window.end { left.append((cut.end, window.end)) }
    }
    return left
  }
}
