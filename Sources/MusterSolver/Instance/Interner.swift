/// Gives each distinct string a number, counted from 0 in the order of first appearance. Strings are compared by
/// their bytes, not by Unicode equivalence as `String ==` does: two spellings of one letter are two ids, as they are to
/// every other reader of the same file.
struct Interner: Sendable {
  private(set) var names = Names()
  /// Open addressing, at most three quarters full. An entry is 0 (free) or the hash and, below it, the number plus one: most
  /// strings that differ are told apart, and all are moved to a larger table, without a look at their bytes.
  private var table = [UInt64](repeating: 0, count: 16)
  private let seed = HashSeed()

  var count: Int { names.count }

  /// The number of a string; a new one when it was never seen.
  @inline(__always) mutating func intern(_ name: Bytes) -> Int32 {
    let hash = seed.hash(name)
    let (place, number) = probe(name, hash)
    return number >= 0 ? number : add(name, hash, at: place)
  }

  mutating func intern(_ name: String) -> Int32 { name.withBytes { intern($0) } }

  /// The number of a string, or nothing when it was never seen.
  @inline(__always) func find(_ name: Bytes) -> Int32? {
    let (_, number) = probe(name, seed.hash(name))
    return number < 0 ? nil : number
  }

  func find(_ name: String) -> Int32? { name.withBytes { find($0) } }

  /// Where the string stands, or would stand with number −1.
  @inline(__always) private func probe(_ name: Bytes, _ hash: UInt32) -> (place: Int, number: Int32) {
    let mask = table.count - 1
    var place = Int(hash) & mask
    while true {
      let entry = table[place]
      if entry == 0 { return (place, -1) }
      if entry >> 32 == UInt64(hash) {
        let number = Int(entry & 0xFFFF_FFFF) - 1
        if names.withBytes(of: number, { $0 == name }) { return (place, Int32(number)) }
      }
      place = (place + 1) & mask
    }
  }

  @inline(never) private mutating func add(_ name: Bytes, _ hash: UInt32, at place: Int) -> Int32 {
    let number = names.count
    names.append(name)
    table[place] = UInt64(hash) << 32 | UInt64(number + 1)
    if names.count * 4 > table.count * 3 { grow() }
    return Int32(number)
  }

  private mutating func grow() {
    let old = table
    table = [UInt64](repeating: 0, count: old.count * 2)
    let mask = table.count - 1
    for entry in old where entry != 0 {
      var place = Int(entry >> 32) & mask
      while table[place] != 0 { place = (place + 1) & mask }
      table[place] = entry
    }
  }
}

/// Hashes short strings in a few instructions (multiply, fold the two halves, as in wyhash). The secrets come from Swift's own
/// hasher, which is seeded anew in each process, so a file cannot be made to collide. No result depends on them.
struct HashSeed: Sendable {
  private let secrets: (UInt64, UInt64, UInt64)

  init() {
    func secret(_ which: Int) -> UInt64 { UInt64(bitPattern: Int64(which.hashValue)) }
    secrets = (secret(1), secret(2), secret(3))
  }

  /// The length is mixed in last, when nobody can foresee what it meets: zeros at the end are told from the padding.
  @inline(__always) func hash(_ name: Bytes) -> UInt32 {
    var state = Self.mix(name.head ^ secrets.0, name.tail ^ secrets.1)
    var at = 8
    while at + 8 < name.count {
      state = Self.mix(Bytes.word(name.raw, at: at) ^ state, secrets.1)
      at += 8
    }
    return UInt32(truncatingIfNeeded: Self.mix(state ^ UInt64(name.count), secrets.2) >> 32)
  }

  @inline(__always) private static func mix(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let (high, low) = a.multipliedFullWidth(by: b)
    return high ^ low
  }
}
