/// Columns as they are found, member by member, in the order of the grid: by far the most pairs are looked at here and dropped,
/// so what the test needs lies in flat cells in the order of the grid.
final class ColumnDraft {
  private let instance: Instance
  private let allModes: Modes
  private let grid: ShiftGrid
  private let published: [Int32: [Triple]]
  private let pinned: Set<Triple>
  private let x: Cells<Int32>
  private let y: Cells<Int32>
  private let skill: Cells<Int32>
  /// The modes of the shift at each place of the grid: `slots[slotStart[at] ..< slotStart[at + 1]]`.
  private let slotStart: Cells<Int32>
  private let slots: Cells<Slot>
  /// For the shift at each place of the grid, in which of 64 parts of the horizon its times start; most members are free in few.
  private let startParts: Cells<UInt64>
  private var freeParts: UInt64 = 0
  private let horizon: Int
  private let bestSeat: Cells<Int>
  private let windows: Cells<Instance.Span>
  /// For each day, where in `windows` the present member's first window lies that ends on that day or later.
  private let firstWindow: Cells<Int32>
  private var endOfWindows = 0
  let range: Range<Int>
  private(set) var starts: [Int32] = [0]
  private(set) var found: [Column] = []

  struct Column: BitwiseCopyable {
    let member: Int32
    let mode: Int32
    let cost: Int32
  }

  private struct Slot: BitwiseCopyable {
    let start: Int32
    let end: Int32
    let day: Int32
    let mode: Int32
    let team: Int32
    let time: Int32
  }

  /// A draft for the members of a range.
  init(_ instance: Instance, _ modes: Modes, _ range: Range<Int>) {
    self.instance = instance
    self.range = range
    allModes = modes
    grid = ShiftGrid(instance)
    published = Dictionary(grouping: instance.published, by: \.member)
    pinned = Set(instance.pinned)
    x = Cells(grid.shifts.map { instance.shifts.x[Int($0)] })
    y = Cells(grid.shifts.map { instance.shifts.y[Int($0)] })
    skill = Cells(grid.shifts.map { instance.shifts.skill[Int($0)] })
    horizon = instance.days * Rules.minutesPerDay
    var (starts, slots): ([Int32], [Slot]) = ([0], [])
    var parts: [UInt64] = []
    for shift in grid.shifts {
      var mask: UInt64 = 0
      for mode in modes.ofShift[Int(shift)] {
        mask |= 1 << UInt64(64 * Int(modes.start[mode]) / horizon)
        slots.append(
          Slot(
            start: modes.start[mode], end: modes.end[mode], day: modes.day[mode], mode: mode, team: modes.team[mode],
            time: modes.time[mode]))
      }
      starts.append(Int32(slots.count))
      parts.append(mask)
    }
    startParts = Cells(parts)
    slotStart = Cells(starts)
    self.slots = Cells(slots)
    windows = Cells(instance.members.windows.values)
    firstWindow = Cells(instance.days, repeating: 0)
    bestSeat = Cells((0..<instance.shifts.count).map { instance.seatValue($0, after: 0) })
  }

  deinit {
    for cells in [x, y, skill, slotStart, firstWindow] { cells.free() }
    slots.free()
    startParts.free()
    windows.free()
    bestSeat.free()
  }

  /// Finds the columns of its members. Once the sign is up (or `goesOn` says no, which raises it), only those with pins.
  func collectAll(_ stop: StopSign, _ goesOn: () -> Bool) {
    let mustHave = Set(pinned.map(\.member))
    for member in range {
      if member & 63 == 0, !stop.isUp, !goesOn() { stop.raise() }
      if !stop.isUp || mustHave.contains(Int32(member)) { collect(member) }
      starts.append(Int32(found.count))
    }
  }

