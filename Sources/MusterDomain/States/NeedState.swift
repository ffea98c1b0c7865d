/// 需求. Ends other than `rated` carry a reason.
public enum NeedState: String, StateMachine {
  case reported, accepted, scheduled, served, rated, rejected, merged, cancelled
  case handedOver = "handed_over"

  public enum Action: String, CaseIterable, Hashable, Sendable {
    case accept, reject, merge, cancel
    case handOver = "hand-over"
    /// Somebody took it: its time is fixed.
    case schedule
    /// Nobody is left who took it: its times are open again.
    case unschedule
    /// Once more for who served it and was entered later.
    case serve
    case rate

    /// It is turned down or away.
    public var needsReason: Bool { self == .reject || self == .merge || self == .cancel || self == .handOver }
  }

  public static let transitions: [Action: [NeedState: NeedState]] = [
    .accept: [.reported: .accepted],
    .reject: [.reported: .rejected],
    .merge: [.reported: .merged],
    .cancel: [.reported: .cancelled, .accepted: .cancelled, .scheduled: .cancelled],
    .handOver: [.reported: .handedOver, .accepted: .handedOver, .scheduled: .handedOver],
    .schedule: [.accepted: .scheduled],
    .unschedule: [.scheduled: .accepted],
    .serve: [.accepted: .served, .scheduled: .served, .served: .served, .rated: .rated],
    .rate: [.served: .rated],
  ]

  /// The resident's contact is erased on entering one of these.
  public var erasesContact: Bool { Self.before(self).contains { $0 != self } && isEnd }

  /// What somebody means who names the next state; nil for one that comes about by itself.
  public static func action(towards next: NeedState) -> Action? {
    switch next {
    case .accepted: .accept
    case .rejected: .reject
    case .merged: .merge
    case .cancelled: .cancel
    case .handedOver: .handOver
    case .rated: .rate
    case .reported, .scheduled, .served: nil
    }
  }

  /// The state after the action. The community decides; who reported a need rates it, or calls it off while nobody has taken it up.
  public func decide(_ action: Action, by hand: Hand, hasReason: Bool) throws(Refusal) -> NeedState {
    let isReporters = action == .rate || (action == .cancel && self == .reported)
    guard hand == .community || (hand == .reporter && isReporters) else {
      throw .notTheirs(action: action.rawValue, whose: [.community])
    }
    let next = try after(action)
    guard hasReason || !action.needsReason else { throw .reasonMissing(action: action.rawValue) }
    return next
  }
}
