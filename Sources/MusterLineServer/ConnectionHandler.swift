import MusterHandler
import MusterProtocol
import NIOCore
import NIOTLS

/// Carries octets between a channel and its conversation: frames what is read, stops reading when the conversation is
/// behind, watches the deadlines, and closes so that the client gets to read the last line. Runs on the channel's event loop.
final class ConnectionHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  /// How long the client may take to read our goodbye before the connection is reset.
  private static let lingerTime = TimeAmount.seconds(2)

  /// What the handler asks of the server.
  struct Server: Sendable {
    let limits: LimitsInForce
    let admission: Admission
    /// Whether the connection is encrypted is what it is told.
    let greeting: @Sendable (Bool) -> [UInt8]
    /// A refusal to a peer that gets no conversation.
    let refusal: @Sendable (ParseFailure, Peer) -> [UInt8]
    /// Starts the conversation.
    let converse: @Sendable (Link, Peer, Bool) -> Conversing
  }

  /// The conversation that was started.
  struct Conversing: Sendable {
    /// ``Talk/answerAtOnce(_:)``.
    let answerAtOnce: @Sendable ([LineFramer.Frame]) -> AnsweredAtOnce?
    let cancel: @Sendable () -> Void
  }

  private enum Phase { case waiting, handshaking, open, closing, closed }

  private let server: Server
  private let peer: Peer
  private let isEncrypted: Bool
  private let connectedAt: NIODeadline
  private var context: ChannelHandlerContext?
  private var phase = Phase.waiting
  private var intake: Intake
  private var deadlines: Deadlines
  private var link: Link?
  private var conversing: Conversing?
  /// The conversation has been told to say goodbye.
  private var isDismissed = false
  private var isAnonymous = true
  /// It is counted among the connections.
  private var hasPlace = false
  /// Why a peer whose handshake goes on will be turned away.
  private var refused: ParseFailure?
  private var pending: [LineFramer.Frame] = []
  private var timer: (at: NIODeadline, task: Scheduled<Void>)?
  private var stall: (buffered: Int, taken: Int, since: NIODeadline)?
  /// Octets of whole writes that the system has taken.
  private var taken = 0
  private var isOutputShut = false

  /// `now`: of the event loop that the handler runs on, whose clock is the only one that it looks at.
  init(server: Server, peer: Peer, isEncrypted: Bool, now: NIODeadline) {
    self.server = server
    self.peer = peer
    self.isEncrypted = isEncrypted
    let limits = server.limits.now
    intake = Intake(limits: limits)
    deadlines = Deadlines(limits: limits, connectedAt: now)
    connectedAt = now
  }

  private var now: NIODeadline { context?.eventLoop.now ?? connectedAt }

  // MARK: From the channel

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    if context.channel.isActive { begin() }
  }

  func channelActive(context: ChannelHandlerContext) { begin() }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard phase == .open else { return }
    let hadOpenLine = intake.isMidLine
    let frames = intake.receive(unwrapInboundIn(data).readableBytesView)
    if hadOpenLine && !frames.isEmpty { deadlines.lineEnded() }
    pending += frames
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    if phase == .open { handOver() } else { context.read() }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    switch event {
    case ChannelEvent.inputClosed:
      intake.end()
      if phase == .open { handOver() } else if isOutputShut { abort() }
    case TLSUserEvent.handshakeCompleted where phase == .handshaking: greet(context)
    default: context.fireUserInboundEventTriggered(event)
    }
  }

  func channelInactive(context: ChannelHandlerContext) { gone() }

  func handlerRemoved(context: ChannelHandlerContext) {
    gone()
    self.context = nil
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

  // MARK: From the conversation

  func send(_ said: Link.Said) {
    guard phase == .open, take(said) else { return }
    handOver()
  }

  func close(after octets: [UInt8]) {
    guard phase == .open, let context else { return }
    goodbye(octets, context)
  }

  // MARK: From the server

  /// Says a last line after the command that runs, if any, and closes.
  func dismiss(_ failure: ParseFailure) {
    guard phase == .open else { return }
    isDismissed = true
    link?.deliver([.bye(failure)])
  }

  func abort() { context?.close(promise: nil) }

  // MARK: -

  private func begin() {
    guard phase == .waiting, let context else { return }
    refused = server.admission.enter(peer)
    hasPlace = refused == nil
    guard isEncrypted else { return greet(context) }
    guard hasPlace || server.admission.enterRefused() else {
      phase = .closing
      return abort()
    }
    // Nothing is said or read before the handshake has ended: until then only the TLS handler sees octets.
    phase = .handshaking
    watchDeadlines()
    context.read()
  }

  /// The first line, and the conversation after it.
  private func greet(_ context: ChannelHandlerContext) {
    if let refused {
      leave()
      return goodbye(server.refusal(refused, peer), context)
    }
    phase = .open
    deadlines.greeted(at: now)
    let link = Link(self, on: context.eventLoop, limits: intake.limits)
    self.link = link
    context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: server.greeting(isEncrypted))), promise: nil)
    conversing = server.converse(link, peer, isEncrypted)
    watchDeadlines()
    context.read()
  }

  /// Has answered what was framed, here or by the conversation's task, and reads on if there is room.
  private func handOver() {
    guard answerAtOnce() else { return }
    if !pending.isEmpty {
      deadlines.commandsRun()
      link?.deliver(pending)
      pending = []
    }
    if intake.isFinished { link?.finish() }
    deadlines.lineIsOpen(intake.isMidLine, at: now)
    watchDeadlines()
    if intake.wantsOctets { context?.read() }
  }

  /// Where every line before has been answered, the next may be answered here. One batch at a time, for other connections live on this
  /// thread: false when there are more, and the rest of the work comes after them.
  private func answerAtOnce() -> Bool {
    guard !pending.isEmpty, intake.unread == pending.count, !isDismissed, let context, let link, let conversing else {
      return true
    }
    switch conversing.answerAtOnce(pending) {
    case nil: return true
    case .first(let count):
      pending.removeFirst(count)
      // The task is woken also where it has but to send what was said last.
      if pending.isEmpty { link.deliver([]) }
      return true
    case .all(let said):
      pending = []
      link.sends(said.octets.count)
      guard take(said) else { return false }
      if pending.isEmpty { return true }
      context.eventLoop.assumeIsolated().execute { if self.phase == .open { self.handOver() } }
      return false
    }
  }

  /// Sends what was said, and frames what there is room for now. False where it was late for that.
  private func take(_ said: Link.Said) -> Bool {
    guard let context, let link else { return false }
    write(said.octets, to: context, link)
    if isAnonymous && !said.isAnonymous {
      isAnonymous = false
      server.admission.logIn()
      deadlines.loggedIn()
    }
    pending += intake.answered(said.answered, isAnonymous: said.isAnonymous, answersAuth: said.answersAuth)
    let now = self.now
    // A stranger that is never silent has no more time to log in than another.
    if let failure = deadlines.due(at: now) {
      dismiss(failure)
      return false
    }
    if intake.unread == 0 { deadlines.commandsAnswered(at: now) }
    return true
  }

  /// Writes the last octets, shuts our side, and waits a little for the client to shut its own: closing while its octets
  /// lie unread would reset the connection and could take our last line from it. Our side is shut only when the system has all
  /// that was written: a TLS handler that has both sides' close_notify closes at once, whatever still waits behind it.
  private func goodbye(_ octets: [UInt8], _ context: ChannelHandlerContext) {
    leave()
    phase = .closing
    timer?.task.cancel()
    let written = context.eventLoop.makePromise(of: Void.self)
    written.futureResult.assumeIsolated().whenComplete { _ in self.shutOutput(lingers: !octets.isEmpty) }
    context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: octets)), promise: written)
    if stall == nil { watchStall() }
    context.read()
  }

  private func shutOutput(lingers: Bool) {
    guard let context, phase == .closing else { return }
    context.close(mode: .output).assumeIsolated().whenComplete { _ in self.outputIsShut(lingers: lingers) }
  }

  private func outputIsShut(lingers: Bool) {
    isOutputShut = true
    guard let context, lingers, !intake.isEnded else { return abort() }
    context.eventLoop.assumeIsolated().scheduleTask(in: Self.lingerTime) { self.abort() }
  }

  private func gone() {
    guard phase != .closed else { return }
    leave()
    phase = .closed
    timer?.task.cancel()
    conversing?.cancel()
    link?.closed()
    (conversing, link) = (nil, nil)
  }

  /// Gives the place back, once.
  private func leave() {
    if hasPlace { server.admission.leave(peer, isAnonymous: isAnonymous) }
    if refused != nil, phase == .handshaking { server.admission.leaveRefused() }
    (hasPlace, refused) = (false, nil)
  }

  private func watchDeadlines() {
    guard phase == .open || phase == .handshaking, let context, let next = deadlines.next else { return }
    if let timer {
      guard next < timer.at else { return }
      timer.task.cancel()
    }
    let task = context.eventLoop.assumeIsolated().scheduleTask(deadline: next) { self.timerFired() }
    timer = (next, task)
  }

  private func timerFired() {
    timer = nil
    if phase == .handshaking, deadlines.due(at: now) != nil { return abort() }
    guard phase == .open else { return watchDeadlines() }
    // While commands run only they decide how long; their answer comes back here.
    guard intake.unread == 0 else { return }
    if let failure = deadlines.due(at: now) { dismiss(failure) } else { watchDeadlines() }
  }
}

