/// Why a member is told something.
public enum MessageKind: String, CaseIterable, Hashable, Sendable {
  /// A seat is offered.
  case offer
  /// Somebody took a seat for the member: a team leader, a unit contact, staff.
  case claimed
  /// Somebody answered for the member by telephone; the member may undo it.
  case answered
  /// The times of a shift that the member was offered or has accepted are others now.
  case moved
  /// An offer or a seat was taken back.
  case withdrawn
  /// A shift that the member has accepted begins before long.
  case reminder
}
