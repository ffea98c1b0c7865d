import MusterHandler
import MusterProtocol

/// What is said on one connection: takes batches of lines, answers each line in order, and sends one buffer a batch. It ends
/// when the client has no more to say, a reply closes, or the server drains. ``Talk`` gives it its turns.
struct Conversation<Handler: CommandHandling>: Sendable {
  /// A batch's replies leave early when they grow to this: a quarter of the high-water mark.
  private static var chunk: Int { 65_536 }

  private let handler: Handler
  private let parser: CommandParser
  private let link: Link
  private let admission: Admission
  private let rates: CommandRates
  private var session: Handler.Session
  /// The account that this connection counts for.
  private var account: Int64?
  /// A stranger's budget of commands, and what is left of what was taken from it or from the account's.
  private var strangerRate = CommandRate()
  private var allowance = 0
  private var output: [UInt8] = []
  private var answered = 0
  /// The last answer was said.
  private var isOver = false
  private var source: (any EventSource)?
  /// The tag of the AUTH whose `+` was said last: the final that follows bears it, whatever stands in the line between.
  private var exchangeTag: String?

  init(
    _ handler: Handler, _ link: Link, _ session: Handler.Session, limits: Limits, admission: Admission, rates: CommandRates
  ) {
    self.handler = handler
    self.link = link
    self.admission = admission
    self.rates = rates
    parser = CommandParser(limits: limits)
    self.session = session
  }

  /// Sends what was said last; to the end of the connection.
  mutating func end() async {
    leave()
    await link.close(after: output)
  }

  /// The account's place is free as soon as nothing more is said, however long the client takes to go.
  private mutating func leave() {
    if let account { admission.leave(account: account) }
    account = nil
  }

  // MARK: Turns

  /// Takes one turn; false when it was the last.
  mutating func take(_ turn: Link.Turn) async -> Bool {
    // What was answered at once may be more than the client takes.
    await link.room()
    switch turn {
    case .events: await tell()
    case .rights:
      if await !handler.isStillValid(session) { say(handler.refuse(.rightsGone, in: &session), tag: nil) }
    case .lines(let batch):
      for (index, frame) in batch.enumerated() where !isOver {
        guard !Task.isCancelled else { return false }
        await answer(frame, ahead: batch.count - index)
        if output.count >= Self.chunk, !isOver { await flush() }
      }
      guard !isOver else { return false }
      await flush()
      follow()
    }
    return !isOver
  }

  /// Answers frames for as long as the answers are brief and wait for nothing. Where some are left over, what was said waits here
  /// for the answers to them.
  mutating func answerAtOnce(_ batch: [LineFramer.Frame]) -> AnsweredAtOnce {
    for (index, frame) in batch.enumerated() {
      guard !isOver, isBrief(frame), say(frame, ahead: batch.count - index) == nil else { return .first(index) }
    }
    return isOver ? .first(batch.count) : .all(takeOutput())
  }

  // MARK: Lines

  /// `ahead`: frames of the batch from this one on. Stays where its caller runs: a look for the right thread at every line costs as
  /// much as the line.
  private nonisolated(nonsending) mutating func answer(_ frame: LineFramer.Frame, ahead: Int) async {
    if link.isDraining { return say(handler.refuse(.draining, in: &session), tag: nil) }
    if handler.awaitsAnswer(session) { return await finishLogin(frame) }
    guard let command = say(frame, ahead: ahead) else { return }
    let reply = await handler.handle(command, in: &session)
    say(countedAnew() ?? reply, tag: command.tag)
  }

  /// A line that is a command whose answer is brief. Nothing else is at stake: the server does not drain, no login is under way, and
  /// the line is not over a stranger's limits.
  private func isBrief(_ frame: LineFramer.Frame) -> Bool {
    guard case .line(let line, nil) = frame, let verb = parser.verb(of: line), handler.isBrief(verb) else { return false }
    return !link.isDraining && !handler.awaitsAnswer(session)
  }

