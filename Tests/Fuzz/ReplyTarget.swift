import MusterProtocol

/// The client's parser of replies: the same replies and the same failure however the octets are split; and what it has read
/// once, printed and read again, no longer changes.
///
/// An input is two octets and what a server sends: bit 0 of the first says whether it begins with a greeting; the second is
/// the seed of the cuts.
enum ReplyTarget {
  private struct Heard: Equatable {
    var outputs: [ReplyParser.Output] = []
    var failure: ReplyParser.Failure?
  }

  static func run(_ input: ArraySlice<UInt8>) -> Bool {
    guard input.count >= 2, input[0] < 2 else { return false }
    let greets = input[0] == 1
    let stream = input.dropFirst(2)
    let whole = Budget.line("reading \(stream.count) octets of replies") { hear([stream], greets) }
    let cut = hear(Chunks(stream, seed: input[1]), greets)
    require(whole == cut, "other replies when cut by seed \(input[1]):\n\(whole)\n\(cut)")
    for case .reply(let tag, let reply) in whole.outputs { settles(reply, tag) }
    return true
  }

  private static func hear(_ pieces: some Sequence<ArraySlice<UInt8>>, _ greets: Bool) -> Heard {
    var parser = ReplyParser(greeting: greets)
    var heard = Heard()
    for piece in pieces {
      parser.append(piece)
      do {
        while let output = try parser.next() { heard.outputs.append(output) }
      } catch {
        heard.failure = error
        return heard
      }
    }
    return heard
  }

  private static func settles(_ reply: Reply, _ tag: String?) {
    for format in [ReplyFormat.words, .json] where format == .words || hasDistinctNames(reply) {
      let once = again(reply, tag, format)
      let twice = again(once, tag, format)
      require(once == twice, "printed and read twice, \(reply) is\n\(once)\n\(twice)")
      require(once.final.word == reply.final.word && once.final.code == reply.final.code, "\(reply) ends otherwise: \(once)")
      require(once.table?.rows.count ?? 0 == reply.table?.rows.count ?? 0, "\(reply) has other rows: \(once)")
    }
  }

  private static func again(_ reply: Reply, _ tag: String?, _ format: ReplyFormat) -> Reply {
    let octets = ReplyPrinter.print(reply, tag: tag, format: format)
    var parser = ReplyParser(greeting: false)
    parser.append(octets)
    do {
      guard case .reply(tag, let read)? = try parser.next(), parser.isAtRest else { fail("not one reply: \(octets.shown)") }
      return read
    } catch {
      fail("\(error), in \(octets.shown)")
    }
  }

  /// A JSON object has each name once.
  private static func hasDistinctNames(_ reply: Reply) -> Bool {
    let fields = reply.final.fields.map(\.name)
    let columns = reply.table?.columns ?? []
    return Set(fields).count == fields.count && Set(columns).count == columns.count
  }
}
