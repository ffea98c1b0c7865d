/// A life that staff move along by naming the next state.
public protocol StateMachine: RawRepresentable, CaseIterable, Hashable, Sendable where RawValue == String {
  /// The states that may follow each state; one that is not named is an end.
  static var steps: [Self: Set<Self>] { get }
}

extension StateMachine {
  /// `next`, if it may follow this state; else the refusal that names the states from which it may be reached.
  public func moving(to next: Self) throws(Refusal) -> Self {
    guard Self.steps[self, default: []].contains(next) else {
      let allowed = Self.steps.filter { $0.value.contains(next) }.map(\.key.rawValue).sorted()
      throw .notFrom(state: rawValue, action: next.rawValue, allowed: allowed)
    }
    return next
  }
}

/// 活动.
public enum EventState: String, StateMachine {
  case draft, published, cancelled, closed, settled

  public static let steps: [EventState: Set<EventState>] = [
    .draft: [.published, .cancelled],
    .published: [.closed, .cancelled],
    .closed: [.settled, .published],
  ]
}

/// 需求. Ends other than `rated` carry a reason.
public enum NeedState: String, StateMachine {
  case reported, accepted, scheduled, served, rated, rejected, merged, cancelled
  case handedOver = "handed_over"

  public static let steps: [NeedState: Set<NeedState>] = [
    .reported: [.accepted, .rejected, .merged, .cancelled, .handedOver],
    .accepted: [.scheduled, .served, .cancelled, .handedOver],
    .scheduled: [.accepted, .served, .cancelled, .handedOver],
    .served: [.rated],
  ]

  /// The resident's contact is erased on entering one of these.
  public var erasesContact: Bool { Self.steps[self] == nil }
  public var needsReason: Bool { self == .rejected || self == .merged || self == .cancelled || self == .handedOver }
}

/// 报到. `approved` is the unit's word, `active` the community's receipt 回执.
public enum RegistrationState: String, StateMachine {
  case drafted, submitted, approved, active, transferred, exempt, left

  public static let steps: [RegistrationState: Set<RegistrationState>] = [
    .drafted: [.submitted, .left],
    .submitted: [.approved, .exempt, .left],
    .approved: [.active, .exempt, .left],
    .active: [.transferred, .exempt, .left],
    .exempt: [.active, .left],
  ]

  public var needsReason: Bool { self == .exempt || self == .left || self == .transferred }
}
