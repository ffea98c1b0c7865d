/// What a shift's new time makes of a seat that somebody holds or is offered. A little does not matter; beyond the tolerance nobody
/// is held to what they did not agree to (志愿服务条例 Art. 25): they are asked again.
public struct MovedSeat: Hashable, Sendable {
  public let state: AssignmentState
  public let old: TimeSpan
  public let new: TimeSpan
  /// The member is bound elsewhere at the new time.
  public let isBusy: Bool

  public init(state: AssignmentState, old: TimeSpan, new: TimeSpan, isBusy: Bool) {
    self.state = state
    self.old = old
    self.new = new
    self.isBusy = isBusy
  }

  /// Whether start and end each move by so many minutes at most.
  public func isWithin(toleranceMinutes: Int) -> Bool {
    let most = Int64(toleranceMinutes) * 60_000_000
    return abs(new.start.microseconds - old.start.microseconds) <= most
      && abs(new.end.microseconds - old.end.microseconds) <= most
  }

  public struct Decision: Hashable, Sendable {
    public let state: AssignmentState
    /// Until when it has to be answered; nil for what is accepted.
    public let deadline: Instant?
    /// An answer is asked for anew, old and new time side by side.
    public let isAskedAgain: Bool
  }

  /// What becomes of it. `deadline`: until when it had to be answered so far.
  public func decide(
    _ policy: OfferPolicy, at now: Instant, deadline held: Instant?
  ) throws(Refusal) -> Decision {
    guard let fresh = policy.deadline(offeredAt: now, shiftStart: new.start) else {
      throw .outsideWindow(action: AssignmentState.Action.follow.rawValue, opens: nil, closes: new.start)
    }
    guard isWithin(toleranceMinutes: policy.moveToleranceMinutes), !(state.isFirm && isBusy) else {
      return Decision(state: try state.after(.askAgain), deadline: fresh, isAskedAgain: true)
    }
    let next = try state.after(.follow)
    return Decision(state: next, deadline: held.map { min($0, fresh) }, isAskedAgain: false)
  }
}
