import Logging
import NIOConcurrencyHelpers

/// The level of all the daemon's loggers, which SIGHUP may change.
final class LogLevel: Sendable {
  private let box: NIOLockedValueBox<Logger.Level>

  init(_ level: Logger.Level) { box = NIOLockedValueBox(level) }

  var now: Logger.Level { box.withLockedValue { $0 } }
  func change(to level: Logger.Level) { box.withLockedValue { $0 = level } }

  static func named(_ name: String) throws -> Logger.Level {
    guard let level = Logger.Level(rawValue: name) else {
      throw StartFailure("没有日志级别 \(name)", "no log level \(name): trace, debug, info, notice, warning, error or critical")
    }
    return level
  }

  /// Every logger of the process, made before or after, asks this level.
  func bootstrap() {
    LoggingSystem.bootstrap { LevelledLogHandler(inner: StreamLogHandler.standardError(label: $0), level: self) }
  }
}

/// Writes where another handler writes, at a level that is shared and may change.
private struct LevelledLogHandler: LogHandler {
  var inner: StreamLogHandler
  let level: LogLevel

  var logLevel: Logger.Level {
    get { level.now }
    // One logger's own level would outlive the next SIGHUP: nobody in the daemon sets one.
    set {}
  }
  var metadata: Logger.Metadata {
    get { inner.metadata }
    set { inner.metadata = newValue }
  }
  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { inner[metadataKey: key] }
    set { inner[metadataKey: key] = newValue }
  }
  func log(event: LogEvent) { inner.log(event: event) }
}
