/// Work that libpq does outside pipeline mode: a script of several statements, COPY in, COPY out.
///
/// `@unchecked Sendable`: made by the caller, then touched by the reactor's thread only.
final class Simple: @unchecked Sendable {
  enum Kind { case script, copyIn, copyOut }
  enum Phase { case starting, open, ending }

  let kind: Kind
  let text: String
  let stake: Segment.Stake
  /// A COPY has begun.
  let opened = Promise<Void>()
  /// All is over; rows that a COPY moved.
  let finished = Promise<Int>()
  var phase = Phase.starting
  var failure: PostgresServerError?
  var rows = 0
  /// The caller waits until its chunk has left for the server.
  private var flushing: Promise<Void>?
  /// The caller waits for the next chunk; nil is the end.
  private var reading: Promise<[UInt8]?>?

  init(_ kind: Kind, _ text: String, stake: Segment.Stake) {
    self.kind = kind
    self.text = text
    self.stake = stake
  }

  /// Nobody wants the rows that the server has sent: leave them in the socket.
  var isPaused: Bool { kind == .copyOut && phase == .open && reading == nil }
  var wantsChunk: Bool { reading != nil }

  func awaitFlush(_ promise: Promise<Void>) { flushing = promise }
  func awaitChunk(_ promise: Promise<[UInt8]?>) { reading = promise }

  func flushed() {
    flushing?.resolve(.success(()))
    flushing = nil
  }

  func deliver(_ chunk: [UInt8]?) {
    reading?.resolve(.success(chunk))
    reading = nil
  }

  /// The server has answered everything.
  func finish() {
    if let failure { return fail(.server(failure)) }
    guard kind == .script || phase == .ending else {
      return fail(.misuse("a statement that is not the COPY that was asked for"))
    }
    deliver(nil)
    finished.resolve(.success(rows))
  }

  func lose(reason: String, wasSent: Bool) {
    fail(.connectionDown(reason: reason, outcomeUnknown: wasSent && stake == .autocommit))
  }

  private func fail(_ error: PostgresError) {
    opened.fail(error)
    finished.fail(error)
    flushing?.fail(error)
    reading?.fail(error)
    (flushing, reading) = (nil, nil)
  }
}
