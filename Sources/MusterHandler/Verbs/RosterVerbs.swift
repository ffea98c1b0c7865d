import MusterDomain
import MusterProtocol
import MusterStore

extension Handler {
  /// 排班: ask for one, look at it, publish it.
  static let rosterVerbs: [String: VerbHandler] = [
    "SOLVE": solve, "JOB": job, "CANCEL": cancel, "ROSTERS": rosters, "ROSTER": roster, "PUBLISH": publish, "WHY": why,
  ]

  /// How long a solve searches where `seconds=` is not given.
  private static let defaultSeconds = 10

  @Sendable private static func solve(_ request: Request) async throws -> Reply {
    let area = try await request.area("area")
    guard request.principal.works(in: area) else { throw Answer.notFound("area") }
    guard let from = try request.boundary("from"), let to = try request.boundary("to"), let span = TimeSpan(from, to) else {
      throw Answer.value("to", "to= 应晚于 from=", "to= should be later than from=")
    }
    let zone = request.environment.zone
    let week = PlanningWeek(of: TimeText.date(from, in: zone), zone: zone)
    guard let whole = week.span, span.start >= whole.start, span.end <= whole.end else {
      throw Answer.value(
        "to", "一次排班在同一周内（周一至周日）：每人的上限按周计", "a roster lies within one week, Monday to Sunday: members' limits are a week's")
    }
    let seconds = request.integer("seconds") ?? defaultSeconds
    let threads = request.integer("threads") ?? 1
    let most = request.environment.limits.solverThreads
    guard threads <= most else {
      throw Answer.value("threads", "threads= 在这里至多 \(most)", "threads= is at most \(most) here")
    }
    let arguments = JSONWriter.object([
      ("from", .number(span.start.seconds)), ("to", .number(span.end.seconds)), ("seconds", .number(Int64(seconds))),
      ("seed", .number(Int64(request.integer("seed") ?? 1))), ("threads", .number(Int64(threads))),
    ])
    var reply = try await request.write { transaction in
      let open = request.environment.limits.openSolves
      guard try await transaction.openSolves() < open else {
        throw Answer(
          .later, .limitRate, [Field("retry", "5"), Field("maximum", "\(open)")], "等待和正在进行的排班已有 \(open) 个，请稍后",
          "\(open) rosters wait or are being made already: try later")
      }
      let job = try await transaction.queue(.solve, area: area, arguments: arguments)
      try await transaction.audit("SOLVE", objects: [request.code(.job, job)])
      return .ok(Field("job", request.code(.job, job)), Field("state", "queued"))
    }
    request.environment.jobs.ring()
    let calendar = WorkCalendar(try await request.read(CalendarRow.of(week.dates)))
    reply.final.text = CalendarVerbs.unknown(week.dates, calendar)?.said(in: request.language)
    return reply
  }

  @Sendable private static func job(_ request: Request) async throws -> Reply {
    guard let row = try await request.read(JobRow.one(try request.requiredID("id", .job))).first else {
      throw Answer.notFound("id")
    }
    let cells: [String?] = [
      request.code(.job, row.id), row.kind, row.state, String(row.progress), row.score.map { String($0) },
      row.bound.map { String($0) }, row.result, row.seats.map { String($0) }, row.filled.map { String($0) },
      row.gap.map(Self.ratio), row.left.map { String($0) },
    ]
    var final = Final.ok(Field("rows", "1"), Field("state", row.state), Field("progress", "\(row.progress)"))
    final.fields += row.facts.map { Field($0.name, $0.value) }
    return Reply(final, table: Table(columns: request.command.verb.columns, rows: [cells]))
  }

  /// Six decimals: a ten-thousandth of a percent.
  private static func ratio(_ value: Double) -> String {
    let millionths = Int64((value * 1_000_000).rounded())
    let digits = String(millionths.magnitude % 1_000_000)
    let sign = millionths < 0 ? "-" : ""
    return "\(sign)\(millionths.magnitude / 1_000_000).\(String(repeating: "0", count: 6 - digits.count))\(digits)"
  }

