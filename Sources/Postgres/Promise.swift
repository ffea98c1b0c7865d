import NIOConcurrencyHelpers

/// One answer for one waiting task, resolved at most once: by the reactor, or by the task's cancellation.
final class Promise<Value: Sendable>: Sendable {
  typealias Answer = Result<Value, PostgresError>
  private enum State {
    case empty
    case waiting(CheckedContinuation<Answer, Never>)
    case resolved(Answer)
  }
  private let state = NIOLockedValueBox(State.empty)

  /// False when it had been resolved before, so that the giver keeps what it wanted to give.
  @discardableResult
  func resolve(_ answer: Answer) -> Bool {
    let (first, waiting) = state.withLockedValue { state -> (Bool, CheckedContinuation<Answer, Never>?) in
      switch state {
      case .empty:
        state = .resolved(answer)
        return (true, nil)
      case .waiting(let continuation):
        state = .resolved(answer)
        return (true, continuation)
      case .resolved:
        return (false, nil)
      }
    }
    waiting?.resume(returning: answer)
    return first
  }

  @discardableResult
  func fail(_ error: PostgresError) -> Bool { resolve(.failure(error)) }

  var isResolved: Bool {
    state.withLockedValue { if case .resolved = $0 { true } else { false } }
  }

  /// Waits for the answer; cancelling the task ends the wait with `.cancelled`, whatever the reactor does later.
  func wait() async throws(PostgresError) -> Value {
    let answer = await withTaskCancellationHandler {
      await uninterrupted()
    } onCancel: {
      fail(.cancelled)
    }
    return try answer.get()
  }

  /// Waits for the answer through any cancellation: for COMMIT and ROLLBACK.
  func uninterrupted() async -> Answer {
    await withCheckedContinuation { continuation in
      let ready = state.withLockedValue { state -> Answer? in
        if case .resolved(let answer) = state { return answer }
        state = .waiting(continuation)
        return nil
      }
      if let ready { continuation.resume(returning: ready) }
    }
  }
}
