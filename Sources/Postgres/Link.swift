import CLibPQ
import DequeModule
import Logging

/// One libpq connection in pipeline mode: sends segments, matches answers to them, and steps out of pipeline mode for
/// scripts and COPY (`LinkCopy.swift`). Knows nothing of lanes, leases and reconnecting.
///
/// `@unchecked Sendable`: touched by the reactor's thread only.
final class Link: @unchecked Sendable {
  /// Work not yet sent.
  enum Work {
    case segment(Segment)
    case simple(Simple)
  }

  /// An answer that libpq will hand over next.
  private enum Expected {
    case prepared(SQL.Shape, Segment)
    case executed(index: Int, Segment)
    case dropped(Segment)
    case sync(Segment?)
  }

  let reactor: Reactor
  let logger: Logger
  private(set) var connection: OpaquePointer?
  private let notices: NoticeKeeper
  private let descriptor: Int32
  private var token: UInt64 = 0
  private var interest = Reactor.Interest.read
  private var cache: StatementCache<SQL.Shape>
  private var waiting: Deque<Work> = []
  private var expected: Deque<Expected> = []
  private var sawResult = false
  /// Work outside pipeline mode that is under way.
  var simple: Simple?
  /// Called once, after the link is closed, if it was lost and not asked to close.
  var onLoss: ((String) -> Void)?
  /// Called for each notification of a channel that this connection listens to.
  var onNotification: ((_ channel: String, _ payload: String) -> Void)?
  /// Called whenever an answer may have left the link at rest.
  var onProgress: (() -> Void)?

  /// Takes over an open connection. On the reactor's thread.
  init(_ opened: OpenedConnection, reactor: Reactor, preparedStatements: Int, logger: Logger) {
    self.reactor = reactor
    self.logger = logger
    cache = StatementCache(capacity: preparedStatements)
    connection = opened.take()
    notices = opened.notices
    descriptor = PQsocket(connection)
    PQsetnonblocking(connection, 1)
    PQenterPipelineMode(connection)
    token = reactor.add(self, descriptor: descriptor)
  }

  deinit { if let connection { PQfinish(connection) } }

  var isOpen: Bool { connection != nil }
  /// Nothing sent is unanswered, and nothing waits.
  var isAtRest: Bool { expected.isEmpty && waiting.isEmpty && simple == nil }
  var inFlight: Int { expected.count }
  /// PostgreSQL's word for where the session stands; meaningful at rest only.
  var transactionStatus: PGTransactionStatusType { PQtransactionStatus(connection) }
  var backend: Int32 { PQbackendPID(connection) }

  func submit(_ work: Work) {
    guard isOpen else { return lose(work, reason: "the connection is closed", wasSent: false) }
    if case .segment(let segment) = work, let problem = segment.problem {
      segment.promise.fail(problem)
      return
    }
    waiting.append(work)
    pump()
  }

  /// The descriptor is readable or writable.
  func ready() {
    guard isOpen else { return }
    let isAlive = PQconsumeInput(connection) == 1
    // OpenSSL may hold the rest of a record, of which epoll knows nothing: ask once more.
    if isAlive, PQsslInUse(connection) == 1 { PQconsumeInput(connection) }
    process()
    notify()
    guard isOpen else { return }
    if isAlive { pump() } else { close(reason: errorMessage) }
  }

  /// Closes at once; whatever is under way fails with the reason.
  func close(reason: String, isLoss: Bool = true) {
    guard let connection else { return }
    reactor.remove(token, descriptor: descriptor, interest: interest)
    PQfinish(connection)
    self.connection = nil
    let (sent, unsent, open) = (expected, waiting, simple)
    (expected, waiting, simple) = ([], [], nil)
    for case .sync(let segment?) in sent { segment.lose(reason: reason, wasSent: true) }
    if let open { lose(.simple(open), reason: reason, wasSent: true) }
    for work in unsent { lose(work, reason: reason, wasSent: false) }
    let tell = onLoss
    (onLoss, onProgress, onNotification) = (nil, nil, nil)
    if isLoss { tell?(reason) }
  }

  /// Asks the server to stop the statement under way, on another connection and thread, then closes.
  func abandon() {
    guard isOpen else { return }
    if !isAtRest, let cancel = PQgetCancel(connection) {
      let box = Int(bitPattern: cancel)
      Thread.start {
        guard let cancel = OpaquePointer(bitPattern: box) else { return }
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { _ = PQcancel(cancel, $0.baseAddress, 256) }
        PQfreeCancel(cancel)
      }
    }
    close(reason: "the caller gave up", isLoss: false)
  }

  var errorMessage: String {
    let text = String(cString: PQerrorMessage(connection)).split(separator: "\n").joined(separator: "; ")
    return text.isEmpty ? "the server closed the connection" : text
  }

  private func lose(_ work: Work, reason: String, wasSent: Bool) {
    switch work {
    case .segment(let segment): segment.lose(reason: reason, wasSent: wasSent)
    case .simple(let simple): simple.lose(reason: reason, wasSent: wasSent)
    }
  }

