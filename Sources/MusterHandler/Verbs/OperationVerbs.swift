import MusterDomain
import MusterProtocol
import MusterStore

extension Handler {
  static let operationVerbs: [String: VerbHandler] = ["STATUS": Status.show, "DRAIN": drain]
}

extension Handler {
  /// The operator's SIGTERM. The answer goes out first: the front door lets the command that runs end.
  @Sendable fileprivate static func drain(_ request: Request) async throws -> Reply {
    request.environment.draining.ring()
    let text = request.language.choose("不再接新连接；做完手上的命令即停", "no new connections; it ends when the running commands have")
    return Reply(Final(.ok, fields: [Field("state", "draining")], text: text))
  }
}

/// STATUS: how the server is, for who runs it. Counts and settings, and no personal data; answers also while the database is away.
enum Status {
  @Sendable static func show(_ request: Request) async throws -> Reply {
    var rows = own(request)
    do {
      rows += try await stored(request)
    } catch StoreError.down {
      rows.append(("database", "down"))
    }
    if request.flag("detail") == true { rows += request.environment.meter.rows }
    return Reply(
      Final(.ok, fields: [Field("rows", "\(rows.count)"), Field("more", "no")]),
      table: Table(columns: request.command.verb.columns, rows: rows.map { [$0.0, $0.1] }))
  }

  private static func own(_ request: Request) -> [(String, String)] {
    let environment = request.environment
    let pool = environment.store.client.statistics
    return [
      ("version", environment.version), ("now", request.show(request.now)),
      ("uptime", "\(environment.started.duration(to: .now).components.seconds)"),
      ("pool.leased", "\(pool.leased)"), ("pool.idle", "\(pool.idle)"), ("pool.waiting", "\(pool.waiting)"),
      ("pool.reconnects", "\(pool.reconnects)"), ("watchers", "\(environment.feed.watcherCount)"),
    ]
  }

  private static func stored(_ request: Request) async throws -> [(String, String)] {
    let store = request.store
    let principal = request.principal
    var rows = [("database", "up")]
    rows += try await store.read(as: principal, Census.server).map { ("database.version", $0) }
    rows += try await store.read(as: principal, Census.query).map { ($0.name, "\($0.value)") }
    rows += try await store.read(as: principal, MessageFigures.query(at: request.now)).flatMap(\.rows)
    rows.append(("feed.last", "\(try await store.feedBounds().last)"))
    guard request.flag("detail") == true else { return rows }
    let today = TimeText.date(request.now, in: request.environment.zone)
    rows += try await store.read(as: principal, Settings.all(on: today)).map { ("setting.\($0.name)", $0.value) }
    rows += [("city", store.city.name), ("zone", store.city.timeZone)]
    let limits = request.environment.limits
    return rows + LimitTable.rows.map { ("limit.\($0.name)", "\($0.value(in: limits))") }
  }
}
