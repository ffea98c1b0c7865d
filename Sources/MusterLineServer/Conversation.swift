import MusterHandler
import MusterProtocol

/// What is said on one connection: takes batches of lines, answers each line in order, and sends one buffer a batch. It ends
/// when the client has no more to say, a reply closes, or the server drains.
struct Conversation<Handler: CommandHandling> {
  /// A batch's replies leave early when they grow to this: a quarter of the high-water mark.
  private static var chunk: Int { 65_536 }

  private let handler: Handler
  private let parser: CommandParser
  private let link: Link
  private var session: Handler.Session
  private var output: [UInt8] = []
  private var answered = 0

  init(_ handler: Handler, _ link: Link, _ peer: Peer, limits: Limits) {
    self.handler = handler
    self.link = link
    parser = CommandParser(limits: limits)
    session = handler.open(peer)
  }

  /// To the end of the connection.
  mutating func run() async {
    for await batch in link.batches {
      for frame in batch {
        guard !Task.isCancelled, await answer(frame) else { return await link.close(after: output) }
        if output.count >= Self.chunk { await flush() }
      }
      await flush()
    }
    await link.close(after: output)
  }

  /// False when this was the last answer. Stays where its caller runs: a look for the right thread at every line costs as much as
  /// the line.
  private nonisolated(nonsending) mutating func answer(_ frame: LineFramer.Frame) async -> Bool {
    if link.isDraining { return say(handler.refuse(.draining, in: session), tag: nil) }
    switch frame {
    case .close: return false
    case .bye(let failure): return say(handler.refuse(failure, in: session), tag: failure.tag)
    case .line(let line, let literal):
      if handler.isAnonymous(session), let failure = parser.limits.refusalBeforeLogin(line, literal: literal) {
        return say(handler.refuse(failure, in: session), tag: failure.tag)
      }
      // The limit of commands a second belongs here, before the line is parsed: `LATER LIMIT/RATE retry=`.
      switch parser.parse(line, literal: literal) {
      case .success(let command):
        if let reply = handler.replyAtOnce(to: command, in: &session) { return say(reply, tag: command.tag) }
        return say(await handler.handle(command, in: &session), tag: command.tag)
      case .failure(let failure): return say(handler.refuse(failure, in: session), tag: failure.tag)
      }
    }
  }

  private mutating func say(_ reply: Reply, tag: String?) -> Bool {
    ReplyPrinter.print(reply, tag: tag, format: handler.format(of: session), into: &output)
    answered += 1
    return !reply.closes
  }

  private mutating func flush() async {
    link.send(output, answered: answered, isAnonymous: handler.isAnonymous(session))
    output.removeAll(keepingCapacity: output.capacity <= Self.chunk)
    answered = 0
    await link.room()
  }
}
