import MusterDomain
import MusterProtocol
import MusterStore

extension Handler {
  /// 放假安排: what the days are, and the notices that say so.
  static let calendarVerbs: [String: VerbHandler] = ["CALENDAR": CalendarVerbs.list, "CALENDAR.ADD": CalendarVerbs.add]
}

/// CALENDAR and CALENDAR.ADD.
enum CalendarVerbs {
  private static let usualDays = 28

  @Sendable static func list(_ request: Request) async throws -> Reply {
    let page = try Page(request, parts: 1)
    let start = request.date("from") ?? TimeText.date(request.now, in: request.environment.zone)
    let end = request.date("to") ?? start.advanced(days: usualDays)
    guard start < end else { throw Request.endsTooEarly }
    let first = page.after.first.map { CivilDate(daysSinceEpoch: Int($0) + 1) } ?? start
    let isOnlyAdjusted = request.flag("adjusted") == true
    let reach = isOnlyAdjusted ? end : min(end, first.advanced(days: page.fetch))
    let days = first...max(first, reach.advanced(days: -1))
    let calendar = WorkCalendar(try await request.read(CalendarRow.of(days)))
    let shown = isOnlyAdjusted ? calendar.adjustedDates : days.all.map { $0 }
    var reply = page.reply(
      shown, columns: request.command.verb.columns, key: { [Int64($0.daysSinceEpoch)] }
    ) { date in
      let said = calendar.adjustment(on: date)
      return [
        date.description, "\(date.weekday)", calendar.kind(of: date).rawValue, said?.name,
        "\(calendar.weekdayOfWindows(on: date))", calendar.isKnown(date) ? "yes" : "no", said?.source,
      ]
    }
    reply.final.text = unknown(days, calendar)?.said(in: request.language)
    return reply
  }

  /// Says which of the days' years no notice lays out: there the weekday's rule is all that is known.
  static func unknown(_ days: ClosedRange<CivilDate>, _ calendar: WorkCalendar) -> Sentence? {
    guard let first = days.all.first(where: { !calendar.isKnown($0) }) else { return nil }
    return Sentence(
      "\(first.parts.year) 年的放假安排还没有录入，先按星期推算；请管理员用 CALENDAR.ADD 录入",
      "the holidays of \(first.parts.year) are not entered yet, so weekdays are all there is: an administrator enters them by CALENDAR.ADD"
    )
  }

  @Sendable static func add(_ request: Request) async throws -> Reply {
    guard let issued = request.date("issued") else { throw Answer.missing("issued", "缺少 issued=", "issued= is missing") }
    let notice: CalendarNotice
    do {
      notice = try CalendarNotice(
        number: try request.required("notice"), issuedOn: issued, year: request.integer("year"),
        holidays: request.text("holidays"),
        worked: request.text("worked"), ordinary: request.text("ordinary"))
    } catch let fault as CalendarNoticeFault {
      throw Answer(fault)
    }
    return try await request.write { transaction in
      try await transaction.add(notice)
      try await transaction.audit("CALENDAR.ADD", objects: [notice.number], fields: request.changedFields)
      return .ok(Field("notice", notice.number), Field("days", "\(notice.days.count)"))
    }
  }
}

extension Answer {
  init(_ fault: CalendarNoticeFault) {
    switch fault {
    case .empty:
      self = .missing(
        "holidays", "写明日子：holidays=、worked= 或 ordinary=", "say which days: holidays=, worked= or ordinary=")
    case .unreadable(let argument, let part):
      self = .value(
        argument,
        "“\(part)”看不懂：写 2027-01-01、2027-01-01/2027-01-03 或 元旦:2027-01-01/2027-01-03，一段至多 \(CalendarNotice.mostDaysOfHoliday) 天",
        "not understood: write 2027-01-01, 2027-01-01/2027-01-03 or NAME:2027-01-01/2027-01-03, \(CalendarNotice.mostDaysOfHoliday) days at most"
      )
    case .twice(let date):
      self = .value("holidays", "\(date) 写了两次，请只留一次", "\(date) is named twice: keep one")
    case .workedWeekday(let date):
      self = .value(
        "worked", "\(date) 是周一到周五，本来就上班；worked= 只写周六周日",
        "\(date) is a weekday and worked anyway: worked= takes Saturdays and Sundays")
    case .outsideYear(let date, let year):
      self = .value(
        "year", "\(date) 不在 \(year) 年：核对日期，或不写 year=", "\(date) is not of \(year): check the date, or leave year= out")
    }
  }
}

extension ClosedRange<CivilDate> {
  /// Each of its days.
  fileprivate var all: some Sequence<CivilDate> {
    (lowerBound.daysSinceEpoch...upperBound.daysSinceEpoch).lazy.map { CivilDate(daysSinceEpoch: $0) }
  }
}
