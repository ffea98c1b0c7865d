import Dispatch
import Glibc
import NIOConcurrencyHelpers

/// SIGTERM and Ctrl-C as something to wait for. A second one ends the process at once.
final class ShutdownSignal: Sendable {
  private struct State {
    var isRaised = false
    var waiting: CheckedContinuation<Void, Never>?
  }
  private let state = NIOLockedValueBox(State())
  private let sources: [any DispatchSourceSignal]

  init() {
    let queue = DispatchQueue(label: "signals")
    sources = [SIGTERM, SIGINT].map { number in
      signal(number, SIG_IGN)
      return DispatchSource.makeSignalSource(signal: number, queue: queue)
    }
    for source in sources {
      source.setEventHandler { [weak self] in self?.raise() }
      source.resume()
    }
  }

  private func raise() {
    let waiting = state.withLockedValue { state -> CheckedContinuation<Void, Never>? in
      if state.isRaised { _exit(1) }
      state.isRaised = true
      defer { state.waiting = nil }
      return state.waiting
    }
    waiting?.resume()
  }

  func wait() async {
    await withCheckedContinuation { continuation in
      let isOver = state.withLockedValue { state -> Bool in
        if !state.isRaised { state.waiting = continuation }
        return state.isRaised
      }
      if isOver { continuation.resume() }
    }
  }
}
