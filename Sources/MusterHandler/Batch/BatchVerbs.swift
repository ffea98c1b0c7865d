import MusterDomain
import MusterProtocol
import MusterStore

/// BEGIN, COMMIT, ROLLBACK, and what stands between them.
extension Handler {
  static let batchVerbNames: Set<String> = ["BEGIN", "COMMIT", "ROLLBACK"]

  /// The answer to one of those, or to a command that was queued; nil where no batch is open.
  func batched(_ request: Request, in session: inout Session) async throws -> Reply? {
    switch request.verb {
    case "BEGIN":
      guard session.batch == nil else {
        throw Self.notNow("batch", "已经开始一批；先 COMMIT 或 ROLLBACK", "a batch has begun: COMMIT or ROLLBACK it first")
      }
      session.batch = Batch(key: request.text("key"))
      return Reply(.ok(Field("queued", "0")))
    case "ROLLBACK":
      guard let batch = session.batch else { throw Self.noBatch }
      session.batch = nil
      return Reply(.ok(Field("dropped", "\(batch.commands.count)")))
    case "COMMIT":
      guard let batch = session.batch else { throw Self.noBatch }
      return try await commit(batch, request, session)
    default:
      let count = try session.batch?.queue(request.command, zone: session.zone, limits: environment.limits)
      return count.map { Reply(.ok(Field("queued", "\($0)"))) }
    }
  }

  private func commit(_ batch: Batch, _ request: Request, _ session: Session) async throws -> Reply {
    if let (place, final) = batch.refused { return Self.failed(at: place, final) }
    let run = BatchRun(
      batch: batch, environment: environment, principal: request.principal, language: request.language, now: request.now)
    do {
      if request.flag("dry") == true {
        return Self.reply(batch, try await run.tried(), [Field("dry", "yes")])
      }
      let (finals, isReplayed) = try await run.done()
      return Self.reply(batch, finals, isReplayed ? [Field("replayed", "yes")] : [])
    } catch let failure as BatchRun.Failure {
      let command = batch.commands[failure.place - 1].command
      return Self.failed(at: failure.place, refusal(failure.cause, of: command, in: session).final)
    }
  }

  /// A row for each command, in order.
  private static func reply(_ batch: Batch, _ finals: [Final], _ fields: [Field]) -> Reply {
    let named = { (final: Final, name: String) in final.fields.first { $0.name == name }?.value }
    let rows = zip(batch.commands, finals).enumerated().map { index, pair -> [String?] in
      let (queued, final) = pair
      return [
        "\(index + 1)", queued.command.verb.name, named(final, "id"), named(final, "v"), ReplyPrinter.spelt(final.fields),
      ]
    }
    let columns = VerbTable.row("COMMIT")?.columns ?? []
    return Reply(Final(.ok, fields: [Field("commands", "\(rows.count)")] + fields), table: Table(columns: columns, rows: rows))
  }

  /// The refused command's own fields and sentence, so that it can be put right.
  private static func failed(at place: Int, _ final: Final) -> Reply {
    let own = [Field("at", "\(place)"), Field("code", (final.code ?? .internal).rawValue)]
    let fields = own + final.fields.filter { field in !own.contains { $0.name == field.name } }
    return Reply(Final(.no, .batchFailed, fields: fields, text: final.text))
  }

  private static let noBatch = notNow("none", "没有开始的批；先 BEGIN", "no batch has begun: BEGIN one first")

  private static func notNow(_ state: String, _ chinese: String, _ english: String) -> Answer {
    Answer(.no, .conflictState, [Field("state", state)], chinese, english)
  }
}
