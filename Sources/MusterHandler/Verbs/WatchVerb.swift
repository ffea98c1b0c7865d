import MusterDomain
import MusterProtocol
import MusterStore

extension Handler {
  /// WATCH: begins or ends a watch of the session. The watch is begun before it is checked with the rights held: whatever changes
  /// them after that check is numbered behind the watch's beginning, and is heard of.
  func watch(_ request: Request, in session: inout Session) async throws -> Reply {
    if request.text("off") != nil { return try Self.unwatch(request, session) }
    guard let what = request.text("what").flatMap(Watchable.init(rawValue:)) else {
      throw Answer.missing("what", "写明看什么，如 WATCH assignments", "say what to watch, such as WATCH assignments")
    }
    guard request.principal.mayWatch(what) else {
      throw Answer.denied("您的角色不能看 \(what.rawValue)", "your role does not read \(what.rawValue)")
    }
    let owner = Owner(session, request.principal, by: self)
    let watcher = session.watcher ?? Watcher(owner, feed: environment.feed)
    watcher.enter(owner)
    let limit = min(64, environment.limits.watches)
    guard watcher.watchCount < limit else {
      throw Answer(
        .no, .limitWatches, [Field("maximum", "\(limit)")], "一个连接最多 \(limit) 个订阅", "a connection has \(limit) watches at most")
    }
    let watch = try await request.watch(what, number: watcher.nextNumber())
    let begun = try await environment.feed.begin(watch, of: watcher, since: request.integer("since").map(Int64.init))
    do {
      try await request.requireReadable(watch)
    } catch {
      _ = watcher.end(watch.number)
      throw error
    }
    session.watcher = watcher
    return Reply(.ok(Field("watch", watch.code), Field("seq", "\(begun)")))
  }

  private static func unwatch(_ request: Request, _ session: Session) throws -> Reply {
    if let other = request.command.arguments.keys.sorted().first(where: { $0 != "off" }) {
      throw Answer(.bad, .argumentUnknown, [Field("arg", other)], "off= 之外不带 \(other)=", "off= takes no \(other)= beside it")
    }
    guard let number = request.text("off").flatMap({ Int($0.dropFirst(2)) }), session.watcher?.end(number) == true else {
      throw Answer(.no, .notFound, [Field("arg", "off")], "没有这个订阅", "there is no such watch")
    }
    return Reply(.ok(Field("watch", "W-\(number)")))
  }

  /// Where events wait for the session; nil while it watches nothing.
  public func events(of session: Session) -> (any EventSource)? { session.watcher }
}

extension Owner {
  /// Whose rights a session's watches have: as much as what it came by, read anew whenever they change.
  fileprivate init(_ session: Session, _ principal: Principal, by handler: Handler) {
    var held = session
    // The watcher holds its owner.
    held.watcher = nil
    self.init(principal: principal, expires: session.expires) { [held] in try await handler.rightsNow(of: held)?.principal }
  }
}

extension Request {
  /// What the arguments ask for.
  fileprivate func watch(_ what: Watchable, number: Int) async throws -> Watch {
    let taken: Set<String> =
      switch what {
      case .jobs: ["id"]
      case .rosters, .events, .needs: ["id", "area"]
      case .shifts: ["id", "event", "area"]
      case .assignments: ["id", "event", "shift", "member", "area"]
      }
    if let other = command.arguments.keys.sorted().first(where: { !taken.contains($0) && $0 != "what" && $0 != "since" }) {
      throw Answer(
        .bad, .argumentUnknown, [Field("arg", other)], "WATCH \(what.rawValue) 没有 \(other)=",
        "WATCH \(what.rawValue) takes no \(other)=")
    }
    var watch = Watch(
      number: number, what: what, id: try id("id", what.kind), event: try id("event", .event), shift: try id("shift", .shift),
      member: try id("member", .member))
    if let root = try shortID("area", .area) {
      watch.area = (root, Set(try await read(AreaRow.communities(under: root)).first ?? []))
    }
    return watch
  }

  /// Refuses what could not be read either: not there and not yours are answered alike. A read in any case: rights that have
  /// changed meanwhile are noticed by it.
  fileprivate func requireReadable(_ watch: Watch) async throws {
    _ = try await read(AreaRow.communities(under: 0))
    if let area = watch.area {
      guard let ground = try await read(GroundRow.area(area.root)).first, !area.communities.isEmpty else {
        throw Answer.notFound("area")
      }
      if principal.areaCount > 0, !(ground.community.map(principal.works(in:)) ?? false) { throw Answer.notFound("area") }
    }
    try await requireVisible(member: watch.member)
    for (name, table, id) in [("id", watch.what, watch.id), ("event", .events, watch.event), ("shift", .shifts, watch.shift)] {
      guard let id else { continue }
      guard try await read(table.isReadable(id)).first == true else { throw Answer.notFound(name) }
    }
  }
}
