/// How somebody belongs to a service team 服务队. Nobody is made a member without having said so (志愿服务条例 Art. 25): one asks and the
/// leader takes one in, or the leader invites and one accepts.
public enum Membership: String, StateMachine {
  case asked, invited, active, refused, left

  public enum Action: String, CaseIterable, Hashable, Sendable {
    case ask, invite
    /// The leader takes in who asked; who was invited accepts.
    case admit, accept
    case refuse, decline
    /// Taken back before it was answered.
    case takeBack = "take-back"
    case leave
    /// By the leader, with a reason.
    case dismiss

    public var needsReason: Bool { self == .refuse || self == .dismiss }

    public var hands: Set<Hand> {
      switch self {
      case .ask, .accept, .decline, .leave: [.member]
      case .invite, .admit, .refuse, .dismiss: [.leader, .community]
      case .takeBack: [.member, .leader, .community]
      }
    }
  }

  /// Who has left, or was refused, may ask or be invited again.
  public static let transitions: [Action: [Membership: Membership]] = [
    .ask: [.left: .asked, .refused: .asked],
    .invite: [.left: .invited, .refused: .invited],
    .admit: [.asked: .active],
    .accept: [.invited: .active],
    .refuse: [.asked: .refused],
    .decline: [.invited: .refused],
    .takeBack: [.asked: .left, .invited: .left],
    .leave: [.active: .left],
    .dismiss: [.active: .left],
  ]

  /// Counted among the team's people, and asked for its shifts.
  public var isMember: Bool { self == .active }

  /// The state after the action; `held` is nil where there was nothing between the two yet.
  public static func decide(
    _ action: Action, from held: Membership?, by hand: Hand, hasReason: Bool
  ) throws(Refusal) -> Membership {
    // Each takes back what is its own: the member the asking, the leader the invitation.
    let isOwn = action != .takeBack || (hand == .member) == (held == .asked)
    guard action.hands.contains(hand), isOwn else {
      let whose = action == .takeBack ? (held == .asked ? [.member] : [.leader, .community]) : action.hands
      throw .notTheirs(action: action.rawValue, whose: Hand.allCases.filter(whose.contains))
    }
    let next = try (held ?? .left).after(action)
    guard hasReason || !action.needsReason else { throw .reasonMissing(action: action.rawValue) }
    return next
  }
}
