import MusterProtocol
import NIOConcurrencyHelpers
import NIOCore

/// A connection as its conversation sees it: lines come in batches, one a read; replies go out in buffers, one a batch; and
/// whoever writes more than the client takes is made to wait.
final class Link: Sendable {
  private struct State {
    /// Octets that were given to the channel and not yet taken by the system.
    var waiting = 0
    var isClosed = false
    var isDraining = false
    /// A turn for events lies in the stream.
    var isRung = false
    var writer: CheckedContinuation<Void, Never>?
    var closer: CheckedContinuation<Void, Never>?
  }

  /// What a conversation has to do next.
  enum Turn: Sendable {
    /// Answer what the client sent, in one read.
    case lines([LineFramer.Frame])
    /// Tell the events that wait.
    case events
    /// Look whether whoever is logged in still has rights.
    case rights
  }

  /// What a conversation has said.
  struct Said: Sendable {
    let octets: [UInt8]
    /// To so many frames.
    let answered: Int
    /// Nobody is logged in after it.
    let isAnonymous: Bool
    /// The next line is awaited by a login under way.
    let answersAuth: Bool
  }

  /// Ends when the client has nothing more to say, or is gone.
  let turns: AsyncStream<Turn>
  private let feed: AsyncStream<Turn>.Continuation
  private let highWater: Int
  private let state = NIOLockedValueBox(State())
  private let handler: NIOLoopBound<ConnectionHandler>

  init(_ handler: ConnectionHandler, on eventLoop: any EventLoop, limits: Limits) {
    self.handler = NIOLoopBound(handler, eventLoop: eventLoop)
    highWater = limits.outputHighWater
    (turns, feed) = AsyncStream.makeStream()
  }

  /// No command is begun any more.
  var isDraining: Bool { state.withLockedValue { $0.isDraining } }

  // MARK: For the conversation

  /// Has the channel send it.
  func send(_ said: Said) {
    sends(said.octets.count)
    handler.eventLoop.execute { self.handler.value.send(said) }
  }

  /// Sends the last replies and closes. Returns once the client has them, or is gone.
  func close(after octets: [UInt8]) async {
    handler.eventLoop.execute { self.handler.value.close(after: octets) }
    await withCheckedContinuation { closer in
      let isClosed = state.withLockedValue { state in
        if !state.isClosed { state.closer = closer }
        return state.isClosed
      }
      if isClosed { closer.resume() }
    }
  }

  /// The client has taken enough, or is gone.
  var hasRoom: Bool { state.withLockedValue { $0.isClosed || $0.waiting <= highWater } }

  /// Returns once the client has taken enough, or is gone.
  func room() async {
    if hasRoom { return }
    await withCheckedContinuation { writer in
      let mayGoOn = state.withLockedValue { state in
        guard !state.isClosed, state.waiting > highWater else { return true }
        state.writer = writer
        return false
      }
      if mayGoOn { writer.resume() }
    }
  }

  /// Events wait: they get a turn behind the lines that have come already. However often it is called, one turn waits.
  func ring() {
    let isFirst = state.withLockedValue { state in
      defer { state.isRung = true }
      return !state.isRung
    }
    if isFirst { feed.yield(.events) }
  }

  /// The turn for events has come; whatever arrives from now on gets another.
  func answerRing() { state.withLockedValue { $0.isRung = false } }

  // MARK: For the server

  /// Finishes the command that runs, says goodbye and closes.
  func drain() {
    state.withLockedValue { $0.isDraining = true }
    handler.eventLoop.execute { self.handler.value.dismiss(.draining) }
  }

  /// Closes at once.
  func abort() { handler.eventLoop.execute { self.handler.value.abort() } }

  // MARK: For the channel's handler

  func deliver(_ frames: [LineFramer.Frame]) { feed.yield(.lines(frames)) }

  /// Has the conversation look whether whoever is logged in still has rights.
  func lookAgain() { feed.yield(.rights) }

  func finish() { feed.finish() }

  /// So many octets go to the channel.
  func sends(_ count: Int) { state.withLockedValue { $0.waiting += count } }

  func taken(_ count: Int) { resumeWriter { $0.waiting -= count } }

  func closed() {
    feed.finish()
    resumeWriter { $0.isClosed = true }
    state.withLockedValue { state in
      defer { state.closer = nil }
      return state.closer
    }?.resume()
  }

  private func resumeWriter(after change: (inout State) -> Void) {
    let writer: CheckedContinuation<Void, Never>? = state.withLockedValue { state in
      change(&state)
      guard state.isClosed || state.waiting <= highWater else { return nil }
      defer { state.writer = nil }
      return state.writer
    }
    writer?.resume()
  }
}

extension ParseFailure {
  static let draining = ParseFailure(
    .draining, word: .bye, fields: [Field("retry", "5")], "服务器正在停下；请稍后再连", "the server is shutting down; connect again shortly")
}
