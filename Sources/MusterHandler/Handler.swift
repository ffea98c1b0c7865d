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
    sessionVerbs, placeVerbs, peopleVerbs, workVerbs, rosterVerbs, assignmentVerbs, attendanceVerbs, totalVerbs, importVerbs,
    accessVerbs, operationVerbs,
  ].reduce(into: [:]) { all, group in all.merge(group) { first, _ in first } }

  public init(_ environment: Environment) { self.environment = environment }

  /// Announces only what works.
  public var greeting: Final {
    Greeting.final(limits: environment.limits, mechanisms: ["TOKEN"], isEncrypted: false, capabilities: ["JSON", "KEYS"])
  }

  public func open(_ peer: Peer) -> Session {
    Session(peer: peer, principal: nil, zone: environment.zone, language: .chinese)
  }

  public func isAnonymous(_ session: Session) -> Bool { session.isAnonymous }

  public func format(of session: Session) -> ReplyFormat { session.format }

  public func refuse(_ failure: ParseFailure, in session: Session) -> Reply { failure.reply(in: session.language) }

  public func replyAtOnce(to command: Command, in session: inout Session) -> Reply? {
    guard command.verb.isOpen, command.verb.name != "AUTH" else { return nil }
    _ = endIfExpired(&session)
    do {
      return try sessionReply(to: command, in: &session)
    } catch {
      return refusal(error, of: command, in: session)
    }
  }

  public func handle(_ command: Command, in session: inout Session) async -> Reply {
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
      guard let held = session.principal else { throw Answer(.no, .authRequired, "请先登录", "log in first") }
      // A session is worth as much as the token that it came by.
      if let token = session.token {
        session.principal = try await environment.store.principal(token: token, at: environment.now())
      } else {
        session.principal = try await environment.store.principal(account: held.account)
      }
      guard session.principal != nil else {
        throw Answer(.no, .authExpired, "令牌已撤销或账号已停用", "the token has been revoked or the account disabled")
      }
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
    guard let role = principal.role, command.verb.roles.contains(role), let handler = Self.handlers[command.verb.name] else {
      throw Answer.denied(
        "\(principal.role?.chinese ?? "")不能用 \(command.verb.name)", "\(command.verb.name) is not for your role")
    }
    let request = Request(
      command: command, environment: environment, principal: principal, zone: session.zone, language: session.language,
      now: environment.now())
    guard let executor = executor(for: command.verb) else { return try await handler(request) }
    return try await withTaskExecutorPreference(executor) { try await handler(request) }
  }

  /// Where a verb's answer is worked out; nil: where it is asked for, which may be a thread that many connections share.
  private func executor(for verb: VerbRow) -> (any TaskExecutor)? {
    if Self.rushVerbs.contains(verb.name) { return environment.store.client.executor }
    return verb.changes || Self.planningVerbs.contains(verb.name) ? globalConcurrentExecutor : nil
  }

  /// What many do in the same minute and others wait for, and what looks at no more than one person and one shift.
  private static let rushVerbs: Set<String> = ["CLAIM", "ACCEPT", "CHECKIN", "CHECKOUT"]
  /// What changes nothing and yet may take the processor for long.
  private static let planningVerbs: Set<String> = ["WHY", "SUBSTITUTES"]

  /// Logs out whose token has run out; true where that was so.
  private func endIfExpired(_ session: inout Session) -> Bool {
    guard !session.isAnonymous, let expires = session.expires, expires <= environment.now() else { return false }
    (session.principal, session.token, session.expires) = (nil, nil, nil)
    return true
  }

  private func refusal(_ error: any Error, of command: Command, in session: Session) -> Reply {
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
  static var answeredVerbs: Set<String> { Set(handlers.keys).union(sessionVerbNames) }
}
