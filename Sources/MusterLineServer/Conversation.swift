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
  private var source: (any EventSource)?
  /// The tag of the AUTH whose `+` was said last: the final that follows bears it, whatever stands in the line between.
  private var exchangeTag: String?

  init(_ handler: Handler, _ link: Link, _ peer: Peer, limits: Limits) {
    self.handler = handler
    self.link = link
    parser = CommandParser(limits: limits)
    session = handler.open(peer)
  }

  /// To the end of the connection.
  mutating func run() async {
    for await turn in link.turns {
      switch turn {
      case .events: await tell()
      case .rights:
        if await handler.isStillValid(session) { continue }
        _ = say(handler.refuse(.rightsGone, in: &session), tag: nil)
        return await link.close(after: output)
      case .lines(let batch):
        for frame in batch {
          guard !Task.isCancelled, await answer(frame) else { return await link.close(after: output) }
          if output.count >= Self.chunk { await flush() }
        }
        await flush()
        follow()
      }
    }
    await link.close(after: output)
  }

  /// False when this was the last answer.
  private mutating func answer(_ frame: LineFramer.Frame) async -> Bool {
    if link.isDraining { return say(handler.refuse(.draining, in: &session), tag: nil) }
    if handler.awaitsAnswer(session) { return await finishLogin(frame) }
    switch frame {
    case .close: return false
    case .bye(let failure): return say(handler.refuse(failure, in: &session), tag: failure.tag)
    case .line(let line, let literal):
      if handler.isAnonymous(session), let failure = parser.limits.refusalBeforeLogin(line, literal: literal) {
        return say(handler.refuse(failure, in: &session), tag: failure.tag)
      }
      // The limit of commands a second belongs here, before the line is parsed: `LATER LIMIT/RATE retry=`.
      switch parser.parse(line, literal: literal) {
      case .success(let command): return say(await handler.handle(command, in: &session), tag: command.tag)
      case .failure(let failure): return say(handler.refuse(failure, in: &session), tag: failure.tag)
      }
    }
  }

  /// The line that AUTH's `+` asked for is no command: it is taken as it stands, and its answer is AUTH's final.
  private mutating func finishLogin(_ frame: LineFramer.Frame) async -> Bool {
    switch frame {
    case .close: return false
    case .bye(let failure): return say(handler.refuse(failure, in: &session), tag: exchangeTag)
    case .line(let line, let literal):
      if let failure = parser.limits.refusalBeforeLogin(line, literal: literal, answersAuth: true) {
        return say(handler.refuse(failure, in: &session), tag: exchangeTag)
      }
      return say(await handler.answer(line, in: &session), tag: exchangeTag)
    }
  }

  private mutating func say(_ reply: Reply, tag: String?) -> Bool {
    ReplyPrinter.print(reply, tag: tag, format: reply.format ?? handler.format(of: session), into: &output)
    exchangeTag = reply.challenge == nil ? nil : tag
    answered += 1
    return !reply.closes
  }

  /// One buffer of the events that wait. More of them take another turn, behind the commands that have come meanwhile.
  private mutating func tell() async {
    link.answerRing()
    guard let source, !link.isDraining, !Task.isCancelled else { return }
    let events = await source.take(octets: Self.chunk)
    guard !events.isEmpty else { return }
    let format = handler.format(of: session)
    for event in events { ReplyPrinter.print(event, format: format, into: &output) }
    await flush()
    link.ring()
  }

  /// The session may have begun to watch.
  private mutating func follow() {
    guard source == nil, let events = handler.events(of: session) else { return }
    source = events
    events.attach { [link] in link.ring() }
  }

  private mutating func flush() async {
    link.send(
      output, answered: answered, isAnonymous: handler.isAnonymous(session), answersAuth: handler.awaitsAnswer(session))
    output.removeAll(keepingCapacity: output.capacity <= Self.chunk)
    answered = 0
    await link.room()
  }
}

extension ParseFailure {
  /// Said to nobody's command: the connection has nothing to do any more.
  static let rightsGone = ParseFailure(
    .authExpired, word: .bye, "登录已失效（令牌撤销或到期、密码已改、账号停用）；请重新连接",
    "the login no longer holds (token revoked or run out, password changed, account disabled); connect again")
}
