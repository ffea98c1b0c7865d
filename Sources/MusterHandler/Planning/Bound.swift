import MusterDomain
import MusterSolver
import MusterStore

/// What one member is bound to in a week, split in two. What fits the roster model's rules becomes a pin, so that the way to the
/// next place counts. What does not (too far from home, overlapping by hand-entered hours, begun before Monday) only blocks its
/// time: a fact on record must never make a plan impossible.
struct Bound: Sendable {
  struct Pin: Sendable {
    let commitment: CommitmentRow
    let minutes: (start: Int, end: Int)
    let place: (x: Int, y: Int)
  }

  private(set) var pins: [Pin] = []
  private(set) var blocked: [(start: Int, end: Int)] = []

  init(_ commitments: [CommitmentRow], home: (x: Int, y: Int), reach: Int, _ week: PlanningWeek, _ centre: Projection) {
    for commitment in commitments.sorted(by: { ($0.span.start, $0.assignment) < ($1.span.start, $1.assignment) }) {
      let minutes = week.minutes(commitment.span)
      let place = centre.metres(longitude: commitment.longitude, latitude: commitment.latitude)
      let pin = Pin(commitment: commitment, minutes: minutes, place: place)
      let isWithin = minutes.start >= 0 && minutes.start < 1440 * PlanningWeek.days
      if isWithin, Self.squared(home, place) <= reach * reach, pins.allSatisfy({ Self.follows($0, pin) }) {
        pins.append(pin)
      } else {
        blocked.append(minutes)
      }
    }
  }

  var pinnedMinutes: Int { pins.reduce(0) { $0 + $1.minutes.end - $1.minutes.start } }
  var blockedMinutes: Int { blocked.reduce(0) { $0 + $1.end - $1.start } }
  /// Pins that begin on the busiest day.
  var mostOnOneDay: Int { Dictionary(grouping: pins) { $0.minutes.start / 1440 }.values.map(\.count).max() ?? 0 }

  /// Rule 5 of the roster model: time enough for the way, `t² · speed² ≥ d²`.
  private static func follows(_ earlier: Pin, _ later: Pin) -> Bool {
    let gap = later.minutes.start - earlier.minutes.end
    guard gap >= 0 else { return false }
    // No two places are farther apart than 2·10⁷·√2 metres: the product is capped before it is squared.
    let metres = min(gap * Planning.speed, 28_284_272)
    return metres * metres >= squared(earlier.place, later.place)
  }

  private static func squared(_ a: (x: Int, y: Int), _ b: (x: Int, y: Int)) -> Int {
    (a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y)
  }
}