  /// Says what can be said without waiting; nil then, else the command that has to be waited for.
  private mutating func say(_ frame: LineFramer.Frame, ahead: Int) -> Command? {
    switch frame {
    case .close: isOver = true
    case .bye(let failure): say(handler.refuse(failure, in: &session), tag: failure.tag)
    case .line(let line, let literal):
      if handler.isAnonymous(session), let failure = parser.limits.refusalBeforeLogin(line, literal: literal) {
        say(handler.refuse(failure, in: &session), tag: failure.tag)
        return nil
      }
      let parsed = parser.parse(line, literal: literal)
      // Every line counts, also one that nobody understands; what is only queued is counted by its COMMIT.
      guard handler.isQueueing(session) || mayRun(ahead) else {
        say(handler.refuse(rates.refusal(of: account, stranger: strangerRate), in: &session), tag: parsed.tag)
        return nil
      }
      switch parsed {
      case .success(let command):
        guard let reply = handler.replyAtOnce(to: command, in: &session) else { return command }
        say(countedAnew() ?? reply, tag: command.tag)
      case .failure(let failure): say(handler.refuse(failure, in: &session), tag: failure.tag)
      }
    }
    return nil
  }

  /// The line that AUTH's `+` asked for is no command: it is taken as it stands, and its answer is AUTH's final.
  private mutating func finishLogin(_ frame: LineFramer.Frame) async {
    switch frame {
    case .close: isOver = true
    case .bye(let failure): say(handler.refuse(failure, in: &session), tag: exchangeTag)
    case .line(let line, let literal):
      if let failure = parser.limits.refusalBeforeLogin(line, literal: literal, answersAuth: true) {
        return say(handler.refuse(failure, in: &session), tag: exchangeTag)
      }
      let reply = await handler.answer(line, in: &session)
      say(countedAnew() ?? reply, tag: exchangeTag)
    }
  }

  /// Whether the budget has a command left; taken for the whole batch at once, so that its lock is.
  private mutating func mayRun(_ ahead: Int) -> Bool {
    if allowance == 0 { allowance = rates.take(ahead, of: account, stranger: &strangerRate) }
    guard allowance > 0 else { return false }
    allowance -= 1
    return true
  }

  /// After a command that may have logged in or out: the connection counts for whoever it is now. A refusal if that account
  /// has too many already.
  private mutating func countedAnew() -> Reply? {
    let now = handler.account(of: session)
    guard now != account else { return nil }
    if let account { admission.leave(account: account) }
    (account, allowance) = (nil, 0)
    guard let now else { return nil }
    if let failure = admission.enter(account: now) { return handler.refuse(failure, in: &session) }
    account = now
    return nil
  }

  private mutating func say(_ reply: Reply, tag: String?) {
    ReplyPrinter.print(reply, tag: tag, format: reply.format ?? handler.format(of: session), into: &output)
    exchangeTag = reply.challenge == nil ? nil : tag
    answered += 1
    isOver = reply.closes
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
    link.send(takeOutput())
    await link.room()
  }

  private mutating func takeOutput() -> Link.Said {
    defer {
      output.removeAll(keepingCapacity: output.capacity <= Self.chunk)
      answered = 0
    }
    return Link.Said(
      octets: output, answered: answered, isAnonymous: handler.isAnonymous(session),
      answersAuth: handler.awaitsAnswer(session))
  }
}

/// What came of a batch that was to be answered at once.
enum AnsweredAtOnce {
  /// Everything was answered, by this.
  case all(Link.Said)
  /// So many frames were; the others, be they none, have to take a turn.
  case first(Int)
}

extension ParseFailure {
  /// Said to nobody's command: the connection has nothing to do any more.
  static let rightsGone = ParseFailure(
    .authExpired, word: .bye, "登录已失效（令牌撤销或到期、密码已改、账号停用）；请重新连接",
    "the login no longer holds (token revoked or run out, password changed, account disabled); connect again")
}

extension Result where Success == Command, Failure == ParseFailure {
  fileprivate var tag: String? {
    switch self {
    case .success(let command): command.tag
    case .failure(let failure): failure.tag
    }
  }
}
