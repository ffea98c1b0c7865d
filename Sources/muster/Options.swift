import ArgumentParser
import MusterClient
import MusterProtocol
import MusterTLS

extension Language: ExpressibleByArgument {}

/// When to colour what a terminal shows.
enum ColorChoice: String, CaseIterable, ExpressibleByArgument { case always, auto, never }

/// Which server, as whom, and how to show what it says. Tokens are never among the arguments, where everyone on the
/// machine could read them.
struct Options: ParsableArguments {
  @Option(help: "用此配置，见 muster help profiles；也可用 MUSTER_PROFILE / the profile; none: no profile")
  var profile: String?

  @Option(help: "服务器 HOST:PORT 或 tls://HOST:PORT；也可用 MUSTER_SERVER / the server (default: 127.0.0.1:7117)")
  var server: String?

  @Flag(help: "用 TLS，同 tls:// / by TLS, like tls://")
  var tls = false

  @Option(name: .customLong("ca"), help: "只信此 PEM 文件里的证书机构 / trust only the authorities in this PEM file")
  var authorities: String?

  @Flag(help: "不验证服务器是谁（不安全）/ accept any server (unsafe)")
  var insecure = false

  @Option(help: "musterd 的数据目录 / musterd's data directory")
  var dataDirectory = ".muster"

  @Option(name: .customLong("as"), help: "用此账号：令牌在 <data-directory>/tokens/NAME / act as this account")
  var account: String?

  @Option(help: "用密码登录此账号（在终端上问）/ log in as this account by password, asked on the terminal")
  var user: String?

  @Option(help: "密码在此文件的第一行 / the password is this file's first line")
  var passwordFile: String?
  @Option(help: "令牌文件；也可用 MUSTER_TOKEN_FILE / the file with the token", completion: .file())
  var tokenFile: String?

  @Flag(help: "走 Unix 套接字，凭系统用户登录 / by <data-directory>/run/muster.sock, as this machine's user")
  var peer = false

  @Flag(help: "每行一个 JSON 对象 / one JSON object a row, then one for the final line")
  var json = false

  @Flag(help: "制表符分隔（管道中的默认）/ tab-separated, as in a pipe")
  var tsv = false

  @Flag(name: .customLong("no-header"), help: "TSV 不要列名 / no column names in TSV")
  var noHeader = false

  @Option(help: "zh-CN 或 en；默认看 LANG / language of what people read; by default that of LANG")
  var lang: Language?

  @Option(name: .customLong("tz"), help: "时区，例如 Asia/Shanghai / the session's time zone")
  var zone: String?

  @Flag(name: .customLong("no-color"), help: "不用颜色；也可用 NO_COLOR / no colours")
  var noColor = false

  @Option(help: "always、auto（终端上才用）或 never / when to colour")
  var color: ColorChoice?

  @Flag(name: .customLong("no-pager"), help: "长输出不分屏；分屏程序是 PAGER 或 less / long output is not paged")
  var noPager = false

  @Flag(name: .shortAndLong, help: "不显示 OK 行 / say nothing of what went well")
  var quiet = false

  @Option(help: "LATER 或连不上时最多再试几次 / tries after LATER or while nothing listens")
  var retry = 0

  @Option(help: "服务器沉默多少秒算断线 / seconds of silence after which a server is given up")
  var timeout = 60

  /// The names of options that are followed by a value.
  static let namesWithValue: Set<String> = [
    "--profile", "--server", "--ca", "--data-directory", "--as", "--user", "--password-file", "--token-file", "--lang", "--tz",
    "--color", "--retry", "--timeout",
  ]
  static let flags: Set<String> = [
    "--peer", "--tls", "--insecure", "--json", "--tsv", "--no-header", "--no-color", "--no-pager", "--quiet",
  ]

  static let retries = 0...1_000
  static let timeouts = 1...86_400

