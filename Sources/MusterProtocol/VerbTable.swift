import MusterDomain

/// Every verb of protocol 1. The rows stand in `Verbs/`, a file for each part of the work.
public enum VerbTable {
  /// In the order of HELP.
  public static let rows: [VerbRow] = {
    let rows =
      session + places + people + events + needs + calendar + rosters + assignments + attendance + messages + totals + imports
      + batch + push + operation
    for (place, row) in rows.enumerated() { row.take(place: place) }
    return rows
  }()

  /// The row of a verb, in any case.
  public static func row(_ name: some StringProtocol) -> VerbRow? { row(octets: name.utf8) }

  static func row(octets: some Sequence<UInt8>) -> VerbRow? {
    guard let key = VerbKey(octets) else { return nil }
    var slot = key.slot
    while let entry = slots[slot] {
      if entry.key == key { return entry.row }
      slot = (slot + 1) % VerbKey.slots
    }
    return nil
  }

  /// Each row in its key's slot, or in the next that was free. A table of our own: it holds a fixed few names of which none can be
  /// chosen to collide, so it does without the seeded hash that would cost a PING more than its answer.
  private static let slots: [(key: VerbKey, row: VerbRow)?] = rows.reduce(
    into: Array(repeating: nil, count: VerbKey.slots)
  ) { slots, row in
    guard let key = VerbKey(row.name.utf8) else { return }
    var slot = key.slot
    while slots[slot] != nil { slot = (slot + 1) % VerbKey.slots }
    slots[slot] = (key, row)
  }
}
