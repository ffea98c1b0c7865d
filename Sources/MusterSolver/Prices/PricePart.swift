/// One thread's share of a pass over prices: the best weeks of some members, their sum and what they take of each mode.
final class PricePart {
  private let columns: Columns
  private let sheet: PriceSheet
  private let state: State
  private var week: MemberWeek
  /// How many people of these members serve each mode in their best weeks.
  let supply: Cells<Int32>
  private(set) var total = 0

  init(_ state: State, _ sheet: PriceSheet) {
    self.state = state
    self.sheet = sheet
    columns = state.columns
    week = MemberWeek(state, sheet)
    supply = Cells(state.modes.count, repeating: 0)
  }

  deinit { supply.free() }

  /// A pass begins.
  func begin() {
    total = 0
    for mode in 0..<supply.count { supply[mode] = 0 }
  }

  /// Takes some members; `wanted` is the columns of their weeks in modes that are marked, in order of member.
  func add(_ members: Range<Int>, marked: Cells<Bool>, wanted: inout [Int32]) {
    wanted.removeAll(keepingCapacity: true)
    for member in members {
      if columns.columns(of: member).isEmpty { continue }
      total += week.best(member)
      let first = Int(state.weekStart[member])
      for at in first..<(first + Int(sheet.weekCount[member])) {
        let column = sheet.week[at]
        let mode = columns.mode[column]
        supply[mode] += 1
        if marked[mode] { wanted.append(column) }
      }
    }
  }

  /// The value of one member's best week; leaves it in the sheet.
  func bestWorth(of member: Int) -> Int { columns.columns(of: member).isEmpty ? 0 : week.best(member) }
}
