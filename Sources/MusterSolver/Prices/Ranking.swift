/// The columns of each mode in the order in which they are worth trying: by their reduced cost, which is what the member's best week
/// at the present prices loses when it must hold the column. In a plan near the best one hardly anybody serves a column whose
/// reduced cost is high, so a search may stop early.
///
/// The loss is estimated: of each member's columns the best of each stretch of the day (morning, afternoon, evening; for whoever
/// serves once a day, the day) stands for the stretch, and travel and minutes are forgotten. It orders columns; nothing relies on it.
final class Ranking {
  private let state: State
  private let columns: Columns
  private let modes: Modes
  /// Columns of mode o: `ranked[columns.modeStart[o] ..< columns.modeStart[o + 1]]`, the least loss first.
  let ranked: Cells<Entry>
  private let lossOf: Cells<Int32>
  /// Columns that lose more stand last in no order: hardly a scan comes so far.
  private let sorted: Int32 = 2000

  /// A column with what a scan needs of it, side by side in memory.
  struct Entry: BitwiseCopyable {
    let column: Int32
    let member: Int32
    let cost: Int32
    /// In points.
    let loss: Int32
  }

  private let threads: Int
  private let scratches: [Scratch]
  /// Columns a block of members or modes: about a tenth of a millisecond of work.
  private let membersPerBlock = 1024
  private let modesPerBlock = 256

  /// What one thread needs to look at one member: the best column of each stretch of the week, and the stretches in order.
  private final class Scratch {
    let best: Cells<Int>
    let touched: Cells<Int32>
    var top: [(worth: Int, stretch: Int)] = []
    var row: [Int] = []

    init(stretches: Int) {
      best = Cells(stretches, repeating: 0)
      touched = Cells(stretches, repeating: 0)
    }

    deinit {
      best.free()
      touched.free()
    }
  }

  /// Every loss is 0 until prices are known. Half made, and of no use, when `goesOn` says no.
  init(_ state: State, threads: Int = 1, _ goesOn: () -> Bool = { true }) {
    self.state = state
    self.threads = threads
    columns = state.columns
    modes = state.modes
    ranked = Cells(columns.count, repeating: Entry(column: 0, member: 0, cost: 0, loss: 0))
    lossOf = Cells(columns.count, repeating: 0)
    var days: Int32 = 0
    for mode in 0..<modes.count { days = max(days, modes.day[mode] + 1) }
    scratches = (0..<threads).map { _ in Scratch(stretches: 3 * Int(days)) }
    for at in 0..<columns.count {
      if at & 0x7FFF == 0, !goesOn() { return }
      ranked[at] = entry(columns.modeColumns[at])
    }
  }

  deinit {
    lossOf.free()
    ranked.free()
  }

  /// Orders the columns anew by the prices of the sheet; stops half-way, with some modes in the old order, when `goesOn` says no.
  func update(_ sheet: PriceSheet, _ goesOn: () -> Bool) {
    let isDone = Crew.share(state.load.count, block: membersPerBlock, threads: threads, goesOn) { thread, members in
      for member in members { lose(member, sheet, scratches[thread]) }
    }
    if !isDone { return }
    _ = Crew.share(modes.count, block: modesPerBlock, threads: threads, goesOn) { thread, modes in
      for mode in modes { sort(mode, scratches[thread]) }
    }
  }

  private func sort(_ mode: Int, _ scratch: Scratch) {
    let places = columns.places(of: mode)
    var rest = places.upperBound
    scratch.row.removeAll(keepingCapacity: true)
    for place in places {
      let column = columns.modeColumns[place]
      if lossOf[column] <= sorted {
        scratch.row.append(Int(lossOf[column]) << 32 | Int(column))
      } else {
        rest -= 1
        ranked[rest] = entry(column)
      }
    }
    scratch.row.sort()
    for (place, key) in zip(places.lowerBound..<rest, scratch.row) { ranked[place] = entry(Int32(key & 0x7FFF_FFFF)) }
  }

  private func entry(_ column: Int32) -> Entry {
    Entry(column: column, member: columns.member[column], cost: columns.cost[column], loss: lossOf[column])
  }

  private func stretch(_ mode: Int32, _ oneADay: Bool) -> Int {
    let day = Int(modes.day[mode])
    if oneADay { return 3 * day }
    let minute = Int(modes.start[mode]) - day * Rules.minutesPerDay
    return 3 * day + (minute < 780 ? 0 : minute < 1080 ? 1 : 2)
  }

  private func lose(_ member: Int, _ sheet: PriceSheet, _ scratch: Scratch) {
    let range = columns.columns(of: member)
    if range.isEmpty { return }
    let oneADay = state.dayLimit(member) == 1
    let (best, touched) = (scratch.best, scratch.touched)
    var count = 0
    for column in range {
      let at = stretch(columns.mode[column], oneADay)
      let worth = Int(sheet.price[columns.mode[column]] - sheet.charge[column])
      if best[at] == 0, worth > 0 {
        touched[count] = Int32(at)
        count += 1
      }
      best[at] = max(best[at], worth)
    }
    scratch.top.removeAll(keepingCapacity: true)
    for at in 0..<count { scratch.top.append((best[Int(touched[at])], Int(touched[at]))) }
    scratch.top.sort { ($1.worth, $0.stretch) < ($0.worth, $1.stretch) }
    let limit = state.assignmentLimit(member)
    let fairness = state.fairness * sheet.scale
    let whole = others(scratch, than: -1, most: limit, first: 0, fairness)
    var (known, rest) = (-1, 0)
    for column in range {
      let at = stretch(columns.mode[column], oneADay)
      if at != known { (known, rest) = (at, others(scratch, than: at, most: limit - 1, first: 1, fairness)) }
      let worth = Int(sheet.price[columns.mode[column]] - sheet.charge[column])
      lossOf[column] = columns.isPinned[column] ? 0 : Int32(clamping: (whole - worth - rest) / sheet.scale)
    }
    for at in 0..<count { best[Int(touched[at])] = 0 }
  }

  /// The worth of the best stretches but one, when `first` assignments are there already.
  private func others(_ scratch: Scratch, than stretch: Int, most: Int, first: Int, _ fairness: Int) -> Int {
    var (sum, taken) = (0, 0)
    for entry in scratch.top where entry.stretch != stretch {
      let gain = entry.worth - fairness * (first + taken)
      if taken == most || gain <= 0 { break }
      sum += gain
      taken += 1
    }
    return sum
  }
}
