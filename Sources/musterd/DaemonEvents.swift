import MusterHandler
import UnixSignals

/// What the outside asks of a running daemon, in order.
enum DaemonEvent: Sendable {
  /// SIGHUP.
  case reload
  /// SIGTERM, SIGINT or DRAIN.
  case end
}

extension DaemonEvent {
  /// Never ends by itself.
  static func all(_ signals: UnixSignalsSequence, _ environment: Environment) -> AsyncStream<DaemonEvent> {
    AsyncStream { events in
      let signalled = Task {
        for await signal in signals { events.yield(signal == .sighup ? .reload : .end) }
      }
      let asked = Task {
        await environment.draining.wait()
        if !Task.isCancelled { events.yield(.end) }
      }
      events.onTermination = { _ in
        signalled.cancel()
        asked.cancel()
      }
    }
  }
}
