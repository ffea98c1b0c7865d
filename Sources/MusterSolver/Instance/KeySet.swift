/// The keys that an object of the format may have, at most 64 of at most 16 bytes, each with what it means to the reader. Files
/// write the keys of all objects in the same order, so the one after the last is tried first.
struct KeySet<Key> {
  let names: [String]
  let keys: [Key]
  private let words: [(count: Int, head: UInt64, tail: UInt64)]

  init(_ pairs: [(String, Key)]) {
    names = pairs.map(\.0)
    keys = pairs.map(\.1)
    words = names.map { $0.withBytes { ($0.count, $0.head, $0.tail) } }
  }

  /// The index of a key, or −1; `guess` is tried first.
  @inline(__always) func find(_ name: Bytes, guess: Int) -> Int {
    if guess < words.count, matches(name, guess) { return guess }
    return words.indices.first { matches(name, $0) } ?? -1
  }

  @inline(__always) private func matches(_ name: Bytes, _ index: Int) -> Bool {
    let (count, head, tail) = words[index]
    return name.count == count && name.head == head && name.tail == tail
  }

  /// Refuses an object that lacks a key which is not optional: `seen` has a bit for each that it has.
  @inline(__always) func require(in seen: UInt64, except optional: [String] = []) throws(InstanceFault) {
    if seen.nonzeroBitCount == names.count { return }
    for (index, name) in names.enumerated() where seen >> index & 1 == 0 && !optional.contains(name) {
      throw InstanceFault(.missingKey(name))
    }
  }
}

extension KeySet where Key: CaseIterable & RawRepresentable<String> {
  init() { self.init(Key.allCases.map { ($0.rawValue, $0) }) }
}
