/// Cuts a client's octets into lines, each with the literal that belongs to it. It knows no grammar beyond what framing
/// needs, does no input or output, and gives the same frames however the octets are split.
///
/// A line carries a literal exactly when what follows its last space is `{n}` or `name={n}`, whatever else is wrong
/// with it, so that the octets of a bad line's literal are never taken for commands. What no line end followed when the
/// input ended is not a command.
public struct LineFramer: Sendable {
  public enum Frame: Hashable, Sendable {
    /// A line without its end, and the octets of its literal.
    case line([UInt8], literal: [UInt8]?)
    /// Out of step: answer this once and close. Nothing follows.
    indirect case bye(ParseFailure)
    /// Not a client of ours (HTTP, TLS): close without an answer. Nothing follows.
    case close
  }

  private enum State { case first, line, ended }

  public let limits: Limits
  /// The smaller limits of strangers hold. Set it only when no earlier line can change who is logged in.
  public var isAnonymous = false
  /// The next line answers AUTH's `+`: it may be as long as an AUTH line.
  public var answersAuth = false
  private var buffer: [UInt8] = []
  /// Start of the frame that is being read.
  private var start = 0
  /// No line feed before this.
  private var scanned = 0
  private var state = State.first
  private var pending: Literal?
  /// What a stranger's line may have, once the one that is being read is long enough to tell: looking again for every octet
  /// that comes would cost its length squared.
  private var strangersMaximum: Int?

  public init(limits: Limits = Limits()) { self.limits = limits }

  /// A frame has begun and not ended: the started-line timer runs.
  public var isMidFrame: Bool { state != .ended && (start < buffer.count || pending != nil) }

  public mutating func append(_ bytes: some Sequence<UInt8>) {
    guard state != .ended else { return }
    if start == buffer.count {
      buffer.removeAll(keepingCapacity: true)
      start = 0
      scanned = 0
    } else if start > 4_096 {
      buffer.removeSubrange(..<start)
      scanned -= start
      start = 0
    }
    // A copy of a block, not of one octet after the other, whatever holds them.
    if bytes.withContiguousStorageIfAvailable({ buffer.append(contentsOf: $0) }) == nil { buffer.append(contentsOf: bytes) }
  }

  /// The next whole frame, or nil until more octets come.
  public mutating func next() -> Frame? {
    switch state {
    case .ended: return nil
    case .first:
      switch Foreign.judge(buffer[start...]) {
      case .undecided: return nil
      case .foreign: return end(.close)
      case .ours: state = .line
      }
      return frame()
    case .line: return frame()
    }
  }

  private mutating func frame() -> Frame? {
    if let pending { return finish(pending) }
    guard let feed = buffer[scanned...].firstIndex(of: Octet.lineFeed) else {
      scanned = buffer.count
      return isTooLong(buffer[start...]) ? tooLong(buffer[start...]) : nil
    }
    // Cut by its bounds: to take the last octet off a slice would copy it first.
    let isReturned = feed > start && buffer[feed - 1] == Octet.carriageReturn
    let line = buffer[start..<(isReturned ? feed - 1 : feed)]
    guard line.count <= maximum(for: line) else { return tooLong(line) }
    start = feed + 1
    scanned = start
    strangersMaximum = nil
    guard let announced = LiteralMark.length(announcedBy: line) else { return .line(Array(line), literal: nil) }
    let allowed = isAnonymous ? min(limits.anonymousLiteral, limits.literal) : limits.literal
    guard announced <= allowed else { return end(.bye(.oversizedLiteral(maximum: allowed, tag: Tag.read(line)))) }
    let literal = Literal(line: Array(line), length: announced)
    pending = literal
    return finish(literal)
  }

  /// Without a line end so far; a carriage return just past the limit may yet belong to one.
  private mutating func isTooLong(_ line: ArraySlice<UInt8>) -> Bool {
    let limit = maximum(for: line)
    return line.count > limit + 1 || (line.count == limit + 1 && line.last != Octet.carriageReturn)
  }

  private mutating func finish(_ literal: Literal) -> Frame? {
    let end = start + literal.length
    guard buffer.count > end else { return nil }
    let after = buffer[end] == Octet.carriageReturn ? end + 1 : end
    guard buffer.count > after else { return nil }
    guard buffer[after] == Octet.lineFeed else { return self.end(.bye(.unendedLiteral(tag: Tag.read(literal.line[...])))) }
    let content = Array(buffer[start..<end])
    start = after + 1
    scanned = start
    pending = nil
    return .line(literal.line, literal: content)
  }

  private mutating func maximum(for line: ArraySlice<UInt8>) -> Int {
    guard isAnonymous else { return limits.line }
    // What a login under way awaits is told apart by its turn, not by its text.
    guard !answersAuth else { return limits.anonymousMaximum(for: line, answersAuth: true) }
    if let strangersMaximum { return strangersMaximum }
    let maximum = limits.anonymousMaximum(for: line, answersAuth: false)
    if line.count > limits.anonymousLine { strangersMaximum = maximum }
    return maximum
  }

  /// Its tag stands within the limit: beyond it, more or less of the line may have come.
  private mutating func tooLong(_ line: ArraySlice<UInt8>) -> Frame {
    let maximum = maximum(for: line)
    return end(.bye(.oversizedLine(maximum: maximum, tag: Tag.read(line.prefix(maximum)))))
  }

  private mutating func end(_ frame: Frame) -> Frame {
    state = .ended
    buffer = []
    start = 0
    pending = nil
    return frame
  }

  private struct Literal {
    let line: [UInt8]
    let length: Int
  }
}

extension Limits {
  /// How long a stranger's line may be: AUTH lines carry more, and so does the line that answers AUTH's `+`. What a line is stands
  /// within the octets that any line may have, so that it does not matter how much of it has come.
  func anonymousMaximum(for line: ArraySlice<UInt8>, answersAuth: Bool = false) -> Int {
    let shorter = min(anonymousLine, authLine, self.line)
    guard line.count > shorter else { return shorter }
    return min(self.line, answersAuth || Tag.isAuth(line.prefix(anonymousLine)) ? authLine : anonymousLine)
  }

  /// What a stranger's line is refused with, if it is over the limits before login. A line that was framed while an
  /// earlier one might still have logged in is checked by this when its turn comes.
  public func refusalBeforeLogin(_ line: [UInt8], literal: [UInt8]?, answersAuth: Bool = false) -> ParseFailure? {
    let maximum = anonymousMaximum(for: line[...], answersAuth: answersAuth)
    if line.count > maximum { return .oversizedLine(maximum: maximum, tag: Tag.read(line.prefix(maximum))) }
    guard let literal, literal.count > anonymousLiteral else { return nil }
    return .oversizedLiteral(maximum: anonymousLiteral, tag: Tag.read(line[...]))
  }
}
