/// Every assignment that could stand by itself: a column is one member in one mode, within skill, team, reach, window
/// and exclusions, and worth more than nothing at the best seat. Sparse, in flat arrays, ordered by member and by time within a
/// member; `modeColumns` lists the same columns by mode. A member of two teams of one shift has a column for each.
final class Columns: @unchecked Sendable {  // the cells are never written after init
  let modes: Modes
  let count: Int
  let member: Cells<Int32>
  let mode: Cells<Int32>
  /// Pair cost, less `stability` for a published assignment.
  let cost: Cells<Int32>
  let isPinned: Cells<Bool>
  /// Columns of member m: `memberStart[m] ..< memberStart[m + 1]`.
  let memberStart: Cells<Int32>
  /// Columns of mode o: `modeColumns[modeStart[o] ..< modeStart[o + 1]]`, in order of member.
  let modeStart: Cells<Int32>
  let modeColumns: Cells<Int32>
  /// `stability` for each published pair that is not excluded: the score is counted as if all were broken.
  let constant: Int

  /// Whether every column was found; false when the caller ended the search, which leaves the pins, and of the published assignments
  /// those found by then.
  let isComplete: Bool

  init(_ instance: Instance, threads: Int = 1, goesOn: () -> Bool = { true }) {
    let modes = Modes(instance)
    self.modes = modes
    let (members, share) = (instance.members.count, max(1, min(threads, instance.members.count / 500)))
    let stop = StopSign()
    let drafts = Self.gather(instance, modes, share, stop, goesOn)
    if stop.isUp { for draft in drafts { draft.keepPromised() } }
    var order = ColumnOrder(drafts, modes, members: members)
    if !order.arrange(drafts, stop.isUp ? { true } : goesOn) {
      stop.raise()
      order.free()
      for draft in drafts { draft.keepPromised() }
      order = ColumnOrder(drafts, modes, members: members)
      _ = order.arrange(drafts) { true }
    }
    isComplete = !stop.isUp
    count = order.count
    (member, mode, cost) = (order.member, order.mode, order.cost)
    (memberStart, modeStart, modeColumns) = (order.memberStart, order.modeStart, order.modeColumns)
    isPinned = Cells(count, repeating: false)
    constant = instance.published.reduce(0) { sum, told in
      sum + (instance.isExcluded(Int(told.member), from: Int(told.shift)) ? 0 : instance.weights.stability)
    }
    for pin in instance.pinned { markPinned(pin) }
  }

  /// Columns given one by one, in order of member and mode.
  init(_ modes: Modes, members: Int, owner: [Int32], mode: [Int32], cost: [Int32], isPinned: [Bool]) {
    self.modes = modes
    count = owner.count
    member = Cells(owner)
    self.mode = Cells(mode)
    self.cost = Cells(cost)
    self.isPinned = Cells(isPinned)
    constant = 0
    isComplete = true
    memberStart = Cells(members + 1, repeating: 0)
    modeStart = Cells(modes.count + 1, repeating: 0)
    modeColumns = Cells(owner.count, repeating: 0)
    for column in 0..<owner.count {
      memberStart[owner[column] + 1] += 1
      modeStart[mode[column] + 1] += 1
    }
    for at in 0..<members { memberStart[at + 1] += memberStart[at] }
    for at in 0..<modes.count { modeStart[at + 1] += modeStart[at] }
    var next = (0..<modes.count).map { modeStart[$0] }
    for column in 0..<owner.count {
      modeColumns[next[Int(mode[column])]] = Int32(column)
      next[Int(mode[column])] += 1
    }
  }

  deinit {
    for cells in [member, mode, cost, memberStart, modeStart, modeColumns] { cells.free() }
    isPinned.free()
  }

  /// The columns of a member, in order of time.
  @inline(__always) func columns(of member: Int) -> Range<Int> { Int(memberStart[member])..<Int(memberStart[member + 1]) }

  /// Places in `modeColumns` of a mode's columns.
  @inline(__always) func places(of mode: Int) -> Range<Int> { Int(modeStart[mode])..<Int(modeStart[mode + 1]) }

  /// A column as member, shift and time.
  func triple(_ column: Int32) -> Triple {
    let mode = mode[column]
    return Triple(member: Int(member[column]), shift: Int(modes.shift[mode]), time: Int(modes.time[mode]))
  }

  private func markPinned(_ pin: Triple) {
    for column in columns(of: Int(pin.member)) where modes.shift[mode[column]] == pin.shift { isPinned[column] = true }
  }

  /// One draft a thread, each of its own members. Raises the sign once `goesOn` says no.
  private static func gather(
    _ instance: Instance, _ modes: Modes, _ share: Int, _ stop: StopSign, _ goesOn: () -> Bool
  ) -> [ColumnDraft] {
    let members = instance.members.count
    var drafts = [ColumnDraft?](repeating: nil, count: share)
    drafts.withUnsafeMutableBufferPointer { cells in
      nonisolated(unsafe) let cells = cells  // each thread writes its own place
      Crew.run(share) { part in
        let draft = ColumnDraft(instance, modes, members * part / share..<members * (part + 1) / share)
        draft.collectAll(stop, part == 0 ? goesOn : { true })
        cells[part] = draft
      }
    }
    return drafts.compactMap { $0 }
  }
}