  // MARK: Sending

  /// Sends what may be sent: segments at once, simple work only when nothing is under way.
  func pump() {
    while isOpen, simple == nil, let work = waiting.first {
      switch work {
      case .segment(let segment):
        waiting.removeFirst()
        send(segment)
      case .simple(let next):
        guard expected.isEmpty else { return flush() }
        waiting.removeFirst()
        begin(next)
      }
    }
    flush()
  }

  func flush() {
    guard isOpen else { return }
    // A broken socket also shows up as readable, and then carries the server's last words.
    let isPending = PQflush(connection) == 1
    if !isPending { simple?.flushed() }
    wish(isPending ? .readWrite : simple?.isPaused == true ? .none : .read)
  }

  /// Changes what epoll watches for; `.none` leaves answers in the socket while a slow caller digests.
  func wish(_ wanted: Reactor.Interest) {
    guard wanted != interest else { return }
    reactor.change(token, descriptor: descriptor, from: interest, to: wanted)
    interest = wanted
  }

  private func send(_ segment: Segment) {
    var sent = true
    for (index, statement) in segment.statements.enumerated() where sent {
      sent = send(statement, of: segment)
      expected.append(.executed(index: index, segment))
    }
    sent = PQpipelineSync(connection) == 1 && sent
    expected.append(.sync(segment))
    if !sent { close(reason: errorMessage) }
  }

  private func send(_ statement: SQL, of segment: Segment) -> Bool {
    guard statement.isPrepared else { return statement.sendParsed(on: connection) }
    let shape = statement.shape
    switch cache.plan(shape) {
    case .use(let name):
      return statement.sendPrepared(name, on: connection)
    case .parse:
      return statement.sendParsed(on: connection)
    case .prepare(let name, let evicted):
      if let evicted { drop(evicted, in: segment) }
      expected.append(.prepared(shape, segment))
      return statement.prepare(name, on: connection) && statement.sendPrepared(name, on: connection)
    }
  }

  /// DEALLOCATE within the segment, as libpq before 17 cannot close a statement otherwise. It fails in an aborted
  /// transaction only, where the segment fails for the same reason.
  private func drop(_ name: String, in segment: Segment) {
    if SQL(trusted: "DEALLOCATE \(name)").sendParsed(on: connection) { expected.append(.dropped(segment)) }
  }

  // MARK: Receiving

  private func process() {
    if simple != nil { processSimple() } else { processPipeline() }
    if isOpen, isAtRest { onProgress?() }
  }

  /// Per command libpq hands over a result, then NULL; per sync a marker and no NULL.
  private func processPipeline() {
    while isOpen, !expected.isEmpty, PQisBusy(connection) == 0 {
      guard let raw = PQgetResult(connection) else {
        guard sawResult else { return }
        sawResult = false
        expected.removeFirst()
        continue
      }
      receive(raw)
    }
  }

  private func notify() {
    guard let onNotification else { return }
    while isOpen, let raw = PQnotifies(connection) {
      onNotification(String(cString: raw.pointee.relname), String(cString: raw.pointee.extra))
      PQfreemem(raw)
    }
  }

  private func receive(_ raw: OpaquePointer) {
    switch PQresultStatus(raw) {
    case PGRES_PIPELINE_SYNC:
      PQclear(raw)
      guard case .sync(let segment)? = expected.popFirst() else { return close(reason: "answers out of step") }
      segment?.finish()
    case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY:
      sawResult = true
      succeed(PostgresResult(raw))
    case PGRES_PIPELINE_ABORTED:
      PQclear(raw)
      sawResult = true
      if case .prepared(let shape, _)? = expected.first { cache.forget(shape) }
    case PGRES_FATAL_ERROR:
      let error = PostgresServerError(raw)
      PQclear(raw)
      sawResult = true
      error.endsConnection ? close(reason: error.message) : fail(error)
    default:
      PQclear(raw)
      // COPY among pipelined statements: libpq cannot go on.
      close(reason: "a statement that must not be pipelined, such as COPY")
    }
  }

  private func succeed(_ result: PostgresResult) {
    switch expected.first {
    case .prepared(let shape, _): cache.confirm(shape)
    case .executed(let index, let segment): segment.answer(result, to: index)
    case .dropped, .sync, nil: break
    }
  }

  private func fail(_ error: PostgresServerError) {
    switch expected.first {
    case .prepared(let shape, let segment):
      cache.forget(shape)
      segment.fail(.server(error))
    case .executed(let index, let segment):
      // A changed table makes a prepared plan useless (0A000), DEALLOCATE or DISCARD by a script loses it (26000).
      if ["0A000", "26000"].contains(error.sqlState) { cache.forget(segment.statements[index].shape) }
      segment.fail(.server(error))
    case .dropped(let segment):
      segment.fail(.server(error))
    case .sync, nil:
      logger.warning("unexpected answer", metadata: ["error": "\(error.debugDescription)"])
    }
  }
}
