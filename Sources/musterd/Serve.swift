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

  @Option(help: "配置文件，命令行优先。 A configuration file; the command line wins. SIGHUP reads it again.")
  var config: String?

  @Option(
    help:
      "监听地址，可多次；不在本机回环上则须写成 tls://主机:端口。 HOST:PORT or tls://HOST:PORT, again for more (default 127.0.0.1:7117; port 0 picks one)."
  )
  var listen: [String] = []

  @Option(help: "tls:// 用的证书链（PEM）。 The certificate chain for tls://, PEM.")
  var certificate: String?

  @Option(help: "证书的私钥（PEM）。 The certificate's private key, PEM.")
  var privateKey: String?

  @Option(help: "网关的 IP，多人经此连接，不限同一地址的连接数；可多次。 An address behind which many connect; again for more.")
  var gateway: [String] = []

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

  @Option(help: "改一项限额，如 connections=20000；HELP limits 列出全部。 Changes a limit; again for more.")
  var limit: [String] = []

  @Option(
    help:
      "发给成员的消息送往哪里：file、file:路径、https://网关 或 none（默认：自带数据库时 file，否则 none）。 Where messages to members go: file, file:PATH, https://GATEWAY or none."
  )
  var messages: String?

  @Option(help: "网关的格式 json、wecom（企业微信机器人）、dingtalk（钉钉机器人）。 The gateway's format.")
  var messagesFormat = "json"

  @Option(help: "签名密钥的文件（0600）。 The file with the secret that signs, mode 0600.")
  var messagesSecretFile: String?

  @Option(help: "数据库专用连接数。 Exclusive database connections.")
  var databaseConnections = 4

  @Option(help: "日志级别 trace…critical。 The log's level.")
  var logLevel = "info"

  @Flag(help: "只检查配置。 Only checks the configuration.")
  var checkConfig = false

  @Flag(help: "只显示生效的配置，隐去密码。 Only shows the configuration in force, without secrets.")
  var printConfig = false

  @Flag(help: "允许超级用户或关闭 fsync 的数据库，仅供测试。 Allows an unsafe role or server, for tests only.")
  var unsafeForTests = false

  func run() async throws {
    let settings = try ServeSettings(self)
    guard !checkConfig && !printConfig else { return try show(settings) }
    let level = LogLevel(settings.logLevel)
    level.bootstrap()
    let logger = Logger(label: "musterd")
    let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint, .sighup)
    let source = try await DatabaseSource.open(
      database: database, directory: dataDirectory, city: city, unsafe: unsafeForTests, logger: logger)
    do {
      let store = try await Store.open(
        conninfo: source.conninfo, leased: databaseConnections, unsafeForTests: unsafeForTests, logger: logger)
      let key = try LoginKeyFile.ensure(keyFile ?? "\(dataDirectory)/login.key", logger)
      let started = ContinuousClock.now
      let environment = Environment(
        store: store, now: settings.clock.reader, limits: settings.limits, version: Muster.version, ownUser: geteuid(),
        loginKey: key, steadyClock: { ContinuousClock.now - started }, logger: logger)
      try await LoginKeyFile.check(environment)
      try await AdminToken.ensure(in: dataDirectory, environment)
      try makeSocketFolder()
      let mail = try settings.mail.map { try MailService($0, dataDirectory: dataDirectory) }
      try await Serving(serve: self, settings: settings, environment: environment, level: level, mail: mail).run(signals)
      try await mail?.close()
      await store.close()
    } catch {
      await source.stop()
      throw StartFailure(error)
    }
    await source.stop()
    logger.info("stopped")
  }

  /// `--check-config` and `--print-config`.
  private func show(_ settings: ServeSettings) throws {
    if let fault = settings.pair?.presentFault { throw StartFailure(fault) }
    if printConfig {
      for line in PrintedConfiguration.lines(self, settings) { Console.say(line, to: STDOUT_FILENO) }
    } else {
      Console.say("配置无误 / the configuration is good", to: STDOUT_FILENO)
    }
  }

  /// The cluster makes it, where there is one. Nobody else's users have any business at the operator's socket.
  private func makeSocketFolder() throws {
    let path = "\(dataDirectory)/run"
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
      throw StartFailure("建不了目录 \(path)", "cannot make the folder \(path)")
    }
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
