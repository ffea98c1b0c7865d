import MusterDomain
import MusterProtocol
import MusterStore

extension Handler {
  static let totalVerbs: [String: VerbHandler] = ["TOTALS": Totals.list]
}

/// TOTALS: people, person-times, minutes and events, each role over what it answers for. Figures count settled records only.
enum Totals {
  /// A department sees no figures of fewer people: they would be somebody's.
  static let departmentFewest = 5
  /// And cuts by no more at once.
  static let departmentCuts = 2

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
      proof: request.text("grade").flatMap(Proof.init(rawValue:)),
      fewest: request.principal.role == .department ? departmentFewest : 0)
    let after = page.after.first ?? 0
    // On a connection of its own: sums over years would hold up everybody's short reads on the shared one.
    let rows = try await request.store.transact(as: request.principal, at: request.now) { transaction in
      try await transaction.rows(TotalRow.list(filter, after: after, limit: page.fetch))
    }
    let whole = rows.first { $0.place == nil }
    var reply = page.reply(
      rows.filter { $0.place != nil }, columns: request.command.verb.columns, key: { [$0.place ?? 0] }, fields: sums(whole),
      { row in
        [
          request.code(.area, row.area), request.code(.unit, row.unit), request.code(.team, row.team), row.domain, row.day,
          row.week,
          row.month, row.people.map { "\($0)" }, row.times.map { "\($0)" }, row.minutes.map { "\($0)" }, "\(row.events)",
          row.name,
        ]
      })
    if let whole, isSuppressed(whole) {
      reply.final.text = request.language.choose(
        "少于 \(departmentFewest) 人的组不显示人数和时长；只有一组时，次小的一组也不显示",
        "figures of fewer than \(departmentFewest) people are kept back, and where it is one group, the next smallest's too")
    }
    return reply
  }

  private static func isSuppressed(_ whole: TotalRow) -> Bool { whole.people == nil || whole.small > 0 }

  /// The figures of everything together, as far as they may be shown.
  private static func sums(_ whole: TotalRow?) -> [Field] {
    guard let whole else { return [] }
    let figures = [("people", whole.people), ("times", whole.times), ("minutes", whole.minutes), ("events", whole.events)]
    let fields = figures.compactMap { name, value in value.map { Field(name, "\($0)") } }
    return isSuppressed(whole) ? fields + [Field("suppressed", "yes")] : fields
  }

  /// Stretches that are not the calendar's, or many cuts, could be subtracted from each other until one person is left.
  private static func requireCoarse(_ cuts: Set<TotalCut>, _ from: CivilDate, _ to: CivilDate) throws {
    let areWeeks = from.weekday == 1 && to.weekday == 1
    let areMonths = from.parts.day == 1 && to.parts.day == 1
    guard !cuts.contains(.day), cuts.count <= departmentCuts, areWeeks || areMonths else {
      throw Answer.denied(
        "组织部门的统计按整周（周一到周一）或整月（1 日到 1 日），by= 最多两项，不按天",
        "a department's totals are of whole weeks, Monday to Monday, or whole months, first to first, by two cuts at most, none by day"
      )
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
