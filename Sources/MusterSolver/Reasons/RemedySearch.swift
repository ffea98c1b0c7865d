/// Finds the cheapest way to fill one more seat of an open shift: the best of a free person and of a chain of moves, or the member
/// for whom a rule would have to give way least. Made once for a plan.
struct RemedySearch {
  private let roster: Roster
  private let instance: Instance
  private var seats: SeatSearch

  init(_ roster: Roster, _ columns: Columns) {
    self.roster = roster
    instance = roster.instance
    seats = SeatSearch(instance, columns, roster.plan)
  }

  /// `free` is the best of those who may serve as things stand, with or without a column.
  mutating func remedy(for shift: Int, _ free: (triple: Triple, gain: Int)?) -> Remedy? {
    if let chain = seats.best(Int32(shift), least: free?.gain ?? Int.min) { return remedy(chain) }
    if let free { return .assign(free.triple, gain: free.gain) }
    return smallestRelaxation(of: shift).map { .relax($0.triple, $0.relaxation) }
  }

  private func remedy(_ found: SeatSearch.Filling) -> Remedy {
    let new = seats.columns.triple(found.enters)
    if found.leaves < 0 { return .assign(new, gain: found.gain) }
    return .move(
      new, from: seats.standing.seats[Int(found.leaves)].triple,
      refill: found.refill < 0 ? nil : seats.columns.triple(found.refill), gain: found.gain)
  }

  // MARK: Relaxations

  private typealias Near = (triple: Triple, relaxation: Relaxation, metres: Int)

  /// The member who fails by one rule only, and by least. To compare rules, time counts as the metres that are travelled in it,
  /// one assignment over a limit as the time that it takes.
  private func smallestRelaxation(of shift: Int) -> Near? {
    var best: Near?
    let times = roster.openTimes(of: shift)
    for member in 0..<instance.members.count {
      let reach = Int(instance.members.reach[member])
      let distance = instance.squaredDistance(member, shift)
      let farthest = min(reach + (best?.metres ?? Rules.farthest), Rules.farthest)
      if distance > farthest * farthest || !roster.mayJoin(member, shift) { continue }
      let beyond = distance <= reach * reach ? 0 : Rules.roundedUpRoot(distance) - reach
      for time in times {
        let new = Triple(member: member, shift: shift, time: time)
        guard let found = relaxation(new, beyond), found.metres < best?.metres ?? Int.max else { continue }
        best = found
      }
    }
    return best
  }

  /// What would have to give way, if it is one rule and can.
  private func relaxation(_ new: Triple, _ beyond: Int) -> Near? {
    let mine = roster.assignments(of: Int(new.member))
    guard let missing = missingMinutes(new), mine.allSatisfy({ instance.compatible($0, new) }) else { return nil }
    var found: [Near] = []
    if beyond > 0 { found.append((new, .reach(metres: beyond), beyond)) }
    if missing != (0, 0) {
      let minutes = missing.before + missing.after
      found.append((new, .availability(before: missing.before, after: missing.after), minutes * instance.speed))
    }
    if found.count > 1 { return nil }
    let span = instance.span(new)
    for limit in roster.limits(on: new, beside: mine) where !limit.holds {
      switch limit.rule {
      case .perDay: found.append((new, .perDay, Int(span.end - span.start) * instance.speed))
      case .assignments: found.append((new, .assignments, Int(span.end - span.start) * instance.speed))
      default: found.append((new, .minutes(limit.would - limit.most), (limit.would - limit.most) * instance.speed))
      }
    }
    return found.count == 1 ? found[0] : nil
  }

  /// How much earlier and later one window of the member would have to reach to hold the span, the least in all; nothing where the
  /// member has no window.
  private func missingMinutes(_ new: Triple) -> (before: Int, after: Int)? {
    let span = instance.span(new)
    return instance.members.windows[Int(new.member)].lazy
      .map { (before: max(0, Int($0.start - span.start)), after: max(0, Int(span.end - $0.end))) }
      .min { $0.before + $0.after < $1.before + $1.after }
  }
}
