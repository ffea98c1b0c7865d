import Logging
import MusterDomain
import MusterHandler
import MusterProtocol
import MusterStore
import NIOConcurrencyHelpers
import Postgres
import Testing

/// A small city in a database of its own, and the handler over it: two communities of one street, eight people, two units, a team,
/// an event in each community and a need. `TestWorld.map` in TestWorldRows.swift draws it. Its clock stands still until told.
public final class TestWorld: Sendable {
  public let database: TestDatabase
  public let store: Store
  public let handler: Handler
  public let environment: Environment
  public let clock: TestClock
  public let steadyClock: TestSteadyClock

  private init(database: TestDatabase, environment: Environment, clock: TestClock, steadyClock: TestSteadyClock) {
    self.database = database
    store = environment.store
    handler = Handler(environment)
    self.environment = environment
    self.clock = clock
    self.steadyClock = steadyClock
  }

  /// Lends a world to `body` and drops its database whatever happens.
  public static func with<R>(
    limits: Limits = Limits(), leased: Int = 4, waitSeconds: Double = 30, isolation: isolated (any Actor)? = #isolation,
    _ body: (TestWorld) async throws -> R
  ) async throws -> R {
    let template = try await Template.shared.name()
    await WorldGate.shared.enter()
    defer { Task { await WorldGate.shared.leave() } }
    return try await TestDatabase.with(template: template) { database in
      let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
      let store = try await Store.open(
        conninfo: database.conninfo(user: "muster_app"), leased: leased, waitSeconds: waitSeconds, unsafeForTests: true,
        logger: logger)
      let clock = TestClock()
      let steady = TestSteadyClock()
      let environment = Environment(
        store: store, now: { clock.now }, limits: limits, version: "test", loginKey: Self.loginKey,
        steadyClock: { steady.now }, logger: logger)
      let world = TestWorld(database: database, environment: environment, clock: clock, steadyClock: steady)
      do {
        let value = try await body(world)
        await store.close()
        return value
      } catch {
        await store.close()
        throw error
      }
    }
  }

  /// A connection in process, logged in by its token like any client.
  public func client(as account: String) async throws -> TestClient {
    let client = TestClient(self)
    let reply = try await client.send("AUTH TOKEN \(TestWorld.token(account))")
    guard reply.final.word == .ok else { throw TestFailure("cannot log in as \(account): \(reply.final)") }
    return client
  }

  /// The key of every small city.
  public static let loginKey: LoginKey = {
    guard let key = LoginKey(Array(0..<32)) else { preconditionFailure("32 octets") }
    return key
  }()

  /// A connection in process, before login.
  public func stranger(at address: String = "127.0.0.1") -> TestClient { TestClient(self, at: address) }

  /// Runs SQL as the superuser: to lay out a case, or to look behind the protocol.
  public func sql<Row>(_ query: Postgres.Query<Row>) async throws -> [Row] {
    let client = PostgresClient(
      PostgresConfiguration(conninfo: database.conninfo(), leased: 1, sessionSettings: [("search_path", "muster,public")]),
      logger: Logger(label: "test"))
    do {
      let rows = try await client.read(query)
      await client.close()
      return rows
    } catch {
      await client.close()
      throw error
    }
  }

  public func execute(_ sql: SQL) async throws { _ = try await self.sql(Postgres.Query<Void>.void(sql)) }

  /// The one number that a query gives.
  public func number(_ sql: SQL) async throws -> Int64 { try await self.sql(Postgres.Query<Int64>.value(sql)).first ?? -1 }

  /// A number's code on the wire, e.g. `code(.member, 1)`.
  public func code(_ kind: Kind, _ number: Int64) -> String { store.city.cipher.code(of: Identifier(kind, number)) }
}

public struct TestFailure: Error, CustomStringConvertible {
  public let description: String
  public init(_ description: String) { self.description = description }
}

/// Business time for tests: 2026-05-03T08:00+08:00, a Sunday, until it is set.
public final class TestClock: Sendable {
  private let value = NIOLockedValueBox(Instant(seconds: 1_777_766_400))
  public var now: Instant { value.withLockedValue { $0 } }
  /// `2026-05-04T09:00`, in the city's zone (+08:00).
  public func set(_ text: String) {
    guard let local = LocalDateTime(text) else { preconditionFailure("no time: \(text)") }
    value.withLockedValue { $0 = Instant(seconds: local.wallSeconds - 8 * 3600) }
  }
  public func advance(minutes: Int64) { value.withLockedValue { $0 = $0.advanced(minutes: minutes) } }
}

/// What no one can set back; stands still until told.
public final class TestSteadyClock: Sendable {
  private let value = NIOLockedValueBox(Duration.zero)
  public var now: Duration { value.withLockedValue { $0 } }
  public func advance(seconds: Int) { value.withLockedValue { $0 += .seconds(seconds) } }
}

/// One connection to the handler without a socket: lines in, replies out, through the real parser.
public final class TestClient: Sendable {
  private let world: TestWorld
  private let session: NIOLockedValueBox<Session>

