/// One thread's share of a pass over prices: the best weeks of a range of members, their sum and what they take of each mode.
final class PricePart {
  private let columns: Columns
  private let sheet: PriceSheet
  private let state: State
  private let members: Range<Int>
  private var week: MemberWeek
  /// How many people of these members serve each mode in their best weeks.
  let supply: Cells<Int32>
  private(set) var total = 0

  init(_ state: State, _ sheet: PriceSheet, _ members: Range<Int>) {
    self.state = state
    self.sheet = sheet
    columns = state.columns
    self.members = members
    week = MemberWeek(state, sheet)
    supply = Cells(state.modes.count, repeating: 0)
  }

  deinit { supply.free() }

  /// Goes through the members, unless the sign goes up; `goesOn` is asked now and then.
  func run(_ stop: StopSign, _ goesOn: () -> Bool) {
    for mode in 0..<supply.count { supply[mode] = 0 }
    var sum = 0
    for member in members {
      if member & 127 == 0, stop.isUp || !goesOn() { return stop.raise() }
      if columns.columns(of: member).isEmpty { continue }
      sum += week.best(member)
      let first = Int(state.weekStart[member])
      for at in first..<(first + Int(sheet.weekCount[member])) { supply[columns.mode[sheet.week[at]]] += 1 }
    }
    total = sum
  }

  /// The value of one member's best week; leaves it in the sheet.
  func bestWorth(of member: Int) -> Int { columns.columns(of: member).isEmpty ? 0 : week.best(member) }
}
