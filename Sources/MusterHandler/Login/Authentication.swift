import MusterDomain
import MusterProtocol
import MusterStore

extension Handler {
  /// Ways of login that work, strongest first, as the greeting has them.
  static let mechanisms = ["SCRAM-SHA-256", "TOKEN"]

  /// One answer for every way to fail: it does not say which part was wrong.
  static let loginFailed = Answer(
    .no, .authFailed, "登录失败：账号、密码或令牌不对，或已失效", "login failed: account, password or token is wrong, or holds no longer")

  /// AUTH, by each of its mechanisms.
  func authenticate(_ command: Command, in session: inout Session) async throws -> Reply {
    guard session.principal == nil else {
      throw Answer(.no, .conflictState, "已经登录；换人请重新连接", "logged in already; connect again to be somebody else")
    }
    switch command.arguments["mechanism"] {
    case "PEER":
      guard let principal = try await peerPrincipal(session.peer) else { throw Self.loginFailed }
      return admit(principal, by: .peer, until: nil, to: &session, command)
    case "SCRAM-SHA-256": return try await beginPassword(command, in: &session)
    default:
      let (token, held) = try await tokenSession(command.arguments["data"], session.peer)
      return admit(held.principal, by: .token(token.id), until: held.expires, to: &session, command)
    }
  }

  /// The OK of a login repeats the greeting, so that a client sees whether somebody has changed it on its way.
  func admit(
    _ principal: Principal, by credential: Credential, until expires: Instant?, to session: inout Session, _ command: Command,
    _ first: [Field] = []
  ) -> Reply {
    session.principal = principal
    session.credential = credential
    session.expires = expires
    let request = Request(
      command: command, environment: environment, principal: principal, zone: session.zone, language: session.language,
      now: environment.now())
    return Reply(Final(.ok, fields: first + request.identity + greeting(isEncrypted: session.isEncrypted).fields))
  }

  private func tokenSession(_ data: String?, _ peer: Peer) async throws -> (TokenText, TokenSession) {
    guard let data else { throw Answer.missing("data", "AUTH TOKEN 之后写令牌 mst_…", "a token mst_… follows AUTH TOKEN") }
    try environment.logins.admitToken(from: peer)
    let token = TokenText(data)
    let held = try await token.asyncMap { token in
      try await environment.store.login(token: token.id, secret: token.secret, from: peer.address, at: environment.now())
    }
    guard let token, let held = held ?? nil else {
      environment.logins.tokenFailed(from: peer)
      throw Self.loginFailed
    }
    return (token, held)
  }

  /// The operator's way in: the daemon's own user, or root, on the Unix socket.
  private func peerPrincipal(_ peer: Peer) async throws -> Principal? {
    guard case .local(let uid) = peer else {
      throw Answer.denied("AUTH PEER 只用于本机的 Unix 套接字", "AUTH PEER is for the Unix socket")
    }
    guard uid == 0 || uid == environment.ownUser else { return nil }
    return try await environment.store.principal(named: "operator")
  }

  /// The rights by what the session came in with, as they are now; nil where that does not hold any more.
  func rightsNow(of session: Session) async throws(StoreError) -> (principal: Principal, expires: Instant?)? {
    guard let held = session.principal else { return nil }
    switch session.credential {
    case .token(let token):
      return try await environment.store.session(token: token, at: environment.now()).map { ($0.principal, $0.expires) }
    case .password(let number):
      return try await environment.store.session(password: number, account: held.account).map { ($0, nil) }
    case .peer, nil: return try await environment.store.principal(account: held.account).map { ($0, nil) }
    }
  }

  /// One indexed read where nothing has changed. Where the database is away nothing is known, and the next command will tell.
  public func isStillValid(_ session: Session) async -> Bool {
    guard let held = session.principal else { return true }
    if let expires = session.expires, expires <= environment.now() { return false }
    do {
      if try await environment.store.isCurrent(held) { return true }
      return try await rightsNow(of: session) != nil
    } catch {
      return true
    }
  }
}
