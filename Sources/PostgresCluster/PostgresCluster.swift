import FoundationEssentials
import Glibc
import Logging

/// A private PostgreSQL under a data directory: made once, started, watched, stopped. It is reached by a socket only, which
/// only the server's own user and root may open. Knows nothing of roles and schemas.
///
/// A server that dies is started again. One that an earlier daemon left running, after its own `kill -9`, is stopped first.
/// An object that is dropped without `stop` leaves its server running in the same way.
public actor PostgresCluster {
  private let path: String
  private let settings: [String: String]
  private let logger: Logger
  private let elsewhere: String

  private var lock: DirectoryLock?
  private var layout: Layout?
  private var server: Child?
  private var isWanted = false
  private var restart: Task<Void, Never>?

  /// Nothing happens before `start`. `settings` go before `postgresql.conf` and before the defaults here.
  public init(directory: String, settings: [String: String] = [:], logger: Logger) {
    self.init(directory: directory, settings: settings, logger: logger, elsewhere: "/var/lib/muster")
  }

  init(directory: String, settings: [String: String], logger: Logger, elsewhere: String) {
    path = directory
    self.settings = settings
    self.logger = logger
    self.elsewhere = elsewhere
  }

  /// Makes the cluster if there is none, starts it and waits until it takes connections, recovery included. Returns the
  /// superuser's connection string for the database `postgres`.
  @discardableResult
  public func start() async throws(ClusterError) -> String {
    if let layout, isWanted { return Self.conninfo(layout, user: "postgres", database: "postgres") }
    let directory = try Layout.resolve(path)
    let lock = try DirectoryLock(directory)
    let account = try Account()
    let layout = try await Layout.make(directory, account: account, elsewhere: elsewhere)
    let binaries = try await prepareCluster(layout, account)
    try await launch(layout, account, binaries)
    (self.lock, self.layout) = (lock, layout)
    isWanted = true
    return Self.conninfo(layout, user: "postgres", database: "postgres")
  }

  /// Stops the server with all its sessions rolled back (a fast shutdown) and lets go of the directory.
  public func stop() async {
    isWanted = false
    await restart?.value
    if let server { await end(server) }
    if let layout, layout.socket != layout.run { rmdir(layout.socket) }
    (server, lock, layout) = (nil, nil, nil)
  }

  /// A fast shutdown; an immediate one, which the next start repairs from the log, when that takes longer than a minute.
  private func end(_ server: Child) async {
    kill(server.pid, SIGINT)
    let impatience = Task {
      try await Task.sleep(for: .seconds(60))
      logger.error("database server does not stop, ending it at once", metadata: ["pid": "\(server.pid)"])
      kill(server.pid, SIGQUIT)
    }
    _ = await server.exit.value
    impatience.cancel()
    if self.server?.pid == server.pid { self.server = nil }
  }

  /// How to connect as `user` to `database`; nil while the cluster is not started.
  public func conninfo(user: String, database: String) -> String? {
    layout.map { Self.conninfo($0, user: user, database: database) }
  }

  /// The server's own process; nil while there is none.
  var serverProcess: pid_t? { server?.pid }

  private static func conninfo(_ layout: Layout, user: String, database: String) -> String {
    func quoted(_ value: String) -> String {
      "'" + value.flatMap { $0 == "'" || $0 == "\\" ? ["\\", $0] : [$0] } + "'"
    }
    return "host=\(quoted(layout.socket)) port=\(Layout.port) user=\(quoted(user)) dbname=\(quoted(database))"
  }

  // MARK: Making

  /// Makes the cluster in a folder beside its own and renames it, so that a half-made one is never taken for whole.
  private func prepareCluster(_ layout: Layout, _ account: Account) async throws(ClusterError) -> Binaries {
    if let version = try? String(contentsOfFile: "\(layout.cluster)/PG_VERSION", encoding: .utf8) {
      return try Binaries.find(for: Int(version.prefix { $0.isNumber }))
    }
    guard rmdir(layout.cluster) == 0 || errno == ENOENT else { throw .notACluster(layout.cluster) }
    let binaries = try Binaries.find()
    let draft = "\(layout.cluster).new"
    if access(draft, F_OK) == 0 {
      do { try FileManager.default.removeItem(atPath: draft) } catch { throw .file("remove", draft) }
    }
    try account.makePrivateFolder(draft)
    logger.info("making a database cluster", metadata: ["path": "\(layout.cluster)", "version": "\(binaries.version)"])
    let child = try Child(account.command(initdb(binaries, draft)), output: layout.startupLog)
    guard await child.exit.value == 0 else { throw .initdbFailed(Self.tail(layout.startupLog)) }
    guard rename(draft, layout.cluster) == 0 else { throw .file("rename", draft, errno) }
    return binaries
  }

  private func initdb(_ binaries: Binaries, _ folder: String) -> [String] {
    // Trust is safe where only the server's user and root can open the socket.
    let fixed = ["-U", "postgres", "--auth-local=trust", "--auth-host=reject", "-E", "UTF8", "--locale=C.UTF-8"]
    let sync = settings["fsync"] == "off" ? ["--no-sync"] : []
    return [binaries.path("initdb"), "-D", folder, "--data-checksums", "--no-instructions"] + fixed + sync
  }

  // MARK: Running

  private func launch(_ layout: Layout, _ account: Account, _ binaries: Binaries) async throws(ClusterError) {
    let processes = try ServerProcesses(cluster: layout.cluster)
    try await processes.endLeftovers()
    try processes.disarmPidFiles(socket: layout.socket)
    let arguments = effectiveSettings(layout).sorted { $0.key < $1.key }.flatMap { ["-c", "\($0.key)=\($0.value)"] }
    let child = try Child(
      account.command([binaries.path("postgres"), "-D", layout.cluster] + arguments), output: layout.startupLog)
    server = child
    Task { [weak self] in
      let status = await child.exit.value
      await self?.ended(child, status, layout, account, binaries)
    }
    while !processes.isReady(child.pid) {
      guard server?.pid == child.pid else { throw .startFailed(Self.tail(layout.startupLog), log: layout.log) }
      try? await Task.sleep(for: .milliseconds(20))
      if Task.isCancelled { await end(child) }
    }
    logger.info("database cluster started", metadata: ["pid": "\(child.pid)", "socket": "\(layout.socket)"])
  }

  /// Small and durable; `settings` come last.
  private func effectiveSettings(_ layout: Layout) -> [String: String] {
    let defaults = [
      "listen_addresses": "", "port": "\(Layout.port)", "unix_socket_directories": layout.socket,
      "unix_socket_permissions": "0700", "shared_buffers": "128MB", "jit": "off", "autovacuum": "on", "fsync": "on",
      "synchronous_commit": "on", "full_page_writes": "on", "timezone": "UTC", "log_timezone": "UTC",
      // One file a weekday, overwritten the week after.
      "logging_collector": "on", "log_directory": layout.log, "log_filename": "postgres-%a.log", "log_file_mode": "0640",
      "log_truncate_on_rotation": "on", "log_rotation_age": "1d", "log_rotation_size": "0",
    ]
    return defaults.merging(settings) { _, mine in mine }
  }

  /// Starts the server again when it ended though nobody asked it to.
  private func ended(_ child: Child, _ status: Int32, _ layout: Layout, _ account: Account, _ binaries: Binaries) {
    guard server?.pid == child.pid else { return }
    server = nil
    guard isWanted, restart == nil else { return }
    logger.error("database server ended by itself", metadata: ["pid": "\(child.pid)", "status": "\(status)"])
    restart = Task {
      await launchAgain(layout, account, binaries)
      restart = nil
    }
  }

  /// From 0.1 s doubling to 5 s between attempts, until it runs or is no longer wanted.
  private func launchAgain(_ layout: Layout, _ account: Account, _ binaries: Binaries) async {
    var pause = Duration.milliseconds(100)
    while isWanted {
      do {
        return try await launch(layout, account, binaries)
      } catch {
        logger.error("database server did not start again", metadata: ["error": "\(error)"])
      }
      try? await Task.sleep(for: pause)
      pause = min(pause * 2, .seconds(5))
    }
  }

  /// The last lines of what a program said, on one line.
  private static func tail(_ file: String) -> String {
    let lines = ((try? String(contentsOfFile: file, encoding: .utf8)) ?? "").split(separator: "\n").suffix(4)
    return lines.isEmpty ? "-" : lines.joined(separator: "; ")
  }
}
