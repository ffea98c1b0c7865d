/// One thread's share of a pass over prices: the best weeks of a range of members, their sum and what they take of each mode.
final class PricePart {
  private let columns: Columns
  private let members: Range<Int>
  private var week: MemberWeek
  /// How many people of these members serve each mode in their best weeks.
  let supply: Cells<Int32>
  private(set) var total = 0

  init(_ state: State, _ members: Range<Int>) {
    columns = state.columns
    self.members = members
    week = MemberWeek(state)
    supply = Cells(state.modes.count, repeating: 0)
  }

  deinit { supply.free() }

  /// Goes through the members, unless the sign goes up; `goesOn` is asked now and then.
  func run(_ price: Cells<Int>, _ stop: StopSign, _ goesOn: () -> Bool) {
    for mode in 0..<supply.count { supply[mode] = 0 }
    var sum = 0
    for member in members {
      if member & 31 == 0, stop.isUp || !goesOn() { return stop.raise() }
      sum += week.best(member, price)
      for column in week.best { supply[columns.mode[column]] += 1 }
    }
    total = sum
  }

  /// The columns of one member's best week.
  func bestWeek(of member: Int, _ price: Cells<Int>) -> [Int32] {
    _ = week.best(member, price)
    return week.best
  }
}
