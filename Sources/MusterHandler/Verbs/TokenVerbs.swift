import MusterDomain
import MusterProtocol
import MusterStore

extension Request {
  /// A token lives so long at most: whoever still needs it gets a new one.
  private static let tokenDays = 90

  func token() async throws -> Reply {
    let wanted = ["add", "set", "revoke"].filter { text($0) != nil }
    guard wanted.count <= 1 else {
      throw Answer.value(
        wanted[1], "\(wanted[0])= 与 \(wanted[1])= 不能同时写", "\(wanted[0])= and \(wanted[1])= do not go together")
    }
    if let account = text("add") { return try await addToken(account) }
    if let id = text("set") { return try await setToken(id.uppercased()) }
    if let id = text("revoke") { return try await revokeToken(id.uppercased()) }
    return try await tokens()
  }

  private func tokens() async throws -> Reply {
    let page = try Page(self, parts: 2)
    let rows = try await read(TokenRow.list(account: text("name"), after: page.after, limit: page.fetch))
    return page.reply(rows, columns: command.verb.columns, key: \.key) { row in
      [
        row.id, row.account, row.label, show(row.created), show(row.expires), row.used.map { "\($0)" }, show(row.revoked),
        row.limits.verbs?.joined(separator: ","), code(.area, row.limits.area), row.limits.networks?.joined(separator: ","),
      ]
    }
  }

  /// The secret leaves in this one reply: it is neither in what is kept for `key=`, nor in the audit.
  private func addToken(_ name: String) async throws -> Reply {
    let expires = try tokenEnd() ?? latestEnd
    let limits = try tokenLimits()
    let token = TokenText.random()
    var reply = try await write { transaction in
      guard let account = try await transaction.first(AccountRow.held(name, at: now)) else { throw Answer.notFound("add") }
      guard account.role != "system", account.role != Role.operator.rawValue else {
        throw Answer.denied("此账号没有令牌", "this account has no tokens")
      }
      guard !account.isDisabled else { throw Answer(.no, .conflictState, "账号已停用", "the account is disabled") }
      try await check(limits, for: account, transaction)
      try await transaction.addToken(
        token.id, secret: token.secret, account: account.id, label: text("label"), expires: expires, limits: limits)
      try await transaction.audit(verb, objects: [name, token.id], fields: ["add"] + limitFields)
      return .ok(Field("id", token.id), Field("name", name), Field("expires", show(expires)))
    }
    if reply.final.fields.contains(Field("id", token.id)) {
      reply.final.fields.insert(Field("token", token.text), at: 1)
    } else {
      reply.final.text = language.choose(
        "令牌只显示一次；若已遗失，请撤销后另发", "a token is shown once; if it was lost, revoke it and make another")
    }
    return reply
  }

  private var latestEnd: Instant { now.advanced(seconds: Int64(Self.tokenDays) * 86_400) }

  func tokenEnd() throws -> Instant? {
    guard let date = date("expires") else { return nil }
    let end = try TimeText.midnight(date, in: environment.zone, argument: "expires")
    guard end > now, end <= latestEnd else {
      throw Answer.value("expires", "到期日须在今后 \(Self.tokenDays) 天之内", "the day must lie within the next \(Self.tokenDays) days")
    }
    return end
  }

  private func revokeToken(_ id: String) async throws -> Reply {
    try await write { transaction in
      guard let name = try await transaction.revokeToken(id) else { throw Answer.notFound("revoke") }
      guard try await transaction.administratorTokens() > 0 else { throw Self.lastAdministratorToken }
      try await transaction.audit(verb, objects: [name, id], fields: ["revoke"])
      return .ok(Field("id", id), Field("name", name))
    }
  }
}

extension TokenRow { fileprivate var key: [Int64] { [created.microseconds, order] } }
