/// Shifts sorted into square cells, so that those near a home are found without looking at all of them. Rows of
/// cells lie one after the other, hence the shifts of neighbouring cells of a row are one stretch of memory.
struct ShiftGrid {
  private let (left, low): (Int, Int)
  private let cell: Int
  private let (columns, rows): (Int, Int)
  private let starts: [Int32]
  let shifts: [Int32]

  /// Sorts all shifts, or the given ones.
  init(_ instance: Instance, _ chosen: [Int32]? = nil) {
    let chosen = chosen ?? Array(0..<Int32(instance.shifts.count))
    let (xs, ys) = (chosen.map { instance.shifts.x[Int($0)] }, chosen.map { instance.shifts.y[Int($0)] })
    (left, low) = (Int(xs.min() ?? 0), Int(ys.min() ?? 0))
    let (width, height) = (Int(xs.max() ?? 0) - left, Int(ys.max() ?? 0) - low)
    // About four cells a shift when the shifts fill their square evenly; cities leave most of it empty.
    let side = max(1, Rules.squareRoot(4 * xs.count))
    cell = max(1, max(width, height) / side + 1)
    columns = width / cell + 1
    rows = height / cell + 1
    var count = [Int32](repeating: 0, count: columns * rows + 1)
    let place = zip(xs, ys).map { [left, low, cell, columns] x, y in (Int(y) - low) / cell * columns + (Int(x) - left) / cell }
    for at in place { count[at + 1] += 1 }
    for at in 1..<count.count { count[at] += count[at - 1] }
    starts = count
    var sorted = [Int32](repeating: 0, count: xs.count)
    for (shift, at) in zip(chosen, place) {
      sorted[Int(count[at])] = shift
      count[at] += 1
    }
    shifts = sorted
  }

  /// Stretches of `shifts` that together hold every shift within `reach` of a place (and some others).
  func near(_ x: Int32, _ y: Int32, reach: Int32, _ body: (Range<Int>) -> Void) {
    let first = max(0, floorDivide(Int(x) - Int(reach) - left, cell))
    let last = min(columns - 1, floorDivide(Int(x) + Int(reach) - left, cell))
    let bottom = max(0, floorDivide(Int(y) - Int(reach) - low, cell))
    let top = min(rows - 1, floorDivide(Int(y) + Int(reach) - low, cell))
    if first > last || bottom > top { return }
    for row in bottom...top {
      let stretch = Int(starts[row * columns + first])..<Int(starts[row * columns + last + 1])
      if !stretch.isEmpty { body(stretch) }
    }
  }

  private func floorDivide(_ a: Int, _ b: Int) -> Int { a >= 0 ? a / b : -((b - 1 - a) / b) }
}
