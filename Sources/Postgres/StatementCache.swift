/// Which statements one connection has prepared, least recently used out first. Decides only; `Link` sends.
struct StatementCache<Key: Hashable> {
  enum Plan: Equatable {
    /// Prepare under this name in the same breath, and first drop the statement named `evicting`.
    case prepare(name: String, evicting: String?)
    /// Prepared and confirmed.
    case use(name: String)
    /// Its preparation is under way and may fail: parse it for itself.
    case parse
  }

  private struct Entry {
    let name: String
    var isConfirmed = false
    var lastUse: UInt64
  }

  let capacity: Int
  private var entries: [Key: Entry] = [:]
  private var clock: UInt64 = 0

  init(capacity: Int) { self.capacity = max(1, capacity) }

  var count: Int { entries.count }

  mutating func plan(_ key: Key) -> Plan {
    clock += 1
    if let index = entries.index(forKey: key) {
      entries.values[index].lastUse = clock
      let entry = entries.values[index]
      return entry.isConfirmed ? .use(name: entry.name) : .parse
    }
    let evicted = entries.count < capacity ? nil : evict()
    let name = "p\(clock)"
    entries[key] = Entry(name: name, lastUse: clock)
    return .prepare(name: name, evicting: evicted)
  }

  mutating func confirm(_ key: Key) { entries[key]?.isConfirmed = true }
  mutating func forget(_ key: Key) { entries[key] = nil }

  /// Name of the dropped statement. One still under way is skipped; nil when there is no other.
  private mutating func evict() -> String? {
    guard let oldest = entries.filter(\.value.isConfirmed).min(by: { $0.value.lastUse < $1.value.lastUse }) else { return nil }
    entries[oldest.key] = nil
    return oldest.value.name
  }
}
