/// Multipliers of the rule that nobody serves a mode that their shift does not choose (x ≤ y for each column of a shift with several
/// times or teams). Without it a shift could take half of its people at one time and half at another.
///
/// A column's discount d ≥ 0 lowers what the member is paid for it, and its shift gains the sum of the discounts of the mode that it
/// chooses: the Lagrangian bound stays valid for every d. Most discounts are 0 and stay so: only columns that somebody wanted while
/// their mode was not chosen are kept, in a list.
final class Discounts {
  private let sheet: PriceSheet
  private let columns: Columns
  /// Modes of shifts that have a choice.
  private let isFlexible: Cells<Bool>
  /// The sum of discounts of each mode.
  let sum: Cells<Int>
  /// Where a column stands in the list; −1: nowhere.
  private let slot: Cells<Int32>
  private let wanted: Cells<Bool>
  private var listed: [Listed] = []

  private struct Listed {
    let column: Int32
    var discount: Int32 = 0
    /// The averaged gradient, as for prices.
    var pace: Float = 0
  }

  init(_ state: State, _ sheet: PriceSheet) {
    self.sheet = sheet
    columns = state.columns
    let modes = state.modes
    isFlexible = Cells(modes.count, repeating: false)
    for shift in 0..<state.people.count where modes.ofShift[shift].count > 1 {
      for mode in modes.ofShift[shift] { isFlexible[mode] = true }
    }
    sum = Cells(modes.count, repeating: 0)
    slot = Cells(columns.count, repeating: -1)
    wanted = Cells(columns.count, repeating: false)
  }

  deinit {
    for cells in [isFlexible, wanted] { cells.free() }
    sum.free()
    slot.free()
  }

  /// Takes the members' best weeks and the shifts' choices into the averaged gradient; its squared length.
  func observe(_ state: State, chosen: Cells<Bool>, keep: Double) -> Double {
    for member in 0..<state.load.count {
      let first = Int(state.weekStart[member])
      for at in first..<(first + Int(sheet.weekCount[member])) {
        let column = sheet.week[at]
        let mode = columns.mode[column]
        if !isFlexible[mode] || columns.isPinned[column] { continue }
        if slot[column] < 0 {
          if chosen[mode] { continue }
          slot[column] = Int32(listed.count)
          listed.append(Listed(column: column))
        }
        wanted[column] = true
      }
    }
    let (old, new) = (Float(keep), Float(1 - keep))
    var norm: Float = 0
    for index in listed.indices {
      let column = listed[index].column
      let gradient: Float = (wanted[column] ? 1 : 0) - (chosen[columns.mode[column]] ? 1 : 0)
      wanted[column] = false
      let pace = old * listed[index].pace + new * gradient
      listed[index].pace = pace
      if pace > 0 || listed[index].discount > 0 { norm += pace * pace }
    }
    return Double(norm)
  }

  /// Moves the discounts along the averaged gradient, and forgets those that are of no more use.
  func move(_ length: Double) {
    let length = Float(length)
    var index = 0
    while index < listed.count {
      let row = listed[index]
      let next = min(max(0, Float(row.discount) + length * row.pace), 1e9)
      set(index, Int32(next.rounded()))
      if listed[index].discount == 0, row.pace < 0.001 { forget(index) } else { index += 1 }
    }
  }

  private func set(_ index: Int, _ discount: Int32) {
    let column = listed[index].column
    let change = discount - listed[index].discount
    if change == 0 { return }
    listed[index].discount = discount
    sheet.charge[column] += change
    sum[columns.mode[column]] += Int(change)
  }

  private func forget(_ index: Int) {
    slot[listed[index].column] = -1
    listed.swapAt(index, listed.count - 1)
    listed.removeLast()
    if index < listed.count { slot[listed[index].column] = Int32(index) }
  }

  func discount(of column: Int32) -> Int32 { slot[column] < 0 ? 0 : listed[Int(slot[column])].discount }

  /// The discounts as they are, to come back to.
  var present: [(column: Int32, discount: Int32)] { listed.lazy.filter { $0.discount > 0 }.map { ($0.column, $0.discount) } }

  func restore(_ kept: [(column: Int32, discount: Int32)]) {
    for index in listed.indices { set(index, 0) }
    for (column, discount) in kept {
      if slot[column] < 0 {
        slot[column] = Int32(listed.count)
        listed.append(Listed(column: column))
      }
      set(Int(slot[column]), discount)
    }
  }
}
