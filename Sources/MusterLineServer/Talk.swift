import MusterHandler
import MusterProtocol
import NIOConcurrencyHelpers

/// Gives a conversation its turns, each to its end before the next. A turn that may wait for something is taken by the connection's
/// task; what is brief is answered between two of them where it was read, by the channel's event loop, for to wake a task costs
/// more than the answer.
final class Talk<Handler: CommandHandling>: Sendable {
  private let link: Link
  /// Here between turns: who takes it out has it alone. Nil during a turn of the task, and after the last.
  private let conversation: NIOLockedValueBox<Conversation<Handler>?>

  init(_ conversation: Conversation<Handler>, _ link: Link) {
    self.link = link
    self.conversation = NIOLockedValueBox(conversation)
  }

  /// To the end of the connection.
  func run() async {
    for await turn in link.turns {
      guard var conversation = takeOut() else { return }
      guard await conversation.take(turn) else { return await conversation.end() }
      putBack(conversation)
    }
    var conversation = takeOut()
    await conversation?.end()
  }

  /// Answers what is brief; nil where that has to wait for a turn. The caller sees to it that no lines are before these.
  func answerAtOnce(_ batch: [LineFramer.Frame]) -> AnsweredAtOnce? {
    guard link.hasRoom else { return nil }
    return conversation.withLockedValue { $0?.answerAtOnce(batch) }
  }

  private func takeOut() -> Conversation<Handler>? {
    conversation.withLockedValue { held in
      defer { held = nil }
      return held
    }
  }

  private func putBack(_ taken: Conversation<Handler>) { conversation.withLockedValue { $0 = taken } }
}