  @Sendable private static func cancel(_ request: Request) async throws -> Reply {
    let id = try request.requiredID("id", .job)
    if request.flag("keep") == true { return try await cutShort(request, id) }
    let reply = try await request.write { transaction in
      guard let row = try await transaction.first(JobRow.one(id)) else { throw Answer.notFound("id") }
      guard try await transaction.cancelJob(id) else {
        throw Refusal.notFrom(state: row.state, action: "cancel", allowed: ["queued", "running"])
      }
      try await transaction.audit("CANCEL", objects: [request.code(.job, id)])
      return .ok(Field("job", request.code(.job, id)), Field("state", "cancelled"))
    }
    request.environment.running.stop(id)
    return reply
  }

  /// The search ends now, and its best plan so far becomes the proposal.
  private static func cutShort(_ request: Request, _ id: Int64) async throws -> Reply {
    let reply = try await request.write { transaction in
      guard let row = try await transaction.first(JobRow.one(id)) else { throw Answer.notFound("id") }
      guard row.kind == ClaimedJob.Kind.solve.rawValue else {
        throw Answer.value("keep", "只有排班任务有方案可留", "only a roster's search has a plan to keep")
      }
      guard try await transaction.cutShort(id) else {
        throw Refusal.notFrom(state: row.state, action: "keep", allowed: ["running"])
      }
      try await transaction.audit("CANCEL", objects: [request.code(.job, id)])
      return .ok(Field("job", request.code(.job, id)), Field("state", row.state))
    }
    request.environment.running.cutShort(id)
    return reply
  }

  @Sendable private static func rosters(_ request: Request) async throws -> Reply {
    let page = try Page(request, parts: 1)
    let within = try request.shortID("in", .area)
    let rows = try await request.read(RosterRow.list(within: within, before: page.after.first, limit: page.fetch))
    return page.reply(rows, columns: request.command.verb.columns, key: { [$0.id] }) { row in
      [
        request.code(.roster, row.id), request.code(.area, row.area), row.from.description, row.to.description, row.state,
        String(row.score), row.bound.map { String($0) }, String(row.seats), String(row.filled), String(row.v),
      ]
    }
  }

  @Sendable private static func roster(_ request: Request) async throws -> Reply {
    let page = try Page(request, parts: 3)
    let id = try request.requiredID("id", .roster)
    guard let head = try await request.read(RosterRow.one(id)).first else { throw Answer.notFound("id") }
    let other = try request.id("diff", .roster)
    if let other, try await request.read(RosterRow.one(other)).isEmpty { throw Answer.notFound("diff") }
    let after =
      page.after.isEmpty
      ? nil : RosterLineRow.Key(start: Instant(microseconds: page.after[0]), shift: page.after[1], member: page.after[2])
    let rows = try await request.read(RosterLineRow.list(id, comparedWith: other, after: after, limit: page.fetch))
    let fields = [
      Field("state", head.state), Field("score", "\(head.score)"), Field("bound", "\(head.bound ?? head.score)"),
      Field("seats", "\(head.seats)"), Field("filled", "\(head.filled)"), Field("v", "\(head.v)"),
    ]
    return page.reply(
      rows, columns: request.command.verb.columns, key: { [$0.starts.microseconds, $0.shift, $0.member] }, fields: fields
    ) { row in
      [
        request.code(.shift, row.shift), request.show(row.starts), request.show(row.ends), row.role,
        request.code(.member, row.member), row.name, request.code(.team, row.team), row.isKept ? "yes" : "no", row.change,
      ]
    }
  }

  @Sendable private static func publish(_ request: Request) async throws -> Reply {
    let id = try request.requiredID("id", .roster)
    return try await request.write { transaction in
      let published = try await Publication(request, transaction).publish(id)
      try await transaction.audit("PUBLISH", objects: [request.code(.roster, id)])
      return .ok(
        Field("offered", "\(published.offered)"), Field("kept", "\(published.kept)"),
        Field("withdrawn", "\(published.withdrawn)"), Field("skipped", "\(published.skipped)"), Field("v", "\(published.v)"))
    }
  }
}

extension Request {
  /// An area that exists: at community level or above as it stands, below it the community that it lies in.
  func area(_ name: String) async throws -> Int32 {
    guard let id = try shortID(name, .area), let community = try await read(AreaRow.community(of: id)).first else {
      throw Answer.notFound(name)
    }
    return community
  }
}