  mutating func validate() throws {
    guard Self.retries.contains(retry) else { throw ValidationError("--retry 须在 0 至 1000 之间 / --retry must be 0 to 1000") }
    guard Self.timeouts.contains(timeout) else {
      throw ValidationError("--timeout 须在 1 至 86400 秒之间 / --timeout must be 1 to 86400 seconds")
    }
    guard !(account != nil && tokenFile != nil) else {
      throw ValidationError("--as 与 --token-file 只能选一个 / choose either --as or --token-file, not both")
    }
    guard !(peer && (account != nil || server != nil || tokenFile != nil || tls)) else {
      throw ValidationError(
        "--peer 走本机套接字、凭系统用户登录，不能与 --as、--token-file、--server 或 --tls 同用 / --peer takes this machine's "
          + "socket and user: it excludes --as, --token-file, --server and --tls")
    }
    guard !(insecure && authorities != nil) else {
      throw ValidationError("--ca 与 --insecure 只能选一个 / choose either --ca or --insecure, not both")
    }
    guard user == nil || (account == nil && tokenFile == nil && !peer) else {
      throw ValidationError(
        "--user 用密码登录，不能与 --as、--token-file 或 --peer 同用 / --user logs in by password: it excludes --as, "
          + "--token-file and --peer")
    }
    guard passwordFile == nil || user != nil else {
      throw ValidationError("--password-file 要和 --user 同用 / --password-file goes with --user")
    }
    guard !(json && tsv) else { throw ValidationError("--json 与 --tsv 只能选一个 / choose either --json or --tsv, not both") }
  }
}

extension Options {
  /// What `--lang` says, else the environment's `LANG`.
  func language(_ environment: Environment) -> Language { lang ?? environment.language }

  func address(_ environment: Environment) throws(ClientError) -> ServerAddress {
    if peer { return .unix(path: "\(dataDirectory)/run/muster.sock") }
    let address =
      try (server ?? environment["MUSTER_SERVER"]).map { text throws(ClientError) in try ServerAddress(parsing: text) }
      ?? .standard
    return tls ? address.encrypted : address
  }

  /// Throws `ClientError` when a token was asked for and is not there. Without one the session is nobody's.
  func settings(_ environment: Environment, _ screen: Screen) throws(ClientError) -> Session.Settings {
    var settings = Session.Settings(address: try address(environment), credential: try credential(environment, screen))
    settings.trust = trust
    let language = language(environment)
    if case .tls = settings.address, insecure {
      screen.note(
        language.choose(
          "警告：--insecure，不验证 \(settings.address) 是谁，令牌可能落入他人之手",
          "warning: --insecure: \(settings.address) could be anyone, and would get the token"))
    }
    if language != .chinese { settings.preferences.append("lang=\(language.rawValue)") }
    if let zone { settings.preferences.append("tz=\(zone)") }
    settings.retry.later = retry
    settings.deadline = .seconds(timeout)
    return settings
  }

  func session(_ environment: Environment, _ screen: Screen) throws(ClientError) -> Session {
    session(try settings(environment, screen), environment)
  }

  func session(_ settings: Session.Settings, _ environment: Environment) -> Session {
    Session(settings, journal: KeyJournal(directory: stateDirectory(environment) + "/keys"))
  }

  private var trust: ServerTrust {
    if insecure { return .insecure }
    return authorities.map { .authorities(file: $0) } ?? .system
  }

  func stateDirectory(_ environment: Environment) -> String { environment.stateDirectory(dataDirectory: dataDirectory) }

  private func credential(_ environment: Environment, _ screen: Screen) throws(ClientError) -> ClientConnection.Credential? {
    if peer { return .peer }
    if let user {
      let password: String
      if let passwordFile {
        password = try PasswordSource.file(passwordFile, screen)
      } else {
        password = try PasswordSource.ask(screen.language.choose("\(user) 的密码：", "Password of \(user): "))
      }
      return .password(try PasswordLogin(user: user, password: password))
    }
    let source = try TokenSource(
      dataDirectory: dataDirectory, account: account, file: tokenFile ?? environment["MUSTER_TOKEN_FILE"])
    guard let token = try source.token() else {
      screen.note(screen.language.choose("没有令牌 \(source.path)，未登录", "no token at \(source.path): not logged in"))
      return nil
    }
    if let warning = source.warning { screen.note(warning.sentence(screen.language)) }
    return .token(token)
  }
}
