import Logging
import MusterDomain
import MusterProtocol
import MusterStore

/// The only middle: a command comes in, a reply goes out. It authorises by the verb table, gives the command to its handler, and
/// turns whatever happens into a reply; it never throws.
public struct Handler: CommandHandling {
  /// Answers one verb for somebody who is logged in.
  typealias VerbHandler = @Sendable (Request) async throws -> Reply

  let environment: Environment
  private static let handlers: [String: VerbHandler] = [
    sessionVerbs, placeVerbs, peopleVerbs, workVerbs, calendarVerbs, rosterVerbs, assignmentVerbs, swapVerbs, attendanceVerbs,
    messageVerbs, totalVerbs, importVerbs, accessVerbs, operationVerbs,
  ].reduce(into: [:]) { all, group in all.merge(group) { first, _ in first } }

  public init(_ environment: Environment) { self.environment = environment }

  /// Announces only what works.
  public func greeting(isEncrypted: Bool) -> Final {
    Greeting.final(
      limits: environment.limits, mechanisms: Self.mechanisms, isEncrypted: isEncrypted,
      capabilities: ["JSON", "BATCH", "WATCH", "KEYS"])
  }

  public func open(_ peer: Peer, isEncrypted: Bool) -> Session {
    Session(peer: peer, isEncrypted: isEncrypted, principal: nil, zone: environment.zone, language: .chinese)
  }

  public func isQueueing(_ session: Session) -> Bool { session.batch != nil }

  public func account(of session: Session) -> Int64? { session.principal?.account }

  public func isAnonymous(_ session: Session) -> Bool { session.isAnonymous }

  public func format(of session: Session) -> ReplyFormat { session.format }

  public func refuse(_ failure: ParseFailure, in session: inout Session) -> Reply {
    environment.meter.count(failure.code)
    let reply = failure.reply(in: session.language)
    session.batch?.refuse(reply.final)
    return reply
  }

  public func isBrief(_ verb: VerbRow) -> Bool { verb.name == "PING" }

  public func replyAtOnce(to command: Command, in session: inout Session) -> Reply? {
    guard command.verb.isOpen, command.verb.name != "AUTH" else { return nil }
    _ = endIfExpired(&session)
    do {
      guard let reply = try sessionReply(to: command, in: &session) else { return nil }
      return noted(reply, to: command, in: &session)
    } catch {
      return noted(refusal(error, of: command, in: session), to: command, in: &session)
    }
  }

  private func noted(_ reply: Reply, to command: Command, in session: inout Session) -> Reply {
    session.followBatch(command, reply.final)
    environment.meter.count(command.verb, reply.final, time: nil)
    return reply
  }

  public func handle(_ command: Command, in session: inout Session) async -> Reply {
    // What a session answers by itself takes no time that is worth two looks at the clock.
    let isTimed = !Self.sessionVerbNames.contains(command.verb.name)
    let began = isTimed ? ContinuousClock.now : nil
    let reply = await reply(to: command, in: &session)
    session.followBatch(command, reply.final)
    environment.meter.count(command.verb, reply.final, time: began.map { $0.duration(to: .now) })
    return reply
  }

  private func reply(to command: Command, in session: inout Session) async -> Reply {
    do {
      return try await answer(command, in: &session)
    } catch StoreError.rightsChanged {
      return await again(command, in: &session)
    } catch {
      return refusal(error, of: command, in: session)
    }
  }

  /// The rights were read before somebody changed them: read them now, and try once more with what they are.
  private func again(_ command: Command, in session: inout Session) async -> Reply {
    do {
      guard session.principal != nil else { throw Answer(.no, .authRequired, "请先登录", "log in first") }
      // A session is worth as much as what it came by.
      guard let rights = try await rightsNow(of: session) else {
        (session.principal, session.credential, session.expires) = (nil, nil, nil)
        throw Answer(
          .no, .authExpired, "登录已失效：令牌已撤销、密码已改或账号已停用；请重新登录",
          "the login no longer holds (token revoked, password changed or account disabled): log in again")
      }
      (session.principal, session.expires) = (rights.principal, rights.expires)
      return try await answer(command, in: &session)
    } catch {
      return refusal(error, of: command, in: session)
    }
  }

