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

  /// To the end of the connection.
  mutating func run() async {
    await converse()
    if let account { admission.leave(account: account) }
  }

  private mutating func converse() async {
    for await batch in link.batches {
      for (index, frame) in batch.enumerated() {
        guard !Task.isCancelled, await answer(frame, ahead: batch.count - index) else { return await link.close(after: output) }
        if output.count >= Self.chunk { await flush() }
      }
      await flush()
    }
    await link.close(after: output)
  }

  /// False when this was the last answer. `ahead`: frames of the batch from this one on.
  private mutating func answer(_ frame: LineFramer.Frame, ahead: Int) async -> Bool {
    if link.isDraining { return say(handler.refuse(.draining, in: session), tag: nil) }
    switch frame {
    case .close: return false
    case .bye(let failure): return say(handler.refuse(failure, in: session), tag: failure.tag)
    case .line(let line, let literal):
      if handler.isAnonymous(session), let failure = parser.limits.refusalBeforeLogin(line, literal: literal) {
        return say(handler.refuse(failure, in: session), tag: failure.tag)
      }
      let parsed = parser.parse(line, literal: literal)
      // Every line counts, also one that nobody understands.
      guard mayRun(ahead) else {
        return say(handler.refuse(rates.refusal(of: account, stranger: strangerRate), in: session), tag: parsed.tag)
      }
      switch parsed {
      case .success(let command):
        let reply = await handler.handle(command, in: &session)
        return say(countedAnew() ?? reply, tag: command.tag)
      case .failure(let failure): return say(handler.refuse(failure, in: session), tag: failure.tag)
      }
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
    if let failure = admission.enter(account: now) { return handler.refuse(failure, in: session) }
    account = now
    return nil
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

extension Result where Success == Command, Failure == ParseFailure {
  fileprivate var tag: String? {
    switch self {
    case .success(let command): command.tag
    case .failure(let failure): failure.tag
    }
  }
}
