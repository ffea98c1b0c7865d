import MusterDomain
import MusterProtocol
import MusterStore

extension Handler {
  /// Accounts and their tokens: the administrator's.
  static let accessVerbs: [String: VerbHandler] = [
    "USERS": { try await $0.users() },
    "USER.SET": { try await $0.setUser() },
    "TOKEN": { try await $0.token() },
  ]
}

extension Request {
  fileprivate func users() async throws -> Reply {
    let page = try Page(self, parts: 1)
    let name = text("name")
    let rows = try await read(AccountRow.list(name: name, at: now, after: page.after.first ?? 0, limit: page.fetch))
    if name != nil, rows.isEmpty { throw Answer.notFound("name") }
    return page.reply(rows, columns: command.verb.columns, key: \.key) { row in
      [
        row.name, row.role, code(.area, row.area), code(.unit, row.unit), code(.team, row.team), code(.member, row.member),
        row.isDisabled ? "yes" : "no", String(row.tokens), String(row.version),
        row.hasPassword ? "yes" : "no", row.login.map { "\($0)" },
      ]
    }
  }

  fileprivate func setUser() async throws -> Reply {
    let name = try required("name")
    guard let role = Role(rawValue: try required("role")), role != .operator else {
      throw Answer.value("role", "此角色不能授予", "this role is not given")
    }
    let given = AccountScope(
      area: try shortID("area", .area), unit: try shortID("unit", .unit), team: try shortID("team", .team),
      member: try id("member", .member))
    return try await write { transaction in
      let held = try await transaction.first(AccountRow.held(name, at: now))
      if let held { try guardAccount(held, becoming: role) } else if revision ?? 0 > 0 { throw Answer.notFound("name") }
      if let held, let revision, revision != Int(held.version) { throw Answer.stale(now: Int(held.version)) }
      // A scope is said whole or, for an account that keeps its role, not at all.
      let scope = given.isEmpty && held?.role == role.rawValue ? held?.scope ?? given : given
      try await check(scope, for: role, transaction)
      let isDisabled = flag("disabled") ?? held?.isDisabled ?? false
      let v =
        if let held {
          try await transaction.setAccount(held.id, role: role, scope, isDisabled: isDisabled)
        } else {
          try await transaction.addAccount(name, role: role, scope, isDisabled: isDisabled)
        }
      try await transaction.audit(
        verb, objects: [name], fields: command.arguments.keys.filter { $0 != "key" && $0 != "if" }.sorted())
      return .ok(Field("name", name), Field("created", held == nil ? "yes" : "no"), Field("v", "\(v)"))
    }
  }

  /// The daemon's and the operator's accounts are nobody's to change; and nobody locks himself out, or the city.
  private func guardAccount(_ held: AccountRow, becoming role: Role) throws {
    guard held.role != "system", held.role != Role.operator.rawValue else {
      throw Answer.denied("此账号不能更改", "this account cannot be changed")
    }
    if held.id == principal.account, role != .administrator || flag("disabled") == true {
      throw Answer.denied("不能停用自己或改自己的角色", "nobody disables or demotes himself")
    }
    if held.name == "admin", role != .administrator {
      throw Answer.denied("admin 的角色不能更改", "the role of admin cannot be changed")
    }
  }

  private func check(_ scope: AccountScope, for role: Role, _ transaction: StoreTransaction) async throws {
    let given = [
      ("area", scope.area != nil), ("unit", scope.unit != nil), ("team", scope.team != nil), ("member", scope.member != nil),
    ]
    .filter(\.1).map(\.0)
    let (wanted, allowed) = Self.scopeArguments(of: role)
    if let first = wanted.first, !wanted.contains(where: given.contains) {
      throw Answer.missing(
        first, "\(role.chinese)账号须写明 \(wanted.joined(separator: "= 或 "))=",
        "a \(role.rawValue) account needs \(wanted.joined(separator: "= or "))=")
    }
    if let surplus = given.first(where: { !allowed.contains($0) }) {
      throw Answer.value(surplus, "\(role.chinese)账号不写 \(surplus)=", "a \(role.rawValue) account has no \(surplus)=")
    }
    guard let found = try await transaction.first(scope.presence) else { throw StoreError.fault("no presence") }
    if scope.area != nil, found.area == nil { throw Answer.notFound("area") }
    if scope.unit != nil, !found.unit { throw Answer.notFound("unit") }
    if scope.team != nil, !found.team { throw Answer.notFound("team") }
    if scope.member != nil, !found.member { throw Answer.notFound("member") }
    if role == .grid, let level = found.area, level <= 4 {
      throw Answer.value("area", "网格员的区划须是网格或小区", "grid staff have a grid or quarter")
    }
  }

  /// Of which at least one must be said, and which may be.
  private static func scopeArguments(of role: Role) -> (wanted: [String], allowed: [String]) {
    switch role {
    case .staff, .grid: (["area"], ["area"])
    case .unit: (["unit"], ["unit"])
    case .leader: (["team"], ["team", "member"])
    case .member: (["member"], ["member"])
    case .department: (["area", "unit"], ["area", "unit"])
    case .administrator, .operator: ([], [])
    }
  }
}

extension AccountRow {
  fileprivate var key: [Int64] { [id] }
  fileprivate var scope: AccountScope { AccountScope(area: area, unit: unit, team: team, member: member) }
}
