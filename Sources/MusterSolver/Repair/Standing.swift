/// A feasible plan that changes one seat at a time: who serves what, by member and by shift, as linked lists in flat arrays, and
/// the counters that the rules of a week need. Knows any assignment of the instance, also one that no column stands for because
/// it is not worth its cost: people are told such things by hand.
struct Standing: Sendable {
  /// One assignment. Of a team shift `mode` tells only the time: the team is any that all its people share.
  struct Seat: Sendable {
    let triple: Triple
    let mode: Int32
    /// Pair cost, less `stability` where the assignment was published.
    let cost: Int
    let isPinned: Bool
    fileprivate(set) var nextOfMember: Int32 = -1
    fileprivate(set) var nextOfShift: Int32 = -1
  }

  let instance: Instance
  let modes: Modes
  private(set) var seats: [Seat] = []
  private var vacant: [Int32] = []
  private(set) var firstOfMember: [Int32]
  private(set) var firstOfShift: [Int32]
  private(set) var load: [Int32]
  private(set) var people: [Int32]
  private var minutes: [Int32]
  private let told: Set<Triple>

  init(_ instance: Instance, _ modes: Modes, _ plan: Plan) {
    self.instance = instance
    self.modes = modes
    firstOfMember = [Int32](repeating: -1, count: instance.members.count)
    firstOfShift = [Int32](repeating: -1, count: instance.shifts.count)
    load = [Int32](repeating: 0, count: instance.members.count)
    people = [Int32](repeating: 0, count: instance.shifts.count)
    minutes = load
    told = Set(instance.published)
    let pins = Set(instance.pinned)
    seats.reserveCapacity(plan.triples.count)
    for triple in plan.triples { add(triple, isPinned: pins.contains(triple)) }
  }

  var plan: Plan {
    let gone = Set(vacant)
    return Plan(seats.indices.lazy.filter { !gone.contains(Int32($0)) }.map { seats[$0].triple }.sorted())
  }

  // MARK: Questions

  /// The seat of a member on a shift, or −1.
  func seat(of member: Int32, on shift: Int32) -> Int32 {
    var at = firstOfMember[Int(member)]
    while at >= 0, seats[Int(at)].triple.shift != shift { at = seats[Int(at)].nextOfMember }
    return at
  }

  /// What one assignment more costs a member in fairness.
  @inline(__always) func nextFairness(_ member: Int32) -> Int {
    instance.weights.fairness * Int(load[Int(member)] + instance.members.recent[Int(member)])
  }

  func nextValue(_ shift: Int32) -> Int { instance.seatValue(Int(shift), after: Int(people[Int(shift)])) }
  func lastValue(_ shift: Int32) -> Int { instance.seatValue(Int(shift), after: Int(people[Int(shift)]) - 1) }
  func isFull(_ shift: Int32) -> Bool { people[Int(shift)] >= instance.shifts.seats[Int(shift)] }

  /// Rules 5 and 6: whether a member who could serve the mode in an empty week can do so beside the rest of it, one seat (−1:
  /// none) taken out.
  @inline(__always) func fits(_ member: Int32, _ mode: Int32, sparing spared: Int32 = -1) -> Bool {
    var at = firstOfMember[Int(member)]
    if at < 0 { return true }
    let most = instance.members.maxAssignments[Int(member)]
    if load[Int(member)] - (spared < 0 ? 0 : 1) >= most { return false }
    var (today, total) = (Int32(1), minutes[Int(member)] + length(mode))
    while at >= 0 {
      let other = seats[Int(at)].mode
      if at == spared {
        total -= length(other)
      } else {
        if !modes.compatible(mode, other) { return false }
        if modes.day[other] == modes.day[mode] { today += 1 }
      }
      at = seats[Int(at)].nextOfMember
    }
    return today <= instance.members.maxPerDay[Int(member)] && total <= instance.members.maxMinutes[Int(member)]
  }

  /// Rule 3: the modes in which a newcomer may join a shift, one seat (−1: none) taken out of it: at the time of those who
  /// stay and with a team that they all share; every mode where nobody stays.
  func openModes(of shift: Int32, without leaving: Int32 = -1) -> [Int32] {
    var staying: [Triple] = []
    var at = firstOfShift[Int(shift)]
    while at >= 0 {
      if at != leaving { staying.append(seats[Int(at)].triple) }
      at = seats[Int(at)].nextOfShift
    }
    return modes.ofShift[Int(shift)].filter { mode in
      guard let first = staying.first else { return true }
      let team = modes.team[mode]
      return modes.time[mode] == first.time
        && (team < 0 || staying.allSatisfy { instance.members.teams[Int($0.member)].contains(team) })
    }
  }

  @inline(__always) private func length(_ mode: Int32) -> Int32 { modes.end[mode] - modes.start[mode] }

  // MARK: Changes

  /// Adds an assignment that keeps every rule.
  mutating func add(_ triple: Triple, isPinned: Bool = false) {
    let (member, shift) = (Int(triple.member), Int(triple.shift))
    guard let mode = modes.ofShift[shift].first(where: { modes.time[$0] == triple.time }) else { return }
    let cost = instance.pairCost(member, shift) - (told.contains(triple) ? instance.weights.stability : 0)
    var seat = Seat(triple: triple, mode: mode, cost: cost, isPinned: isPinned)
    (seat.nextOfMember, seat.nextOfShift) = (firstOfMember[member], firstOfShift[shift])
    let place = vacant.popLast() ?? Int32(seats.count)
    if Int(place) == seats.count { seats.append(seat) } else { seats[Int(place)] = seat }
    (firstOfMember[member], firstOfShift[shift]) = (place, place)
    count(seat, 1)
  }

  /// Takes a seat's person out, pinned or not.
  mutating func remove(_ place: Int32) {
    let seat = seats[Int(place)]
    let (member, shift) = (Int(seat.triple.member), Int(seat.triple.shift))
    if firstOfMember[member] == place { firstOfMember[member] = seat.nextOfMember }
    var at = firstOfMember[member]
    while at >= 0 {
      if seats[Int(at)].nextOfMember == place { seats[Int(at)].nextOfMember = seat.nextOfMember }
      at = seats[Int(at)].nextOfMember
    }
    if firstOfShift[shift] == place { firstOfShift[shift] = seat.nextOfShift }
    at = firstOfShift[shift]
    while at >= 0 {
      if seats[Int(at)].nextOfShift == place { seats[Int(at)].nextOfShift = seat.nextOfShift }
      at = seats[Int(at)].nextOfShift
    }
    vacant.append(place)
    count(seat, -1)
  }

  private mutating func count(_ seat: Seat, _ sign: Int32) {
    load[Int(seat.triple.member)] += sign
    people[Int(seat.triple.shift)] += sign
    minutes[Int(seat.triple.member)] += sign * length(seat.mode)
  }
}
