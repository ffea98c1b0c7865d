/// Gives each distinct string a number, counted from 0 in the order of first appearance. Strings are compared by
/// their bytes, not by Unicode equivalence as `String ==` does: two spellings of one letter are two ids, as they are to
/// every other reader of the same file.
struct Interner: Sendable {
  private(set) var names: [String] = []
  private var table = [Int32](repeating: -1, count: 64)

  /// The number of a string; a new one when it was never seen.
  mutating func intern(_ name: String) -> Int32 {
    let place = probe(name)
    if table[place] >= 0 { return table[place] }
    let number = Int32(names.count)
    names.append(name)
    table[place] = number
    if names.count * 2 > table.count { grow() }
    return number
  }

  /// The number of a string, or nothing when it was never seen.
  func find(_ name: String) -> Int32? {
    let number = table[probe(name)]
    return number < 0 ? nil : number
  }

  private func probe(_ name: String) -> Int {
    var place = Self.hash(name) & (table.count - 1)
    while table[place] >= 0, !Self.same(names[Int(table[place])], name) { place = (place + 1) & (table.count - 1) }
    return place
  }

  private mutating func grow() {
    table = [Int32](repeating: -1, count: table.count * 2)
    for (number, name) in names.enumerated() {
      var place = Self.hash(name) & (table.count - 1)
      while table[place] >= 0 { place = (place + 1) & (table.count - 1) }
      table[place] = Int32(number)
    }
  }

  private static func same(_ a: String, _ b: String) -> Bool { a == b && a.utf8.elementsEqual(b.utf8) }

  /// Swift's own hasher is seeded anew in each process, so a file cannot be made to collide. Numbers do not depend on it.
  private static func hash(_ name: String) -> Int {
    var hasher = Hasher()
    let done: Void? = name.utf8.withContiguousStorageIfAvailable { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    if done == nil { for byte in name.utf8 { hasher.combine(byte) } }
    return hasher.finalize()
  }
}
