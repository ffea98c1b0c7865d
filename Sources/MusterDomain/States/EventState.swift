/// 活动. Moved 改期 is not cancelled and made anew; what is over or called off stays as it was told.
public enum EventState: String, StateMachine {
  case draft, published, cancelled, closed, settled

  public enum Action: String, CaseIterable, Hashable, Sendable {
    /// Its title or its shifts.
    case change
    /// 改期.
    case move
    case publish, cancel, close
    /// Closed by mistake: it goes on.
    case reopen
    /// Once more for what was entered since.
    case settle
  }

  public static let transitions: [Action: [EventState: EventState]] = [
    .change: [.draft: .draft, .published: .published],
    .move: [.draft: .draft, .published: .published],
    .publish: [.draft: .published],
    .cancel: [.draft: .cancelled, .published: .cancelled],
    .close: [.published: .closed],
    .reopen: [.closed: .published],
    .settle: [.published: .settled, .closed: .settled, .settled: .settled],
  ]

  /// What somebody means who names the next state; nil for one that nobody brings about by naming it.
  public func action(towards next: EventState) -> Action? {
    switch next {
    case .draft: nil
    case .published: self == .closed ? .reopen : .publish
    case .cancelled: .cancel
    case .closed: .close
    case .settled: .settle
    }
  }

  /// The state after the action, of an event at that time. Cancelling takes a reason; it closes once it has begun, and is settled
  /// once it is closed or over.
  public func decide(_ action: Action, span: TimeSpan, at now: Instant, hasReason: Bool) throws(Refusal) -> EventState {
    let next = try after(action)
    switch action {
    case .cancel: guard hasReason else { throw .reasonMissing(action: action.rawValue) }
    case .close:
      guard now >= span.start else { throw .outsideWindow(action: action.rawValue, opens: span.start, closes: nil) }
    case .settle where self == .published:
      guard now >= span.end else { throw .outsideWindow(action: action.rawValue, opens: span.end, closes: nil) }
    case .settle, .change, .move, .publish, .reopen: break
    }
    return next
  }
}
