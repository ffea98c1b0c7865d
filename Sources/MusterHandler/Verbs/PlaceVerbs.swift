import MusterDomain
import MusterProtocol
import MusterStore

extension Handler {
  /// The tree of areas, and what stands in it. No personal data: every role reads all of it.
  static let placeVerbs: [String: VerbHandler] = [
    "AREAS": { request in
      let page = try Page(request, parts: 2)
      let filter = AreaRow.Filter(
        id: try request.shortID("id", .area), under: try request.shortID("under", .area), level: request.integer("level"),
        class: request.text("class"), mark: request.text("mark"), after: page.after)
      let rows = try await request.read(AreaRow.list(filter, limit: page.fetch))
      if filter.id != nil, rows.isEmpty { throw Answer.notFound("id") }
      return page.reply(rows, columns: request.command.verb.columns, key: { [Int64($0.level), Int64($0.id)] }) { row in
        [
          request.code(.area, row.id), request.code(.area, row.parent), String(row.level), row.code, row.name, row.class,
          row.mark,
          String(row.v),
        ]
      }
    }
  ]
}
