import Logging
import MusterHandler
import MusterTLS

/// SIGHUP: reads the configuration and the certificate's files again. All of what may change changes, or nothing does.
struct Reload {
  /// As the process was started.
  let arguments: [String]
  let started: Serve
  let limits: LimitsInForce
  let level: LogLevel
  let encryption: ServerEncryption?
  let logger: Logger

  /// Reads files, which blocks.
  func run() {
    do {
      let serve = try read()
      let settings = try ServeSettings(serve)
      try adopt(settings.pair)
      limits.change(to: settings.limits)
      level.change(to: settings.logLevel)
      logger.notice("configuration reloaded", metadata: ["needs-restart": "\(needingRestart(serve))"])
    } catch {
      logger.error("configuration not reloaded, nothing changed", metadata: ["reason": "\(Self.reason(error))"])
    }
  }

  private func read() throws -> Serve {
    guard let serve = try Musterd.parseAsRoot(ConfigurationFile.expand(arguments)) as? Serve else {
      throw StartFailure("配置里不能有子命令", "a configuration holds no subcommand")
    }
    return serve
  }

  /// The last step that can fail: an outdated certificate does not take the place of one that serves.
  private func adopt(_ pair: CertificatePair?) throws {
    guard let encryption else { return }
    guard let pair else {
      throw StartFailure("运行中不能去掉证书", "the certificate cannot be taken away while the daemon runs")
    }
    if let fault = pair.presentFault { throw StartFailure(fault) }
    encryption.adopt(pair)
  }

  /// Settings that were changed and hold only from the next start.
  private func needingRestart(_ new: Serve) -> [String] {
    let changes: [(String, Bool)] = [
      ("data-directory", new.dataDirectory != started.dataDirectory), ("listen", new.listen != started.listen),
      ("certificate", encryption == nil && new.certificate != nil), ("gateway", new.gateway != started.gateway),
      ("database", new.database != started.database), ("clock", new.clock != started.clock),
      ("database-connections", new.databaseConnections != started.databaseConnections), ("city", new.city != started.city),
    ]
    return changes.filter(\.1).map(\.0)
  }

  private static func reason(_ error: any Error) -> String {
    (error as? StartFailure)?.description ?? Musterd.message(for: error)
  }
}
