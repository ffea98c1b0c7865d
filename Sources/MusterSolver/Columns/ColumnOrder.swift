/// Brings the drafts of all threads into the two orders that a search needs, by member and by mode: two counting sorts, in which each
/// thread places the columns of its own members. The order is the same on any number of threads.
struct ColumnOrder {
  let count: Int
  let member: Cells<Int32>
  let mode: Cells<Int32>
  let cost: Cells<Int32>
  let memberStart: Cells<Int32>
  let modeStart: Cells<Int32>
  let modeColumns: Cells<Int32>
  /// Rows between two looks at whether to stop: well under a millisecond.
  private static let stretch = 1 << 15

  /// Makes room for the columns of the drafts, whose members follow one another.
  init(_ drafts: [ColumnDraft], _ modes: Modes, members: Int) {
    count = drafts.reduce(0) { $0 + $1.found.count }
    (member, mode, cost) = (Cells(unwritten: count), Cells(unwritten: count), Cells(unwritten: count))
    modeColumns = Cells(unwritten: count)
    memberStart = Cells(members + 1, repeating: 0)
    modeStart = Cells(modes.count + 1, repeating: 0)
  }

  func free() { for cells in [member, mode, cost, memberStart, modeStart, modeColumns] { cells.free() } }

  /// Puts every column in its place; false, with most of them nowhere, when `goesOn` says no.
  func arrange(_ drafts: [ColumnDraft], _ goesOn: () -> Bool) -> Bool {
    var base: Int32 = 0
    let shares = drafts.map { draft in
      defer { base += Int32(draft.found.count) }
      return Share(draft, base, modes: modeStart.count - 1)
    }
    defer { for share in shares { share.free() } }
    let stop = StopSign()
    func ask(_ part: Int) -> Bool {
      if part == 0, !goesOn() { stop.raise() }
      return !stop.isUp
    }
    Crew.run(drafts.count) { part in shares[part].sort { ask(part) } }
    if stop.isUp { return false }
    split(shares)
    Crew.run(drafts.count) { part in place(shares[part]) { ask(part) } }
    return !stop.isUp
  }

  /// Where each share's columns of each mode begin: share by share within a mode.
  private func split(_ shares: [Share]) {
    var first: Int32 = 0
    for mode in 0..<(modeStart.count - 1) {
      modeStart[mode] = first
      for share in shares {
        let found = share.next[mode]
        share.next[mode] = first
        first += found
      }
    }
    modeStart[modeStart.count - 1] = first
  }

  private func place(_ share: Share, _ goesOn: () -> Bool) {
    let (draft, base) = (share.draft, share.base)
    let first = draft.range.lowerBound
    let next = Cells(draft.starts)
    defer { next.free() }
    for at in 0..<draft.range.count { memberStart[first + at + 1] = base + draft.starts[at + 1] }
    draft.found.withUnsafeBufferPointer { found in
      _ = Self.each(found.count, goesOn) { at in
        let row = found[Int(share.order[at])]
        let local = Int(row.member) - first
        let column = base + next[local]
        next[local] += 1
        member[column] = row.member
        mode[column] = row.mode
        cost[column] = row.cost
        modeColumns[share.next[row.mode]] = column
        share.next[row.mode] += 1
      }
    }
  }

  /// Goes through the rows, asking now and then whether to go on; false when not.
  @inline(__always) private static func each(_ count: Int, _ goesOn: () -> Bool, _ body: (Int) -> Void) -> Bool {
    for first in stride(from: 0, to: count, by: stretch) {
      if !goesOn() { return false }
      for at in first..<min(count, first + stretch) { body(at) }
    }
    return true
  }

  /// What one thread knows of its own columns.
  private struct Share {
    let draft: ColumnDraft
    /// How many columns each mode has here; then the place of the next one in `modeColumns`.
    let next: Cells<Int32>
    /// Rows of the draft by mode.
    let order: Cells<Int32>
    /// The number of its first column.
    let base: Int32

    init(_ draft: ColumnDraft, _ base: Int32, modes: Int) {
      self.draft = draft
      self.base = base
      next = Cells(modes, repeating: 0)
      order = Cells(unwritten: draft.found.count)
    }

    func free() {
      next.free()
      order.free()
    }

    func sort(_ goesOn: () -> Bool) {
      let cursor = Cells(next.count, repeating: Int32(0))
      defer { cursor.free() }
      draft.found.withUnsafeBufferPointer { found in
        if !ColumnOrder.each(found.count, goesOn, { next[found[$0].mode] += 1 }) { return }
        for mode in 1..<max(1, next.count) { cursor[mode] = cursor[mode - 1] + next[mode - 1] }
        _ = ColumnOrder.each(found.count, goesOn) { at in
          order[cursor[found[at].mode]] = Int32(at)
          cursor[found[at].mode] += 1
        }
      }
    }
  }
}
