import MusterProtocol

/// The framer: the same frames however the octets are split, and those that a second, naive one finds.
///
/// An input is two octets and a stream: bit 0 of the first makes the client a stranger, bit 1 makes the limits small; the
/// second is the seed of the cuts, 0 for a cut after every octet.
enum FrameTarget {
  private static let small: Limits = {
    var limits = Limits()
    (limits.line, limits.anonymousLine, limits.authLine) = (48, 24, 36)
    (limits.literal, limits.anonymousLiteral) = (12, 5)
    return limits
  }()

  static func run(_ input: ArraySlice<UInt8>) -> Bool {
    guard input.count >= 2, input[0] < 4 else { return false }
    let (limits, isAnonymous) = client(input[0])
    let stream = input.dropFirst(2)
    let whole = frames([stream], limits, isAnonymous)
    let cut =
      input[1] == 0
      ? frames(stream.map { CollectionOfOne($0) }, limits, isAnonymous)
      : frames(Chunks(stream, seed: input[1]), limits, isAnonymous)
    require(whole == cut, "other frames when cut by seed \(input[1]):\n\(whole)\n\(cut)")
    let naive = NaiveFramer.frames(of: stream, limits, isAnonymous)
    require(whole.map(Shape.init) == naive, "a naive framer finds others:\n\(whole)\n\(naive)")
    return true
  }

  /// The same frames wherever the stream is cut in two. Squares its length: for the corpus, not for every run.
  static func everySplit(_ input: [UInt8]) {
    guard input.count >= 2, input[0] < 4 else { return }
    let (limits, isAnonymous) = client(input[0])
    let stream = input.dropFirst(2)
    let whole = frames([stream], limits, isAnonymous)
    for cut in stream.indices {
      let split = frames([stream[..<cut], stream[cut...]], limits, isAnonymous)
      require(whole == split, "other frames when cut after \(cut - stream.startIndex) octets:\n\(whole)\n\(split)")
    }
  }

  private static func client(_ bits: UInt8) -> (Limits, isAnonymous: Bool) {
    (bits & 2 == 2 ? small : Limits(), bits & 1 == 1)
  }

  private static func frames(_ pieces: some Sequence<some Sequence<UInt8>>, _ limits: Limits, _ isAnonymous: Bool)
    -> [LineFramer.Frame]
  {
    var framer = LineFramer(limits: limits)
    framer.isAnonymous = isAnonymous
    var frames: [LineFramer.Frame] = []
    var pieces = pieces.makeIterator()
    while let more = Budget.line("framing a line", { frame(&framer, &pieces) }) { frames.append(more) }
    if case .line = frames.last { return frames }
    if !frames.isEmpty { require(framer.next() == nil && !framer.isMidFrame, "something follows the last frame") }
    return frames
  }

  private static func frame<Pieces: IteratorProtocol>(_ framer: inout LineFramer, _ pieces: inout Pieces)
    -> LineFramer.Frame? where Pieces.Element: Sequence<UInt8>
  {
    while true {
      if let frame = framer.next() { return frame }
      guard let piece = pieces.next() else { return nil }
      framer.append(piece)
    }
  }
}
