import Foundation

/// A thread of its own for long computations: they never hold a thread of the pool that serves connections.
enum SolverThread {
  /// Who waits for the result.
  enum Urgency {
    /// Nobody in particular: a solve must never starve a PING.
    case background
    /// A client, with locks held for it: as urgent as any command.
    case command

    /// Added to the daemon's own niceness.
    fileprivate var nicer: Int32 {
      switch self {
      case .background: 10
      case .command: 0
      }
    }
  }

  static func run<R: Sendable>(_ urgency: Urgency, _ work: @escaping @Sendable () throws -> R) async throws -> R {
    try await withCheckedThrowingContinuation { continuation in
      let thread = Thread {
        // From within: only then does the system hear of it.
        Thread.current.name = "solver"
        // On Linux a priority is a thread's own, and threads that it makes inherit it.
        let own = __priority_which_t(0)
        if urgency.nicer > 0 { _ = setpriority(own, 0, min(19, getpriority(own, 0) + urgency.nicer)) }
        continuation.resume(with: Result { try work() })
      }
      thread.stackSize = 8 << 20
      thread.start()
    }
  }
}
