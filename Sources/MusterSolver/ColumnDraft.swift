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
  private let modeStart: Cells<Int32>
  private let modeList: Cells<Int32>
  private let bestSeat: Cells<Int>
  private let windows: Cells<Instance.Span>
  /// For each day, where in `windows` the present member's first window lies that ends on that day or later.
  private let firstWindow: Cells<Int32>
  private var endOfWindows = 0
  private let range: Range<Int>
  private(set) var starts: [Int32] = [0]
  private(set) var members: [Int32] = []
  private(set) var modes: [Int32] = []
  private(set) var costs: [Int32] = []

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
    modeStart = Cells(modes.ofShift.starts)
    modeList = Cells(modes.ofShift.values)
    windows = Cells(instance.members.windows.values)
    firstWindow = Cells(instance.days, repeating: 0)
    bestSeat = Cells((0..<instance.shifts.count).map { instance.seatValue($0, after: 0) })
  }

  deinit {
    for cells in [x, y, skill, modeStart, modeList, firstWindow] { cells.free() }
    windows.free()
    bestSeat.free()
  }

  /// Finds the columns of its members. Once the sign is up (or `goesOn` says no, which raises it), only those with pins.
  func collectAll(_ stop: StopSign, _ goesOn: () -> Bool) {
    let mustHave = Set(pinned.map(\.member))
    for member in range {
      if member & 63 == 0, !stop.isUp, !goesOn() { stop.raise() }
      if !stop.isUp || mustHave.contains(Int32(member)) { collect(member) }
      starts.append(Int32(modes.count))
    }
  }

  /// Adds the columns of the next range of members.
  func append(_ next: ColumnDraft) {
    let before = Int32(modes.count)
    starts.append(contentsOf: next.starts.dropFirst().lazy.map { $0 + before })
    members.append(contentsOf: next.members)
    modes.append(contentsOf: next.modes)
    costs.append(contentsOf: next.costs)
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
      for at in stretch {
        let distance = Rules.squaredDistance(homeX, homeY, x[at], y[at])
        if distance > reach * reach { continue }
        let wanted = skill[at]
        if wanted >= 0, !skills.contains(wanted) { continue }
        if !barred.isEmpty, barred.contains(grid.shifts[at]) { continue }
        addModes(member, Int(grid.shifts[at]), distance, told)
      }
    }
  }

  private func sortWindows(of member: Int) {
    let range = instance.members.windows.range(member)
    endOfWindows = range.upperBound
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

  private func addModes(_ member: Int, _ shift: Int, _ distance: Int, _ told: [Triple]) {
    var known = Int.max
    for at in Int(modeStart[shift])..<Int(modeStart[shift + 1]) {
      let mode = modeList[at]
      let (start, end) = (allModes.start[mode], allModes.end[mode])
      if !isFree(start, end, day: allModes.day[mode]) || end - start > instance.members.maxMinutes[member] { continue }
      let team = allModes.team[mode]
      if team >= 0, !instance.members.teams[member].contains(team) { continue }
      if known == Int.max { known = instance.pairCost(member, shift, squaredDistance: distance) }
      add(Triple(member: member, shift: shift, time: Int(allModes.time[mode])), mode, known, told)
    }
  }

  private func add(_ triple: Triple, _ mode: Int32, _ pairCost: Int, _ told: [Triple]) {
    let kept = !told.isEmpty && told.contains(triple)
    let cost = kept ? pairCost - instance.weights.stability : pairCost
    // Dropping an assignment loses at most the best seat's value, so one that costs that much never helps.
    let burden = cost + instance.weights.fairness * Int(instance.members.recent[Int(triple.member)])
    if burden >= bestSeat[triple.shift], !pinned.contains(triple) { return }
    members.append(triple.member)
    modes.append(mode)
    costs.append(Int32(cost))
  }
}
