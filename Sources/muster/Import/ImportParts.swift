/// Cuts a file into parts that each fit into a literal as base64. The parts' octets, in order, are the file; where a cut
/// falls inside a line or a character does not matter, for the server joins them before it reads.
struct ImportParts: Sequence {
  let content: [UInt8]
  /// Octets of a part before base64.
  let size: Int

  /// base64 makes 4 octets of 3: 65,536 of a literal carry 49,152.
  init(_ content: [UInt8], maximumLiteral: Int) {
    self.content = content
    size = Swift.max(3, maximumLiteral / 4 * 3)
  }

  /// An empty file is one empty part: the server must know that it was there.
  var count: Int { content.isEmpty ? 1 : (content.count + size - 1) / size }

  func makeIterator() -> AnyIterator<ArraySlice<UInt8>> {
    var number = 0
    return AnyIterator {
      guard number < count else { return nil }
      defer { number += 1 }
      return content[(number * size)..<Swift.min(content.count, (number + 1) * size)]
    }
  }
}
