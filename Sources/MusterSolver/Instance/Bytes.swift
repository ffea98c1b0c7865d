/// A string's UTF-8 while its owner holds it in place: a stretch of the file, or an unescaped copy. Only lent to closures,
/// never kept, so that reading a file makes no `String` for each of its words.
struct Bytes {
  let raw: UnsafeRawBufferPointer
  /// The first eight bytes as a little-endian number, zeros where there are fewer: with `count` and `tail` it stands for
  /// any string of at most sixteen bytes.
  let head: UInt64

  @inline(__always) init(_ raw: UnsafeRawBufferPointer) {
    self.raw = raw
    head = raw.count >= 8 ? Self.word(raw, at: 0) : Self.shortWord(raw)
  }

  var count: Int { @inline(__always) get { raw.count } }

  /// The last eight bytes; 0 when `head` has them all.
  var tail: UInt64 { @inline(__always) get { count > 8 ? Self.word(raw, at: count - 8) : 0 } }

  var string: String { String(decoding: raw, as: UTF8.self) }

  /// Eight bytes, wherever they lie.
  @inline(__always) static func word(_ raw: UnsafeRawBufferPointer, at offset: Int) -> UInt64 {
    UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  /// Fewer than eight bytes, without touching one beyond them: loads that overlap agree where they do.
  @inline(__always) private static func shortWord(_ raw: UnsafeRawBufferPointer) -> UInt64 {
    let count = raw.count
    if count >= 4 {
      let low = UInt32(littleEndian: raw.loadUnaligned(as: UInt32.self))
      let high = UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self))
      return UInt64(low) | UInt64(high) &<< UInt64((count - 4) * 8)
    }
    if count == 0 { return 0 }
    let (middle, last) = (count / 2, count - 1)
    return UInt64(raw[0]) | UInt64(raw[middle]) &<< UInt64(middle * 8) | UInt64(raw[last]) &<< UInt64(last * 8)
  }

  @inline(__always) static func == (a: Bytes, b: Bytes) -> Bool {
    guard a.count == b.count, a.head == b.head, a.tail == b.tail else { return false }
    var at = 8
    while at + 8 < a.count {
      if word(a.raw, at: at) != word(b.raw, at: at) { return false }
      at += 8
    }
    return true
  }
}

extension String {
  /// Lends the string's UTF-8.
  func withBytes<Result>(_ use: (Bytes) -> Result) -> Result {
    var copy = self
    return copy.withUTF8 { use(Bytes(UnsafeRawBufferPointer($0))) }
  }
}
