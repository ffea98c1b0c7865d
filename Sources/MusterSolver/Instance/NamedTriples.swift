/// A triple as it was given. Its member and shift are numbers, or, below 0, the complements of numbers among the
/// `strangers`: ids that nobody had yet when the triple came.
struct NamedTriple {
  let member: Int32
  let shift: Int32
  let time: Int

  init(_ member: Int32, _ shift: Int32, _ time: Int) {
    self.member = member
    self.shift = shift
    self.time = time
  }
}

/// The three lists of triples until all members and shifts are known.
struct NamedTriples {
  var pinned: [NamedTriple] = []
  var excluded: [NamedTriple] = []
  var published: [NamedTriple] = []
  var strangers = Interner()
}

extension InstanceBuilder {
  @inline(__always) mutating func number(member id: Bytes) -> Int32 { memberNumbers.find(id) ?? ~triples.strangers.intern(id) }

  @inline(__always) mutating func number(shift id: Bytes) -> Int32 { shiftNumbers.find(id) ?? ~triples.strangers.intern(id) }

  mutating func number(member id: String) -> Int32 { id.withBytes { number(member: $0) } }

  mutating func number(shift id: String) -> Int32 { id.withBytes { number(shift: $0) } }

  /// The excluded shifts of each member.
  func excludedRows() throws(InstanceFault) -> Rows<Int32> {
    var pairs: [UInt64] = []
    for (index, named) in triples.excluded.enumerated() {
      let (member, shift) = try pair(named, "excluded", index)
      pairs.append(UInt64(member) << 32 | UInt64(shift))
    }
    pairs.sort()
    var rows = Rows<Int32>()
    var at = 0
    for member in 0..<members.count {
      while at < pairs.count, pairs[at] >> 32 == UInt64(member) {
        rows.extend(Int32(pairs[at] & 0xFFFF_FFFF))
        at += 1
      }
      rows.endRow()
    }
    return rows
  }

  func resolve(_ named: [NamedTriple], _ key: String) throws(InstanceFault) -> [Triple] {
    var pairs = DistinctPairs()
    var found: [Triple] = []
    found.reserveCapacity(named.count)
    for (index, triple) in named.enumerated() {
      let (member, shift) = try pair(triple, key, index)
      let times = shifts.times.range(Int(shift)).count
      if triple.time < 0 || triple.time >= times {
        throw InstanceFault(.outOfRange(triple.time, least: 0, most: times - 1), at: "\(key)[\(index)][2]")
      }
      if !pairs.insert(member: member, shift: shift) { throw InstanceFault(.repeatedPair, at: "\(key)[\(index)]") }
      found.append(Triple(member: Int(member), shift: Int(shift), time: triple.time))
    }
    return found
  }

  private func pair(_ named: NamedTriple, _ key: String, _ index: Int) throws(InstanceFault) -> (Int32, Int32) {
    guard let member = resolve(named.member, memberNumbers) else {
      throw InstanceFault(.unknownID(triples.strangers.names[Int(~named.member)]), at: "\(key)[\(index)][0]")
    }
    guard let shift = resolve(named.shift, shiftNumbers) else {
      throw InstanceFault(.unknownID(triples.strangers.names[Int(~named.shift)]), at: "\(key)[\(index)][1]")
    }
    return (member, shift)
  }

  private func resolve(_ number: Int32, _ numbers: Interner) -> Int32? {
    number >= 0 ? number : triples.strangers.names.withBytes(of: Int(~number)) { numbers.find($0) }
  }
}

/// Tells whether a pair comes for the second time. Plans list their pairs in order, and such a list needs no table.
private struct DistinctPairs {
  private var sorted: [UInt64] = []
  private var seen: Set<UInt64> = []

  mutating func insert(member: Int32, shift: Int32) -> Bool {
    let pair = UInt64(shift) << 32 | UInt64(member)
    if seen.isEmpty {
      if sorted.last.map({ $0 < pair }) ?? true {
        sorted.append(pair)
        return true
      }
      seen = Set(sorted)
    }
    return seen.insert(pair).inserted
  }
}
