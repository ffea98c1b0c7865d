import MusterDomain
import MusterProtocol
import MusterStore

/// What a token is limited to: `verbs=`, `area=`, `from=`.
extension Request {
  /// Names of those that were given, for the audit.
  var limitFields: [String] { ["verbs", "area", "from", "expires", "label"].filter { text($0) != nil } }

  func tokenLimits() throws -> TokenLimits {
    var limits = TokenLimits(area: try shortID("area", .area))
    if let verbs = text("verbs") {
      guard let words = TokenScope.canonical(verbs) else {
        throw Answer.value(
          "verbs", "应是动词、组名或 read，用逗号隔开，不重复；例：read,CHECKIN",
          "verbs, groups or read, separated by commas, none twice; for example read,CHECKIN")
      }
      if let word = words.first(where: { TokenScope.ofRights.contains($0) || $0 == VerbGroup.access.rawValue }) {
        throw Answer.value(
          "verbs", "受限的令牌不能管账号和令牌（\(word)）", "a limited token has no verbs of accounts and tokens (\(word))")
      }
      limits.verbs = words
    }
    if let from = text("from") {
      guard let networks = NetworkList.canonical(from) else {
        throw Answer.value(
          "from", "应是地址或网段，用逗号隔开，至多 \(NetworkList.maximum) 个；例：10.1.2.3,10.8.0.0/16,fd00::/8",
          "addresses or networks, separated by commas, at most \(NetworkList.maximum); for example 10.1.2.3,10.8.0.0/16,fd00::/8"
        )
      }
      limits.networks = networks
    }
    return limits
  }

  /// An area narrows only who works with areas, and only within what the account has: else it would promise what it does not do.
  func check(_ limits: TokenLimits, for account: AccountRow, _ transaction: StoreTransaction) async throws {
    guard let area = limits.area else { return }
    guard ["staff", "grid", "department"].contains(account.role), let scope = account.area else {
      throw Answer.value(
        "area", "area= 只用于社区工作者、网格员和按区划的部门", "area= is for staff, grid staff and departments of an area")
    }
    guard let found = try await transaction.first(AccountScope.level(of: area, under: scope)) else {
      throw Answer.notFound("area")
    }
    if account.role != Role.grid.rawValue, found > 4 {
      throw Answer.value("area", "area= 到社区为止，不能更小", "area= goes down to communities, no further")
    }
  }

  /// Changes what a token is limited to, its label or its end: what is given replaces what was there.
  func setToken(_ id: String) async throws -> Reply {
    let expires = try tokenEnd()
    let limits = try tokenLimits()
    guard !limitFields.isEmpty else {
      throw Answer.missing(
        "verbs", "写明改什么：verbs= area= from= expires= label=", "say what to change: verbs= area= from= expires= label=")
    }
    return try await write { transaction in
      guard let name = try await transaction.heldToken(id),
        let account = try await transaction.first(AccountRow.held(name, at: now))
      else { throw Answer.notFound("set") }
      try await check(limits, for: account, transaction)
      try await transaction.setToken(id, label: text("label"), expires: expires, limits: limits)
      guard try await transaction.administratorTokens() > 0 else { throw Self.lastAdministratorToken }
      try await transaction.audit(verb, objects: [name, id], fields: ["set"] + limitFields)
      return .ok(Field("id", id), Field("name", name))
    }
  }

  static let lastAdministratorToken = Answer(
    .no, .conflictState, "这是最后一个管理员令牌：先用 TOKEN add= 另发一个",
    "this is the last administrator's token: make another by TOKEN add= first")
}
