import MusterDomain
import MusterProtocol
import MusterStore

/// RECORD: what is kept of a member's service, to the member and to staff of the places where it was.
enum RecordVerbs {
  @Sendable static func list(_ request: Request) async throws -> Reply {
    let page = try Page(request, parts: 2)
    let member = try request.requiredID("member", .member)
    let days = try request.days()
    guard try await request.read(ServiceRow.isVisible(member: member)).first == true else { throw Answer.notFound("member") }
    let rows = try await request.read(
      ServiceRow.list(member: member, from: days.from, to: days.to, after: page.after, limit: page.fetch))
    return page.reply(
      rows, columns: request.command.verb.columns, key: { [Int64($0.date.daysSinceEpoch), $0.id] },
      { row in
        [
          request.code(.record, row.id), "\(row.date)", "\(row.minutes)", row.title, row.role, request.code(.area, row.area),
          request.code(.unit, row.unit), row.domain, row.proof, request.code(.record, row.corrects),
        ]
      })
  }
}

extension Request {
  /// `from=` and `to=` (exclusive) as days of the city's calendar; a time within a day means that day.
  func days() throws -> (from: CivilDate?, to: CivilDate?) {
    (try day("from", isEnd: false), try day("to", isEnd: true))
  }

  private func day(_ name: String, isEnd: Bool) throws -> CivilDate? {
    if let date = date(name) { return date }
    guard let instant = try boundary(name) else { return nil }
    let date = TimeText.date(instant, in: environment.zone)
    let isMidnight = environment.zone.localSeconds(instant) % 86_400 == 0
    return isEnd && !isMidnight ? date.advanced(days: 1) : date
  }
}
