/// 报到. `approved` is the unit's word, `active` the community's receipt 回执.
public enum RegistrationState: String, StateMachine {
  case drafted, submitted, approved, active, transferred, exempt, left

  public enum Action: String, CaseIterable, Hashable, Sendable {
    case submit
    /// By the community's staff for who stands before them: it counts at once.
    case enter
    case approve, receive, transfer, exempt
    /// An exemption has ended.
    case resume
    case leave

    public var needsReason: Bool { self == .transfer || self == .exempt || self == .leave }

    /// Who may do it; where a member has no unit, the community speaks for the unit as well.
    public var hands: Set<Hand> {
      switch self {
      case .submit: [.member, .unit]
      case .approve: [.unit]
      case .enter, .receive, .transfer, .exempt, .resume: [.community]
      case .leave: [.member, .unit, .community]
      }
    }
  }

  public static let transitions: [Action: [RegistrationState: RegistrationState]] = [
    .submit: [.drafted: .submitted],
    .enter: [.drafted: .active],
    .approve: [.submitted: .approved],
    .receive: [.approved: .active],
    .transfer: [.active: .transferred],
    .exempt: [.submitted: .exempt, .approved: .exempt, .active: .exempt],
    .resume: [.exempt: .active],
    .leave: [.drafted: .left, .submitted: .left, .approved: .left, .active: .left, .exempt: .left],
  ]

  /// What somebody means who names the next state; nil for one that nobody brings about by naming it.
  public func action(towards next: RegistrationState) -> Action? {
    switch next {
    case .drafted, .submitted: nil
    case .approved: .approve
    case .active: self == .exempt ? .resume : .receive
    case .transferred: .transfer
    case .exempt: .exempt
    case .left: .leave
    }
  }

  /// The state after the action, done by somebody who is all of those hands.
  public func decide(_ action: Action, by hands: Set<Hand>, hasReason: Bool) throws(Refusal) -> RegistrationState {
    guard !hands.isDisjoint(with: action.hands) else {
      throw .notTheirs(action: action.rawValue, whose: Hand.allCases.filter(action.hands.contains))
    }
    let next = try after(action)
    guard hasReason || !action.needsReason else { throw .reasonMissing(action: action.rawValue) }
    return next
  }
}
