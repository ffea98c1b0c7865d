import MusterDomain
import MusterStore

/// When members are free in a week: their weekly windows, but on the days that have exceptions what those say.
struct FreeTime: Sendable {
  private let weekly: [Int64: [WindowRow]]
  private let exceptional: [Int64: [ExceptionRow]]
  private let week: PlanningWeek

  init(_ snapshot: PlanningSnapshot) {
    weekly = Dictionary(grouping: snapshot.windows, by: \.member)
    exceptional = Dictionary(grouping: snapshot.exceptions, by: \.member)
    week = snapshot.week
  }

  /// Disjoint, sorted windows in minutes since Monday. Each pinned stretch (where the member must be anyway) becomes a window of
  /// its own, cut out of the others: windows that touch are not joined, and nothing else fits there. Blocked time is cut out only.
  func windows(
    of member: Int64, pinned: [(start: Int, end: Int)], blocked: [(start: Int, end: Int)]
  ) -> [(start: Int, end: Int)] {
    var free: [(start: Int, end: Int)] = []
    let exceptions = Dictionary(grouping: exceptional[member] ?? [], by: \.date)
    for day in 0..<PlanningWeek.days {
      if let instead = exceptions[week.monday.advanced(days: day)] {
        free += instead.compactMap { row in row.starts.flatMap { s in row.ends.map { (1440 * day + s, 1440 * day + $0) } } }
      } else {
        free += (weekly[member] ?? []).filter { $0.weekday == day + 1 }.map { (1440 * day + $0.starts, 1440 * day + $0.ends) }
      }
    }
    for cut in blocked + pinned { free = Self.cutting(cut, out: free) }
    return (free + pinned).sorted { $0.start < $1.start }
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
