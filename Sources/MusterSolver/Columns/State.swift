/// A feasible plan under work: who serves where, every counter that the rules need, and the score, all kept up to date
/// by `add` and `remove`. Each change goes into a journal, so that a trial can be undone to any earlier mark.
///
/// Invariant: the plan obeys every rule; pinned columns are added first and never removed.
final class State {
  let columns: Columns
  let modes: Modes
  let seats: Cells<Int32>
  let minimum: Cells<Int32>
  let criticalValue: Cells<Int32>
  let desiredValue: Cells<Int32>
  private let maxPerDay: Cells<Int32>
  private let maxAssignments: Cells<Int32>
  private let maxMinutes: Cells<Int32>
  let recent: Cells<Int32>
  /// In a part of a plan: what each member keeps outside on each day; in a whole plan there is none.
  private let heldToday: Cells<Int32>
  private let days: Int
  let fairness: Int
  /// The mode of each shift; −1 while nobody serves it.
  let mode: Cells<Int32>
  /// People of a shift: columns `crew[crewStart[s] ..< crewStart[s] + people[s]]`, in no order.
  let people: Cells<Int32>
  let crewStart: Cells<Int32>
  let crew: Cells<Int32>
  /// Assignments of a member: columns `week[weekStart[m] ..< weekStart[m] + load[m]]`, in no order.
  let load: Cells<Int32>
  let weekStart: Cells<Int32>
  let week: Cells<Int32>
  private let minutes: Cells<Int32>
  private(set) var score: Int
  private(set) var filled = 0
  private(set) var criticalFilled = 0
  private var journal: [Int32] = []

  init(_ instance: Instance, _ columns: Columns) {
    self.columns = columns
    modes = columns.modes
    let (shifts, members) = (instance.shifts, instance.members)
    seats = Cells(shifts.seats)
    minimum = Cells(shifts.minimum)
    criticalValue = Cells(shifts.priority.map { $0 * Int32(instance.weights.critical) })
    desiredValue = Cells(shifts.priority.map { $0 * Int32(instance.weights.desired) })
    maxPerDay = Cells(members.maxPerDay)
    maxAssignments = Cells(members.maxAssignments)
    maxMinutes = Cells(members.maxMinutes)
    recent = Cells(members.recent)
    (heldToday, days) = (Cells(0, repeating: 0), 0)
    fairness = instance.weights.fairness
    mode = Cells(shifts.count, repeating: -1)
    people = Cells(shifts.count, repeating: 0)
    load = Cells(members.count, repeating: 0)
    minutes = Cells(members.count, repeating: 0)
    score = -columns.constant
    (crewStart, crew) = Self.room(
      (0..<shifts.count).map { shift in
        let most = columns.modes.ofShift[shift].map { columns.places(of: Int($0)).count }.max() ?? 0
        return min(Int(shifts.seats[shift]), most)
      })
    (weekStart, week) = Self.room(
      (0..<members.count).map { min(Int(members.maxAssignments[$0]), columns.columns(of: $0).count) })
    for column in Self.pinnedColumns(instance, columns) { add(column) }
    forgetJournal()
  }

  /// A part of a plan under work: some shifts and members of it, nobody assigned yet. `held` tells the modes that a member keeps
  /// outside. They count as served before for those whom the part owns. The others can only leave here, and are charged without them:
  /// who leaves two parts at once frees each of them of its own fairness only, so that parts together never gain less than they say.
  init(
    _ whole: State, _ columns: Columns, shifts: [Int32], members: [Int32], owns: (Int32) -> Bool,
    held: (Int32) -> [Int32]
  ) {
    self.columns = columns
    modes = columns.modes
    seats = Cells(shifts.map { whole.seats[$0] })
    minimum = Cells(shifts.map { whole.minimum[$0] })
    criticalValue = Cells(shifts.map { whole.criticalValue[$0] })
    desiredValue = Cells(shifts.map { whole.desiredValue[$0] })
    let kept = members.map(held)
    maxPerDay = Cells(members.map { whole.maxPerDay[$0] })
    maxAssignments = Cells(zip(members, kept).map { whole.maxAssignments[$0] - Int32($1.count) })
    maxMinutes = Cells(
      zip(members, kept).map { member, kept in kept.reduce(whole.maxMinutes[member]) { $0 - whole.length($1) } })
    recent = Cells(zip(members, kept).map { whole.recent[$0] + (owns($0) ? Int32($1.count) : 0) })
    let inner = columns.modes
    days = 1 + Int((0..<inner.count).map { inner.day[$0] }.max() ?? 0)
    heldToday = Cells(members.count * days, repeating: 0)
    for (number, kept) in kept.enumerated() {
      for mode in kept where Int(whole.modes.day[mode]) < days { heldToday[number * days + Int(whole.modes.day[mode])] += 1 }
    }
    fairness = whole.fairness
    mode = Cells(shifts.count, repeating: -1)
    people = Cells(shifts.count, repeating: 0)
    load = Cells(members.count, repeating: 0)
    minutes = Cells(members.count, repeating: 0)
    score = 0
    (crewStart, crew) = Self.room(
      (0..<shifts.count).map { shift in
        let most = columns.modes.ofShift[shift].map { columns.places(of: Int($0)).count }.max() ?? 0
        return min(Int(whole.seats[shifts[shift]]), most)
      })
    let limits = maxAssignments
    (weekStart, week) = Self.room((0..<members.count).map { min(Int(limits[$0]), columns.columns(of: $0).count) })
  }