  /// Drops all columns but those of pinned and of published assignments, so that a search that was ended has little left to do.
  func keepPromised() {
    let mustHave = Set(pinned.map(\.member))
    var (left, starts): ([Column], [Int32]) = ([], [0])
    for (place, member) in range.enumerated() {
      let told = published[Int32(member)] ?? []
      if !told.isEmpty || mustHave.contains(Int32(member)) {
        for column in found[Int(self.starts[place])..<Int(self.starts[place + 1])] {
          let triple = Triple(member: member, shift: Int(allModes.shift[column.mode]), time: Int(allModes.time[column.mode]))
          if told.contains(triple) || pinned.contains(triple) { left.append(column) }
        }
      }
      starts.append(Int32(left.count))
    }
    (found, self.starts) = (left, starts)
  }

  private func collect(_ member: Int) {
    let people = instance.members
    if people.windows.range(member).isEmpty || people.maxPerDay[member] == 0 || people.maxAssignments[member] == 0 { return }
    sortWindows(of: member)
    let (homeX, homeY) = (people.x[member], people.y[member])
    let reach = Int(people.reach[member])
    let told = published[Int32(member)] ?? []
    let skills = people.skills[member]
    let barred = instance.excluded[member]
    grid.near(homeX, homeY, reach: people.reach[member]) { stretch in
      for at in stretch where startParts[at] & freeParts != 0 {
        let distance = Rules.squaredDistance(homeX, homeY, x[at], y[at])
        if distance > reach * reach { continue }
        let wanted = skill[at]
        if wanted >= 0, !skills.contains(wanted) { continue }
        if !barred.isEmpty, barred.contains(grid.shifts[at]) { continue }
        addModes(member, at, distance, told)
      }
    }
  }

  private func sortWindows(of member: Int) {
    let range = instance.members.windows.range(member)
    endOfWindows = range.upperBound
    freeParts = 0
    for at in range where Int(windows[at].start) < horizon {
      let (first, last) = (64 * Int(windows[at].start) / horizon, 64 * (min(Int(windows[at].end), horizon) - 1) / horizon)
      freeParts |= (UInt64.max >> UInt64(63 - (last - first))) << UInt64(first)
    }
    var at = range.lowerBound
    for day in 0..<firstWindow.count {
      while at < range.upperBound, Int(windows[at].end) < day * Rules.minutesPerDay { at += 1 }
      firstWindow[day] = Int32(at)
    }
  }

  /// Rule 2, as `Instance.isFree`, but from the day's first window on.
  @inline(__always) private func isFree(_ start: Int32, _ end: Int32, day: Int32) -> Bool {
    var at = Int(firstWindow[day])
    while at < endOfWindows, windows[at].start <= start {
      if end <= windows[at].end { return true }
      at += 1
    }
    return false
  }

  @inline(__always) private func addModes(_ member: Int, _ at: Int, _ distance: Int, _ told: [Triple]) {
    var known = Int.max
    let slots = slots.base
    for place in Int(slotStart[at])..<Int(slotStart[at + 1]) {
      let slot = slots[place]
      if isFree(slot.start, slot.end, day: slot.day), slot.end - slot.start <= instance.members.maxMinutes[member] {
        add(member, Int(grid.shifts[at]), slot, distance, &known, told)
      }
    }
  }

  private func add(_ member: Int, _ shift: Int, _ slot: Slot, _ distance: Int, _ known: inout Int, _ told: [Triple]) {
    if slot.team >= 0, !instance.members.teams[member].contains(slot.team) { return }
    if known == Int.max { known = instance.pairCost(member, shift, squaredDistance: distance) }
    let triple = Triple(member: member, shift: shift, time: Int(slot.time))
    let kept = !told.isEmpty && told.contains(triple)
    let cost = kept ? known - instance.weights.stability : known
    // Dropping an assignment loses at most the best seat's value, so one that costs that much never helps.
    let burden = cost + instance.weights.fairness * Int(instance.members.recent[member])
    if burden >= bestSeat[shift], !pinned.contains(triple) { return }
    found.append(Column(member: triple.member, mode: slot.mode, cost: Int32(cost)))
  }
}
