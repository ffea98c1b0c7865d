import MusterDomain
import MusterProtocol
import MusterStore

/// EVENTS and EVENT.ADD.
enum EventVerbs {
  @Sendable static func list(_ request: Request) async throws -> Reply {
    let page = try Page(request, parts: 2)
    let filter = EventRow.Filter(
      id: try request.id("id", .event), series: try request.id("series", .series), within: try await request.within(),
      state: request.text("state").flatMap(EventState.init(rawValue:)), from: try request.boundary("from"),
      to: try request.boundary("to"), domain: request.text("domain"), after: page.after)
    let rows = try await request.read(EventRow.list(filter, limit: page.fetch))
    if filter.id != nil, rows.isEmpty { throw Answer.notFound("id") }
    return page.reply(
      rows, columns: request.command.verb.columns, key: { [$0.span.start.microseconds, $0.id] },
      { row in
        [
          request.code(.event, row.id), request.show(row.span.start), request.show(row.span.end), row.title,
          request.code(.area, row.area), request.code(.venue, row.venue), row.domain, row.state.rawValue, "\(row.seats)",
          "\(row.taken)", "\(row.v)", request.code(.series, row.series),
        ]
      })
  }

  @Sendable static func add(_ request: Request) async throws -> Reply {
    let span = try request.span()
    let title = try request.required("title")
    let domain = try request.required("domain")
    guard let areaID = try request.shortID("area", .area) else { throw Answer.missing("area", "缺少 area=", "area= is missing") }
    let venueID = try request.shortID("venue", .venue)
    let point = try writtenPoint(request)
    let plan = try SeriesPlan(request, first: span)
    return try await request.write { transaction in
      let ground = try await transaction.first(GroundRow.area(areaID))
      guard let ground, let area = ground.community, request.principal.works(in: area) else { throw Answer.notFound("area") }
      try point.map { try requireNear($0, ground) }
      try await request.requireKnown(domain: domain, transaction)
      let venue = try await venueID.asyncMap { try await free($0, under: areaID, plan?.spans ?? [span], request, transaction) }
      let event = NewEvent(
        area: area, venue: venueID, title: title, domain: domain, span: span,
        longitude: point?.longitude ?? venue?.longitude ?? ground.longitude,
        latitude: point?.latitude ?? venue?.latitude ?? ground.latitude, beneficiaries: request.integer("beneficiaries") ?? 0)
      let (id, series) = try await made(event, plan, request, transaction)
      try await transaction.audit("EVENT.ADD", objects: [request.code(.event, id)], fields: request.changedFields)
      return Final(
        .ok,
        fields: [Field("id", request.code(.event, id)), Field("state", EventState.draft.rawValue)] + series + [Field("v", "1")])
    }
  }

  /// One event, or all of a series with the first one's number.
  private static func made(
    _ event: NewEvent, _ plan: SeriesPlan?, _ request: Request, _ transaction: StoreTransaction
  ) async throws -> (Int64, [Field]) {
    guard let plan else { return (try await transaction.add(event), []) }
    let made = try await transaction.add(
      NewSeries(
        event, rule: plan.recurrence.rule, starts: plan.recurrence.start, excepted: plan.excepted, added: plan.added,
        spans: plan.spans))
    return (
      made.events.first ?? 0, [Field("series", request.code(.series, made.series)), Field("events", "\(made.events.count)")]
    )
  }

  private static func writtenPoint(_ request: Request) throws -> (longitude: Double, latitude: Double)? {
    switch (request.number("lon"), request.number("lat")) {
    case (nil, nil): nil
    case (let longitude?, let latitude?): (longitude, latitude)
    case (nil, _): throw Answer.missing("lon", "lat= 须与 lon= 同给", "lat= goes with lon=")
    case (_, nil): throw Answer.missing("lat", "lon= 须与 lat= 同给", "lon= goes with lat=")
    }
  }

  /// A slip of the pen puts an event on another continent, where nobody could come.
  private static func requireNear(_ point: (longitude: Double, latitude: Double), _ ground: GroundRow) throws {
    let (x, y) = Projection(longitude: ground.longitude, latitude: ground.latitude)
      .metres(longitude: point.longitude, latitude: point.latitude)
    guard x * x + y * y <= mostMetres * mostMetres else {
      throw Answer.value(
        "lon", "这一点离该区划超过 \(mostMetres / 1_000) 千米，请核对经纬度",
        "that point is more than \(mostMetres / 1_000) km from the area: check longitude and latitude")
    }
  }
  private static let mostMetres = 200_000

  /// The venue of that area, if it is open at all those times and nobody holds it then.
  private static func free(
    _ id: Int32, under area: Int32, _ spans: [TimeSpan], _ request: Request, _ transaction: StoreTransaction
  ) async throws -> VenueRow {
    guard let venue = try await transaction.first(VenueRow.venue(id, under: area)) else { throw Answer.notFound("venue") }
    for span in spans { try requireOpen(venue, span, request) }
    guard let taken = try await transaction.first(VenueRow.firstTaken(id, spans)) else { return venue }
    guard spans.count > 1 else { throw StoreError.venueTaken }
    let date = TimeText.date(taken, in: request.environment.zone)
    throw Answer(
      .no, .conflictOverlap, [Field("date", date.description)], "阵地在 \(date) 已被占用：换时间或阵地，或写 except=\(date)",
      "the venue is taken on \(date): choose another time or venue, or say except=\(date)")
  }

  /// Opening hours are the city's wall clock, whatever zone the session reads times in.
  static func requireOpen(_ venue: VenueRow, _ span: TimeSpan, _ request: Request) throws {
    guard !OpeningHours(opens: venue.opens, closes: venue.closes).allow(span, in: request.environment.zone) else { return }
    let opens = LocalTime(minuteOfDay: venue.opens)?.description ?? ""
    let closes = LocalTime(minuteOfDay: venue.closes)?.description ?? ""
    throw Answer(
      .no, .conflictRule, [Field("rule", "opening-hours"), Field("opens", opens), Field("closes", closes)],
      "阵地开放时间是 \(opens) 到 \(closes)，活动须在当天这段时间内",
      "the venue is open from \(opens) to \(closes): the event must lie within one day's hours")
  }
}

extension Optional where Wrapped: Sendable {
  /// `map` for what must be awaited.
  func asyncMap<R: Sendable>(_ transform: (Wrapped) async throws -> R) async rethrows -> R? {
    guard let self else { return nil }
    return try await transform(self)
  }
}
