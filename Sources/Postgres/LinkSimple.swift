import CLibPQ

// Scripts and COPY. Leaving and entering pipeline mode costs no round trip.
extension Link {
  /// Bytes gathered before a slow reader gets them: large enough that a hop between threads costs little beside them.
  private static let chunkBytes = 64 * 1024

  func begin(_ next: Simple) {
    simple = next
    guard PQexitPipelineMode(connection) == 1, PQsendQuery(connection, next.text) == 1 else {
      return close(reason: errorMessage)
    }
  }

  /// Sends one chunk of a COPY; the promise is kept once it has left.
  func put(_ bytes: [UInt8], for copy: Simple, _ promise: Promise<Void>) {
    guard simple === copy, copy.phase == .open else { return refuse(promise) }
    copy.awaitFlush(promise)
    let queued = bytes.withUnsafeBytes { bytes in
      PQputCopyData(connection, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(clamping: bytes.count))
    }
    queued == 1 ? flush() : close(reason: errorMessage)
  }

  /// Ends a COPY into the server; with a reason the server drops it all.
  func endCopy(_ copy: Simple, giveUp reason: String?) {
    guard simple === copy, copy.phase == .open else { return }
    copy.phase = .ending
    guard PQputCopyEnd(connection, reason) == 1 else { return close(reason: errorMessage) }
    // The server's refusal may have been read already, and then nothing more will come.
    proceed()
  }

  /// Asks for the next chunk of a COPY out of the server.
  func take(from copy: Simple, _ promise: Promise<[UInt8]?>) {
    guard simple === copy else {
      // It ended before it was asked: the end, or why.
      copy.finished.isResolved ? { _ = promise.resolve(.success(nil)) }() : refuse(promise)
      return
    }
    copy.awaitChunk(promise)
    proceed()
  }

  private func proceed() {
    processSimple()
    pump()
  }

  private func refuse<Value>(_ promise: Promise<Value>) {
    let reason = "the COPY is over"
    promise.fail(isOpen ? .misuse(reason) : .connectionDown(reason: reason, outcomeUnknown: false))
  }

  func processSimple() {
    while isOpen, let current = simple {
      if current.kind == .copyOut, current.phase == .open {
        guard takeRows(current) else { return }
      }
      guard PQisBusy(connection) == 0 else { return }
      // In an open COPY IN libpq would hand over PGRES_COPY_IN again and again.
      if current.kind == .copyIn, current.phase == .open { return }
      guard let raw = PQgetResult(connection) else {
        simple = nil
        PQenterPipelineMode(connection)
        current.finish()
        return
      }
      receiveSimple(raw, current)
    }
  }

  private func receiveSimple(_ raw: OpaquePointer, _ current: Simple) {
    switch (PQresultStatus(raw), current.kind) {
    case (PGRES_COPY_IN, .copyIn), (PGRES_COPY_OUT, .copyOut):
      PQclear(raw)
      current.phase = .open
      current.opened.resolve(.success(()))
    case (PGRES_TUPLES_OK, _), (PGRES_COMMAND_OK, _), (PGRES_EMPTY_QUERY, _):
      current.rows = PostgresResult(raw).affected
    case (PGRES_FATAL_ERROR, _):
      let error = PostgresServerError(raw)
      PQclear(raw)
      current.failure = current.failure ?? error
      if error.endsConnection { close(reason: error.message) }
    default:
      PQclear(raw)
      close(reason: "COPY where it was not asked for")
    }
  }

  /// Gathers rows for a waiting caller. False when more must come from the server, or somebody must ask, first.
  private func takeRows(_ copy: Simple) -> Bool {
    guard copy.wantsChunk else { return false }
    var chunk: [UInt8] = []
    while chunk.count < Self.chunkBytes {
      var row: UnsafeMutablePointer<CChar>?
      let length = PQgetCopyData(connection, &row, 1)
      if length <= 0 {
        if length < 0 { copy.phase = .ending }  // the end, or an error: the result tells which
        break
      }
      chunk.append(contentsOf: UnsafeRawBufferPointer(start: row, count: Int(length)))
      PQfreemem(row)
    }
    if !chunk.isEmpty { copy.deliver(chunk) }
    return copy.phase == .ending
  }
}
