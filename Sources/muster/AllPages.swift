import MusterClient
import MusterProtocol

/// `--all`: a list's pages one after the other, by the cursor that each gives for the next. Rows of TSV and JSON are shown as they
/// come, a table once it is whole, as its columns are as wide as their widest row.
struct AllPages {
  /// How long one waits before being told how far it is.
  static let patience = Duration.seconds(1)

  let session: Session
  let screen: Screen

  /// The last page's final line, with all rows counted; everything has been shown.
  func run(_ command: Outgoing) async throws -> Final {
    var command = command.wantingPages(of: try await session.greeting().limits.page)
    let began = ContinuousClock.now
    var gathered: Table?
    var count = 0
    var isFirst = true
    while true {
      try await session.submit(command)
      guard var answer = try await session.next() else { throw ClientError.lost(nil) }
      count += answer.reply.table?.rows.count ?? 0
      if screen.style == .table { gathered = Self.joined(gathered, answer.reply.table) }
      guard let next = Self.cursor(answer.reply).flatMap({ command.following($0) }) else {
        if screen.style == .table { answer.reply.table = gathered }
        answer.reply.final = Self.counted(answer.reply.final, count)
        hush()
        _ = screen.show(answer, hasHeader: isFirst)
        return answer.reply.final
      }
      if screen.style != .table, let table = answer.reply.table {
        // Nobody reads any longer.
        guard screen.showTable(table, hasHeader: isFirst) else { return answer.reply.final }
      }
      tell(count, since: began)
      isFirst = false
      command = next
    }
  }

  private static func counted(_ final: Final, _ count: Int) -> Final {
    var final = final
    final.fields = final.fields.map { $0.name == "rows" ? Field("rows", "\(count)") : $0 }
    return final
  }

  private func hush() {
    if screen.isErrorTerminal { screen.write(ProgressLine.blank, to: screen.errorDescriptor) }
  }

  private func tell(_ count: Int, since began: ContinuousClock.Instant) {
    guard screen.isErrorTerminal, ContinuousClock.now - began >= Self.patience else { return }
    screen.write(
      ProgressLine.blank + screen.language.choose("已取 \(count) 行…", "\(count) rows so far…"), to: screen.errorDescriptor)
  }

  private static func cursor(_ reply: Reply) -> String? {
    guard reply.final.word == .ok, reply.value(of: "more") == "yes" else { return nil }
    return reply.final.fields.first { $0.name == "next" }?.value
  }

  private static func joined(_ table: Table?, _ page: Table?) -> Table? {
    guard let page else { return table }
    return Table(columns: page.columns, rows: (table?.rows ?? []) + page.rows)
  }
}
