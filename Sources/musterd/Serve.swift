import ArgumentParser
import Glibc
import Logging
import MusterDomain
import MusterHandler
import MusterLineServer
import MusterProtocol
import MusterStore
import UnixSignals

/// `musterd`: serve until told to stop.
struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "提供服务（默认） / serve (the default)")

  @Option(help: "监听地址，可多次；不在本机回环上则须 TLS。 Where to listen, again for more (default 127.0.0.1:7117; port 0 picks one).")
  var listen: [String] = []

  @Option(help: "数据目录。 Where the private PostgreSQL, sockets and tokens lie.")
  var dataDirectory = ".muster"

  @Option(help: "用这个 PostgreSQL（libpq 连接串，可多主机），以 muster_app 登录。 Use this PostgreSQL instead of a private one.")
  var database: String?

  @Option(help: "新建的城市叫什么。 The name of a city that is made now.")
  var city = "示范市"

  @Option(help: "密码登录的密钥文件（默认 <data-directory>/login.key）；同城各 musterd 用同一把。 The key of logins by password.")
  var keyFile: String?

  @Option(help: "业务时间：固定起点，可加倍速，如 2026-05-03T20:00,x60。 Business time: begins there, may run faster.")
  var clock: String?

  @Option(help: "改一项限额，如 connections=20000。 Changes a limit; again for more.")
  var limit: [String] = []

  @Option(help: "数据库专用连接数。 Exclusive database connections.")
  var databaseConnections = 4

  @Option(help: "日志级别 trace…critical。 The log's level.")
  var logLevel = "info"

  @Flag(help: "允许超级用户或关闭 fsync 的数据库，仅供测试。 Allows an unsafe role or server, for tests only.")
  var unsafeForTests = false

  func run() async throws {
    let logger = try makeLogger()
    let limits = try LimitOption.apply(limit, processors: sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    let clock = try BusinessClock(clock)
    try checkDatabaseConnections()
    let endpoints = try lineEndpoints()
    let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint)
    let source = try await DatabaseSource.open(
      database: database, directory: dataDirectory, city: city, unsafe: unsafeForTests, logger: logger)
    do {
      let store = try await Store.open(
        conninfo: source.conninfo, leased: databaseConnections, unsafeForTests: unsafeForTests, logger: logger)
      let key = try LoginKeyFile.ensure(keyFile ?? "\(dataDirectory)/login.key", logger)
      let started = ContinuousClock.now
      let environment = Environment(
        store: store, now: clock.reader, limits: limits, version: Muster.version, ownUser: geteuid(), loginKey: key,
        steadyClock: { ContinuousClock.now - started }, logger: logger)
      try await LoginKeyFile.check(environment)
      try await AdminToken.ensure(in: dataDirectory, environment)
      try await serve(environment, endpoints, signals)
      await store.close()
    } catch {
      await source.stop()
      throw StartFailure(error)
    }
    await source.stop()
    logger.info("stopped")
  }

  private func serve(_ environment: Environment, _ endpoints: [Endpoint], _ signals: UnixSignalsSequence) async throws {
    let server = LineServer(
      handler: Handler(environment), configuration: .init(endpoints: endpoints, limits: environment.limits),
      logger: environment.logger)
    try makeSocketFolder()
    let addresses = try await server.start()
    let ready = addresses.first.flatMap { address in address.port.map { "\(address.ipAddress ?? "127.0.0.1"):\($0)" } } ?? "-"
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<environment.limits.solverRuns { group.addTask { await JobRunner(environment).run() } }
      group.addTask { await Sweeper(environment).run() }
      group.addTask { await Housekeeping(environment).run() }
      group.addTask { await Dispatcher(environment).run() }
      group.addTask { await environment.feed.run() }
      group.addTask { await RightsWatch(environment) { server.lookAgain() }.run() }
      Console.say("ready line=\(ready)", to: STDOUT_FILENO)
      ServiceManager.tell("READY=1\nSTATUS=serving \(ready)")
      for await _ in signals { break }
      environment.logger.info("draining")
      ServiceManager.tell("STOPPING=1")
      await server.shutdown()
      group.cancelAll()
    }
  }

  private func checkDatabaseConnections() throws {
    guard (1...1_000).contains(databaseConnections) else {
      throw StartFailure(
        "--database-connections 须在 1 至 1000 之间，不能是 \(databaseConnections)",
        "--database-connections must be 1 to 1000, not \(databaseConnections)")
    }
  }

  private func lineEndpoints() throws -> [Endpoint] {
    let places = try (listen.isEmpty ? ["127.0.0.1:7117"] : listen).map { text in
      guard let endpoint = Endpoint(hostAndPort: text) else {
        throw StartFailure("--listen \(text) 不是“主机:端口”", "--listen \(text) is not HOST:PORT")
      }
      // Before a database is made for a place where nothing could be served.
      do { try LineServer.check(endpoint) } catch { throw StartFailure(error) }
      return endpoint
    }
    let socket = "\(dataDirectory)/run/muster.sock"
    // A path that the kernel cannot take is left out: the operator then uses a shorter --data-directory.
    return socket.utf8.count <= 107 ? places + [.unix(path: socket)] : places
  }

  /// The cluster makes it, where there is one. Nobody else's users have any business at the operator's socket.
  private func makeSocketFolder() throws {
    let path = "\(dataDirectory)/run"
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
      throw StartFailure("建不了目录 \(path)", "cannot make the folder \(path)")
    }
  }

  private func makeLogger() throws -> Logger {
    guard let level = Logger.Level(rawValue: logLevel) else {
      throw StartFailure(
        "没有日志级别 \(logLevel)", "no log level \(logLevel): trace, debug, info, notice, warning, error or critical")
    }
    LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
    var logger = Logger(label: "musterd")
    logger.logLevel = level
    return logger
  }
}

/// `musterd migrate`: makes roles and schema on a PostgreSQL of one's own.
struct Migrate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "建角色与表结构 / make roles and schema",
    discussion: "musterd migrate --database 'host=db user=postgres dbname=muster' --city 临河区")

  @Option(help: "可建角色的连接串。 A connection that may create roles.")
  var database: String

  @Option(help: "新城市的名称。 The name of a new city.")
  var city = "示范市"

  @Option(help: "新城市的时区。 The time zone of a new city.")
  var timeZone = "Asia/Shanghai"

  @Flag(help: "只说会做什么。 Only says what it would do.")
  var plan = false

  func run() async throws {
    LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
    let names = try await DatabaseSource.migrate(
      database, city: city, timeZone: timeZone, planOnly: plan, logger: Logger(label: "migrate"))
    if names.isEmpty { print("无需改动 / nothing to do") }
    for name in names { print(plan ? "将应用 would apply \(name)" : "已应用 applied \(name)") }
  }
}