  deinit {
    for cells in [
      seats, minimum, criticalValue, desiredValue, maxPerDay, maxAssignments, maxMinutes, recent, heldToday, mode, people,
      crewStart,
      crew, load, weekStart, week, minutes,
    ] { cells.free() }
  }

  private static func room(_ sizes: [Int]) -> (Cells<Int32>, Cells<Int32>) {
    let starts = Cells(sizes.count, repeating: Int32(0))
    var total = 0
    for (index, size) in sizes.enumerated() {
      starts[index] = Int32(total)
      total += size
    }
    return (starts, Cells(total, repeating: -1))
  }

  /// One column for each pin; of a team shift's the first mode that every pin can share.
  private static func pinnedColumns(_ instance: Instance, _ columns: Columns) -> [Int32] {
    var chosen: [Int32: Int32] = [:]
    return instance.pinned.compactMap { pin in
      let own = columns.columns(of: Int(pin.member)).filter { columns.modes.shift[columns.mode[$0]] == pin.shift }
      guard let first = own.first else { return nil }
      let mode = chosen[pin.shift] ?? columns.mode[first]
      chosen[pin.shift] = mode
      return own.first { columns.mode[$0] == mode }.map(Int32.init)
    }
  }

  // MARK: Questions

  /// What the next person of a shift is worth; 0 when it is full.
  @inline(__always) func nextValue(_ shift: Int32) -> Int {
    if people[shift] >= seats[shift] { return 0 }
    return Int(people[shift] < minimum[shift] ? criticalValue[shift] : desiredValue[shift])
  }

  /// What the last person of a shift is worth.
  @inline(__always) func lastValue(_ shift: Int32) -> Int {
    Int(people[shift] <= minimum[shift] ? criticalValue[shift] : desiredValue[shift])
  }

  /// What one assignment more costs a member in fairness.
  @inline(__always) func nextFairness(_ member: Int32) -> Int { fairness * Int(load[member] + recent[member]) }

  /// Whether the member can serve the column beside the rest of the week, `spared` (−1: nothing) taken out of it.
  @inline(__always) func fits(_ column: Int32, sparing spared: Int32 = -1) -> Bool {
    let (member, mode) = (columns.member[column], columns.mode[column])
    let count = load[member]
    let less: Int32 = spared < 0 ? 0 : 1
    if count - less >= maxAssignments[member] { return false }
    var minutesLeft = maxMinutes[member] - minutes[member] - length(mode)
    if spared >= 0 { minutesLeft += length(columns.mode[spared]) }
    if minutesLeft < 0 { return false }
    var today = 1 + held(member, mode)
    let first = Int(weekStart[member])
    for at in first..<(first + Int(count)) {
      let other = week[at]
      if other == spared { continue }
      let otherMode = columns.mode[other]
      if !modes.compatible(mode, otherMode) { return false }
      if modes.day[otherMode] == modes.day[mode] { today += 1 }
    }
    return today <= maxPerDay[member]
  }

  /// The most that any seat is worth.
  var largestValue: Int32 {
    var most: Int32 = 0
    for shift in 0..<people.count { most = max(most, criticalValue[shift], desiredValue[shift]) }
    return most
  }

  @inline(__always) func assignmentLimit(_ member: Int) -> Int { Int(maxAssignments[member]) }
  /// How many assignments the member keeps outside on the mode's day.
  @inline(__always) func held(_ member: Int32, _ mode: Int32) -> Int32 {
    days == 0 ? 0 : heldToday[Int(member) * days + Int(modes.day[mode])]
  }