// MARK: - Output that nobody takes

extension ConnectionHandler {
  private func write(_ octets: [UInt8], to context: ChannelHandlerContext, _ link: Link) {
    guard !octets.isEmpty else { return }
    let written = context.eventLoop.makePromise(of: Void.self)
    written.futureResult.assumeIsolated().whenComplete { _ in
      self.taken += octets.count
      link.taken(octets.count)
    }
    context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: octets)), promise: written)
    if stall == nil, buffered(context) > 0 { watchStall() }
  }

  private func buffered(_ context: ChannelHandlerContext) -> Int {
    (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
  }

  /// Looks four times within the allowed time whether the client took anything.
  private func watchStall() {
    guard let context, phase != .closed else { return }
    let now = self.now
    let buffered = buffered(context)
    let allowed = TimeAmount(intake.limits.stalledOutputTime)
    guard buffered > 0 else {
      stall = nil
      return
    }
    // As much as before may lie there because more has come behind what was taken.
    if stall?.buffered != buffered || stall?.taken != taken { stall = (buffered, taken, now) }
    if let stall, now - stall.since >= allowed { return abort() }
    context.eventLoop.assumeIsolated().scheduleTask(in: .nanoseconds(allowed.nanoseconds / 4)) { self.watchStall() }
  }
}
