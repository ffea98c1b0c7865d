import MusterDomain
import MusterProtocol
import MusterStore

extension Handler {
  static let totalVerbs: [String: VerbHandler] = ["TOTALS": Totals.list]
}

/// TOTALS: people, person-times, minutes and events, each role over what it answers for. Figures count settled records only.
enum Totals {
  /// A department asks over no less: shorter stretches would show who was where on a day.
  static let departmentDays = 7

  @Sendable static func list(_ request: Request) async throws -> Reply {
    let page = try Page(request, parts: 1)
    let cuts = Set(try request.required("by").split(separator: ",").compactMap { TotalCut(rawValue: String($0)) })
    let days = try request.days()
    guard let from = days.from, let to = days.to else {
      throw Answer.missing("from", "缺少 from= 或 to=", "from= or to= is missing")
    }
    guard from < to else { throw Request.endsTooEarly }
    if request.principal.role == .department { try requireCoarse(cuts, from, to) }
    let filter = TotalRow.Filter(
      scope: scope(request), cuts: cuts, from: from, to: to, within: try await area(request), unit: try unit(request),
      team: try request.shortID("team", .team), domain: request.text("domain"),
      proof: request.text("grade").flatMap(Proof.init(rawValue:)))
    let after = page.after.first ?? 0
    // On a connection of its own: sums over years would hold up everybody's short reads on the shared one.
    let rows = try await request.store.transact(as: request.principal, at: request.now) { transaction in
      try await transaction.rows(TotalRow.list(filter, after: after, limit: page.fetch))
    }
    let whole = rows.first { $0.place == nil }
    let sums = [
      Field("people", "\(whole?.people ?? 0)"), Field("times", "\(whole?.times ?? 0)"),
      Field("minutes", "\(whole?.minutes ?? 0)"),
      Field("events", "\(whole?.events ?? 0)"),
    ]
    return page.reply(
      rows.filter { $0.place != nil }, columns: request.command.verb.columns, key: { [$0.place ?? 0] }, fields: sums,
      { row in
        [
          request.code(.area, row.area), request.code(.unit, row.unit), request.code(.team, row.team), row.domain, row.day,
          row.week,
          row.month, "\(row.people)", "\(row.times)", "\(row.minutes)", "\(row.events)", row.name,
        ]
      })
  }

  private static func requireCoarse(_ cuts: Set<TotalCut>, _ from: CivilDate, _ to: CivilDate) throws {
    guard !cuts.contains(.day), to.daysSinceEpoch - from.daysSinceEpoch >= departmentDays else {
      throw Answer.denied(
        "组织部门的统计以周为最短：用 by=week 或 by=month，期间不少于 7 天",
        "a department's totals go down to the week: by=week or by=month, over 7 days or more")
    }
  }

  private static func scope(_ request: Request) -> TotalRow.Filter.Scope {
    switch request.principal.role {
    case .unit: .units
    case .department: .department
    default: .areas
    }
  }

  /// `in=`; for a department one of the areas put under it. One over units may name any.
  private static func area(_ request: Request) async throws -> Int32? {
    guard let area = try await request.within() else { return nil }
    if request.principal.role == .department, request.principal.area != nil, !request.principal.drawsTotals(overArea: area) {
      throw Answer.notFound("in")
    }
    return area
  }

  /// `unit=`; for who answers for units one of those.
  private static func unit(_ request: Request) throws -> Int32? {
    guard let unit = try request.shortID("unit", .unit) else { return nil }
    let principal = request.principal
    let isHeld: Bool =
      switch principal.role {
      case .unit: principal.speaks(forUnit: unit)
      case .department: principal.unit == nil || principal.drawsTotals(overUnit: unit)
      default: true
      }
    guard isHeld else { throw Answer.notFound("unit") }
    return unit
  }
}
