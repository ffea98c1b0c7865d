import MusterDomain
import MusterProtocol
import MusterStore

/// NEEDS and NEED.ADD.
enum NeedVerbs {
  /// Alternative times of one need at most: a fortnight's days and two to spare.
  static let mostTimes = 16

  @Sendable static func list(_ request: Request) async throws -> Reply {
    let page = try Page(request, parts: 1)
    let filter = NeedRow.Filter(
      id: try request.id("id", .need), within: try await request.within(),
      state: request.text("state").flatMap { NeedState(rawValue: StateText.stored($0)) }, domain: request.text("domain"),
      lateAt: request.text("late") == nil ? nil : request.now, after: page.after.first)
    let rows = try await request.read(NeedRow.list(filter, limit: page.fetch))
    if filter.id != nil, rows.isEmpty { throw Answer.notFound("id") }
    return page.reply(
      rows, columns: request.command.verb.columns, key: { [$0.id] },
      { row in
        [
          request.code(.need, row.id), row.title, request.code(.area, row.area), request.code(.area, row.place), row.domain,
          "\(row.urgency)", row.skill, "\(row.minimum)", "\(row.seats)", request.show(row.deadline),
          request.code(.shift, row.shift), StateText.wire(row.state), row.rating.map { "\($0)" },
          row.times.map { "\(request.show($0.start))/\(request.show($0.end))" }.joined(separator: ","), row.contact, row.phone,
          "\(row.v)", row.isLate(at: request.now) ? "yes" : "no",
        ]
      })
  }

  @Sendable static func add(_ request: Request) async throws -> Reply {
    let title = try request.required("title")
    let domain = try request.required("domain")
    let times = try times(request)
    let seats = request.integer("seats") ?? 1
    let minimum = request.integer("minimum") ?? 1
    try request.requireSeats(minimum: minimum, seats: seats)
    let deadline = try request.boundary("deadline")
    let named = (area: try request.shortID("area", .area), place: try request.shortID("grid", .area))
    return try await request.write { transaction in
      let ground = try await ground(named.area, named.place, request, transaction)
      try await request.requireKnown(domain: domain, skill: request.text("skill"), transaction)
      let id = try await transaction.add(
        NewNeed(
          area: ground.community, place: ground.place, title: title,
          source: request.text("source") ?? (request.principal.role == .unit ? "unit" : "staff"),
          mode: request.text("mode").map { $0 == "off-hours" ? "offhours" : $0 } ?? "appointment", domain: domain,
          urgency: request.integer("urgency") ?? 3, skill: request.text("skill"), minimum: minimum, seats: seats,
          deadline: deadline, longitude: ground.longitude, latitude: ground.latitude, times: times,
          contact: request.text("contact"), phone: request.text("phone")))
      try await transaction.audit("NEED.ADD", objects: [request.code(.need, id)], fields: request.changedFields)
      return .ok(Field("id", request.code(.need, id)), Field("state", NeedState.reported.rawValue), Field("v", "1"))
    }
  }

  private static func times(_ request: Request) throws -> [TimeSpan] {
    let spans = try request.required("times").split(separator: ",").map { pair in
      let ends = try pair.split(separator: "/").map { try TimeText.instant(String($0), in: request.zone, argument: "times") }
      guard ends.count == 2, let span = TimeSpan(ends[0], ends[1]) else {
        throw Answer.value("times", "times= 中有一段的止不晚于起", "a span of times= does not end after it begins")
      }
      try Request.requireShort(span, "times")
      return span
    }
    guard spans.count <= mostTimes, Set(spans).count == spans.count else {
      throw Answer.value(
        "times", "times= 最多 \(mostTimes) 段，不能重复", "times= has at most \(mostTimes) spans, none twice")
    }
    return spans
  }

  struct Ground {
    let community: Int32
    let place: Int32?
    let longitude: Double
    let latitude: Double
  }

  /// Where the need is: staff name an area of theirs, grid staff their grid, a unit contact any community.
  private static func ground(
    _ areaID: Int32?, _ placeID: Int32?, _ request: Request, _ transaction: StoreTransaction
  ) async throws -> Ground {
    let area = try await areaID.asyncMap { try await transaction.first(GroundRow.area($0)) } ?? nil
    guard let area, let community = area.community else { throw Answer.notFound("area") }
    let usual = area.isWithinCommunity ? area.id : request.principal.role == .grid ? request.principal.area : nil
    let place = try await (placeID ?? usual).asyncMap { try await transaction.first(GroundRow.area($0)) } ?? nil
    if placeID != nil || place != nil {
      guard let place, place.isWithinCommunity, place.community == community else { throw Answer.notFound("grid") }
    }
    let isOwn: Bool =
      switch request.principal.role {
      case .staff: request.principal.works(in: community)
      case .grid: place.map { request.principal.reports(from: $0.id) } ?? false
      case .unit: area.level >= 4
      default: false
      }
    guard isOwn else { throw Answer.notFound("area") }
    return Ground(
      community: community, place: place?.id, longitude: place?.longitude ?? area.longitude,
      latitude: place?.latitude ?? area.latitude)
  }
}
