import MusterDomain
import MusterProtocol
import MusterStore
import SCRAM

extension Request {
  /// Sets or removes a password: one's own, or an administrator anybody's. The password itself never comes here.
  func setPassword() async throws -> Reply {
    let name = text("user") ?? principal.name
    guard name == principal.name || principal.role == .administrator else {
      throw Answer.denied("只有管理员能改别人的密码", "only administrators set the passwords of others")
    }
    let verifier = try newVerifier()
    return try await write { transaction in
      let account = try await passwordOwner(name, transaction)
      let sealed = try verifier.map { try environment.loginKey.seal($0, account: account) }
      let number = try await transaction.setPassword(account, sealed: sealed)
      // Fields by name only: neither the verifier nor anything made of it.
      try await transaction.audit(verb, objects: [name], fields: [verifier == nil ? "remove" : "verifier"])
      return .ok(
        Field("user", name), Field("password", verifier == nil ? "no" : "yes"), Field("number", "\(number)"))
    }
  }

  /// Its number. One's own needs no look at the list of accounts, which is the administrator's.
  private func passwordOwner(_ name: String, _ transaction: StoreTransaction) async throws -> Int64 {
    let denied = Answer.denied("此账号不用密码登录", "this account does not log in by password")
    if name == principal.name {
      guard let role = principal.role, role != .operator else { throw denied }
      return principal.account
    }
    guard let account = try await transaction.first(AccountRow.held(name, at: now)) else { throw Answer.notFound("user") }
    guard account.role != "system", account.role != Role.operator.rawValue else { throw denied }
    return account.id
  }

  /// Nil removes it.
  private func newVerifier() throws -> Verifier? {
    switch (text("verifier"), flag("remove") ?? false) {
    case (nil, true): return nil
    case (nil, false):
      throw Answer.missing(
        "verifier", "写明 verifier= 或 remove=yes；muster password 会算好", "give verifier= or remove=yes; muster password does")
    case (_?, true): throw Answer.value("remove", "verifier= 与 remove=yes 不能同时写", "verifier= and remove=yes do not go together")
    case (let text?, false):
      // Others would tell a name that has a password from one that has none.
      guard let verifier = Verifier(text), verifier.iterations == Verifier.usualIterations,
        verifier.salt.count == Verifier.saltLength
      else {
        throw Answer.value(
          "verifier", "应是 SCRAM-SHA-256$\(Verifier.usualIterations):盐$StoredKey:ServerKey，盐 \(Verifier.saltLength) 字节",
          "it should be SCRAM-SHA-256$\(Verifier.usualIterations):salt$StoredKey:ServerKey with a salt of \(Verifier.saltLength) octets"
        )
      }
      return verifier
    }
  }
}

extension Handler {
  /// Whoever changes the own password stays logged in, by the new one; every other session that came by the old one is out.
  func adopt(_ reply: Reply, to session: inout Session) {
    guard case .password = session.credential, reply.final.word == .ok,
      reply.final.fields.contains(Field("user", session.principal?.name ?? "")),
      let number = reply.final.fields.first(where: { $0.name == "number" }).flatMap({ Int32($0.value) })
    else { return }
    session.credential = .password(number)
  }
}
