/// 岗位 for a term (设岗定责): claimed by a member, agreed to by the community, held until its last day, and ended by either side before
/// it with a word why.
public enum PostTerm: String, StateMachine {
  case claimed, held, refused, ended, lapsed

  public enum Action: String, CaseIterable, Hashable, Sendable {
    case agree, refuse
    /// The claim is taken back before it was answered.
    case takeBack = "take-back"
    /// Either side gives it up.
    case end
    /// Its last day is over.
    case lapse
    /// The last day moves on while it is held, by the community after the member's word.
    case prolong
    /// Another term after the last day: claimed as the first was.
    case renew

    public var needsReason: Bool { self == .refuse || self == .end }

    public var hands: Set<Hand> {
      switch self {
      case .agree, .refuse, .prolong: [.community]
      case .takeBack, .renew: [.member]
      case .end: [.member, .community]
      // By the calendar; nobody's to do.
      case .lapse: []
      }
    }
  }

  public static let transitions: [Action: [PostTerm: PostTerm]] = [
    .agree: [.claimed: .held],
    .refuse: [.claimed: .refused],
    .takeBack: [.claimed: .ended],
    .end: [.held: .ended],
    .lapse: [.held: .lapsed],
    .prolong: [.held: .held],
    .renew: [.lapsed: .claimed],
  ]

  /// Its shifts are made and its member is asked for them.
  public var makesShifts: Bool { self == .held }

  /// The state after the action. `lastDay`: of the term; it lapses once that is over.
  public func decide(
    _ action: Action, by hand: Hand?, lastDay: CivilDate, today: CivilDate, hasReason: Bool
  ) throws(Refusal) -> PostTerm {
    if action != .lapse || hand != nil {
      guard let hand, action.hands.contains(hand) else {
        throw .notTheirs(action: action.rawValue, whose: Hand.allCases.filter(action.hands.contains))
      }
    }
    let next = try after(action)
    guard action != .lapse || today > lastDay else { throw .tooEarly(action: action.rawValue, from: lastDay.advanced(days: 1)) }
    guard hasReason || !action.needsReason else { throw .reasonMissing(action: action.rawValue) }
    return next
  }
}
