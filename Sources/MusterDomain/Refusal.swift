/// Why a decision said no: closed, so that every layer above must have a sentence for each.
public enum Refusal: Error, Hashable, Sendable {
  /// The thing is in a state from which this cannot be done.
  case notFrom(state: String, action: String, allowed: [String])
  /// It is for others to do.
  case notTheirs(action: String, whose: [Hand])
  /// Not before that day.
  case tooEarly(action: String, from: CivilDate)
  /// Someone else is needed: nobody both creates an event and alone grants its hours.
  case sameHand(action: String)
  /// Too early or too late, and when it would do.
  case outsideWindow(action: String, opens: Instant?, closes: Instant?)
  /// Every seat is taken.
  case full(seats: Int)
  /// The member already holds an assignment at that time.
  case overlap
  /// A hard rule keeps the member from the shift: the rule's name, e.g. `skill`, `reach`.
  case rule(String)
  /// A reason is demanded and was not given.
  case reasonMissing(action: String)
}