  private func answer(_ command: Command, in session: inout Session) async throws -> Reply {
    let hasExpired = endIfExpired(&session)
    if let reply = try await sessionCommand(command, in: &session) { return reply }
    guard !hasExpired else { throw Answer(.no, .authExpired, "令牌已到期，请重新登录", "the token has run out: log in again") }
    guard let principal = session.principal else {
      throw Answer(.no, .authRequired, "请先登录：AUTH TOKEN mst_…", "log in first: AUTH TOKEN mst_…")
    }
    try Self.authorise(command, principal)
    let request = Request(
      command: command, environment: environment, principal: principal, zone: session.zone, language: session.language,
      now: environment.now())
    if let reply = try await batched(request, in: &session) { return try Columns.pin(reply, to: command) }
    if command.verb.name == "WATCH" { return try await watch(request, in: &session) }
    let reply = try Columns.pin(try await Self.runElsewhere(request), to: command)
    if command.verb.name == "PASSWORD" { adopt(reply, to: &session) }
    return reply
  }

  /// By the verb table, and by what a limited token may.
  static func authorise(_ command: Command, _ principal: Principal) throws(Answer) {
    guard let role = principal.role, command.verb.roles.contains(role) else {
      throw Answer.denied(
        "\(principal.role?.chinese ?? "")不能用 \(command.verb.name)", "\(command.verb.name) is not for your role")
    }
    try TokenScope.check(command.verb, principal)
  }

  /// What the verb's handler answers to who may ask it.
  static func run(_ request: Request) async throws -> Reply {
    guard let handler = handlers[request.verb] else { throw StoreError.fault("no handler of \(request.verb)") }
    return try await handler(request)
  }

  /// The same; what may take the processor for long is not worked out where it is asked for, which may be a thread that many
  /// connections share.
  private static func runElsewhere(_ request: Request) async throws -> Reply {
    let verb = request.command.verb
    guard verb.changes || planningVerbs.contains(verb.name) else { return try await run(request) }
    return try await withTaskExecutorPreference(globalConcurrentExecutor) { try await run(request) }
  }

  /// What changes nothing and yet may take the processor for long.
  private static let planningVerbs: Set<String> = ["WHY", "SUBSTITUTES"]

  /// Logs out whose token has run out; true where that was so.
  private func endIfExpired(_ session: inout Session) -> Bool {
    guard !session.isAnonymous, let expires = session.expires, expires <= environment.now() else { return false }
    (session.principal, session.credential, session.expires) = (nil, nil, nil)
    return true
  }

  func refusal(_ error: any Error, of command: Command, in session: Session) -> Reply {
    switch error {
    case let answer as Answer: return answer.reply(in: session.language)
    case let refusal as Refusal: return Answer(refusal, zone: session.zone).reply(in: session.language)
    case let failure as ParseFailure: return failure.reply(in: session.language)
    case let error as StoreError: return stored(error, of: command, in: session)
    case is CancellationError: return stored(.cancelled, of: command, in: session)
    default: return stored(.fault("\(error)"), of: command, in: session)
    }
  }

  private func stored(_ error: StoreError, of command: Command, in session: Session) -> Reply {
    let id = CrockfordBase32.encode(UInt64.random(in: 0..<(1 << 40)), length: 8)
    if case .fault(let text) = error {
      environment.logger.error("fault", metadata: ["id": "\(id)", "verb": "\(command.verb.name)", "error": "\(text)"])
    }
    return Answer(error, id: id).reply(in: session.language)
  }

  /// Every verb that some handler answers: a test compares it with the table.
  static var answeredVerbs: Set<String> { Set(handlers.keys).union(sessionVerbNames).union(batchVerbNames) }
}