  @inline(__always) func dayLimit(_ member: Int) -> Int { Int(maxPerDay[member]) }
  @inline(__always) func minuteLimit(_ member: Int) -> Int32 { maxMinutes[member] }

  @inline(__always) func length(_ mode: Int32) -> Int32 { modes.end[mode] - modes.start[mode] }

  /// The member's column that serves a shift now, or −1.
  @inline(__always) func serving(_ member: Int32, _ shift: Int32) -> Int32 {
    let first = Int(weekStart[member])
    for at in first..<(first + Int(load[member])) where modes.shift[columns.mode[week[at]]] == shift { return week[at] }
    return -1
  }

  /// The plan as triples, ordered by shift and member.
  func plan() -> Plan {
    var triples: [Triple] = []
    triples.reserveCapacity(filled)
    for shift in 0..<people.count {
      let first = Int(crewStart[shift])
      for at in first..<(first + Int(people[shift])) { triples.append(columns.triple(crew[at])) }
    }
    return Plan(triples.sorted())
  }

  // MARK: Changes

  /// Adds a column that fits, in the mode that the shift has (or as its first person).
  func add(_ column: Int32) {
    apply(column)
    journal.append(column)
  }

  /// Takes a column out. Pinned ones stay: asking for it is the caller's mistake.
  func remove(_ column: Int32) {
    assert(!columns.isPinned[column])
    revoke(column)
    journal.append(~column)
  }

  /// Takes everybody but the pinned out of a shift.
  func empty(_ shift: Int32) {
    let first = Int(crewStart[shift])
    for at in stride(from: first + Int(people[shift]) - 1, through: first, by: -1) where !columns.isPinned[crew[at]] {
      remove(crew[at])
    }
  }

  /// Whether nobody but the pinned serves a shift, so that its mode may still change.
  func isAtRest(_ shift: Int32) -> Bool {
    let first = Int(crewStart[shift])
    for at in first..<(first + Int(people[shift])) where !columns.isPinned[crew[at]] { return false }
    return true
  }

  /// Moves the pinned people of a shift at rest to another of its modes: the same time with another team.
  func repin(_ shift: Int32, to mode: Int32) {
    if people[shift] == 0 || self.mode[shift] == mode { return }
    let first = Int(crewStart[shift])
    let old = (first..<(first + Int(people[shift]))).map { crew[$0] }
    for column in old {
      revoke(column)
      journal.append(~column)
    }
    for column in old {
      for other in columns.columns(of: Int(columns.member[column])) where columns.mode[other] == mode { add(Int32(other)) }
    }
  }

  /// Where the journal stands, for `undo`.
  var mark: Int { journal.count }

  /// Takes back every change after the mark.
  func undo(to mark: Int) {
    while journal.count > mark {
      let entry = journal.removeLast()
      if entry >= 0 { revoke(entry) } else { apply(~entry) }
    }
  }

  /// Lets all changes stand for good.
  func forgetJournal() { journal.removeAll(keepingCapacity: true) }

  private func apply(_ column: Int32) {
    let (member, mode, shift) = (columns.member[column], columns.mode[column], modes.shift[columns.mode[column]])
    assert(people[shift] < seats[shift] && (people[shift] == 0 || self.mode[shift] == mode) && fits(column))
    score += nextValue(shift) - Int(columns.cost[column]) - nextFairness(member)
    filled += 1
    if people[shift] < minimum[shift] { criticalFilled += 1 }
    crew[crewStart[shift] + people[shift]] = column
    people[shift] += 1
    self.mode[shift] = mode
    week[weekStart[member] + load[member]] = column
    load[member] += 1
    minutes[member] += length(mode)
  }

  private func revoke(_ column: Int32) {
    let (member, mode, shift) = (columns.member[column], columns.mode[column], modes.shift[columns.mode[column]])
    score -= lastValue(shift) - Int(columns.cost[column]) - (nextFairness(member) - fairness)
    if people[shift] <= minimum[shift] { criticalFilled -= 1 }
    filled -= 1
    drop(column, crew, from: Int(crewStart[shift]), count: Int(people[shift]))
    people[shift] -= 1
    if people[shift] == 0 { self.mode[shift] = -1 }
    drop(column, week, from: Int(weekStart[member]), count: Int(load[member]))
    load[member] -= 1
    minutes[member] -= length(mode)
  }

  @inline(__always) private func drop(_ column: Int32, _ cells: Cells<Int32>, from first: Int, count: Int) {
    var at = first
    while cells[at] != column { at += 1 }
    cells[at] = cells[first + count - 1]
  }
}
