import MusterDomain
import MusterProtocol
import MusterStore

/// SHIFTS and SHIFT.ADD.
enum ShiftVerbs {
  @Sendable static func list(_ request: Request) async throws -> Reply {
    let page = try Page(request, parts: 2)
    let filter = ShiftRow.Filter(
      id: try request.id("id", .shift), event: try request.id("event", .event),
      need: try request.id("need", .need), within: try await request.within(),
      want: want(request.text("state")), from: try request.boundary("from"), to: try request.boundary("to"), now: request.now,
      after: page.after)
    let rows = try await request.read(ShiftRow.list(filter, limit: page.fetch))
    if filter.id != nil, rows.isEmpty { throw Answer.notFound("id") }
    let key = { (row: ShiftRow) in [row.span?.start.microseconds ?? Int64.max, row.id] }
    return page.reply(
      rows, columns: request.command.verb.columns, key: key,
      { row in
        [
          request.code(.shift, row.id), request.code(.event, row.event), request.code(.need, row.need),
          request.show(row.span?.start), request.show(row.span?.end), row.role, row.skill, request.code(.area, row.area),
          "\(row.minimum)", "\(row.seats)", "\(row.taken)", row.state == "open" && row.taken >= row.seats ? "full" : row.state,
          "\(row.v)",
        ]
      })
  }

  private static func want(_ word: String?) -> ShiftRow.Filter.Want {
    switch word {
    case "open": .people
    case "full": .full
    default: .all
    }
  }

  @Sendable static func add(_ request: Request) async throws -> Reply {
    let eventID = try request.requiredID("event", .event)
    let role = try request.required("role")
    let minimum = request.integer("minimum") ?? 0
    let seats = request.integer("seats") ?? 1
    try request.requireSeats(minimum: minimum, seats: seats)
    let times = (try request.time("from"), try request.time("to"))
    let teams = try teams(request)
    return try await request.write { transaction in
      guard let event = try await transaction.first(EventRecord.locked(eventID)) else { throw Answer.notFound("event") }
      guard event.state == .draft || event.state == .published else {
        throw Refusal.notFrom(state: event.state.rawValue, action: "SHIFT.ADD", allowed: ["draft", "published"])
      }
      try await request.requireKnown(skill: request.text("skill"), transaction)
      if !teams.isEmpty, try await transaction.first(Catalogue.teams(teams)) != Int64(teams.count) {
        throw Answer.notFound("teams")
      }
      let shift = NewShift(
        of: .event(event.id), area: event.area, role: role, domain: event.domain, skill: request.text("skill"),
        minimum: minimum,
        seats: seats, priority: request.integer("priority") ?? 3, span: try span(times, within: event.span),
        longitude: event.longitude, latitude: event.latitude, isOpen: event.state == .published, teams: teams)
      let id = try await transaction.add(shift)
      try await transaction.audit(
        "SHIFT.ADD", objects: [request.code(.shift, id), request.code(.event, event.id)], fields: request.changedFields)
      return .ok(Field("id", request.code(.shift, id)), Field("state", shift.isOpen ? "open" : "draft"), Field("v", "1"))
    }
  }

  private static func span(_ times: (Instant?, Instant?), within event: TimeSpan) throws -> TimeSpan {
    guard let span = TimeSpan(times.0 ?? event.start, times.1 ?? event.end) else { throw Request.endsTooEarly }
    guard span.start >= event.start else {
      throw Answer.value("from", "班次不能早于活动开始", "the shift may not begin before the event")
    }
    guard span.end <= event.end else { throw Answer.value("to", "班次不能晚于活动结束", "the shift may not end after the event") }
    return span
  }

  private static func teams(_ request: Request) throws -> [Int32] {
    guard let text = request.text("teams") else { return [] }
    var teams: [Int32] = []
    for code in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let number = request.cipher.identifier(String(code), kind: .team)?.number, let team = Int32(exactly: number) else {
        throw Answer.notFound("teams")
      }
      if !teams.contains(team) { teams.append(team) }
    }
    return teams
  }
}
