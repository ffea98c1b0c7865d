import MusterDomain
import MusterProtocol
import MusterStore

extension Handler {
  /// Members and their reporting to communities.
  static let peopleVerbs: [String: VerbHandler] = [
    "MEMBERS": { try await $0.members() },
    "MEMBER": { try await $0.member() },
    "REGISTER": { try await $0.register() },
    "REGISTRATIONS": { try await $0.registrations() },
    "REGISTRATION.SET": { try await $0.moveRegistration() },
  ]
}

extension Request {
  fileprivate func members() async throws -> Reply {
    let page = try Page(self, parts: 1)
    let filter = MemberRow.Filter(
      search: try searchText(), within: try await scopedArea("in"), unit: try shortID("unit", .unit),
      team: try shortID("team", .team), after: page.after.first ?? 0)
    let rows = try await read(MemberRow.list(filter, limit: page.fetch))
    return page.reply(rows, columns: command.verb.columns, key: \.key) { row in
      [
        code(.member, row.id), row.number, row.name, row.kind, code(.area, row.area), code(.unit, row.unit), row.phone,
        row.state, String(row.v),
      ]
    }
  }

  fileprivate func member() async throws -> Reply {
    let id = try requiredID("id", .member)
    guard let found = try await read(MemberRow.one(id)).first else { throw Answer.notFound("id") }
    let phone = text("reveal") == nil ? found.row.phone : try await revealPhone(of: found.row)
    let row = found.row
    return Reply(
      Final(.ok, fields: [Field("rows", "1"), Field("more", "no")]),
      table: Table(
        columns: command.verb.columns,
        rows: [
          [
            code(.member, row.id), row.number, row.name, row.kind, code(.area, row.area), code(.area, found.place),
            code(.unit, row.unit), phone, found.skills, found.wishes, found.windows,
            found.teams.map { code(.team, $0) }.joined(separator: ","), row.state, String(row.v),
          ]
        ]))
  }

  /// The whole number for those who work with that member, with a reason, and logged before it is told.
  private func revealPhone(of row: MemberRow) async throws -> String? {
    guard text("reason")?.isEmpty == false else {
      throw Answer.missing("reason", "显示电话须写明 reason=", "revealing the phone needs reason=")
    }
    guard mayReveal(row) else {
      throw Answer.denied(
        "完整电话只给本社区工作者、其单位联络人和本人", "only staff of the member's own area, its unit contact and the member see the whole number")
    }
    let member = row.id
    return try await store.transact(as: principal, at: now) { [self] transaction in
      guard let phone = try await transaction.first(MemberRow.phone(member)) else { throw Answer.notFound("id") }
      try await transaction.audit(verb, objects: [code(.member, member)], fields: ["phone"])
      return phone
    }
  }

  private func mayReveal(_ row: MemberRow) -> Bool {
    switch principal.role {
    case .staff: principal.works(in: row.area)
    case .unit: principal.speaks(for: row.unit)
    case .member: principal.member == row.id
    default: false
    }
  }
}

extension MemberRow { fileprivate var key: [Int64] { [id] } }
