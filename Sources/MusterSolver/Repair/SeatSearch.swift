/// The best way to put one more person into a shift, exactly: somebody free, or somebody moved from another shift whose seat
/// somebody free takes or nobody (an ejection chain of two moves; Glover 1996).
///
/// Every column of the shift is looked at, and for each of its member's other assignments, what moving it away would give. A move
/// changes no count of fairness for who moves, and the seat left is worth to the next person what it was worth to this one: so a
/// move gains `seat − cost there + cost here − price of the next`, where the price is a column's cost and fairness (or the
/// seat's worth, if it stays open). No price is below the least cost of any column of that shift, counted once: moves are
/// followed in the order of that bound and stop at the first that cannot better the best found. The columns of a mode lie in the
/// order of that cost, so its cheapest free person is found among the first, and kept until that person's week changes. Who
/// leaves a seat is never free for it, so one person answers for all who leave it.
///
/// Left out: a move to a seat that costs the member more than that seat is worth at its best, because it has no column: to leave
/// the seat open and let the second move stand alone would be better.
struct SeatSearch: Sendable {
  let columns: Columns
  private let modes: Modes
  private(set) var standing: Standing
  private var barred: Set<UInt64> = []
  /// The columns of each mode where `Columns` has them, in the order of what they cost at the least: cost, and fairness for
  /// recent service.
  private let order: [Priced]
  /// The least cost of any column of a shift.
  private let floor: [Int]
  /// The cheapest free person of each mode, where known for the plan as it stands.
  private var cheapest: [Cheapest]
  private var movers: [Mover] = []

  /// How to fill a seat, and what the score gains. Both places are seats of `standing`.
  struct Filling {
    var gain: Int
    var enters: Int32 = -1
    /// The seat that the newcomer leaves; −1: it was free.
    var leaves: Int32 = -1
    /// The column that fills the seat left; −1: it stays open.
    var refill: Int32 = -1
  }

  private struct Mover {
    let column: Int32
    let seat: Int32
    /// What is gained before the seat left is paid for.
    let gain: Int
    let bound: Int
  }

  private struct Priced {
    let cost: Int32
    let column: Int32
  }

  private struct Cheapest {
    var isKnown = false
    /// −1: nobody is free.
    var column: Int32 = -1
    var price = Int.max
  }

  init(_ instance: Instance, _ columns: Columns, _ plan: Plan) {
    self.columns = columns
    modes = columns.modes
    standing = Standing(instance, columns.modes, plan)
    cheapest = Array(repeating: Cheapest(), count: columns.modes.count)
    order = Self.sorted(instance, columns)
    // Half of the greatest number: what it is taken from may be negative.
    var floor = [Int](repeating: Int.max / 2, count: instance.shifts.count)
    for mode in 0..<columns.modes.count {
      guard let first = columns.places(of: mode).first else { continue }
      let shift = Int(columns.modes.shift[mode])
      floor[shift] = min(floor[shift], Int(order[first].cost))
    }
    self.floor = floor
  }

  private static func sorted(_ instance: Instance, _ columns: Columns) -> [Priced] {
    var order = (0..<columns.count).map { place in
      let column = columns.modeColumns[place]
      let recent = instance.members.recent[Int(columns.member[column])]
      return Priced(cost: Int32(clamping: Int(columns.cost[column]) + instance.weights.fairness * Int(recent)), column: column)
    }
    for mode in 0..<columns.modes.count {
      order[columns.places(of: mode)].sort { ($0.cost, $0.column) < ($1.cost, $1.column) }
    }
    return order
  }

  /// The best filling of one more seat that gains more than `least`; nothing where there is none. Of equals the fewest moves.
  mutating func best(_ shift: Int32, least: Int) -> Filling? {
    if standing.isFull(shift) { return nil }
    let value = standing.nextValue(shift)
    var best = Filling(gain: least)
    movers.removeAll(keepingCapacity: true)
    for mode in standing.openModes(of: shift) {
      for place in columns.places(of: Int(mode)) { look(order[place].column, value, &best) }
    }
    movers.sort { ($1.bound, $0.column, $0.seat) < ($0.bound, $1.column, $1.seat) }
    for mover in movers {
      if mover.bound <= best.gain { break }
      follow(mover, &best)
    }
    return best.enters < 0 ? nil : best
  }

