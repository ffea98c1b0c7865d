import MusterDomain
import MusterProtocol
import MusterStore

extension Handler {
  /// The tree of areas, and what stands in it. No personal data: every role reads all of it.
  static let placeVerbs: [String: VerbHandler] = [
    "AREAS": { try await $0.areas() },
    "UNITS": { try await $0.units() },
    "TEAMS": { try await $0.teams() },
  ]
}

extension Request {
  fileprivate func areas() async throws -> Reply {
    let page = try Page(self, parts: 1)
    let filter = AreaRow.Filter(
      id: try shortID("id", .area), under: try shortID("under", .area), level: integer("level"), class: text("class"),
      mark: text("mark"), after: page.after.first)
    let rows = try await read(AreaRow.list(filter, limit: page.fetch))
    if filter.id != nil, rows.isEmpty { throw Answer.notFound("id") }
    return page.reply(rows, columns: command.verb.columns, key: \.key) { row in
      [
        code(.area, row.id), code(.area, row.parent), String(row.level), row.code, row.name, row.class, row.mark, String(row.v),
      ]
    }
  }

  /// Units are known to all who may list them; their people are counted within the asker's scope.
  fileprivate func units() async throws -> Reply {
    let page = try Page(self, parts: 1)
    let filter = UnitRow.Filter(
      id: try shortID("id", .unit), paired: try await knownArea("in"), level: text("level"), sector: text("sector"),
      search: try searchText(), after: page.after.first ?? 0)
    let rows = try await read(UnitRow.list(filter, limit: page.fetch))
    if filter.id != nil, rows.isEmpty { throw Answer.notFound("id") }
    return page.reply(rows, columns: command.verb.columns, key: \.key) { row in
      [
        code(.unit, row.id), code(.unit, row.parent), row.code, row.name, row.level, row.sector, row.kind,
        row.members.map { "\($0)" }, row.reported.map { "\($0)" }, String(row.v),
      ]
    }
  }

  fileprivate func teams() async throws -> Reply {
    let page = try Page(self, parts: 1)
    let filter = TeamRow.Filter(
      id: try shortID("id", .team), within: try await knownArea("in"), kind: text("kind"), domain: text("domain"),
      after: page.after.first ?? 0)
    let rows = try await read(TeamRow.list(filter, limit: page.fetch))
    if filter.id != nil, rows.isEmpty { throw Answer.notFound("id") }
    return page.reply(rows, columns: command.verb.columns, key: \.key) { row in
      [
        code(.team, row.id), code(.area, row.area), row.name, row.kind, row.domain, code(.member, row.leader),
        String(row.people), String(row.v),
      ]
    }
  }
}

extension Request {
  /// The area of a filter over things that everybody knows.
  func knownArea(_ name: String) async throws -> Int32? {
    guard let id = try shortID(name, .area) else { return nil }
    guard try await read(AreaPlace.query(id)).first != nil else { throw Answer.notFound(name) }
    return id
  }

  /// The area of a filter over people and what they do: staff get the same answer for one outside their subtree as for none.
  func scopedArea(_ name: String) async throws -> Int32? {
    guard let id = try shortID(name, .area) else { return nil }
    guard let place = try await read(AreaPlace.query(id)).first else { throw Answer.notFound(name) }
    if principal.role == .staff, !place.communities.contains(where: principal.works(in:)) { throw Answer.notFound(name) }
    return id
  }

  /// `q=`, of at least two characters: one alone would list half a city.
  func searchText() throws -> String? {
    guard let text = text("q") else { return nil }
    guard text.unicodeScalars.count >= 2 else { throw Answer.value("q", "q= 至少两个字", "q= has at least two characters") }
    return text
  }
}

extension AreaRow { fileprivate var key: [Int64] { [Int64(id)] } }
extension UnitRow { fileprivate var key: [Int64] { [Int64(id)] } }
extension TeamRow { fileprivate var key: [Int64] { [Int64(id)] } }
