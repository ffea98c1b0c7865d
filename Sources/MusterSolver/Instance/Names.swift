/// Strings by number, their UTF-8 in one buffer: a quarter of a million ids take two allocations, not as many as there are ids.
/// A collection of `String`, each made when it is asked for.
public struct Names: Sendable, RandomAccessCollection {
  private var bytes: [UInt8] = []
  /// Where each string ends in `bytes`. A file of 4 GiB is refused, so that it always fits.
  private var ends: [UInt32] = []

  init() {}

  public var startIndex: Int { 0 }
  public var endIndex: Int { ends.count }

  public subscript(number: Int) -> String { withBytes(of: number) { $0.string } }

  /// Lends the UTF-8 of one string.
  @inline(__always) func withBytes<Result>(of number: Int, _ use: (Bytes) -> Result) -> Result {
    let range = (number == 0 ? 0 : Int(ends[number - 1]))..<Int(ends[number])
    return bytes.withUnsafeBytes { use(Bytes(UnsafeRawBufferPointer(rebasing: $0[range]))) }
  }

  mutating func append(_ name: Bytes) {
    bytes.append(contentsOf: name.raw)
    ends.append(UInt32(bytes.count))
  }
}
