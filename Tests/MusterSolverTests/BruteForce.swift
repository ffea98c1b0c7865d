import MusterSolver

/// The best plan of a tiny instance by trying them all: member by member is too many, so triple by triple, leaving a branch as
/// soon as it breaks a rule. Knows the public referee only, none of the solver's own structures.
struct BruteForce {
  private let instance: Instance
  private let candidates: [Triple]
  private(set) var best = Int.min
  private(set) var plans = 0

  init(_ instance: Instance) { self.init(instance, beside: instance.pinned, shifts: 0..<instance.shifts.count) }

  /// The best plan that holds the given triples, and beside them only assignments of the given shifts.
  init(_ instance: Instance, beside held: [Triple], shifts: some Sequence<Int>) {
    self.instance = instance
    let pins = Set(held)
    var found: [Triple] = []
    for shift in shifts {
      for member in 0..<instance.members.count {
        for time in 0..<instance.shifts.times[shift].count {
          let triple = Triple(member: member, shift: shift, time: time)
          let alone = instance.check(Plan([triple])).filter { $0.rule != .pinned }
          if alone.isEmpty, !pins.contains(triple) { found.append(triple) }
        }
      }
    }
    candidates = found
    extend(held, from: 0)
  }

  private mutating func extend(_ triples: [Triple], from first: Int) {
    plans += 1
    best = max(best, instance.score(of: Plan(triples)).total)
    for index in first..<max(first, candidates.count) {
      let more = triples + [candidates[index]]
      if instance.check(Plan(more), keep: 1).isEmpty { extend(more, from: index + 1) }
    }
  }
}
