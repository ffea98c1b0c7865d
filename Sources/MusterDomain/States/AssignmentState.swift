/// 派单's life. The law forbids forcing (志愿服务条例 Art. 25), so it begins as an offer, except for what a member claims.
public enum AssignmentState: String, StateMachine {
  case offered, accepted, declined, expired, withdrawn, released
  case checkedIn = "checked_in"
  case served, absent, excused

  /// Counts against the shift's seats.
  public var takesSeat: Bool {
    switch self {
    case .offered, .accepted, .checkedIn, .served: true
    case .declined, .expired, .withdrawn, .released, .absent, .excused: false
    }
  }

  /// The member is bound to be there: two such never overlap.
  public var isFirm: Bool { self == .accepted || self == .checkedIn || self == .served }

  /// The pair may be brought together anew; every other state keeps it from that.
  public var isOpenAgain: Bool { (try? after(.offerAgain)) != nil }

  /// What can happen to an assignment.
  public enum Action: String, CaseIterable, Hashable, Sendable {
    case accept, decline, expire, withdraw, release
    case checkIn = "check-in"
    case checkOut = "check-out"
    case enterHours = "enter-hours"
    case markAbsent = "mark-absent"
    case excuse
    /// Offered again after a release or a withdrawal; never after a decline or an expiry.
    case offerAgain = "offer-again"
    /// Its shift moved a little, and it with it.
    case follow
    /// Its shift moved by more than is agreed to in advance.
    case askAgain = "ask-again"
    /// Claimed after a release or a withdrawal.
    case claimAgain = "claim-again"
    /// What was said by telephone, taken back by the member itself.
    case undo
  }

  /// Every legal step, as one table.
  public static let transitions: [Action: [AssignmentState: AssignmentState]] = [
    .accept: [.offered: .accepted],
    // An acceptance may be taken back until the shift begins: nobody is forced.
    .decline: [.offered: .declined, .accepted: .declined],
    .expire: [.offered: .expired],
    .withdraw: [.offered: .withdrawn],
    .release: [.offered: .released, .accepted: .released],
    .checkIn: [.accepted: .checkedIn],
    .checkOut: [.checkedIn: .served],
    // Once more while it is not settled: a slip of the pen is put right. Whoever came in the end has served, whatever was
    // said before.
    .enterHours: [
      .accepted: .served, .checkedIn: .served, .absent: .served, .served: .served, .expired: .served, .declined: .served,
      .withdrawn: .served, .released: .served, .excused: .served,
    ],
    .markAbsent: [.accepted: .absent],
    .excuse: [.accepted: .excused, .absent: .excused],
    .offerAgain: [.withdrawn: .offered, .released: .offered],
    .follow: [.offered: .offered, .accepted: .accepted],
    .askAgain: [.offered: .offered, .accepted: .offered],
    .claimAgain: [.withdrawn: .accepted, .released: .accepted],
    .undo: [.accepted: .offered, .declined: .offered],
  ]
}
