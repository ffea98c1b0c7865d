/// A part of the problem cut out: a few shifts and the members who may serve them, everybody's assignments elsewhere held fast. It is a
/// small problem of its own, so whatever solves one whole problem solves it, and each point gained in it is gained in the whole.
///
/// Held assignments narrow the members' columns and limits. Columns of high loss are left out.
/// Where several parts are worked on at once, each member is owned by one of them: in the others they may only leave, and what
/// leaving gains is counted at the least.
struct Region {
  let shifts: [Int32]
  let state: State
  /// The whole problem's column of each column here.
  private let columnOf: [Int32]
  private let modeOf: [Int32]
  private let whole: State

  /// Nothing when nobody could serve the shifts, or when `goesOn` said no.
  init?(
    _ whole: State, _ ranking: Ranking, shifts: [Int32], cut: Int32, owns: (Int32) -> Bool = { _ in true },
    _ goesOn: () -> Bool = { true }
  ) {
    self.whole = whole
    self.shifts = shifts
    let (columns, modes) = (whole.columns, whole.modes)
    let inside = Cells(whole.people.count, repeating: Int32(-1))
    defer { inside.free() }
    for (number, shift) in shifts.enumerated() { inside[shift] = Int32(number) }
    modeOf = shifts.flatMap { modes.ofShift[Int($0)] }.filter { !columns.places(of: Int($0)).isEmpty }.sorted()
    var found: [(column: Int32, mode: Int32)] = []
    for (number, mode) in modeOf.enumerated() {
      if number & 63 == 0, !goesOn() { return nil }
      let shift = modes.shift[mode]
      var crew = whole.mode[shift] == mode ? whole.people[shift] : 0
      for place in columns.places(of: Int(mode)) {
        let entry = ranking.ranked[place]
        if entry.loss > cut, crew == 0 { break }  // Pins lose nothing: they came before.
        if crew > 0, Self.serves(whole, entry.column) {
          crew -= 1
        } else if entry.loss > cut || !owns(entry.member), !columns.isPinned[entry.column] {
          // A pin's column with each team of the shift stays, so that the pin stands in every mode.
          continue
        }
        if Self.fits(whole, entry.column, inside) { found.append((entry.column, Int32(number))) }
      }
    }
    if found.isEmpty { return nil }
    let rows = Self.byMember(found, whole)
    var members: [Int32] = []
    var owner: [Int32] = []
    for row in rows {
      let member = columns.member[row.column]
      if members.last != member { members.append(member) }
      owner.append(Int32(members.count - 1))
    }
    columnOf = rows.map(\.column)
    let sub = Columns(
      Modes(modes, modeOf, shifts: shifts, inside), members: members.count, owner: owner, mode: rows.map(\.mode),
      cost: columnOf.map { columns.cost[$0] }, isPinned: columnOf.map { columns.isPinned[$0] })
    state = State(whole, sub, shifts: shifts, members: members, owns: owns) { Self.held(whole, $0, inside) }
    for (column, origin) in columnOf.enumerated() where Self.serves(whole, origin) { state.add(Int32(column)) }
    state.forgetJournal()
  }

  /// The rows in order of member, and as they came within a member.
  private static func byMember(_ rows: [(column: Int32, mode: Int32)], _ whole: State) -> [(column: Int32, mode: Int32)] {
    let member = whole.columns.member
    let next = Cells(whole.load.count + 1, repeating: 0)
    defer { next.free() }
    for row in rows { next[member[row.column] + 1] += 1 }
    for at in 0..<whole.load.count { next[at + 1] += next[at] }
    var sorted = rows
    for row in rows {
      sorted[next[member[row.column]]] = row
      next[member[row.column]] += 1
    }
    return sorted
  }

  private static func serves(_ whole: State, _ column: Int32) -> Bool {
    let first = Int(whole.weekStart[whole.columns.member[column]])
    for at in first..<(first + Int(whole.load[whole.columns.member[column]])) where whole.week[at] == column { return true }
    return false
  }

  /// Whether a column is compatible with what its member serves outside.
  private static func fits(_ whole: State, _ column: Int32, _ inside: Cells<Int32>) -> Bool {
    let (member, mode) = (whole.columns.member[column], whole.columns.mode[column])
    var today = 1
    let first = Int(whole.weekStart[member])
    for at in first..<(first + Int(whole.load[member])) {
      let other = whole.columns.mode[whole.week[at]]
      if inside[whole.modes.shift[other]] >= 0 { continue }
      if !whole.modes.compatible(mode, other) { return false }
      if whole.modes.day[other] == whole.modes.day[mode] { today += 1 }
    }
    return today <= whole.dayLimit(Int(member))
  }

  /// The modes that a member serves outside.
  private static func held(_ whole: State, _ member: Int32, _ inside: Cells<Int32>) -> [Int32] {
    let first = Int(whole.weekStart[member])
    return (first..<(first + Int(whole.load[member]))).lazy.map { whole.columns.mode[whole.week[$0]] }
      .filter { inside[whole.modes.shift[$0]] < 0 }
  }

  /// Prices of the whole as a beginning for the part's.
  func start(_ prices: Prices, from outer: Prices) {
    if prices.sheet.scale != outer.sheet.scale { return }
    var discounts: [(column: Int32, discount: Int32)] = []
    for (column, origin) in columnOf.enumerated() {
      let discount = outer.discount(of: origin)
      if discount > 0 { discounts.append((Int32(column), discount)) }
    }
    prices.start(modeOf.map { outer.sheet.price[$0] }, discounts)
  }

  /// Carries the part's plan over into the whole.
  func carryBack() {
    for shift in shifts { whole.empty(shift) }
    for (number, shift) in shifts.enumerated() where state.people[number] > 0 {
      whole.repin(shift, to: modeOf[Int(state.mode[number])])
      let first = Int(state.crewStart[number])
      for at in first..<(first + Int(state.people[number])) where !state.columns.isPinned[state.crew[at]] {
        whole.add(columnOf[Int(state.crew[at])])
      }
    }
  }
}
