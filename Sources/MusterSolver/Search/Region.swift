/// A part of the problem cut out: a few shifts and the members who may serve them, everybody's assignments elsewhere held fast. It is a
/// small problem of its own, so whatever solves one whole problem solves it, and each point gained in it is gained in the whole.
///
/// Held assignments narrow the members' columns and limits. Columns of high loss are left out.
/// Where several parts are worked on at once, each member is owned by one of them: in the others they may only leave.
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
    var inside: [Int32: Int32] = [:]
    for (number, shift) in shifts.enumerated() { inside[shift] = Int32(number) }
    modeOf = shifts.flatMap { modes.ofShift[Int($0)] }.filter { !columns.places(of: Int($0)).isEmpty }.sorted()
    var rows: [(member: Int32, mode: Int32, column: Int32)] = []
    for (number, mode) in modeOf.enumerated() {
      if number & 63 == 0, !goesOn() { return nil }
      for place in columns.places(of: Int(mode)) {
        let (column, loss) = (ranking.ranked[place].column, ranking.ranked[place].loss)
        let isLeft = loss > cut || !owns(ranking.ranked[place].member)
        // A pin's column with each team of the shift stays, so that the pin stands in every mode.
        if isLeft, !columns.isPinned[column], !Self.serves(whole, column) { continue }
        if Self.fits(whole, column, inside) { rows.append((columns.member[column], Int32(number), column)) }
      }
    }
    if rows.isEmpty { return nil }
    rows.sort { ($0.member, $0.mode) < ($1.member, $1.mode) }
    var members: [Int32] = []
    var owner: [Int32] = []
    for row in rows {
      if members.last != row.member { members.append(row.member) }
      owner.append(Int32(members.count - 1))
    }
    columnOf = rows.map(\.column)
    let sub = Columns(
      Modes(modes, modeOf, shifts: shifts, inside), members: members.count, owner: owner, mode: rows.map(\.mode),
      cost: columnOf.map { columns.cost[$0] }, isPinned: columnOf.map { columns.isPinned[$0] })
    state = State(whole, sub, shifts: shifts, members: members) { Self.held(whole, $0, inside) }
    for (column, origin) in columnOf.enumerated() where Self.serves(whole, origin) { state.add(Int32(column)) }
    state.forgetJournal()
  }

  private static func serves(_ whole: State, _ column: Int32) -> Bool {
    let first = Int(whole.weekStart[whole.columns.member[column]])
    for at in first..<(first + Int(whole.load[whole.columns.member[column]])) where whole.week[at] == column { return true }
    return false
  }

  /// Whether a column is compatible with what its member serves outside.
  private static func fits(_ whole: State, _ column: Int32, _ inside: [Int32: Int32]) -> Bool {
    let (member, mode) = (whole.columns.member[column], whole.columns.mode[column])
    var today = 1
    for other in held(whole, member, inside) {
      if !whole.modes.compatible(mode, other) { return false }
      if whole.modes.day[other] == whole.modes.day[mode] { today += 1 }
    }
    return today <= whole.dayLimit(Int(member))
  }

  /// The modes that a member serves outside.
  private static func held(_ whole: State, _ member: Int32, _ inside: [Int32: Int32]) -> [Int32] {
    let first = Int(whole.weekStart[member])
    return (first..<(first + Int(whole.load[member]))).lazy.map { whole.columns.mode[whole.week[$0]] }
      .filter { inside[whole.modes.shift[$0]] == nil }
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
