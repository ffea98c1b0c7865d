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
      let scope = try await SeriesScope.locked(eventID, named: "event", request, transaction)
      _ = try scope.named.state.after(.change)
      try await request.requireKnown(skill: request.text("skill"), transaction)
      if !teams.isEmpty, try await transaction.first(Catalogue.teams(teams)) != Int64(teams.count) {
        throw Answer.notFound("teams")
      }
      let wanted = try span(times, within: scope.named.span)
      var ids: [Int64] = []
      for event in scope.all {
        let span = try span(wanted, of: scope.named, in: event, zone: request.environment.zone)
        ids.append(
          try await transaction.add(
            NewShift(
              of: .event(event.id), area: event.area, role: role, domain: event.domain, skill: request.text("skill"),
              minimum: minimum, seats: seats, priority: request.integer("priority") ?? 3, span: span,
              longitude: event.longitude,
              latitude: event.latitude, isOpen: event.state == .published, teams: teams)))
      }
      try await transaction.audit(
        "SHIFT.ADD", objects: ids.map { request.code(.shift, $0) } + [request.code(.event, eventID)],
        fields: request.changedFields)
      return Final(
        .ok,
        fields: [
          Field("id", request.code(.shift, ids.first ?? 0)), Field("state", scope.named.state == .published ? "open" : "draft"),
        ]
          + (scope.isSeries ? [Field("shifts", "\(ids.count)")] : []) + [Field("v", "1")])
    }
  }

  /// As far from its own event's start on the wall as the wanted time from the named event's, and as long.
  private static func span(_ wanted: TimeSpan, of named: EventRecord, in event: EventRecord, zone: ZoneRules) throws -> TimeSpan
  {
    guard event.id != named.id else { return wanted }
    let start = event.span.start.movedOnWall(
      seconds: SeriesScope.wallShift(from: named.span.start, to: wanted.start, in: zone), in: zone)
    let isWhole = wanted == named.span
    guard let span = isWhole ? event.span : TimeSpan(start, start.advanced(seconds: wanted.end.seconds(since: wanted.start))),
      span.start >= event.span.start, span.end <= event.span.end
    else {
      let date = zone.wall(event.span.start).date
      throw Answer.value(
        "to", "\(date) 那一次的时间不同，放不下这个班次：给它单独加班次", "the one on \(date) has other times: add its shift by itself")
    }
    return span
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
