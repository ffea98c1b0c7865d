/// Who came: an assignment from the check-in on, as a decision needs it. When one may come and go is the city's policy.
public struct Presence: Hashable, Sendable {
  public let state: AssignmentState
  public let shift: TimeSpan
  public let checkedInAt: Instant?

  public init(state: AssignmentState, shift: TimeSpan, checkedInAt: Instant?) {
    self.state = state
    self.shift = shift
    self.checkedInAt = checkedInAt
  }

  /// The most that a record holds: a week.
  public static let mostMinutes = 10_080

  public func checkIn(at moment: Instant, _ policy: OfferPolicy) throws(Refusal) -> AssignmentState {
    let next = try state.after(.checkIn)
    try policy.checkIn(at: moment, shift: shift)
    return next
  }

  /// Served, and for how many minutes: from the check-in on, without the way.
  public func checkOut(at moment: Instant, _ policy: OfferPolicy) throws(Refusal) -> (state: AssignmentState, minutes: Int) {
    let next = try state.after(.checkOut)
    let arrived = checkedInAt ?? shift.start
    try policy.checkOut(at: moment, checkedInAt: arrived, shift: shift)
    return (next, min(Int(moment.seconds(since: arrived) / 60), Self.mostMinutes))
  }

  /// Did not come, with an excuse or without. Nobody is absent before it begins.
  public func absent(isExcused: Bool, at now: Instant) throws(Refusal) -> AssignmentState {
    let action: AssignmentState.Action = isExcused ? .excuse : .markAbsent
    let next = try state.after(action)
    guard now >= shift.start else { throw .outsideWindow(action: action.rawValue, opens: shift.start, closes: nil) }
    return next
  }

  /// An offer answered: in time, and before it begins.
  public func answer(_ action: AssignmentState.Action, at now: Instant, deadline: Instant?) throws(Refusal) -> AssignmentState {
    let next = try state.after(action)
    if action == .accept, let deadline, deadline <= now {
      throw .outsideWindow(action: action.rawValue, opens: nil, closes: deadline)
    }
    if action == .decline, now >= shift.start {
      throw .outsideWindow(action: action.rawValue, opens: nil, closes: shift.start)
    }
    return next
  }
}
