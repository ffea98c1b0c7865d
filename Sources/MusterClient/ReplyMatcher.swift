import MusterProtocol
import NIOCore

/// Gives each of a server's replies to the command that it answers, in the order in which they were sent, and notices when
/// the two are out of step. Knows no network.
struct ReplyMatcher {
  enum Arrival: Hashable {
    /// Belongs to the oldest unanswered command.
    case reply(Reply)
    /// The server closes for a reason of its own; whoever waits is not answered.
    case goodbye(Final)
  }

  /// Tags of the unanswered commands; nil where any is right.
  private var waiting: CircularBuffer<String?> = []

  var isIdle: Bool { waiting.isEmpty }

  mutating func sent(tag: String?) { waiting.append(tag) }

  /// Throws `ClientError.outOfStep`.
  mutating func receive(_ reply: Reply, tag: String?) throws(ClientError) -> Arrival {
    let final = reply.final
    if final.word == .bye, waiting.isEmpty || (tag == nil && Self.concernsAll(final)) { return .goodbye(final) }
    guard let expected = waiting.first else { throw .outOfStep("\(final.word.rawValue) unasked") }
    // What could not be understood may have lost its tag.
    let mayLackTag = tag == nil && (final.word == .bad || final.word == .bye)
    guard expected == nil || expected == tag || mayLackTag else {
      throw .outOfStep("@\(tag ?? "") for @\(expected ?? "")")
    }
    waiting.removeFirst()
    return .reply(reply)
  }

  /// Said to the connection and not to a command: the one that waits was not taken up.
  private static func concernsAll(_ final: Final) -> Bool { final.code == .draining || final.code == .timeout }
}