  private mutating func look(_ column: Int32, _ value: Int, _ best: inout Filling) {
    let (member, mode) = (columns.member[column], columns.mode[column])
    let base = value - Int(columns.cost[column])
    let gain = base - standing.nextFairness(member)
    if gain > best.gain, standing.fits(member, mode), !isBarred(member, mode) { best = Filling(gain: gain, enters: column) }
    var at = standing.firstOfMember[Int(member)]
    while at >= 0 {
      let seat = standing.seats[Int(at)]
      let left = seat.triple.shift
      if !seat.isPinned, left != modes.shift[mode] {
        let gain = base + seat.cost
        let bound = gain - min(standing.lastValue(left), floor[Int(left)])
        if bound > best.gain { movers.append(Mover(column: column, seat: at, gain: gain, bound: bound)) }
      }
      at = seat.nextOfMember
    }
  }

  private mutating func follow(_ mover: Mover, _ best: inout Filling) {
    let (member, mode) = (columns.member[mover.column], columns.mode[mover.column])
    if !standing.fits(member, mode, sparing: mover.seat) || isBarred(member, mode) { return }
    let left = standing.seats[Int(mover.seat)].triple.shift
    let open = mover.gain - standing.lastValue(left)
    if open > best.gain { best = Filling(gain: open, enters: mover.column, leaves: mover.seat) }
    if mover.gain - floor[Int(left)] <= best.gain { return }
    for other in standing.openModes(of: left, without: mover.seat) {
      let found = cheapestFree(of: other)
      if found.column >= 0, mover.gain - found.price > best.gain {
        best = Filling(gain: mover.gain - found.price, enters: mover.column, leaves: mover.seat, refill: found.column)
      }
    }
  }

  private mutating func cheapestFree(of mode: Int32) -> Cheapest {
    if cheapest[Int(mode)].isKnown { return cheapest[Int(mode)] }
    var found = Cheapest(isKnown: true)
    for place in columns.places(of: Int(mode)) {
      if Int(order[place].cost) >= found.price { break }
      let column = order[place].column
      let member = columns.member[column]
      let price = Int(columns.cost[column]) + standing.nextFairness(member)
      if price >= found.price || !standing.fits(member, mode) || isBarred(member, mode) { continue }
      (found.column, found.price) = (column, price)
    }
    cheapest[Int(mode)] = found
    return found
  }

  private func isBarred(_ member: Int32, _ mode: Int32) -> Bool {
    !barred.isEmpty && barred.contains(Self.key(member, modes.shift[mode]))
  }

  private static func key(_ member: Int32, _ shift: Int32) -> UInt64 { UInt64(member) << 32 | UInt64(shift) }

  // MARK: Changes

  /// Keeps the pair apart for ever, and takes it out where it stands. Whether it stood.
  mutating func bar(_ member: Int32, _ shift: Int32) -> Bool {
    barred.insert(Self.key(member, shift))
    let seat = standing.seat(of: member, on: shift)
    if seat >= 0 { standing.remove(seat) }
    noteWeek(of: member)
    return seat >= 0
  }

  mutating func carryOut(_ filling: Filling) {
    if filling.leaves >= 0 { standing.remove(filling.leaves) }
    for column in [filling.enters, filling.refill] where column >= 0 {
      standing.add(columns.triple(column))
      noteWeek(of: columns.member[column])
    }
  }

  /// Keeps `cheapest` true after a member's week has changed.
  private mutating func noteWeek(of member: Int32) {
    for column in columns.columns(of: Int(member)) {
      let (mode, known) = (columns.mode[column], cheapest[Int(columns.mode[column])])
      if known.column == Int32(column) {
        cheapest[Int(mode)].isKnown = false
      } else if known.isKnown, standing.fits(member, mode), !isBarred(member, mode) {
        let price = Int(columns.cost[column]) + standing.nextFairness(member)
        if price < known.price { cheapest[Int(mode)] = Cheapest(isKnown: true, column: Int32(column), price: price) }
      }
    }
  }
}
