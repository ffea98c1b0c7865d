import DequeModule
import NIOConcurrencyHelpers

/// What a listening connection tells.
public enum PostgresNotification: Sendable, Equatable {
  /// LISTEN is in force: whatever is read after this is followed by notifications of every later change.
  case listening
  case notified(channel: String, payload: String)
  /// Notifications may have been missed, because the connection was lost or the consumer was too slow: read again.
  case reconnected
}

/// The notifications of some channels, for one consumer. Ends when the client is closed; dropping it, and every iterator
/// made from it, closes its connection.
public struct PostgresNotifications: AsyncSequence, Sendable {
  public typealias Element = PostgresNotification
  public typealias Failure = Never
  let subscription: Subscription

  public struct AsyncIterator: AsyncIteratorProtocol {
    let subscription: Subscription
    public mutating func next() async -> PostgresNotification? { await subscription.queue.next() }
  }

  public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(subscription: subscription) }

  final class Subscription: Sendable {
    let queue = NotificationQueue()
    private let engine: Engine

    init(_ engine: Engine, channels: [String]) {
      self.engine = engine
      let accepted = engine.reactor.submit { [engine, queue] in engine.listen(channels, into: queue) }
      if !accepted { queue.finish() }
    }

    deinit { engine.reactor.submit { [engine, queue] in engine.unlisten(queue) } }
  }
}

/// Notifications on their way to a consumer; when it lags too far behind they become one `.reconnected`.
final class NotificationQueue: Sendable {
  /// 4,096 payloads of at most 8,000 bytes are 32 MB at the very worst.
  static let capacity = 4096

  private struct State {
    var waiting: Deque<PostgresNotification> = []
    var consumer: CheckedContinuation<PostgresNotification?, Never>?
    var isFinished = false
  }
  private let state = NIOLockedValueBox(State())

  func push(_ notification: PostgresNotification) {
    let consumer = state.withLockedValue { state -> CheckedContinuation<PostgresNotification?, Never>? in
      guard !state.isFinished else { return nil }
      if state.consumer != nil { return state.consumer.take() }
      if state.waiting.count >= Self.capacity { state.waiting = [.reconnected] } else { state.waiting.append(notification) }
      return nil
    }
    consumer?.resume(returning: notification)
  }

  func finish() {
    let consumer = state.withLockedValue { state in
      state.isFinished = true
      return state.consumer.take()
    }
    consumer?.resume(returning: nil)
  }

  /// The next one; nil at the end, or when the task is cancelled.
  func next() async -> PostgresNotification? {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let ready = state.withLockedValue { state -> PostgresNotification?? in
          if let first = state.waiting.popFirst() { return .some(first) }
          if state.isFinished || Task.isCancelled { return .some(nil) }
          state.consumer = continuation
          return nil
        }
        if let ready { continuation.resume(returning: ready) }
      }
    } onCancel: {
      state.withLockedValue { $0.consumer.take() }?.resume(returning: nil)
    }
  }
}
