import NIOConcurrencyHelpers

/// Wakes whoever waits for work on this daemon, so that a job queued here starts at once. A ring while nobody waits is kept.
public final class Doorbell: Sendable {
  private struct State {
    var isRung = false
    var waiting: [UInt64: CheckedContinuation<Void, Never>] = [:]
    var next: UInt64 = 0
  }
  private let state = NIOLockedValueBox(State())

  public init() {}

  public func ring() {
    let woken = state.withLockedValue { state -> [CheckedContinuation<Void, Never>] in
      if state.waiting.isEmpty { state.isRung = true }
      defer { state.waiting = [:] }
      return Array(state.waiting.values)
    }
    for continuation in woken { continuation.resume() }
  }

  /// Returns when rung, after the time, or when the task is cancelled.
  public func wait(atMost time: Duration) async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask { try? await Task.sleep(for: time) }
      group.addTask { await self.rung() }
      await group.next()
      group.cancelAll()
    }
  }

  /// Returns when rung, or when the task is cancelled.
  public func wait() async { await rung() }

  private func rung() async {
    let id = state.withLockedValue { state -> UInt64 in
      state.next += 1
      return state.next
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isOver = state.withLockedValue { state -> Bool in
          if state.isRung || Task.isCancelled {
            state.isRung = false
            return true
          }
          state.waiting[id] = continuation
          return false
        }
        if isOver { continuation.resume() }
      }
    } onCancel: {
      state.withLockedValue { $0.waiting.removeValue(forKey: id) }?.resume()
    }
  }
}
