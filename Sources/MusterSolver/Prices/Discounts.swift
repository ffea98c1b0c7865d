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
  let isFlexible: Cells<Bool>
  /// The sum of discounts of each mode.
  let sum: Cells<Int>
  /// Where a column stands in the list; −1: nowhere.
  private let slot: Cells<Int32>
  private var listed: [Listed] = []

  private struct Listed {
    let column: Int32
    let mode: Int32
    /// Whether somebody's best week holds it.
    var isWanted = false
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
  }

  deinit {
    isFlexible.free()
    sum.free()
    slot.free()
  }

  /// Takes the columns of flexible modes in the members' best weeks, block by block, and the shifts' choices into the averaged
  /// gradient; its squared length.
  func observe(_ weeks: [[Int32]], chosen: Cells<Bool>, keep: Double) -> Double {
    for columns in weeks { for column in columns where !self.columns.isPinned[column] { want(column, chosen) } }
    let (old, new) = (Float(keep), Float(1 - keep))
    var norm: Float = 0
    listed.withUnsafeMutableBufferPointer { rows in
      for index in rows.indices {
        let gradient: Float = (rows[index].isWanted ? 1 : 0) - (chosen[rows[index].mode] ? 1 : 0)
        rows[index].isWanted = false
        let pace = old * rows[index].pace + new * gradient
        rows[index].pace = pace
        if pace > 0 || rows[index].discount > 0 { norm += pace * pace }
      }
    }
    return Double(norm)
  }

  private func want(_ column: Int32, _ chosen: Cells<Bool>) {
    if slot[column] < 0 {
      if chosen[columns.mode[column]] { return }
      enlist(column)
    }
    listed[Int(slot[column])].isWanted = true
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
    let row = listed[index]
    if discount == row.discount { return }
    listed[index].discount = discount
    sheet.charge[row.column] += discount - row.discount
    sum[row.mode] += Int(discount - row.discount)
  }

  private func enlist(_ column: Int32) {
    slot[column] = Int32(listed.count)
    listed.append(Listed(column: column, mode: columns.mode[column]))
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
      if slot[column] < 0 { enlist(column) }
      set(Int(slot[column]), discount)
    }
  }
}
