/// A shift's life, which follows its event's or need's.
public enum ShiftState: String, StateMachine {
  case draft, open, closed, cancelled

  public enum Action: String, CaseIterable, Hashable, Sendable {
    /// Published with its event, or opened again.
    case open
    /// Nobody is wanted any more.
    case close
    case cancel
    /// A seat is offered or claimed.
    case assign
    /// Who came is written down.
    case enterHours = "enter-hours"
  }

  public static let transitions: [Action: [ShiftState: ShiftState]] = [
    .open: [.draft: .open, .closed: .open],
    .close: [.draft: .closed, .open: .closed],
    .cancel: [.draft: .cancelled, .open: .cancelled, .closed: .cancelled],
    .assign: [.open: .open],
    .enterHours: [.open: .open, .closed: .closed],
  ]
}
