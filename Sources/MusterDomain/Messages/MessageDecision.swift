/// What is known when a message's turn has come.
public struct PendingMessage: Sendable {
  public let kind: MessageKind
  /// The assignment as it is now.
  public let state: AssignmentState
  public let starts: Instant
  public let deadline: Instant?
  /// When the shift was to begin when the message was written.
  public let writtenFor: Instant
  /// Whether the member has been sent anything about this assignment.
  public let wasTold: Bool
  /// Whether the member wants reminders at all.
  public let wantsReminders: Bool

  public init(
    kind: MessageKind, state: AssignmentState, starts: Instant, deadline: Instant?, writtenFor: Instant, wasTold: Bool,
    wantsReminders: Bool
  ) {
    (self.kind, self.state, self.starts, self.deadline) = (kind, state, starts, deadline)
    (self.writtenFor, self.wasTold, self.wantsReminders) = (writtenFor, wasTold, wantsReminders)
  }
}

/// Whether a message goes out now.
public enum MessageDecision: Hashable, Sendable {
  case send
  case wait(until: Instant)
  case drop(Reason)

  /// Why a message is not sent any more.
  public enum Reason: String, CaseIterable, Sendable {
    /// What it would say is not so any more.
    case overtaken
    /// It would come after the shift has begun or the offer has run out.
    case late
    /// The member wants no reminders.
    case unwanted
  }

  /// `quietUntil`: when the quiet hours end in which now lies. News that spares somebody a useless way (a shift taken back or moved
  /// that begins before they end) breaks them; nothing else does.
  public static func of(_ message: PendingMessage, now: Instant, quietUntil: Instant?) -> MessageDecision {
    if let reason = reasonToDrop(message, now) { return .drop(reason) }
    guard let quietUntil else { return .send }
    let isUrgent = (message.kind == .withdrawn || message.kind == .moved) && message.starts <= quietUntil
    return isUrgent ? .send : .wait(until: quietUntil)
  }

  private static func reasonToDrop(_ message: PendingMessage, _ now: Instant) -> Reason? {
    if !holds(message) { return .overtaken }
    if message.kind == .reminder, !message.wantsReminders { return .unwanted }
    if message.starts <= now { return .late }
    if message.kind == .offer, let deadline = message.deadline, deadline <= now { return .late }
    return nil
  }

  /// Whether what it says is still so.
  private static func holds(_ message: PendingMessage) -> Bool {
    switch message.kind {
    case .offer: message.state == .offered
    case .claimed: message.state == .accepted
    case .answered: message.state == .accepted || message.state == .declined
    // With the offer itself still unsent, that one will tell the new times.
    case .moved: message.wasTold && (message.state == .offered || message.state == .accepted)
    // Who was never told of an offer need not be told that it is gone.
    case .withdrawn: message.wasTold && (message.state == .withdrawn || message.state == .released)
    case .reminder: message.state == .accepted && message.writtenFor == message.starts
    }
  }
}
