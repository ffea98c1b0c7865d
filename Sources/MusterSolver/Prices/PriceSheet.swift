/// The present prices as the members' search reads them, in whole parts of a point, and the best week of each member at them.
///
/// `price[o]` is paid for serving mode o; `charge[c]` is what column c costs: its pair cost, the fairness that the member's past
/// brings, and the discount that the column bears (`Discounts`). Pinned columns charge nothing: what they cost is a constant.
///
/// Overflow: a column's cost and a price are each at most 8.5 · 10^8 in size by the builder's limits on weights; they are counted
/// in sixteenths where that fits in 32 bits, else in whole points.
final class PriceSheet {
  /// Parts of a point in which prices are counted: 16, or 1 where the weights are very large.
  let scale: Int
  let price: Cells<Int32>
  let charge: Cells<Int32>
  /// The best weeks: columns `week[weekStart[m] ..< weekStart[m] + weekCount[m]]`, with the state's `weekStart`.
  let week: Cells<Int32>
  let weekCount: Cells<Int32>
  /// Columns that the member's week must hold: pins, and what a branch of the search supposes; which members have any.
  let isFirm: Cells<Bool>
  let hasFirm: Cells<Bool>
  /// Modes and columns that a branch of the search leaves out.
  let isBarredMode: Cells<Bool>
  let isBarred: Cells<Bool>
  /// More than any mode pays: at most 5 · 10^8 points, or 2^28 sixteenths. In a part of a plan fairness may charge more than that; to
  /// charge less than a column costs never makes a bound false.
  private static let barringCharge: Int32 = 1 << 29
  /// What every plan loses: published pairs and the pins' own costs.
  let constant: Int

  /// Half made, and of no use, when `goesOn` says no.
  init(_ state: State, threads: Int = 1, _ goesOn: () -> Bool = { true }) {
    let columns = state.columns
    scale = Self.scale(state, threads, goesOn)
    price = Cells(state.modes.count, repeating: 0)
    charge = Cells(columns.count, repeating: 0)
    week = Cells(state.week.count, repeating: -1)
    weekCount = Cells(state.load.count, repeating: 0)
    hasFirm = Cells(state.load.count, repeating: false)
    isFirm = Cells(columns.count, repeating: false)
    isBarred = Cells(columns.count, repeating: false)
    isBarredMode = Cells(state.modes.count, repeating: false)
    let pinned = Cells(threads, repeating: 0)
    defer { pinned.free() }
    _ = Crew.share(state.load.count, block: Self.membersPerBlock, threads: threads, goesOn) {
      [scale, charge, hasFirm, isFirm] thread, members in
      for member in members {
        let recent = state.fairness * Int(state.recent[member])
        var lastPin: Int32 = -1
        for column in columns.columns(of: member) {
          let cost = Int(columns.cost[column]) + recent
          if !columns.isPinned[column] {
            charge[column] = Int32(min(cost * scale, Int(Self.barringCharge)))
            continue
          }
          hasFirm[member] = true
          isFirm[column] = true
          let shift = state.modes.shift[columns.mode[column]]
          if shift != lastPin { pinned[thread] += cost }
          lastPin = shift
        }
      }
    }
    constant = (0..<threads).reduce(columns.constant) { $0 + pinned[$1] } * scale
  }

  private static let membersPerBlock = 1024

  private static func scale(_ state: State, _ threads: Int, _ goesOn: () -> Bool) -> Int {
    let columns = state.columns
    let largest = Cells(threads, repeating: max(Int(state.largestValue), state.fairness))
    defer { largest.free() }
    _ = Crew.share(state.load.count, block: membersPerBlock, threads: threads, goesOn) { thread, members in
      var most = largest[thread]
      for member in members {
        let recent = state.fairness * Int(state.recent[member])
        for column in columns.columns(of: member) where !columns.isPinned[column] {
          most = max(most, abs(Int(columns.cost[column])) + recent)
        }
      }
      largest[thread] = most
    }
    return (0..<threads).contains { largest[$0] >= 1 << 24 } ? 1 : 16
  }

  deinit {
    for cells in [price, charge, week, weekCount] { cells.free() }
    for cells in [hasFirm, isFirm, isBarred, isBarredMode] { cells.free() }
  }

  /// Leaves a column out of every week, or lets it in again.
  func bar(_ column: Int32, _ on: Bool) {
    if isBarred[column] == on { return }
    isBarred[column] = on
    charge[column] += on ? Self.barringCharge : -Self.barringCharge
  }
}
