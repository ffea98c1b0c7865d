import MusterProtocol

/// What a connection reads: frames the octets and counts the frames that were handed over and not yet answered. At the
/// limit it hands over no more and wants no more octets, so that a client which does not read its replies is not read either.
struct Intake {
  private var framer: LineFramer
  /// Frames handed over and not yet answered.
  private(set) var unread = 0
  /// No further octets come.
  private(set) var isEnded = false
  private var isAnonymous = true
  private var answersAuth = false
  /// The framer had no whole frame when it was last asked.
  private var isDry = true

  init(limits: Limits) { framer = LineFramer(limits: limits) }

  /// Those that hold for this connection; kept here alone, as ten thousand copies would be megabytes.
  var limits: Limits { framer.limits }

  private var hasRoom: Bool { unread < framer.limits.unreadCommands }

  /// Wants octets: there is room for what they may hold.
  var wantsOctets: Bool { hasRoom && !isEnded }
  /// The client has begun a line and we wait for its end, not it for us.
  var isMidLine: Bool { wantsOctets && isDry && framer.isMidFrame }
  /// Everything that came was handed over, and nothing more will.
  var isFinished: Bool { isEnded && isDry }

  mutating func receive(_ octets: some Sequence<UInt8>) -> [LineFramer.Frame] {
    framer.append(octets)
    return take()
  }

  /// So many frames were answered; `isAnonymous`: nobody is logged in after them; `answersAuth`: the next line is awaited by
  /// a login under way.
  mutating func answered(_ count: Int, isAnonymous: Bool, answersAuth: Bool = false) -> [LineFramer.Frame] {
    unread -= count
    self.isAnonymous = isAnonymous
    self.answersAuth = answersAuth
    return take()
  }

  mutating func end() { isEnded = true }

  private mutating func take() -> [LineFramer.Frame] {
    var frames: [LineFramer.Frame] = []
    isDry = false
    while hasRoom {
      // Only the next line to be answered is surely a stranger's: one before it may still log in.
      framer.isAnonymous = isAnonymous && unread == 0
      framer.answersAuth = answersAuth && unread == 0
      guard let frame = framer.next() else {
        isDry = true
        break
      }
      unread += 1
      frames.append(frame)
    }
    return frames
  }
}