  init(_ world: TestWorld, at address: String = "127.0.0.1") {
    self.world = world
    let peer = Peer.network(address: address, isLoopback: address == "127.0.0.1")
    session = NIOLockedValueBox(world.handler.open(peer, isEncrypted: false))
  }

  /// What the line server asks for whoever says nothing.
  public func isStillValid() async -> Bool { await world.handler.isStillValid(session.withLockedValue { $0 }) }

  /// Sends what a challenge asked for.
  public func answer(_ line: String) async -> Reply {
    var held = session.withLockedValue { $0 }
    let reply = await world.handler.answer(Array(line.utf8), in: &held)
    session.withLockedValue { [held] in $0 = held }
    return reply
  }

  /// The connection is gone, and what it watched with it.
  public func vanish() {
    session.withLockedValue { $0 = world.handler.open(.network(address: "127.0.0.1", isLoopback: true), isEncrypted: false) }
  }

  /// Sends one line, as typed, and gives its reply.
  public func send(_ line: String, literal: [UInt8]? = nil) async throws -> Reply {
    var held = session.withLockedValue { $0 }
    let reply: Reply
    switch CommandParser().parse(Array(line.utf8), literal: literal) {
    case .success(let command):
      reply = await world.handler.handle(command, in: &held)
      check(reply, of: command.verb)
    case .failure(let failure): reply = world.handler.refuse(failure, in: &held)
    }
    session.withLockedValue { [held] in $0 = held }
    return reply
  }

  /// What a verb answers is what its row says: the protocol's page is made of it.
  private func check(_ reply: Reply, of row: VerbRow) {
    let columns = reply.table?.columns ?? []
    if !row.columns.isEmpty, !columns.isEmpty, !Set(columns).isSubset(of: row.columns) {
      Issue.record("\(row.name) answers with columns that its row does not name: \(columns)")
    }
    let surplus = reply.final.word == .ok ? reply.final.fields.map(\.name).filter { !row.fields.contains($0) } : []
    if !surplus.isEmpty { Issue.record("\(row.name) answers with fields that its row does not name: \(surplus)") }
  }

  /// The same, demanding OK.
  @discardableResult
  public func ok(_ line: String) async throws -> Reply {
    let reply = try await send(line)
    guard reply.final.word == .ok else { throw TestFailure("\(line)\n  \(ReplyPrinter.line(reply.final))") }
    return reply
  }

  /// Sends one line and expects the first words of its final: `OK`, `NO CONFLICT/FULL`, …
  @discardableResult
  public func expect(
    _ line: String, _ words: String, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws -> Reply {
    let reply = try await send(line)
    let said = reply.final.code.map { "\(reply.final.word.rawValue) \($0.rawValue)" } ?? reply.final.word.rawValue
    #expect(said == words, "\(line) → \(ReplyPrinter.line(reply.final))", sourceLocation: sourceLocation)
    return reply
  }

  /// What its watches tell, once all that has been committed is numbered and offered.
  public func told() async throws -> [Event] {
    try await Dispatcher(world.environment).step()
    try await world.environment.feed.step()
    guard let source = session.withLockedValue({ world.handler.events(of: $0) }) else { return [] }
    var told: [Event] = []
    while true {
      let events = await source.take(octets: 1_000)
      if events.isEmpty { return told }
      told += events
    }
  }

  /// `NO CONFLICT/FULL`, `OK`, …: the first words of the final.
  public func word(_ line: String) async throws -> String {
    let final = try await send(line).final
    return final.code.map { "\(final.word.rawValue) \($0.rawValue)" } ?? final.word.rawValue
  }
}

extension Reply {
  /// A field of the final.
  public func field(_ name: String) -> String? { final.fields.first { $0.name == name }?.value }

  /// One column of all rows.
  public func column(_ name: String) -> [String?] {
    guard let table, let index = table.columns.firstIndex(of: name) else { return [] }
    return table.rows.map { $0[index] }
  }
}

/// So many worlds at once: each has a database and six connections, and on two cores more of them only wait for each other.
actor WorldGate {
  static let shared = WorldGate()
  private var free = 6
  private var waiting: [CheckedContinuation<Void, Never>] = []

  func enter() async {
    if free > 0 {
      free -= 1
    } else {
      await withCheckedContinuation { waiting.append($0) }
    }
  }

  func leave() {
    if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
  }
}

/// The template database that every world is a copy of: migrated and filled once a test run.
public actor Template {
  public static let shared = Template()
  private var made: Task<String, any Error>?

  public func name() async throws -> String {
    if let made { return try await made.value }
    let task = Task { try await Self.make() }
    made = task
    return try await task.value
  }

  private static func make() async throws -> String {
    let database = try await TestDatabase.create()
    let logger = Logger(label: "template")
    let client = PostgresClient(PostgresConfiguration(conninfo: database.conninfo()), logger: logger)
    _ = try await Migrator(client: client, logger: logger).migrate(city: "测试市")
    try await client.withConnection { connection in
      for statement in TestWorld.rows { try await connection.run(statement) }
    }
    await client.close()
    return database.name
  }
}
